"""Who writes in Teams, where their talks stand, what they did, and talks that a person takes over."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.records.migrations.walls import (
    CONVERSATION,
    NUMBER,
    PERSON,
    for_purposes,
    open_up,
    protect,
    protect_child,
    protect_person,
)
from bot.records.sealed import Sealed

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_TABLES = (
    "shared_answer",
    "hand_over",
    "staff_deed",
    "staff_talk",
    "staff_notice_setting",
    "plan_reason",
    "teams_user",
)
_IS_OPEN = sa.text("ended_at IS NULL")


def upgrade() -> None:
    """Add the tables, and who reaches their rows."""
    op.add_column("contact_record", sa.Column("note", Sealed(), nullable=True))
    op.add_column("call_back_request", sa.Column("promised_at", sa.DateTime(), nullable=True))
    op.add_column("outgoing_message", sa.Column("people", sa.Text(), nullable=True))
    op.add_column("staff_session", sa.Column("teams_lookup", sa.String(length=64), nullable=True))
    _users()
    _talks()
    _deeds()
    _shared()
    _hand_over()
    _put_up_walls()


def downgrade() -> None:
    """Take them down."""
    for table in _TABLES:  # policies name other tables
        open_up(table)
    for table in _TABLES:
        op.drop_table(table)
    op.drop_column("staff_session", "teams_lookup")
    op.drop_column("outgoing_message", "people")
    op.drop_column("call_back_request", "promised_at")
    op.drop_column("contact_record", "note")


def _users() -> None:
    op.create_table(
        "teams_user",
        sa.Column("lookup", sa.String(length=64), primary_key=True),
        sa.Column("conversation", sa.String(length=80), nullable=False, unique=True),
        sa.Column("name", Sealed(), nullable=True),
        sa.Column("reference", Sealed(), nullable=True),
        sa.Column(
            "staff_account_id",
            sa.Integer(),
            sa.ForeignKey("staff_account.id", ondelete="SET NULL"),
            nullable=True,
        ),
        sa.Column("linked_at", sa.DateTime(), nullable=True),
        sa.Column("is_installed", sa.Boolean(), nullable=False),
        sa.Column("blocked_at", sa.DateTime(), nullable=True),
        sa.Column("greeted_at", sa.DateTime(), nullable=True),
        sa.Column("last_heard_at", sa.DateTime(), nullable=False),
        sa.Column("link_hash", sa.String(length=64), nullable=True, unique=True),
        sa.Column("link_until", sa.DateTime(), nullable=True),
    )
    op.create_index("ix_teams_user_staff_account_id", "teams_user", ["staff_account_id"])
    op.create_index("ix_teams_user_last_heard_at", "teams_user", ["last_heard_at"])
    op.create_table(
        "staff_notice_setting",
        sa.Column(
            "staff_account_id",
            sa.Integer(),
            sa.ForeignKey("staff_account.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("kind", sa.String(length=30), primary_key=True),
        sa.Column("is_off", sa.Boolean(), nullable=False),
    )


def _talks() -> None:
    op.create_table(
        "staff_talk",
        sa.Column("talk", sa.String(length=80), primary_key=True),
        sa.Column("asked", sa.String(length=40), nullable=True),
        sa.Column(
            "young_person_id",
            sa.Integer(),
            sa.ForeignKey("young_person.id", ondelete="SET NULL"),
            nullable=True,
        ),
        sa.Column("day_from", sa.Date(), nullable=True),
        sa.Column("day_until", sa.Date(), nullable=True),
        sa.Column("topic", sa.String(length=60), nullable=True),
        sa.Column("more", sa.Text(), nullable=True),
        sa.Column("draft", Sealed(), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
    )
    op.create_index("ix_staff_talk_young_person_id", "staff_talk", ["young_person_id"])
    op.create_index("ix_staff_talk_changed_at", "staff_talk", ["changed_at"])


def _deeds() -> None:
    op.create_table(
        "staff_deed",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("key", sa.String(length=120), nullable=False, unique=True),
        sa.Column("staff_account_id", sa.Integer(), sa.ForeignKey("staff_account.id"), nullable=False),
        _of_person(),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("undo", Sealed(), nullable=True),
        sa.Column("done_at", sa.DateTime(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
    )
    op.create_index("ix_staff_deed_staff_account_id", "staff_deed", ["staff_account_id"])
    op.create_index("ix_staff_deed_young_person_id", "staff_deed", ["young_person_id"])
    op.create_table(
        "plan_reason",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "plan_id",
            sa.Integer(),
            sa.ForeignKey("pathway_plan.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("move", sa.String(length=40), nullable=False),
        sa.Column("words", Sealed(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("move IN ('return_to_drafting', 'disagree', 'ask_review')", name="known_move"),
    )
    op.create_index("ix_plan_reason_plan_id", "plan_reason", ["plan_id"])


def _shared() -> None:
    op.create_table(
        "shared_answer",
        sa.Column("id", sa.Integer(), primary_key=True),
        _of_person(),
        sa.Column("staff_account_id", sa.Integer(), sa.ForeignKey("staff_account.id"), nullable=False),
        sa.Column("topic", sa.String(length=60), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("words", Sealed(), nullable=False),
        sa.Column("by_text", sa.Boolean(), nullable=False),
        sa.Column("shared_at", sa.DateTime(), nullable=False),
        sa.Column("left_at", sa.DateTime(), nullable=True),
        sa.Column("seen_at", sa.DateTime(), nullable=True),
        sa.Column("taken_back_at", sa.DateTime(), nullable=True),
    )
    op.create_index("ix_shared_answer_young_person_id", "shared_answer", ["young_person_id"])
    op.create_index("ix_shared_answer_shared_at", "shared_answer", ["shared_at"])


def _hand_over() -> None:
    op.create_table(
        "hand_over",
        sa.Column("id", sa.Integer(), primary_key=True),
        _of_person(),
        sa.Column("conversation", sa.String(length=80), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("waits_until", sa.DateTime(), nullable=False),
        sa.Column("team_asked_at", sa.DateTime(), nullable=True),
        sa.Column("taken_by_id", sa.Integer(), sa.ForeignKey("staff_account.id"), nullable=True),
        sa.Column("taken_at", sa.DateTime(), nullable=True),
        sa.Column("last_said_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended_by", sa.String(length=12), nullable=True),
        sa.CheckConstraint("channel IN ('web', 'sms')", name="known_channel"),
        sa.CheckConstraint("(taken_at IS NULL) = (taken_by_id IS NULL)", name="taken_by_somebody"),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ended_by_somebody"),
        sa.CheckConstraint(
            "ended_by IN ('young_person', 'adviser', 'silence', 'nobody', 'danger')", name="known_end"
        ),
    )
    for name, column in (("open", "conversation"), ("taken", "taken_by_id")):
        op.create_index(
            f"ix_hand_over_{name}",
            "hand_over",
            [column],
            unique=True,
            sqlite_where=_IS_OPEN,
            postgresql_where=_IS_OPEN,
        )
    op.create_index("ix_hand_over_young_person_id", "hand_over", ["young_person_id"])
    op.create_index("ix_hand_over_conversation", "hand_over", ["conversation"])


def _of_person() -> sa.Column:
    owner = sa.ForeignKey("young_person.id", ondelete="CASCADE")
    return sa.Column("young_person_id", sa.Integer(), owner, nullable=False)


def _put_up_walls() -> None:
    talk = f"conversation = {CONVERSATION}"
    # An account in Teams opens its own talk; who sends must know where the chat is; whoever was given the code may link it.
    own = f"lookup = {NUMBER} OR link_hash = {NUMBER}"
    protect("teams_user", f"{for_purposes('sending', 'sweep')} OR {own} OR {talk}")
    protect("staff_talk", f"{for_purposes('sweep')} OR talk = {CONVERSATION}")
    protect_person("staff_deed", "sweep")
    # What waits for somebody is found by their number, as reminders are; who proved to be them is told.
    whose = f"whose.id = shared_answer.young_person_id AND whose.phone_lookup = {NUMBER}"
    by_number = f"EXISTS (SELECT 1 FROM young_person AS whose WHERE {whose})"  # noqa: S608 - names of ours
    protect_person("shared_answer", "reminding", "sending", "sweep", reading=by_number)
    protect_child("plan_reason", "pathway_plan", "plan_id")
    # What an account turned off: in its own talk, and for who writes to it.
    own_talk = f"whose.staff_account_id = staff_notice_setting.staff_account_id AND whose.conversation = {CONVERSATION}"
    in_own_talk = f"EXISTS (SELECT 1 FROM teams_user AS whose WHERE {own_talk})"  # noqa: S608 - names of ours
    protect("staff_notice_setting", f"{for_purposes('sending', 'sweep')} OR {in_own_talk}")
    # A young person's talk is no staff's to find: what an adviser says in it is carried there by whoever sends.
    protect("hand_over", f"{for_purposes('sending', 'sweep')} OR young_person_id = {PERSON} OR {talk}")
