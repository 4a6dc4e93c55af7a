"""A team has a duty number, which its young people are shown in danger."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the number."""
    op.add_column("team", sa.Column("duty_phone", sa.Text(), nullable=True))


def downgrade() -> None:
    """Take it back."""
    op.drop_column("team", "duty_phone")
