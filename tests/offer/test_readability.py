"""Our words are short and plain, and the first ones fit a text message."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from readability import grade, whole
from topic_ids import ANSWERS as TOPICS
from topic_ids import PLACES

from bot.answer import Answer
from bot.authoring.check_phrases import FEWEST_WORDS, STAFF
from bot.casework.plans.plan_status import Adviser, PlanStatus
from bot.casework.plans.plan_words import plan_answer
from bot.casework.tables import PlanState
from bot.entitlements.parameters import Parameters
from bot.gsm import TWO_FRAGMENTS, not_gsm, septets
from bot.offer.answers import answer_for
from bot.offer.loader import Offer
from bot.phrase_files import FOLDER, LANGUAGES, parts_of, read_subject, with_it
from bot.safeguarding.finding import Danger
from bot.safeguarding.replies import KINDS, something_went_wrong, urgent_reply

TODAY = date(2026, 11, 26)
PHRASES = Path(__file__).resolve().parents[2] / FOLDER


@pytest.fixture
def answer(request: pytest.FixtureRequest, offer: Offer, parameters: Parameters) -> Answer:
    """One of our answers, named as place/topic."""
    place, _, topic_id = request.param.partition("/")
    topic = offer.topic(topic_id, place)
    assert topic is not None
    return answer_for(topic, offer, parameters, TODAY)


ANSWERS = pytest.mark.parametrize("answer", [f"{p}/{t}" for p in PLACES for t in TOPICS], indirect=True)


@ANSWERS
def test_a_whole_answer_reads_at_grade_six(answer: Answer) -> None:
    """An eleven-year-old can read it."""
    assert grade(whole(answer)) <= 6


@pytest.mark.parametrize("is_about_other", [False, True])
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_an_urgent_lead_reads_at_grade_five_and_fits_two_text_fragments(
    kind: str, is_about_other: bool
) -> None:
    """In danger the words are plainer still, for oneself and for somebody else."""
    lead = urgent_reply(Danger(kind, is_about_other)).lead
    assert grade(lead) <= 5
    assert septets(lead) <= TWO_FRAGMENTS
    assert not_gsm(lead) == []


def test_the_apology_reads_at_grade_six_and_fits_two_text_fragments() -> None:
    """What we say when we fail can be read by everybody too."""
    lead = something_went_wrong("0123456789ab").lead
    assert grade(lead) <= 6
    assert septets(lead) <= TWO_FRAGMENTS
    assert not_gsm(lead) == []


SHOWN = [path for path in sorted(PHRASES.glob("*.yml")) if not path.stem.startswith((STAFF, LANGUAGES))]


def said_in(path: Path) -> list[str]:
    """Every sentence of a file, as it is read: with a short word for what is filled in."""
    return [with_it(part) for text in read_subject(path).texts.values() for part in parts_of(text)]


@pytest.mark.parametrize("path", SHOWN, ids=lambda path: path.stem)
def test_what_we_say_beside_the_offer_reads_at_grade_six_and_fits_a_text(path: Path) -> None:
    """Each sentence that has a grade worth the name, and all of a file in one go; what staff alone see is not held to it."""
    said = said_in(path)
    assert said
    assert [
        (text, grade(text)) for text in said if len(text.split()) >= FEWEST_WORDS and grade(text) > 6
    ] == []
    assert grade(" ".join(text if text.endswith((".", "?")) else f"{text}." for text in said)) <= 6
    assert [(text, not_gsm(text)) for text in said if not_gsm(text) or septets(text) > TWO_FRAGMENTS] == []


def a_status(state: PlanState, due_on: date | None, *, has_adviser: bool) -> PlanStatus:
    """The status of an invented person's plan."""
    signed = date(2026, 3, 31) if state in (PlanState.AUTHORISED, PlanState.IN_REVIEW) else None
    adviser = Adviser("Ray Cole (invented)", "01632 960003", "ray.cole@example.org", "Ann Hill (invented)")
    return PlanStatus(
        reference="YP-1",
        preferred_name="Kit",
        council="rutland",
        state=state,
        since=date(2026, 4, 1),
        authorised_on=signed,
        last_review_on=signed,
        due_on=due_on,
        is_overdue=due_on is not None and due_on < TODAY,
        adviser=adviser if has_adviser else None,
    )


@pytest.mark.parametrize("has_adviser", [True, False], ids=["pa", "no_pa"])
@pytest.mark.parametrize(
    "due_on", [None, date(2027, 1, 31), date(2026, 9, 30)], ids=["no_date", "in_time", "overdue"]
)
@pytest.mark.parametrize("state", PlanState)
def test_the_words_on_a_plan_read_at_grade_six(
    state: PlanState, due_on: date | None, has_adviser: bool
) -> None:
    """Whatever the state, in time or late, a young person can read where their plan is."""
    answer = plan_answer(a_status(state, due_on, has_adviser=has_adviser), TODAY)
    assert grade(whole(answer)) <= 6
    assert grade(answer.lead) <= 6
    assert septets(answer.lead) <= TWO_FRAGMENTS
    assert not_gsm(answer.lead) == []
