"""All tables in one import, for migrations and for counting rows."""

from goodpartners.store import (
    allowances,
    attempts,
    audit,
    certificates,
    cohorts,
    jobs,
    joining,
    learning,
    limits,
    mail,
    partnerships,
    people,
    releases,
    reminders,
    retention,
    seats,
    sessions,
    standings,
    tokens,
)
from goodpartners.store.database import Base

MODULES = (
    allowances,
    attempts,
    audit,
    certificates,
    cohorts,
    jobs,
    joining,
    learning,
    limits,
    mail,
    partnerships,
    people,
    releases,
    reminders,
    retention,
    seats,
    sessions,
    standings,
    tokens,
)
METADATA = Base.metadata
