"""Alembic's entry: the connection is handed over by `goodpartners.store.upgrade`."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from goodpartners.store.database import UtcDateTime
from goodpartners.store.tables import METADATA


def render(kind: str, thing: Any, _context: Any) -> str | Literal[False]:
    """Write our own types as plain ones: a migration must not change when our code does."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(thing, UtcDateTime) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    compare_type=True,
    render_item=render,
)
with context.begin_transaction():
    context.run_migrations()
