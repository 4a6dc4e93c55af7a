"""What staff can ask; and how an account is linked to whoever writes."""

from __future__ import annotations

from typing import Optional

from bot.advising.cards.card_parts import Buttons, answer
from bot.advising.requests.request import Asked, Figure
from bot.advising.wanted import STAYING_PUT, Wanted
from bot.answer import Answer, Choice, SourceLine
from bot.card import Card, Row
from bot.casework.codes import Role
from bot.identity.access.decisions import Caller
from bot.phrases import phrase, phrases

_STAFF = "staff"  # the page


def help_card(caller: Caller) -> Answer:
    """Examples, the first ones as buttons. What a manager can ask besides stands on theirs alone."""
    buttons = Buttons()
    _offer(buttons, is_manager=caller.role is Role.TEAM_MANAGER)
    examples = list(phrases("staff_help.examples"))
    if caller.role is Role.TEAM_MANAGER:
        examples += phrases("staff_help.manager_examples")
    card = Card(
        rows=tuple(Row(title=example) for example in examples),
        meaning=phrases("staff_help.meaning"),
    )
    source = SourceLine(title=phrase("staff_help.source"))
    return answer(phrase("staff_help.title"), phrase("staff_help.lead"), buttons, card, source)


def help_offer() -> Choice:
    """The button to what can be asked."""
    return Choice(label=phrase("staff_help.title"), kind="staff", value=Wanted(Asked.HELP).value)


def is_for_staff_elsewhere(answer: Answer) -> bool:
    """Whether it is what the dialogue says to staff whom it does not know: that their pages are elsewhere."""
    return any(choice.kind == "page" and choice.value == _STAFF for choice in answer.choices)


def how_to_link(way: Optional[str]) -> Answer:
    """For somebody whom no account of staff is linked to: what they get, and the way to link; None for a conversation that has none.

    The way stands in the lead, which is sent as a text that can be pressed. It opens a page for whoever signs in there, once.
    """
    card = Card(meaning=phrases("staff_help.link_meaning"))
    lead = phrase("staff_help.not_linked")
    if way is not None:
        lead = f"{lead} {phrase('staff_help.how_to_link', page=way)}"
    source = SourceLine(title=phrase("staff_help.source"))
    made = answer(phrase("staff_help.link_title"), lead, Buttons(), card, source)
    return made.copy(update={"notes": (phrase("staff_help.or_ask"),)})


def access_ended() -> Answer:
    """For somebody whose account of staff has ended: what they still get."""
    return Answer(
        title=phrase("staff_help.ended_title"),
        lead=phrase("staff_help.ended"),
        sources=(SourceLine(title=phrase("staff_help.source")),),
    )


def no_caseload() -> Answer:
    """For an account that has no people, such as an administrator's."""
    buttons = Buttons()
    buttons.wants(phrase("staff_help.see_figures"), Wanted(Asked.INDICATORS))
    card = Card(meaning=phrases("staff_help.meaning"))
    source = SourceLine(title=phrase("staff_help.source"))
    return answer(
        phrase("staff_help.no_caseload_title"), phrase("staff_help.no_caseload"), buttons, card, source
    )


def _offer(buttons: Buttons, *, is_manager: bool) -> None:
    buttons.wants(phrase("staff_help.my_caseload"), Wanted(Asked.CASELOAD))
    buttons.wants(phrase("staff_cards.see_overdue"), Wanted(Asked.OVERDUE))
    buttons.wants(phrase("staff_help.not_seen"), Wanted(Asked.CONTACT_DUE))
    buttons.wants(phrase("staff_cards.see_dates"), Wanted(Asked.KEY_DATES))
    buttons.wants(phrase("staff_cards.only_staying_put"), Wanted(Asked.KEY_DATES, only=STAYING_PUT))
    buttons.wants(phrase("staff_help.eet"), Wanted(Asked.INDICATORS, figure=Figure.EET))
    buttons.wants(phrase("staff_cards.see_calls"), Wanted(Asked.CALL_BACKS))
    if is_manager:
        buttons.wants(phrase("staff_help.to_authorise"), Wanted(Asked.TO_AUTHORISE))
