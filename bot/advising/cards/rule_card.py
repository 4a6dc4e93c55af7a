"""An answer about the offer as professionals need it: the rule first, then section, who qualifies, deadline, what the council adds, source."""

from __future__ import annotations

import re
from datetime import date
from typing import Iterable, Iterator, Sequence

from bot.advising.cards.card_parts import Buttons, day
from bot.advising.figures_filled import told_with_figures
from bot.advising.plain_versions import SEND
from bot.answer import Answer, Choice, ContactLine
from bot.answer_text import BASIS_WORDS, contact_text
from bot.card import Card, Fact
from bot.entitlements.parameters import Parameters
from bot.offer.answers import contact_line, council_layer, related_choices
from bot.offer.loader import FALLBACK_CONTACT, Offer
from bot.offer.models import AppliesTo, Document, Source, Topic
from bot.phrases import phrase

_YOU = re.compile(r"\b[Yy]ou(?:rs?)?\b")
_ACT = re.compile(r"\b(?:Act|Regulations|Order|Code|SI|[Gg]uidance)\b")
_NAMED = re.compile(r"(?:sections?|regulations?|paragraphs?|articles?|schedules?|parts?)\b", re.IGNORECASE)
_PROVISION = re.compile(r"\b\d+[A-Z]*\b")
_DIGIT = re.compile(r"\d")
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
# The year at the end of a title, with its day and month: the month of print says it.
_YEAR = re.compile(rf",?(?: of)?(?: \d{{1,2}})?(?: (?:{_MONTHS}))? 20\d\d(?:-(?:20)?\d\d)?$")
_MOST_RELATED = 2  # topics that are offered below
_MOST_OF_SECTION = 8  # words: what is longer tells where it was read, and stands behind the press


def rule_answer(topic: Topic, answer: Answer, offer: Offer, parameters: Parameters, on: date) -> Answer:
    """What the dialogue answered about a topic, in that form. All that speaks to a young person is left to the version to send."""
    buttons = Buttons()
    buttons.press(phrase("staff_offer.version"), f"{SEND}/{topic.id}/{topic.place}")
    related = [one for one in related_choices(topic, offer) if one.value != topic.id][:_MOST_RELATED]
    return Answer(
        title=topic.staff_title,
        lead=rule_of(topic, parameters, on),
        topic=topic.id,
        place=topic.place,
        place_name=answer.place_name,
        sources=answer.sources,
        basis=topic.basis,
        choices=(*buttons.choices, *topic_buttons(related, offer, topic.place)),
        card=Card(
            facts=(*_asked(topic, answer, parameters, on), *_facts(topic, offer, parameters, on)),
            meaning=tuple(_meaning(topic, offer, parameters, on)),
        ),
    )


def _asked(topic: Topic, answer: Answer, parameters: Parameters, on: date) -> Iterator[Fact]:
    """What young people hear on just this, where it is more than the topic's first passage."""
    passage = topic.passage(answer.passage)
    if passage and passage is not topic.passages[0]:
        told = told_with_figures(passage.whole_text, parameters, on)
        yield Fact(name=phrase("staff_offer.young_people_hear"), value=told)


def side_by_side(topic: Topic, answer: Answer, offer: Offer, parameters: Parameters, on: date) -> Answer:
    """The same for a comparison of councils: the rule once, and what each of them adds. The places are those of the answer's choices."""
    shown = rule_answer(topic, answer, offer, parameters, on)
    places = [choice.value for choice in answer.choices if choice.kind == "council"]
    topics = [found for place in places if (found := offer.topic(topic.id, place))]
    adds = tuple(
        Fact(
            name=offer.places[one.place].name,
            value=council_says(one, offer, parameters, on) or phrase("staff_offer.adds_nothing"),
        )
        for one in topics
    )
    law = shown.card or Card()
    card = law.copy(update={"facts": (*law.facts, *adds)})
    councils = tuple(choice for choice in answer.choices if choice.kind == "council")
    return shown.copy(update={"card": card, "choices": (*shown.choices, *councils)})


def rule_of(topic: Topic, parameters: Parameters, on: date) -> str:
    """The rule in one or two sentences; that there is none for professionals, where nobody has written it."""
    if topic.for_staff is None:
        return phrase("staff_offer.no_rule")
    return " ".join(told_with_figures(one.text, parameters, on) for one in topic.for_staff.rule)


def topic_buttons(choices: Iterable[Choice], offer: Offer, place: str) -> tuple[Choice, ...]:
    """Buttons to topics, under the titles that professionals read."""
    found = [(one, offer.topic(one.value, place)) for one in choices]
    return tuple(one.copy(update={"label": topic.staff_title}) if topic else one for one, topic in found)


def who_qualifies(applies: AppliesTo) -> str:
    """Whom a topic is for, with the ages that the content gives and its words leave out. That it is England goes without saying."""
    who, ages = applies.who.replace(" in England", ""), _ages(applies)
    return f"{who} ({ages})" if ages and not _DIGIT.search(who) else who


def limits_of(topic: Topic, parameters: Parameters, on: date) -> str:
    """Its deadline or how long it holds; that none is named."""
    limits = topic.for_staff.limits if topic.for_staff else ""
    return told_with_figures(limits, parameters, on) if limits else phrase("staff_offer.no_deadline")


