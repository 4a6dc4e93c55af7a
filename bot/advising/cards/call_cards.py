"""Who waits for a call: since when, by when they were told, and their words."""

from __future__ import annotations

from datetime import datetime
from typing import Mapping

from bot.advising.asking import Asking
from bot.advising.cards.card_parts import Buttons, adviser_text, answer, page_words, told, turn_pages, who
from bot.advising.cards.narrowing import narrowing
from bot.advising.cards.whose_list import advisers_for, scope_for
from bot.advising.wanted import Wanted
from bot.answer import Answer, SourceLine
from bot.card import Card, Row, Tone
from bot.caseload.paged_reads import WaitingRow, calls_page
from bot.delivery.alerts.alert_words import uk_time
from bot.phrases import phrase

CALL = "call"  # the verb of the button that opens a request: see `bot.advising.noticing`


def calls_card(asking: Asking, wanted: Wanted) -> Answer:
    """The longest waiting first. A line's button opens the request."""
    scope = scope_for(asking, wanted)
    narrow = narrowing(asking, wanted)
    page = calls_page(asking.session, asking.caller, scope, asking.when, wanted.page, narrow.of)
    buttons, advisers = Buttons(), advisers_for(asking)
    rows = tuple(_row(row, buttons, advisers, asking.when.now) for row in page.rows)
    turn_pages(buttons, wanted, page)
    lead = (
        phrase("staff_cards.one_call")
        if page.total == 1
        else phrase("staff_cards.calls", people=page.total or phrase("staff_cards.nobody"))
    )
    meaning = (phrase("staff_meanings.calls"), phrase("staff_meanings.called"))
    source = SourceLine(title=phrase("staff_meanings.practice"))
    return answer(
        phrase("staff_cards.calls_title"),
        narrow.lead(lead),
        buttons,
        Card(rows=rows, page=page_words(page), meaning=meaning),
        source,
    )


def _row(row: WaitingRow, buttons: Buttons, advisers: Mapping[int, str], now: datetime) -> Row:
    is_late = row.promised_at is not None and row.promised_at <= now
    return Row(
        title=who(row.preferred_name, row.reference),
        texts=told(
            phrase("staff_cards.asked_at", time=uk_time(row.asked_at)),
            phrase("staff_cards.promised_by", time=uk_time(row.promised_at)) if row.promised_at else None,
            phrase("staff_cards.their_words", words=row.words) if row.words else None,
            *adviser_text(advisers, row.personal_adviser_id),
        ),
        mark=phrase("staff_cards.promise_passed") if is_late else "",
        tone=Tone.WARNING if is_late else Tone.NONE,
        press=buttons.press(phrase("staff_cards.open"), f"{CALL}/{row.id}"),
    )
