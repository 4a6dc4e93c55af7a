"""What is said of councils: whose own offer we don't hold, what living elsewhere changes, which one is meant."""

from __future__ import annotations

from typing import Iterable, Optional, Sequence

from bot.answer import Answer, Choice
from bot.offer.council_register import MOST_CANDIDATES, Council, shown_name
from bot.offer.loader import Offer
from bot.phrases import phrase
from bot.talk.general_answers import ALWAYS_THERE, choices_for, which_council
from bot.talk.told_places import Mention

_WHERE_YOU_LIVE = ("out_of_area", "council_tax")  # topics that living elsewhere bears on


def name_shown(council: Optional[Council], place: str, otherwise: str) -> str:
    """The name beside an answer from a place: of a council whose own offer we don't hold that, so that it is told truly whose law it is."""
    is_law_alone = council and not council.has_own_offer and council.offer_place == place
    return shown_as(council) if council and is_law_alone else otherwise


def not_held(council: Council) -> str:
    """That we don't hold a council's own offer, and that it must have one (Children and Social Work Act 2017, section 2)."""
    return phrase("councils.not_held", place=council.name)


def only_england(nation: str) -> str:
    """That we can't say what holds in another nation."""
    return phrase("councils.only_england", nation=nation)


def cared_for_abroad(council: Council, offer: Offer) -> Answer:
    """The whole answer to somebody whom another nation looked after: nothing of England's is told as theirs. England's rules are a press away."""
    return Answer(
        title=phrase("councils.only_england_title"),
        lead=phrase("councils.cared_for_abroad", nation=council.nation),
        notes=(ALWAYS_THERE,),
        choices=(
            Choice(label=phrase("buttons.england_rules"), kind="council", value=offer.nation().id),
            Choice(label=phrase("buttons.person"), kind="intent", value="talk_to_human"),
        ),
    )


def lives_elsewhere(own: Optional[Council], living: Mention) -> str:
    """What where somebody lives changes, and that their council of care stays (Children Act 1989, sections 23A and 23C). `own` may not be known."""
    there = living.council
    stays = phrase("councils.stays", council=own.name) if own else phrase("councils.stays_whichever")
    if there is None:
        return f"{stays} {phrase('councils.asked_where_you_live')}"
    if own and own.id == there.id:
        return phrase("councils.same_council", town=_town(living), council=own.name)
    return " ".join([stays, *_is_in(living, there), _asked_there(there)])


def _asked_there(there: Council) -> str:
    if not there.is_english:
        return phrase("councils.asked_in_nation", nation=there.nation)
    if there.is_county:
        return phrase("councils.asked_in_county", place=there.name)
    return phrase("councils.asked_there", place=there.name)


def _is_in(living: Mention, there: Council) -> list[str]:
    town = _town(living)
    return (
        [] if town in (there.name, there.nation) else [phrase("councils.is_in", town=town, place=there.name)]
    )


def _town(living: Mention) -> str:
    """The town as it is written; of a council's own name, the council's."""
    there = living.councils[0]
    known = {there.name.lower(), there.name.lower().replace("-", " ")}
    is_council = not living.name or living.name in known or living.name.startswith(f"{there.name.lower()} ")
    return there.name if is_council else shown_name(living.name)


def living_told(own: Optional[Council], living: Mention, offer: Offer, place: str) -> Answer:
    """The answer to somebody who only says where they live."""
    lead = f"{lives_elsewhere(own, living)} {phrase('councils.what_next')}"
    return Answer(lead=lead, place=place, choices=choices_for(_WHERE_YOU_LIVE, offer, place))


def who_had_you(living: Mention, offer: Offer) -> Answer:
    """The question to somebody who says where they live, and not which council looked after them."""
    there = living.council
    lead = [*_is_in(living, there)] if there else []
    return Answer(
        title=phrase("councils.title"),
        lead=" ".join([*lead, phrase("councils.which_had_you")]),
        choices=_with(_buttons([there] if there and there.is_english else []), offer),
    )


def which_one(care: Mention, offer: Offer) -> Answer:
    """The question which of several councils looked after them last, with a button for each if they are few."""
    names = [council.name for council in care.councils]
    lead = (
        phrase("councils.several_of_name", name=shown_name(care.name))
        if care.name
        else phrase("councils.several_said", names=" / ".join(names))
    )
    few = care.councils if len(names) <= MOST_CANDIDATES else ()
    return Answer(title=phrase("councils.title"), lead=lead, choices=(*_buttons(few), another_council(offer)))


def which_home(living: Mention, offer: Offer) -> Answer:
    """The question in which of the places of that name they live."""
    few = living.councils if len(living.councils) <= MOST_CANDIDATES else ()
    somewhere = Choice(label=phrase("buttons.somewhere_else"), kind="living", value=offer.nation().id)
    return Answer(
        title=phrase("councils.title"),
        lead=phrase("councils.which_home", name=shown_name(living.name)),
        choices=(*(Choice(label=_label(one), kind="living", value=one.id) for one in few), somewhere),
    )


def unknown_council(name: str, like: Sequence[Council], offer: Offer) -> Answer:
    """That we know no council of this name, with those whose names are like it."""
    lead = phrase("councils.unknown", name=name[:_LONGEST_NAME])
    return Answer(title=phrase("councils.title"), lead=lead, choices=_with(_buttons(like), offer))


def not_found_again(place: str) -> Answer:
    """That we go on without knowing the council: nobody is asked for it again and again."""
    return Answer(lead=phrase("councils.go_on_without"), place=place)


def another_council(offer: Offer) -> Choice:
    """The button for whoever's council is not among those shown."""
    return which_council(offer)[-1]


def shown_as(council: Council) -> str:
    """What an answer says whose it is, where we only hold the law for it."""
    return phrase("councils.law_for", council=council.name)


def _with(first: Sequence[Choice], offer: Offer) -> tuple[Choice, ...]:
    known = {choice.value for choice in first}
    return (*first, *(choice for choice in which_council(offer) if choice.value not in known))


def _buttons(councils: Iterable[Council]) -> list[Choice]:
    return [Choice(label=_label(council), kind="council", value=council.id) for council in councils]


def _label(council: Council) -> str:
    if council.is_english or council.name == council.nation:
        return council.name
    return phrase("buttons.of_nation", place=council.name, nation=council.nation)


_LONGEST_NAME = 30
