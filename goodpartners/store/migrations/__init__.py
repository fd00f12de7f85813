"""Alembic migrations: the database's history, run by `upgrade`."""
