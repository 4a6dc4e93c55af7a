"""Alerts: a danger that is passed on until somebody acknowledges it; and a team manager's address."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both tables and the address."""
    op.add_column("team", sa.Column("manager_email", sa.Text(), nullable=True))
    _alert()
    _delivery()


def downgrade() -> None:
    """Take them back; open alerts are forgotten."""
    op.drop_index(op.f("ix_alert_delivery_next_try_at"), table_name="alert_delivery")
    op.drop_table("alert_delivery")
    op.drop_index("uq_alert_open", table_name="alert")
    op.drop_index(op.f("ix_alert_young_person_id"), table_name="alert")
    op.drop_table("alert")
    # Not in batch mode: SQLite would copy the table, and its advisers refer to the old one.
    op.drop_column("team", "manager_email")


def _alert() -> None:
    op.create_table(
        "alert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("young_person_id", sa.Integer(), nullable=False),
        sa.Column("danger", sa.String(length=40), nullable=False),
        sa.Column("is_about_other", sa.Boolean(), nullable=False),
        sa.Column("with_consent", sa.Boolean(), nullable=False),
        sa.Column("raised_at", sa.DateTime(), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(), nullable=True),
        sa.Column("acknowledged_by", sa.String(length=80), nullable=True),
        sa.CheckConstraint("danger <> ''", name=op.f("ck_alert_has_danger")),
        sa.CheckConstraint(
            "(acknowledged_at IS NULL) = (acknowledged_by IS NULL)",
            name=op.f("ck_alert_acknowledged_by_somebody"),
        ),
        sa.CheckConstraint(
            "acknowledged_at IS NULL OR acknowledged_at >= raised_at",
            name=op.f("ck_alert_acknowledged_after_raised"),
        ),
        sa.ForeignKeyConstraint(
            ["young_person_id"],
            ["young_person.id"],
            name=op.f("fk_alert_young_person_id_young_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
    )
    op.create_index(op.f("ix_alert_young_person_id"), "alert", ["young_person_id"], unique=False)
    is_open = sa.text("acknowledged_at IS NULL")
    op.create_index(
        "uq_alert_open",
        "alert",
        ["young_person_id", "danger", "is_about_other"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def _delivery() -> None:
    op.create_table(
        "alert_delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alert_id", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(length=20), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=True),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("next_try_at", sa.DateTime(), nullable=False),
        sa.Column("tried_at", sa.DateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("delivered_at", sa.DateTime(), nullable=True),
        sa.Column("deliveries", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(length=40), nullable=True),
        *_delivery_checks(),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alert.id"], name=op.f("fk_alert_delivery_alert_id_alert"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_delivery")),
        sa.UniqueConstraint("alert_id", "recipient", "channel", name=op.f("uq_alert_delivery_alert_id")),
    )
    op.create_index(op.f("ix_alert_delivery_next_try_at"), "alert_delivery", ["next_try_at"], unique=False)


def _delivery_checks() -> list[sa.CheckConstraint]:
    checks = {
        "known_recipient": "recipient IN ('personal_adviser', 'duty_team', 'team_manager')",
        "known_channel": "channel IN ('email', 'teams', 'sms')",
        "recipient_is_somebody": "(recipient = 'duty_team') = (recipient_id IS NULL)",
        "counts_not_negative": "attempts >= 0 AND deliveries >= 0",
        "delivered_has_time": "(deliveries > 0) = (delivered_at IS NOT NULL)",
        "delivered_was_tried": "delivered_at IS NULL OR tried_at IS NOT NULL",
    }
    return [sa.CheckConstraint(rule, name=op.f(f"ck_alert_delivery_{name}")) for name, rule in checks.items()]
