"""Who texts, what they said about being texted, where their talks stand; and by which provider a message leaves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.records.migrations.walls import (
    CONVERSATION,
    COUNCILS,
    NUMBER,
    for_purposes,
    let_read,
    let_read_no_more,
    open_up,
    protect,
    protect_person,
)
from bot.records.sealed import Sealed

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_TABLES = (
    "texter",
    "text_setting",
    "text_consent",
    "texting_state",
    "text_cost",
    "reminder",
    "survey",
    "danger_text",
)
# What reminders go by; a purpose of their own reads it, and changes none of it.
_READ_FOR_REMINDERS = (
    "young_person",
    "pathway_plan",
    "looked_after_period",
    "staying_put",
    "call_back_request",
    "return_fact",
    "consent",
    "texter",
    "text_cost",
)


def upgrade() -> None:
    """Add the tables, and who reaches their rows."""
    op.add_column("outgoing_message", sa.Column("route", sa.String(length=20), nullable=True))
    op.add_column("outgoing_message", sa.Column("words_hash", sa.String(length=64), nullable=True))
    op.create_index("ix_outgoing_message_person", "outgoing_message", ["person", "settled_at"])
    op.add_column("alert", sa.Column("texted_from", Sealed(), nullable=True))
    op.add_column("alert", sa.Column("unasked", sa.String(length=12), nullable=True))
    op.create_table(
        "texter",
        sa.Column("phone_lookup", sa.String(length=64), primary_key=True),
        sa.Column("conversation", sa.String(length=80), nullable=False, unique=True),
        sa.Column("conversation_before", sa.String(length=80), nullable=True),
        sa.Column("number", Sealed(), nullable=False),
        sa.Column("council", Sealed(), nullable=True),
        sa.Column("line", sa.String(length=20), nullable=False),
        sa.Column("last_heard_at", sa.DateTime(), nullable=False),
        sa.Column("stopped_at", sa.DateTime(), nullable=True),
        sa.Column("told_at", sa.DateTime(), nullable=True),
        sa.Column(
            "young_person_id",
            sa.Integer(),
            sa.ForeignKey("young_person.id", ondelete="SET NULL"),
            nullable=True,
        ),
        sa.Column("proved_at", sa.DateTime(), nullable=True),
        sa.Column("pin_asked_at", sa.DateTime(), nullable=True),
        sa.Column("pin_tries", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("pin_for", sa.Integer(), nullable=True),
    )
    op.create_index("ix_texter_young_person_id", "texter", ["young_person_id"])
    op.create_index("ix_texter_conversation_before", "texter", ["conversation_before"])
    op.create_table(
        "text_setting",
        sa.Column(
            "young_person_id",
            sa.Integer(),
            sa.ForeignKey("young_person.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("pin_hash", sa.String(length=64), nullable=True),
        sa.Column("pin_set_at", sa.DateTime(), nullable=True),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_texter_last_heard_at", "texter", ["last_heard_at"])
    op.create_table(
        "text_consent",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("phone_lookup", sa.String(length=64), nullable=False),
        sa.Column("word", sa.String(length=10), nullable=False),
        sa.Column("happened_at", sa.DateTime(), nullable=False),
        sa.Column("line", sa.String(length=20), nullable=False),
        sa.CheckConstraint("word IN ('stop', 'start', 'help')", name="known_word"),
    )
    op.create_index("ix_text_consent_lookup", "text_consent", ["phone_lookup", "happened_at"])
    op.create_table(
        "texting_state",
        sa.Column("conversation", sa.String(length=80), primary_key=True),
        sa.Column("rest", Sealed(), nullable=True),
        sa.Column("numbers", sa.Text(), nullable=False),
        sa.Column("urgent_at", sa.DateTime(), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
    )
    op.create_index("ix_texting_state_changed_at", "texting_state", ["changed_at"])
    op.create_table(
        "text_cost",
        sa.Column("month", sa.String(length=7), primary_key=True),
        sa.Column("council", sa.String(length=40), primary_key=True),
        sa.Column("line", sa.String(length=20), primary_key=True),
        sa.Column("texts", sa.Integer(), nullable=False),
        sa.Column("fragments", sa.Integer(), nullable=False),
        sa.Column("urgent", sa.Integer(), nullable=False),
        sa.CheckConstraint("texts >= 0 AND fragments >= texts", name="a_fragment_a_text"),
    )
    _add_reminders()
    _danger_text()
    _put_up_walls()


def downgrade() -> None:
    """Take them down. What somebody said about being texted goes with them."""
    for table in _READ_FOR_REMINDERS:
        let_read_no_more(table, "reminding")
    for table in _TABLES:  # policies name other tables
        open_up(table)
    for table in _TABLES:
        op.drop_table(table)
    open_up("outgoing_message")
    protect("outgoing_message", for_purposes("sending", "sweep"))
    op.drop_column("alert", "unasked")
    op.drop_column("alert", "texted_from")
    op.drop_index("ix_outgoing_message_person", "outgoing_message")
    op.drop_column("outgoing_message", "words_hash")
    op.drop_column("outgoing_message", "route")


def _add_reminders() -> None:
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "young_person_id",
            sa.Integer(),
            sa.ForeignKey("young_person.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("ahead", sa.Integer(), nullable=False),
        sa.Column("about", sa.Integer(), nullable=False),
        sa.Column("is_queued", sa.Boolean(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("queued_at", sa.DateTime(), nullable=False),
        sa.Column("left_at", sa.DateTime(), nullable=True),
        sa.Column("read_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "what IN ('review', 'eighteen', 'staying_put', 'adviser', 'call_back', 'survey')",
            name="known_what",
        ),
        sa.UniqueConstraint("young_person_id", "what", "day", "ahead", "about"),
    )
    is_queued = sa.text("is_queued")
    op.create_index(
        "ix_reminder_queued",
        "reminder",
        ["young_person_id"],
        unique=True,
        sqlite_where=is_queued,
        postgresql_where=is_queued,
    )
    op.create_index("ix_reminder_young_person_id", "reminder", ["young_person_id"])
    op.create_table(
        "survey",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("council", sa.String(length=40), nullable=False),
        sa.Column("address", sa.String(length=60), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.CheckConstraint("ends_on >= asked_on", name="ends_after_it_began"),
        sa.UniqueConstraint("council", "address"),
    )


def _danger_text() -> None:
    op.create_table(
        "danger_text",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("key", sa.String(length=120), nullable=False, unique=True),
        sa.Column(
            "message_id",
            sa.Integer(),
            sa.ForeignKey("outgoing_message.id", ondelete="CASCADE"),
            nullable=True,
        ),
        sa.Column("phone_lookup", sa.String(length=64), nullable=False),
        sa.Column("danger", Sealed(), nullable=False),
        sa.Column("is_about_other", sa.Boolean(), nullable=False),
        sa.Column("is_stopped", sa.Boolean(), nullable=False),
        sa.Column("happened_at", sa.DateTime(), nullable=False),
        sa.Column("tell_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.CheckConstraint("outcome IN ('told', 'nobody', 'not_wanted')", name="known_outcome"),
        sa.CheckConstraint("(ended_at IS NULL) = (outcome IS NULL)", name="ended_has_outcome"),
    )
    op.create_index("ix_danger_text_message_id", "danger_text", ["message_id"])
    op.create_index("ix_danger_text_phone_lookup", "danger_text", ["phone_lookup"])
    op.create_index("ix_danger_text_happened_at", "danger_text", ["happened_at"])


def _put_up_walls() -> None:
    # A number is a claim: it opens its own talk and nothing else. Who sends must know who told us to stop.
    theirs = f"phone_lookup = {NUMBER}"
    talk = f"conversation = {CONVERSATION}"
    protect("texter", f"{for_purposes('sending', 'sweep')} OR {theirs} OR {talk}")
    protect("text_consent", f"{for_purposes('sending', 'sweep')} OR {theirs}")
    protect("text_cost", f"{for_purposes('sending')} OR council = {COUNCILS}")
    protect_person("text_setting", "sending", reading=_by_number("text_setting"))
    protect("texting_state", f"{for_purposes('sweep')} OR {talk}")
    open_up("outgoing_message")
    protect("outgoing_message", for_purposes("sending", "sweep"), reading=_TO_THEIR_PEOPLE)
    protect_person("reminder", "reminding", "sending", reading=_by_number("reminder"))
    protect("survey", f"{for_purposes()} OR council = {COUNCILS}", reading=for_purposes("reminding"))
    for table in _READ_FOR_REMINDERS:
        let_read(table, "reminding", for_purposes("reminding"))
    protect("danger_text", for_purposes("sending"))


def _by_number(table: str) -> str:
    """Whoever has the number of the record on their phone."""
    whose = f"whose.id = {table}.young_person_id AND whose.phone_lookup = {NUMBER}"
    return f"EXISTS (SELECT 1 FROM young_person AS whose WHERE {whose})"  # noqa: S608 - names of ours


# What became of texts is their adviser's to see; what they say is sealed, and no page opens it.
_TO_THEIR_PEOPLE = (
    "channel = 'sms' AND EXISTS (SELECT 1 FROM young_person AS whose WHERE whose.phone_lookup = outgoing_message.person"  # noqa: S608 - names of ours
    f" AND whose.council = {COUNCILS})"
)
