"""Every topic of the offer asked by an adviser, the whole way: the professional form, in nobody's voice but the trade's."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from test_adviser import simulated

from bot.cli.card_pressing import elements

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# As an adviser would ask it. Some are read as another topic, a list or a doubt: that is measured elsewhere; the voice counts here.
QUESTIONS = {
    "advocacy": "does a care leaver have a right to an advocate",
    "apprenticeships": "apprenticeship bursary for care leavers",
    "budgeting_help": "help with budgeting and debt for a young person",
    "care_leaver_status": "what is the difference between relevant and former relevant",
    "care_records": "how does a young person get their care records",
    "careers_and_jobs": "help with finding a job for care leavers",
    "chathealth": "ChatHealth number",
    "complaint": "how long does a stage 2 complaint take",
    "contact_council": "contact number for the leaving care team",
    "council_choice": "which council is responsible after a move",
    "council_tax": "council tax exemption for care leavers",
    "counselling_online": "is Kooth available for care leavers",
    "criminal_justice": "rights of a care leaver who has been arrested",
    "disability_transition": "transition to adult social care for a disabled young person",
    "driving_and_travel": "driving lessons for care leavers",
    "education_support": "16 to 19 bursary for care leavers",
    "emergency_money": "emergency payment for a care leaver with no money for food",
    "health_assessment": "leaving care health assessment and health history",
    "help_after_21": "can a care leaver come back for support after 21",
    "homeless_now": "homelessness priority need for care leavers",
    "housing_options": "housing options for care leavers",
    "id_documents": "who pays for a passport or birth certificate",
    "immigration_and_asylum": "immigration advice for asylum seeking young people",
    "living_together_agreement": "what goes in a living together agreement",
    "mental_health_support": "mental health support for care leavers",
    "mentoring": "mentoring schemes for care leavers",
    "money_and_benefits": "what benefits can a care leaver claim at 18",
    "needs_assessment": "what does a needs assessment cover",
    "neet_support": "support for care leavers not in education, employment or training",
    "out_of_area": "support for care leavers living out of area",
    "participation": "children in care council, how do they join",
    "pathway_plan_what_is": "what is a pathway plan",
    "personal_adviser": "who can have a personal adviser up to 25",
    "pledges": "what pledges has the council made to care leavers",
    "pregnancy_and_parents": "support for a pregnant care leaver",
    "privacy_and_data": "data protection and privacy of the young people's chat",
    "relationships_and_loneliness": "help for a lonely care leaver with family contact",
    "rent_and_housing_benefit": "LHA rate for under 35 care leavers",
    "savings": "junior ISA and child trust fund for care leavers",
    "setting_up_home": "setting up home allowance",
    "sexual_health": "where can they get contraception",
    "staying_put_eligibility": "who is eligible for staying put",
    "staying_put_ending": "when does staying put end",
    "staying_put_money": "what does staying put pay the carer",
    "staying_put_university": "staying put while at university",
    "staying_put_what_is": "what is staying put",
    "substance_misuse": "help with drugs and alcohol for a care leaver",
    "supported_lodgings": "what are supported lodgings",
    "talking_therapy": "how does somebody get talking therapy",
    "university_support": "higher education bursary how much",
    "what_is_local_offer": "what is the local offer",
}
MOST_WORDS = 120
LEAST_IN_FORM = 44  # of 51: the others are a question which is meant, a list, help or a rule of the law
NEXT = '{"press": 99}'  # is refused: what came before it belongs to the question before
_YOUNG = re.compile(
    r"your (?:PA|personal adviser|social worker|pathway plan|carer)\b|ask (?:your|a) |\bsign in\b|No PA\?|\bget an? advocate\b",
    re.IGNORECASE,
)
_SECOND_PERSON = re.compile(r"\b(?:you|your|yours|yourself)\b", re.IGNORECASE)
# A passage on just what was asked is quoted as young people hear it: 60 words at most, as every passage.
_QUOTED = re.compile(r"Young people are told .{1,420}? (?=Section )")
_AUTHORS = re.compile(
    r"\b[Pp]ut in\b|please add|one source only|seen once|\bD\d\d\b|For staff:", re.IGNORECASE
)


def words_of(elements_of: Any) -> str:
    """All words of a card's elements that are seen before anything is pressed."""
    return " ".join(_runs(elements_of))


