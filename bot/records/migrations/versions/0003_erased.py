"""Who was erased is remembered by keyed hash; the mark on the person, which nothing ever set, goes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the list and drop the mark."""
    op.create_table(
        "erased_reference",
        sa.Column("lookup", sa.String(length=64), nullable=False),
        sa.Column("erased_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("lookup", name=op.f("pk_erased_reference")),
    )
    # Not in batch mode: SQLite would copy the table, and dropping the old one would delete every plan and contact with it.
    op.drop_column("young_person", "erased_at")


def downgrade() -> None:
    """Take it back; who was erased is forgotten."""
    op.add_column("young_person", sa.Column("erased_at", sa.DateTime(), nullable=True))
    op.drop_table("erased_reference")
