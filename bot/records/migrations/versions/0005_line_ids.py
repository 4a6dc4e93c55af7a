"""Lines of a transcript get ids that are never given again, for the buttons under them."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_LINES = sa.table("transcript_line", sa.column("id"), sa.column("line_id"))


def upgrade() -> None:
    """Add the column and name every line that is there."""
    op.add_column("transcript_line", sa.Column("line_id", sa.String(length=22), nullable=True))
    connection = op.get_bind()
    for number in connection.execute(sa.select(_LINES.c.id)).scalars().all():
        connection.execute(
            sa.update(_LINES).where(_LINES.c.id == number).values(line_id=secrets.token_urlsafe(16))
        )
    with op.batch_alter_table(
        "transcript_line"
    ) as table:  # nothing refers to this table, so SQLite may copy it
        table.alter_column("line_id", existing_type=sa.String(length=22), nullable=False)
        table.create_unique_constraint(op.f("uq_transcript_line_line_id"), ["line_id"])


def downgrade() -> None:
    """Take it back; buttons carry the order of the lines again."""
    with op.batch_alter_table("transcript_line") as table:
        table.drop_constraint(op.f("uq_transcript_line_line_id"), type_="unique")
        table.drop_column("line_id")