def section_of(topic: Topic) -> str:
    """The law with its section: of those named as sources the one whose sections the rule names; empty where no law is named."""
    laws = [source for source in topic.sources if source.law]
    acts = [source for source in laws if _ACT.search(str(source.law))] or laws
    if not acts:
        return ""
    told = set(
        _PROVISION.findall(" ".join(one.text for one in topic.for_staff.rule) if topic.for_staff else "")
    )
    source = max(acts, key=lambda one: len(told & _provisions(one.section)))
    is_short = 0 < len(source.section.split()) <= _MOST_OF_SECTION
    return f"{source.law}, {source.section}" if is_short else str(source.law)


def _provisions(section: str) -> set[str]:
    """The numbers of the sections that it names; those of other words, such as ages, are none."""
    return set(_PROVISION.findall(section)) if _NAMED.match(section) else set()


def council_says(topic: Topic, offer: Offer, parameters: Parameters, on: date) -> str:
    """What the council adds, in one sentence; that it has a text of its own; empty where it adds nothing."""
    told = " ".join(told_with_figures(one.text, parameters, on) for one in topic.council_for_staff)
    return told or (phrase("staff_offer.own_text") if council_layer(topic, offer) else "")


def age_of(paper: Document, on: date) -> str:
    """A paper's name, when it was printed and how old it is."""
    printed, month = paper.published, f"{paper.published:%B %Y}"
    years = on.year - printed.year - ((on.month, on.day) < (printed.month, printed.day))
    title = _YEAR.sub("", paper.title)
    if years > 1:
        return phrase("staff_offer.paper", title=title, month=month, years=years)
    return phrase("staff_offer.new_paper", title=title, month=month)


def _facts(topic: Topic, offer: Offer, parameters: Parameters, on: date) -> Iterator[Fact]:
    basis = topic.for_staff.rule[0].basis if topic.for_staff else topic.basis
    section, by = section_of(topic), BASIS_WORDS[basis] if basis else ""
    yield Fact(
        name=phrase("staff_offer.section"),
        value=": ".join(part for part in (by, section) if part) or phrase("staff_offer.no_section"),
    )
    yield Fact(name=phrase("staff_offer.who"), value=who_qualifies(topic.applies_to))
    yield Fact(name=phrase("staff_offer.deadline"), value=limits_of(topic, parameters, on))
    adds = council_says(topic, offer, parameters, on)
    if adds:
        yield Fact(name=who_adds(topic, offer), value=adds)
    yield Fact(name=phrase("staff_offer.source"), value=source_of(topic, offer, on))


def who_adds(topic: Topic, offer: Offer) -> str:
    """The name of what the council adds."""
    names = [offer.places[place].name for place in topic.places if offer.places[place].kind == "council"]
    return phrase("staff_offer.adds", council=names[-1]) if names else phrase("staff_offer.area_adds")


def source_of(topic: Topic, offer: Offer, on: date) -> str:
    """When the law was checked, and the newest of the council's papers with its age."""
    checked = [source.checked_on for source in topic.sources]
    told = [phrase("staff_offer.checked", day=day(min(checked)))] if checked else []
    papers = [paper for paper in _papers(topic.sources, offer) if paper.place != "england"]
    newest = max(papers, key=lambda paper: paper.published, default=None)
    return " ".join([*([age_of(newest, on)] if newest else []), *told])


def _papers(sources: Sequence[Source], offer: Offer) -> list[Document]:
    found = (offer.documents.get(source.document or "") for source in sources)
    return list(dict.fromkeys(paper for paper in found if paper))


def _meaning(topic: Topic, offer: Offer, parameters: Parameters, on: date) -> Iterator[str]:
    """What stands behind the press: how the words are meant, what is known of the papers, and whom to ring."""
    yield phrase("staff_offer.meaning")
    again = topic.for_staff.again if topic.for_staff else ""
    if again:
        yield phrase("staff_offer.again", text=told_with_figures(again, parameters, on))
    for paper in _papers(topic.sources, offer):
        yield from of_paper(paper, on)
    for contact in topic.contacts:
        if contact in offer.contacts and contact != FALLBACK_CONTACT:
            yield contact_text(_for_staff(contact_line(offer.contacts[contact])))
    if topic.for_staff is None:
        yield phrase("staff_offer.to_young_people", text=told_with_figures(topic.lead, parameters, on))


def _for_staff(contact: ContactLine) -> ContactLine:
    """Without whom it is for, where that speaks to a young person."""
    return contact.copy(update={"who_for": ""}) if _YOU.search(contact.who_for) else contact


def of_paper(document: Document, on: date) -> Iterator[str]:
    """What staff must know of a paper: never agreed, or past its review."""
    month = f"{document.published:%B %Y}"
    if document.status in ("proposal", "draft"):
        yield phrase("staff_offer.not_agreed", title=document.title, month=month)
    if document.review_due and document.review_due < on:
        yield phrase("staff_offer.past_review", title=document.title, month=f"{document.review_due:%B %Y}")


def _ages(applies: AppliesTo) -> str:
    first, until = applies.min_age, applies.until_age
    if first is not None and until is not None:
        return phrase("staff_offer.ages", first=first, until=until)
    if first is not None:
        return phrase("staff_offer.from_age", first=first)
    return phrase("staff_offer.until_age", until=until) if until is not None else ""
