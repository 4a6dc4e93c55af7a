"""Nothing stays longer than it is needed."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select

from bot.delivery.conversation.journal import SeenMessage, TranscriptLine
from bot.delivery.conversation.sweep import orphans, sweep
from bot.identity.sign_in.sessions import Sessions
from bot.identity.sign_in.sign_in_tables import SignInCode, SignInFailure, WebSession
from bot.records.keyed import Keyed

NOW = datetime(2026, 11, 22, 12)


def count(session, table) -> int:
    """How many rows a table has."""
    return session.execute(select(func.count()).select_from(table)).scalar_one()


def test_a_session_nobody_came_back_to_is_deleted_and_its_conversation_named(database):
    """Two hours without a visit end an anonymous session, and so does a clock that was set back; a younger one stays."""
    sessions = Sessions(Keyed(b"secret"))
    with database.transaction() as session:
        old = sessions.visit(session, "old", NOW - timedelta(hours=2, seconds=1)).conversation
        sessions.visit(session, "young", NOW - timedelta(hours=2))
        ahead = sessions.visit(session, "ahead", NOW + timedelta(days=1)).conversation
    with database.transaction() as session:
        assert sorted(sweep(session, NOW)) == sorted([old, ahead])
        assert count(session, WebSession) == 1


def test_sign_in_records_and_message_ids_end(database):
    """Codes and wrong tries go after a day, message ids after a week."""
    with database.transaction() as session:
        for age in (timedelta(hours=23), timedelta(hours=25)):
            session.add(SignInCode(session_hash="s", phone_lookup="p", code_hash="c", asked_at=NOW - age))
            session.add(SignInFailure(phone_lookup="p", failed_at=NOW - age))
        for days in (6, 8):
            session.add(SeenMessage(channel="web", message_id=str(days), seen_at=NOW - timedelta(days=days)))
    with database.transaction() as session:
        sweep(session, NOW)
        assert [count(session, table) for table in (SignInCode, SignInFailure, SeenMessage)] == [1, 1, 1]


def test_words_whose_session_is_gone_are_found(database):
    """In both databases; what was said a moment ago, in a session, or on the terminal is left alone."""
    with database.transaction() as session:
        alive = Sessions(Keyed(b"secret")).visit(session, "here", NOW).conversation
        for conversation, minutes in ((alive, 60), ("web-left", 11), ("web-now", 9), ("terminal-1", 60)):
            for age in (minutes, 60):
                session.add(
                    TranscriptLine(
                        conversation=conversation, text="words", said_at=NOW - timedelta(minutes=age)
                    )
                )
    with database.transaction() as session:
        assert orphans(session, [], NOW) == ["web-left"]
        assert orphans(session, [alive, "web-elsewhere", "0f3c", "web-left"], NOW) == [
            "web-elsewhere",
            "web-left",
        ]


def test_any_number_of_orphans_is_found(database):
    """More than a database takes in one question."""
    many = sorted(f"web-{number:05}" for number in range(1_203))
    with database.transaction() as session:
        assert orphans(session, many, NOW) == many
