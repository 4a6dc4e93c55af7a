"""How many contacts are on record of a time: by kind, how many were meaningful, and with how many people."""

from __future__ import annotations

from bot.advising.asking import Asking
from bot.advising.cards.card_parts import Buttons, answer, day
from bot.advising.cards.whose_list import scope_for
from bot.advising.doing.deed_words import KINDS
from bot.advising.requests.request import Asked
from bot.advising.wanted import Wanted
from bot.answer import Answer, SourceLine
from bot.card import Card, Fact
from bot.caseload.narrowed_reads import contacts_made
from bot.casework.codes import ContactKind
from bot.phrases import phrase


def made_card(asking: Asking, wanted: Wanted) -> Answer:
    """Of this month where no days are said; never of days to come."""
    on = asking.when.on
    first, last = wanted.day_from or on.replace(day=1), min(wanted.day_until or on, on)
    made = contacts_made(asking.session, asking.caller, scope_for(asking, wanted), first, last, asking.when)
    buttons = Buttons()
    buttons.wants(phrase("staff_cards.see_contact"), Wanted(Asked.CONTACT_DUE, adviser=wanted.adviser))
    lead = phrase(
        "staff_groups.made",
        visits=made.by_kind.get(ContactKind.VISIT, 0),
        contacts=made.total,
        people=made.people,
        when=phrase("staff_cards.between", first=day(first), last=day(last)),
        meaningful=made.meaningful,
    )
    facts = tuple(Fact(name=name, value=str(made.by_kind.get(kind, 0))) for kind, name in KINDS.items())
    card = Card(facts=facts, meaning=(phrase("staff_groups.made_meaning"),))
    source = SourceLine(title=phrase("staff_help.source"))
    return answer(phrase("staff_groups.made_title"), lead, buttons, card, source)
