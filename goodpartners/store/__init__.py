"""What people did, in SQLAlchemy tables: functions take a Session first, flush and never commit."""
