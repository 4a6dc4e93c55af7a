"""A message that came in is kept until it is answered, and knows its answer; a session knows that it was ended."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.records.sealed import Sealed

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_COLUMNS = {
    "conversation": sa.String(length=80),
    "said": Sealed(),
    "due": sa.Float(),
    "is_taken": sa.Boolean(),
    "answered_at": sa.DateTime(),
    "line_ids": sa.Text(),
}


def upgrade() -> None:
    """Add what a message and a session can tell."""
    for name, kind in _COLUMNS.items():
        op.add_column("seen_message", sa.Column(name, kind, nullable=True))
    unanswered = sa.text("due IS NOT NULL")
    op.create_index("ix_seen_message_conversation", "seen_message", ["conversation"])
    op.create_index(
        "ix_seen_message_due",
        "seen_message",
        ["due"],
        sqlite_where=unanswered,
        postgresql_where=unanswered,
    )
    op.add_column("web_session", sa.Column("ended_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    """Take it back; what is not answered yet is forgotten."""
    op.drop_column("web_session", "ended_at")
    op.drop_index("ix_seen_message_due", table_name="seen_message")
    op.drop_index("ix_seen_message_conversation", table_name="seen_message")
    for name in reversed(_COLUMNS):
        op.drop_column("seen_message", name)