def _runs(found: Any) -> Iterator[str]:
    if isinstance(found, list):
        for one in found:
            yield from _runs(one)
    elif isinstance(found, dict) and found.get("type") != "Action.ShowCard":
        if found.get("type") in ("TextRun", "TextBlock"):
            yield str(found["text"])
        for name in ("body", "items", "columns", "inlines"):
            yield from _runs(found.get(name))


def behind_the_press(card: Any) -> str:
    """What opens inside the card."""
    shows = [one for one in elements(card) if one.get("type") == "Action.ShowCard"]
    return " ".join(words_of(one["card"]) for one in shows)


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, list[dict[str, Any]]]]:
    """Each topic with the activities that its question got, of one adviser who asks them all."""
    folder: Path = tmp_path_factory.mktemp("voice")
    lines = "".join(f"{question}\n{NEXT}\n" for question in QUESTIONS.values())
    done = simulated(folder, lines, "--as", "jo")
    assert done.returncode == 0, done.stderr
    groups: list[list[dict[str, Any]]] = [[]]
    for came in map(json.loads, done.stdout.splitlines()):
        if "error" in came:
            groups.append([])
        else:
            groups[-1].append(came)
    return list(zip(QUESTIONS, groups[:-1], strict=True))


def in_form(came: list[dict[str, Any]]) -> bool:
    """Whether it is a rule with its section, whom it is for, its limits and its source."""
    shown = " ".join(words_of(one["card"]) for one in came if "card" in one)
    return all(label in shown for label in ("Section", "Who qualifies", "Time limits", "Source"))


@pytest.mark.model
def test_all_topics_are_asked_and_nearly_all_get_the_form(
    answered: list[tuple[str, list[dict[str, Any]]]],
) -> None:
    """51 questions, each answered, with rule, section, who, limits, source and a version to send."""
    assert len(answered) == 51
    assert all(came for _, came in answered)
    formed = [(topic, came) for topic, came in answered if in_form(came)]
    assert len(formed) >= LEAST_IN_FORM, sorted(set(QUESTIONS) - {topic for topic, _ in formed})
    for topic, came in formed:
        assert "A version to send" in json.dumps(came[-1]["card"]), topic


@pytest.mark.model
def test_no_answer_speaks_to_a_young_person_or_to_authors(
    answered: list[tuple[str, list[dict[str, Any]]]],
) -> None:
    """Texts and cards, before and behind the press; a paper's lines stand behind it alone."""
    for topic, came in answered:
        before = " ".join(one.get("text", "") or words_of(one["card"]) for one in came)
        behind = " ".join(behind_the_press(one["card"]) for one in came if "card" in one)
        before = _QUOTED.sub(" ", before)
        for said in (before, behind):
            assert not _YOUNG.search(said), (topic, _YOUNG.search(said))
        assert not _AUTHORS.search(before), (topic, _AUTHORS.search(before))
        if in_form(came):
            assert not _SECOND_PERSON.search(before), topic
            assert not _SECOND_PERSON.search(behind), topic


@pytest.mark.model
def test_what_is_read_before_the_press_fits_a_phone(answered: list[tuple[str, list[dict[str, Any]]]]) -> None:
    """About 90 words on average, with all labels and long buttons below 100; and the rule in the text itself within 50."""
    counts = []
    for topic, came in answered:
        if not in_form(came):
            continue
        text, card = came[-2]["text"], came[-1]["card"]
        words = len(_QUOTED.sub(" ", f"{text} {words_of(card)}").split())
        assert words <= MOST_WORDS, (topic, words, _QUOTED.sub(" ", f"{text} {words_of(card)}"))
        assert len(text.split()) <= 50, topic
        counts.append(words)
    assert sum(counts) / len(counts) <= 100
