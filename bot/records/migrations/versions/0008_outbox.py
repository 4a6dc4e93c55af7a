"""Outgoing messages; and on PostgreSQL the tables and functions of the engine that sends them."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# A copy: what this step makes must not change when the package is updated. An update's own steps are a step of ours then.
_SCHEMA = Path(__file__).resolve().parent.parent / "procrastinate_3_10.sql"
_TABLES = ("events", "periodic_defers", "jobs", "workers")
_TYPES = ("job_to_defer_v1", "job_event_type", "job_status")
_FUNCTIONS = (
    "SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"
    " AND proname LIKE 'procrastinate\\_%'"
)


def upgrade() -> None:
    """Add them."""
    _messages()
    _indexes()
    if _has_jobs():
        _run(_SCHEMA.read_text(encoding="utf-8"))


def downgrade() -> None:
    """Take them back; what waits is not sent, and alerts are put again by the next version."""
    if _has_jobs():
        _run(
            f"DROP TABLE {', '.join(f'procrastinate_{name}' for name in _TABLES)} CASCADE"
        )  # with the functions that name their rows
        for function in op.get_bind().execute(sa.text(_FUNCTIONS)).scalars().all():
            _run(f"DROP FUNCTION {function}")
        _run(f"DROP TYPE {', '.join(f'procrastinate_{name}' for name in _TYPES)}")
    op.drop_table("outgoing_message")


def _has_jobs() -> bool:
    return bool(op.get_bind().dialect.name == "postgresql")


def _run(statements: str) -> None:
    """As they stand: no sign in them is a place for a value."""
    op.get_bind().execution_options(no_parameters=True).exec_driver_sql(statements)


def _messages() -> None:
    op.create_table(
        "outgoing_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("person", sa.String(length=80), nullable=False),
        sa.Column("young_person_id", sa.Integer(), nullable=True),
        sa.Column("about", sa.Integer(), nullable=True),
        sa.Column("recipient", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("is_fleeting", sa.Boolean(), nullable=False),
        sa.Column("put_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(), nullable=False),
        sa.Column("give_up_at", sa.DateTime(), nullable=True),
        sa.Column("held_until", sa.DateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("tried_at", sa.DateTime(), nullable=True),
        sa.Column("last_error", sa.String(length=40), nullable=True),
        sa.Column("provider", sa.String(length=40), nullable=True),
        sa.Column("reference", sa.String(length=200), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("job", sa.BigInteger(), nullable=True),
        *_checks(),
        sa.ForeignKeyConstraint(
            ["young_person_id"],
            ["young_person.id"],
            name=op.f("fk_outgoing_message_young_person_id_young_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_message")),
        sa.UniqueConstraint("key", name=op.f("uq_outgoing_message_key")),
    )


def _checks() -> list[sa.CheckConstraint]:
    states = "'waiting', 'sent', 'delivered', 'failed', 'given_up', 'withheld', 'withdrawn'"
    checks = {
        "known_state": f"state IN ({states})",
        "known_channel": "channel IN ('email', 'teams', 'sms')",
        "attempts_not_negative": "attempts >= 0",
        "settled_has_time": "(state = 'waiting') = (settled_at IS NULL)",
    }
    return [
        sa.CheckConstraint(rule, name=op.f(f"ck_outgoing_message_{name}")) for name, rule in checks.items()
    ]


def _indexes() -> None:
    waiting = sa.text("state = 'waiting'")
    only_waiting = {"sqlite_where": waiting, "postgresql_where": waiting}
    name = "outgoing_message"
    op.create_index("ix_outgoing_message_due", name, ["next_try_at"], **only_waiting)
    op.create_index("ix_outgoing_message_order", name, ["person", "channel", "due_at"], **only_waiting)
    op.create_index("ix_outgoing_message_about", name, ["kind", "about"])
    op.create_index("ix_outgoing_message_reference", name, ["provider", "reference"])
    op.create_index(op.f("ix_outgoing_message_young_person_id"), name, ["young_person_id"])
