"""Questions about the meaning of a word, and those that only sound like one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.glossary_words import WordExtractor, asked_word
from bot.nlu.topics import TOPICS
from bot.offer.loader import Offer
from bot.offer.models import Term
from bot.talk.asked import asked_term, term_in
from bot.talk.word_meaning import meaning, terms_for

OFFER = Path(__file__).resolve().parent.parent.parent / "data" / "offer"

ASKED = [
    ("what does former relevant mean", "former_relevant_child"),
    ("what does former relevant mean?", "former_relevant_child"),
    ("my letter says NEET, what does that mean", "neet"),
    ("social worker wrote former relevant on it, what does it mean", "former_relevant_child"),
    ("qualifying?? wtf does that even mean", "qualifying_young_person"),
    ("social worker says im qualifying, wots that mean for me", "qualifying_young_person"),
    ('I saw word "pledge" in the letter. What it means please?', "pledges"),
    ("what does it mean to be looked after", "looked_after"),
    ("what do they mean by relevant child", "relevant_child"),
    ("what does my PA mean by eligible", "eligible_child"),
    ("what is meant by local connection", "local_connection"),
    ("whats the meaning of statutory", "statutory"),
    ("is there a meaning for corporate parenting board", "corporate_parenting_board"),
    ("they keep saying corporate parent, meaning?", "corporate_parent"),
    ("they wrote EET G4 what is that meaning", "activity_code"),
    ("what does NEET stand for", "neet"),
    ("EHC plan stands for what", "ehc_plan"),
    ("LHA stands for?", "lha"),
    ("whats LHA short for", "lha"),
    ("define supported lodgings", "supported_lodgings"),
    ("whats the definition of priority need", "priority_need"),
    ("explain the word tenancy", "tenancy"),
    ("can i swap my PA she never answers and while im here what does relevant child mean", "relevant_child"),
    ("what does LAC review mean", "review"),
    ("what does means tested and discretionary mean", "discretionary"),
    ("what is an IRO", "iro"),
    ("wots SEND then?", None),  # "then" stands behind it, so it is left to the classifier
]
NOT_ASKED = [
    "turned 25 last week, does that mean they start charging me the council tax now",
    "im NEET does that mean i cant stop at my carers once im 18",
    "does living in supported accommodation mean I claim housing benefit instead of universal credit",
    "does being a relevant child mean i get a pathway plan",
    "am i meant to tell universal credit about my bursary",
    "i live in supported accommodation, am i meant to be getting a bill for the local tax",
    "wots meant to be in a pathway plan",
    "what is a pathway plan meant to have in it",
    "is the bursary means tested",
    "is universal credit means-tested or not",
    "what is means tested about council tax",
    "what i mean is my PA never rings",
    "what do you mean my PA has left",
    "my PA says my rent is too high, what does that mean",
    "im former relevant so i get a PA, is that what it means",
    "my letter is about council tax. what does that mean for my rent",
    "what does that mean they stop my bursary",
    "LHA stands for local housing allowance i know that",
    "i cant stand for my PA to read it",
    "eligible rent what does that mean on my hb letter",
    "what does tenancy ready mean",
    "been told im liable what does liable mean and how do i get the council tax discount",
    "my letter says eligible, relevant and former relevant, what do them words mean",
    "what does that mean",
    "what is council tax",  # it has a topic of its own
    "what is SUSO",
    "",
    "???",
]


@pytest.fixture(scope="module")
def terms(offer: Offer) -> list[Term]:
    """The words of every glossary, as the extractor reads them."""
    return [term for place in offer.places for term in offer.terms(place) if term.place == place]


@pytest.mark.parametrize(("text", "word"), ASKED)
def test_a_question_about_a_word_finds_the_word(terms: list[Term], text: str, word: str | None) -> None:
    """However it is asked, the word that is asked for is found, and no other of the message."""
    found = asked_word(text, terms)
    assert (found.id if found else None) == word


@pytest.mark.parametrize("text", NOT_ASKED)
def test_a_real_question_is_no_question_about_a_word(terms: list[Term], text: str) -> None:
    """What begins "does that mean I" or "am I meant to", or says "means tested", wants an answer, not a glossary."""
    assert asked_word(text, terms) is None


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("swap my PA please, and what does relevant child mean", "relevant_child"),
        ("what does NEET mean, my personal adviser said it", "neet"),
        ("my personal adviser wrote PEP, it stands for something", "pep"),
        ("the corporate parenting board wrote to me about a care order meaning", "care_order"),
        ("is a former relevant child", "former_relevant_child"),
        ("PA or personal adviser or setting up home allowance", "setting_up_home_allowance"),
        ("nothing of ours", None),
    ],
)
def test_of_several_words_the_nearest_to_mean_is_taken(
    terms: list[Term], text: str, word: str | None
) -> None:
    """The word beside "mean" or "stands for" wins; without one of these, the longest."""
    found = term_in(text, terms)
    assert (found.id if found else None) == word


def test_a_word_of_another_council_is_explained_as_that_councils(offer: Offer) -> None:
    """Who asks for SUSO in Rotherham hears what it is in Rutland, and that it need not be so here."""
    term = asked_term("what does SUSO mean", terms_for(offer, "rotherham"))
    assert term is not None
    answer = meaning(term, offer, "rotherham")
    assert answer.lead.startswith("In Rutland, SUSO means this: SUSO is short for Speak Up, Speak Out.")
    assert answer.notes == ("It may not be the same in Rotherham. Ask your personal adviser (PA).",)
    assert answer.place == "rotherham"


def test_a_councils_word_is_explained_without_its_name_at_home(offer: Offer) -> None:
    """In Rutland nobody needs to be told that SUSO is Rutland's."""
    term = asked_term("what does SUSO mean", terms_for(offer, "rutland"))
    assert term is not None
    answer = meaning(term, offer, "rutland")
    assert (answer.lead, answer.notes) == (term.plain, ())


