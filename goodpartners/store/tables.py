"""All tables in one import, for migrations and for counting rows."""

from goodpartners.store import (
    attempts,
    audit,
    certificates,
    jobs,
    learning,
    limits,
    mail,
    people,
    releases,
    sessions,
    tokens,
)
from goodpartners.store.database import Base

MODULES = (attempts, audit, certificates, jobs, learning, limits, mail, people, releases, sessions, tokens)
METADATA = Base.metadata
