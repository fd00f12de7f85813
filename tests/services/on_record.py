"""What the tests of the copy and of the erasure share."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from goodpartners.domain.people import Actor
from goodpartners.exporters.person_data import PersonData
from goodpartners.services import privacy
from goodpartners.services.house import House
from goodpartners.store.database import Base, Database

BASE = "http://localhost"
EMAIL = "rowan@goodpartners.example"
TEXTS = {
    "note": "My note about the therapist’s calm evenings",
    "learned": "What I learned about repair",
    "impact": "What will change on Mondays",
    "peer": "What Soraya said to me",
    "draft": "typed and not handed in",
    "well": "What Amara and I do well, for me",
    "said": "What we do well, for both sides",
}
REPORT = "The second answer is right too, I think"


def copied(house: House, actor: Actor) -> PersonData:
    with house.database.reading() as session:
        return privacy.copy(session, actor=actor, now=house.clock())


def every_row(database: Database) -> dict[str, list[dict[str, Any]]]:
    with database.reading() as session:
        return {
            name: [dict(row) for row in session.execute(sa.select(table)).mappings()]
            for name, table in Base.metadata.tables.items()
        }
