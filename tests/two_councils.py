"""A row in every table for one invented person of Rutland, and one for one of Rotherham, whose numbers are all 1 and all 2."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, text

from bot.records.database import Base

if TYPE_CHECKING:
    from bot.records.database import Database

TODAY, NOW = date(2026, 11, 22), datetime(2026, 11, 22, 12)
OURS, THEIRS = 1, 2
COUNCILS = {OURS: "rutland", THEIRS: "rotherham"}
_OF_PERSON: dict[str, dict[str, Any]] = {
    "looked_after_period": {"started_on": date(2020, 1, 1), "is_short_break": False},
    "return_fact": {
        "year_ending": 2026,
        "in_touch": "YES",
        "activ": "F1",
        "accom": "U1",
        "confirmed_on": TODAY,
    },
    "activity": {"activ": "F1", "since": date(2026, 1, 1)},
    "accommodation": {"accom": "U1", "since": date(2026, 1, 1)},
    "consent": {"kind": "text_reminders", "given_on": TODAY},
    "needs_assessment": {"started_on": TODAY},
    "pathway_plan": {
        "state": "authorised",
        "state_since": date(2026, 1, 5),
        "authorised_on": date(2026, 1, 5),
        "no_views_reason": "not asked",
    },
    "contact_record": {"kind": "visit", "is_meaningful": True, "happened_on": date(2026, 11, 1)},
    "staying_put": {"started_on": TODAY, "carer_type": "council"},
    "call_back_request": {"asked_at": NOW},
    "reminder": {
        "what": "review",
        "day": TODAY,
        "ahead": 14,
        "about": 0,
        "is_queued": False,
        "times": 1,
        "queued_at": NOW,
    },
    "alert": {
        "number": 1,
        "danger": "missing",
        "is_about_other": False,
        "with_consent": True,
        "raised_at": NOW,
    },
}
_MESSAGE: dict[str, Any] = {
    "kind": "sign_in_code",
    "channel": "sms",
    "recipient": "invented",
    "body": "invented",
    "is_urgent": False,
    "is_fleeting": True,
    "put_at": NOW,
    "due_at": NOW,
    "next_try_at": NOW,
    "attempts": 0,
    "state": "failed",
    "reference": "invented",
    "settled_at": NOW,
}
_OF_PLAN: dict[str, dict[str, Any]] = {
    "plan_section": {"area": "health", "words": "invented"},
    "goal": {"words": "invented", "owner": "young_person"},
    "plan_review": {"held_on": TODAY, "was_asked_for": False},
    "plan_reason": {"move": "return_to_drafting", "words": "invented", "written_at": NOW},
}


def lookup(number: int, what: str) -> str:
    """A stand-in for a keyed hash: 64 characters."""
    return f"{what}-{number}".ljust(64, "x")


def fill(database: Database) -> None:
    """Make it, as somebody whom nothing is hidden from."""
    with database.owning() as engine, engine.begin() as connection:
        for number in (OURS, THEIRS):
            for table, values in rows_of(number):
                connection.execute(insert(Base.metadata.tables[table]).values(**values))
        if connection.dialect.name == "postgresql":
            _count_on(connection)


def rows_of(number: int) -> list[tuple[str, dict[str, Any]]]:
    """Every table with the row of one of the two, owners first."""
    of = {"young_person_id": number}
    return [
        ("team", {"id": number, "council": COUNCILS[number], "name": "A"}),
        ("personal_adviser", {"id": number, "team_id": number, "name": "Invented"}),
        (
            "staff_account",
            {
                "id": number,
                "subject_lookup": lookup(number, "staff"),
                "role": "team_manager",
                "team_id": number,
            },
        ),
        ("young_person", _person(number)),
        *((table, {"id": number, **of, **values}) for table, values in _OF_PERSON.items()),
        *((table, {"id": number, "plan_id": number, **values}) for table, values in _OF_PLAN.items()),
        ("alert_delivery", _delivery(number)),
        ("audit_event", _event(number)),
        ("erased_reference", {"lookup": lookup(number, "erased"), "erased_on": TODAY}),
        (
            "survey",
            {
                "id": number,
                "council": COUNCILS[number],
                "address": "https://www.gov.uk/s",
                "asked_on": TODAY,
                "ends_on": TODAY,
            },
        ),
        *_signed_in(number, of),
        *_texting(number, of),
        *_in_teams(number, of),
    ]


def _person(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "reference": f"YP-{number}",
        "council": COUNCILS[number],
        "preferred_name": "Kit (invented)",
        "birth_date": date(2008, 11, 25),
        "phone_lookup": lookup(number, "phone"),
        "personal_adviser_id": number,
        "was_detained_at_16": False,
    }


def _delivery(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "alert_id": number,
        "recipient": "duty_team",
        "channel": "email",
        "next_try_at": NOW,
        "attempts": 0,
        "deliveries": 0,
    }


def _event(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "happened_at": NOW,
        "role": "operator",
        "actor": "terminal",
        "action": "plan_status",
        "person": number,
        "outcome": "allowed",
    }


def _signed_in(number: int, of: dict[str, int]) -> list[tuple[str, dict[str, Any]]]:
    token, talk, phone = lookup(number, "token"), f"web-{number}", lookup(number, "phone")
    seen = {"last_seen_at": NOW}
    return [
        ("web_session", {"token_hash": token, "conversation": talk, **of, **seen}),
        (
            "sign_in_code",
            {
                "id": number,
                "session_hash": token,
                "phone_lookup": phone,
                **of,
                "code_hash": "x" * 64,
                "asked_at": NOW,
            },
        ),
        ("sign_in_failure", {"id": number, "phone_lookup": phone, "failed_at": NOW}),
        (
            "staff_session",
            {
                "token_hash": lookup(number, "staff"),
                "staff_account_id": number,
                "signed_in_at": NOW,
                **seen,
            },
        ),
        (
            "transcript_line",
            {
                "id": number,
                "line_id": f"line-{number}",
                "conversation": talk,
                "text": "invented",
                "said_at": NOW,
            },
        ),
        (
            "seen_message",
            {
                "id": number,
                "channel": "web",
                "message_id": f"m-{number}",
                "seen_at": NOW,
                "conversation": talk,
                "said": "invented",
            },
        ),
        ("outgoing_message", {"id": number, **of, **_MESSAGE, "person": phone, "key": f"message {number}"}),
    ]


def _texting(number: int, of: dict[str, int]) -> list[tuple[str, dict[str, Any]]]:
    talk, phone = f"sms-{number}", lookup(number, "phone")
    return [
        (
            "texter",
            {
                "phone_lookup": phone,
                "conversation": talk,
                "number": "invented",
                "line": "console",
                "last_heard_at": NOW,
                **of,
                "proved_at": NOW,
                "pin_tries": 0,
            },
        ),
        ("text_setting", {**of, "pin_hash": lookup(number, "pin"), "is_shared": False}),
        (
            "text_consent",
            {"id": number, "phone_lookup": phone, "word": "help", "happened_at": NOW, "line": "console"},
        ),
        (
            "danger_text",
            {
                "id": number,
                "key": f"invented {number}",
                "phone_lookup": phone,
                "danger": "invented",
                "is_about_other": False,
                "is_stopped": False,
                "happened_at": NOW,
                "tell_at": NOW,
            },
        ),
        ("texting_state", {"conversation": talk, "numbers": "{}", "changed_at": NOW}),
        (
            "text_cost",
            {
                "month": f"2026-{number:02}",
                "council": COUNCILS[number],
                "line": "console",
                "texts": 1,
                "fragments": 1,
                "urgent": 0,
            },
        ),
    ]


def _in_teams(number: int, of: dict[str, int]) -> list[tuple[str, dict[str, Any]]]:
    talk = f"teams-{number}"
    return [
        (
            "teams_user",
            {
                "lookup": lookup(number, "teams"),
                "link_hash": lookup(number, "link"),
                "conversation": talk,
                "reference": "invented",
                "staff_account_id": number,
                "is_installed": True,
                "last_heard_at": NOW,
            },
        ),
        ("staff_notice_setting", {"staff_account_id": number, "kind": "monday", "is_off": True}),
        ("staff_talk", {"talk": talk, "asked": "status", **of, "changed_at": NOW}),
        (
            "staff_deed",
            {
                "id": number,
                "key": f"invented {number}",
                "staff_account_id": number,
                **of,
                "kind": "record_contact",
                "done_at": NOW,
            },
        ),
        (
            "shared_answer",
            {
                "id": number,
                **of,
                "staff_account_id": number,
                "topic": "council_tax",
                "place": COUNCILS[number],
                "words": '{"lead": "invented"}',
                "by_text": True,
                "shared_at": NOW,
            },
        ),
        (
            "hand_over",
            {
                "id": number,
                **of,
                "conversation": f"web-{number}",
                "channel": "web",
                "asked_at": NOW,
                "waits_until": NOW,
            },
        ),
    ]


def _count_on(connection: Any) -> None:
    """Numbers that are given next come after those that were given here."""
    for table in Base.metadata.sorted_tables:
        if "id" in table.c:
            connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), 100)"))