def test_a_councils_word_is_explained_where_no_council_is_known(offer: Offer) -> None:
    """Who has not named a council still hears whose word it is."""
    term = asked_term("what does R2R stand for", terms_for(offer, "england"))
    assert term is not None
    answer = meaning(term, offer, "england")
    assert answer.lead.startswith("In Rotherham, Right2Rights means this: ")
    assert answer.notes == ("It may not be the same where you live. Ask your personal adviser (PA).",)


def test_a_councils_own_meaning_goes_before_that_of_others(offer: Offer) -> None:
    """The children in care council has another name in each place."""
    found = {
        place: asked_term("what does children in care council mean", terms_for(offer, place))
        for place in ("england", "rutland", "rotherham", "leicestershire")
    }
    assert {place: term and term.place for place, term in found.items()} == {
        "england": "england",
        "rutland": "rutland",
        "rotherham": "rotherham",
        "leicestershire": "england",
    }


def heard(text: str, intent: str, *others: str) -> Message:
    """A message as the classifier hands it on: its intent first, then the other topics."""
    ranking = [
        {"name": name, "confidence": chance}
        for name, chance in zip((intent, *others), (0.5, 0.3, 0.1), strict=False)
    ]
    topics = [{"id": one["name"], "confidence": one["confidence"]} for one in ranking]
    return Message({TEXT: text, INTENT: dict(ranking[0]), "intent_ranking": ranking, TOPICS: topics})


def understood(message: Message) -> tuple[str, list[str]]:
    """The intent and the topics that the extractor leaves."""
    extractor = WordExtractor.create({"offer": str(OFFER)}, *_unused())
    (found,) = extractor.process([message])
    assert found.get("intent_ranking")[0] == found.get(INTENT)
    return found.get(INTENT)["name"], [topic["id"] for topic in found.get(TOPICS)]


def _unused() -> tuple[Any, Any, Any]:
    return None, None, None


def test_a_question_about_a_word_becomes_that_intent() -> None:
    """Whatever the classifier took it for, the glossary answers; its guesses stay behind."""
    message = heard("what does PEP mean", "education_support", "word_meaning")
    assert understood(message) == ("word_meaning", ["word_meaning", "education_support"])
    assert [entity["value"] for entity in message.get("entities")] == ["pep"]


def test_danger_goes_before_a_word() -> None:
    """A message that is taken for danger is never turned into a question about a word."""
    message = heard("i want to die what does safeguarding mean", "safety")
    assert understood(message) == ("safety", ["safety"])


def test_a_sentence_with_mean_that_asks_no_word_goes_to_the_next_topic() -> None:
    """If the classifier alone heard a question about a word, the next likely topic answers."""
    message = heard("25 now, does that mean i pay council tax", "word_meaning", "council_tax")
    assert understood(message) == ("council_tax", ["council_tax"])


def test_what_does_that_mean_alone_asks_for_easier_words() -> None:
    """It points back to the last answer and names no word."""
    message = heard("what does that even mean", "word_meaning", "repeat_or_simplify")
    assert understood(message) == ("repeat_or_simplify", ["repeat_or_simplify"])


def test_a_word_that_no_glossary_has_is_out_of_scope() -> None:
    """It is honestly not known, and not explained with another word."""
    message = heard("what does oxidation mean", "word_meaning", "mentoring")
    assert understood(message) == ("out_of_scope", ["out_of_scope", "mentoring"])


def test_a_word_asked_for_in_other_ways_is_left_to_the_classifier() -> None:
    """Without a word such as "mean" it can still be a question about a word."""
    message = heard("whats an independent visitor when its at home", "word_meaning", "mentoring")
    assert understood(message) == ("word_meaning", ["word_meaning", "mentoring"])
