"""A call that is refused says in the log which settings may be why, and nothing of what it brought."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from test_hooks import ACCOUNT, NOTIFY_TEXT, SECRET, TOKEN, TWILIO_TEXT, notify, twilio
from text_world import NUMBER, Phone

if TYPE_CHECKING:
    from bot.records.database import Database


@pytest.mark.parametrize(
    ("by", "why", "settings"),
    [
        ("twilio", "signature", ("LOCALOFFER_PUBLIC_URL must be exactly", "LOCALOFFER_TWILIO_TOKEN")),
        ("another account", "account", ("LOCALOFFER_TWILIO_ACCOUNT",)),
        ("notify", "token", ("LOCALOFFER_NOTIFY_TOKEN",)),
    ],
)
async def test_a_refused_call_names_the_settings_to_look_at(
    database: Database, caplog: pytest.LogCaptureFixture, by: str, why: str, settings: tuple[str, ...]
) -> None:
    """But no secret, no number and no word of the text."""
    phone = Phone(database)
    if by == "notify":
        assert await notify(phone, NOTIFY_TEXT, authorization="Bearer wrong") == 403
    elif by == "twilio":
        assert (await twilio(phone, TWILIO_TEXT, signature="x")).status_code == 403
    else:
        assert (await twilio(phone, {**TWILIO_TEXT, "AccountSid": "ACother"})).status_code == 403
    [said] = [record.getMessage() for record in caplog.records if "was refused" in record.getMessage()]
    assert f"why={why} (" in said
    assert [name for name in settings if name not in said] == []
    assert [one for one in (ACCOUNT, SECRET, TOKEN, NUMBER, "hello", "wrong") if one in said] == []
