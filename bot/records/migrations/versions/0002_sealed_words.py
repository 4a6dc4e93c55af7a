"""Transcripts are sealed, codes remember where they were asked for, staff have sessions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.records.sealed import Sealed

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_PLAIN = sa.table(
    "transcript_line", sa.column("id"), sa.column("text", sa.Text), sa.column("answer", sa.Text)
)
_SEALED = sa.table("transcript_line", sa.column("id"), sa.column("text", Sealed), sa.column("answer", Sealed))


def upgrade() -> None:
    """Add what is new and seal what was said so far."""
    with op.batch_alter_table("sign_in_code") as table:
        table.add_column(sa.Column("address_lookup", sa.String(length=64), nullable=True))
        table.create_index(op.f("ix_sign_in_code_address_lookup"), ["address_lookup"], unique=False)
    op.create_table(
        "staff_session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("staff_account_id", sa.Integer(), nullable=False),
        sa.Column("signed_in_at", sa.DateTime(), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_account_id"],
            ["staff_account.id"],
            name=op.f("fk_staff_session_staff_account_id_staff_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_staff_session")),
    )
    op.create_index(
        op.f("ix_staff_session_staff_account_id"), "staff_session", ["staff_account_id"], unique=False
    )
    op.create_index(op.f("ix_staff_session_last_seen_at"), "staff_session", ["last_seen_at"], unique=False)
    _rewrite(_PLAIN, _SEALED)


def downgrade() -> None:
    """Take it back; what was said is plain again."""
    _rewrite(_SEALED, _PLAIN)
    op.drop_table("staff_session")
    with op.batch_alter_table("sign_in_code") as table:
        table.drop_index(op.f("ix_sign_in_code_address_lookup"))
        table.drop_column("address_lookup")


def _rewrite(old: sa.sql.TableClause, new: sa.sql.TableClause) -> None:
    """Write every line again in its other form; few are kept at a time."""
    connection = op.get_bind()
    for row in connection.execute(sa.select(old.c.id, old.c.text, old.c.answer)).all():
        connection.execute(sa.update(new).where(new.c.id == row.id).values(text=row.text, answer=row.answer))
