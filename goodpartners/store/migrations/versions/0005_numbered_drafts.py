"""How often a draft was written, so that two windows never overwrite each other's."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the database; a page drawn before the upgrade says 0, and is shown both texts where they differ."""
    with op.batch_alter_table("answer_draft", schema=None) as batch_op:
        batch_op.add_column(sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("answer_draft", schema=None) as batch_op:
        batch_op.alter_column("revision", server_default=None)
