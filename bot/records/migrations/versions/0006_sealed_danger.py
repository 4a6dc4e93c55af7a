"""The kind of danger of an alert is sealed; the alerts of a person are numbered, so that two at once are one."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.records.sealed import Sealed

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_ALERT = sa.table(
    "alert", sa.column("id"), sa.column("young_person_id"), sa.column("number"), sa.column("danger", sa.Text)
)
_SEALED = sa.table("alert", sa.column("id"), sa.column("danger", Sealed))
_NUMBERED = "uq_alert_young_person_id"
# SQLite copies the table, and Alembic does not see its checks.
_CHECKS = (
    sa.CheckConstraint("danger <> ''", name="ck_alert_has_danger"),
    sa.CheckConstraint(
        "(acknowledged_at IS NULL) = (acknowledged_by IS NULL)", name="ck_alert_acknowledged_by_somebody"
    ),
    sa.CheckConstraint(
        "acknowledged_at IS NULL OR acknowledged_at >= raised_at", name="ck_alert_acknowledged_after_raised"
    ),
)


def upgrade() -> None:
    """Seal and number what is there."""
    deliveries = _take_out()
    op.drop_index("uq_alert_open", table_name="alert")
    op.add_column("alert", sa.Column("number", sa.Integer(), nullable=True))
    _room_for_tokens()
    _number()
    _rewrite(_ALERT, _SEALED)
    with op.batch_alter_table("alert", table_args=_CHECKS) as table:
        table.alter_column(
            "danger", existing_type=sa.String(length=40), type_=sa.Text(), existing_nullable=False
        )
        table.alter_column("number", existing_type=sa.Integer(), nullable=False)
        table.create_unique_constraint(op.f(_NUMBERED), ["young_person_id", "number"])
    _put_back(deliveries)


def downgrade() -> None:
    """Take it back; the kind of danger is plain again."""
    deliveries = _take_out()
    _rewrite(_SEALED, _ALERT)
    with op.batch_alter_table("alert", table_args=_CHECKS) as table:
        table.drop_constraint(op.f(_NUMBERED), type_="unique")
        table.drop_column("number")
        table.alter_column(
            "danger", existing_type=sa.Text(), type_=sa.String(length=40), existing_nullable=False
        )
    is_open = sa.text("acknowledged_at IS NULL")
    op.create_index(
        "uq_alert_open",
        "alert",
        ["young_person_id", "danger", "is_about_other"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    _put_back(deliveries)


def _on_sqlite() -> bool:
    return bool(op.get_bind().dialect.name == "sqlite")


def _room_for_tokens() -> None:
    if not _on_sqlite():  # which does not hold a text to its length
        op.alter_column(
            "alert", "danger", existing_type=sa.String(length=40), type_=sa.Text(), existing_nullable=False
        )


def _number() -> None:
    """Count the alerts of each person, oldest first."""
    connection = op.get_bind()
    rows = connection.execute(
        sa.select(_ALERT.c.id, _ALERT.c.young_person_id).order_by(_ALERT.c.young_person_id, _ALERT.c.id)
    ).all()
    for _, theirs in groupby(rows, key=lambda row: row.young_person_id):
        for number, row in enumerate(theirs, start=1):
            connection.execute(sa.update(_ALERT).where(_ALERT.c.id == row.id).values(number=number))


def _rewrite(old: sa.sql.TableClause, new: sa.sql.TableClause) -> None:
    """Write every danger again in its other form."""
    connection = op.get_bind()
    for row in connection.execute(sa.select(old.c.id, old.c.danger)).all():
        connection.execute(sa.update(new).where(new.c.id == row.id).values(danger=row.danger))


def _take_out() -> list[dict[str, Any]]:
    """The deliveries, which SQLite would delete with the old copy of their alerts."""
    if not _on_sqlite():
        return []
    connection = op.get_bind()
    rows = [dict(row) for row in connection.execute(sa.text("SELECT * FROM alert_delivery")).mappings()]
    connection.execute(
        sa.text("DELETE FROM alert_delivery")
    )  # from here on, all or nothing: SQLite begins with a change of rows
    return rows


def _put_back(deliveries: list[dict[str, Any]]) -> None:
    if deliveries:
        table = sa.table("alert_delivery", *(sa.column(name) for name in deliveries[0]))
        op.get_bind().execute(sa.insert(table), deliveries)
