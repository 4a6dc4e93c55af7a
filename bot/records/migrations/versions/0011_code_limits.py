"""A code remembers whether it was sent and for a known browser; a wrong one, which browser typed it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns. Rows from before have none of it: their codes count as sent to strangers."""
    op.add_column("sign_in_code", sa.Column("is_quiet", sa.Boolean(), nullable=True))
    op.add_column("sign_in_code", sa.Column("is_known", sa.Boolean(), nullable=True))
    op.add_column("sign_in_failure", sa.Column("session_hash", sa.String(length=64), nullable=True))


def downgrade() -> None:
    """Take them back."""
    op.drop_column("sign_in_failure", "session_hash")
    op.drop_column("sign_in_code", "is_known")
    op.drop_column("sign_in_code", "is_quiet")
