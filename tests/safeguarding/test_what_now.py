"""After somebody was told: what is asked about it is understood, and answered with what is true and no more."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
import textstat
import yaml

from bot.answer import Answer, Choice, ContactLine
from bot.gsm import TWO_FRAGMENTS, not_gsm, septets
from bot.safeguarding.passing_on import Outlook, Passed, Standing, told
from bot.safeguarding.replies import ALWAYS
from bot.safeguarding.what_now import Asked, answer, is_ours, read
from bot.safeguarding.what_now_words import About

ASKED = {
    About.WHEN: [
        "do they ring me tonight?",
        "when will she ring",
        "when will they call me",
        "how long till they ring",
        "what time will she ring",
        "will they ring today",
        "is she gonna ring",
        "are they going to call me",
        "wen will she ring",
        "how long will it take",
        "when?",
        "do they ring at night",
        "will my pa ring me tonite",
        "wen r they ringing",
        "how soon will they ring",
    ],
    About.IF_NOBODY: [
        "what if nobody rings",
        "what if no one rings me",
        "what if they dont ring",
        "what if she doesnt ring",
        "nobody has rung",
        "no one has rung me yet",
        "still waiting for a call",
        "they havent rung",
        "she hasnt called",
        "wot if no1 rings",
        "what do i do if no one rings",
        "she isnt answering",
    ],
    About.IS_TOLD: [
        "did you tell them",
        "have you told her",
        "did u tell my pa",
        "does she know",
        "do they know yet",
        "has she seen it",
        "did they get it",
        "did it send",
        "have they seen the message",
        "did you actually tell them??",
    ],
    About.CANCEL: [
        "can you cancel it",
        "cancel it",
        "can u take it back",
        "i changed my mind",
        "dont tell her",
        "stop it",
        "undo that",
        "i dont want a call",
        "i dont want her to ring",
        "never mind",
        "is it too late to stop it",
        "tell them not to ring",
        "can i cancel the call",
        "i didnt mean it",
    ],
    About.WHAT_WAS_SAID: [
        "what did you tell them",
        "what does it say",
        "do they know what i said",
        "can they see what i typed",
        "what did u say to her",
    ],
    About.WHO: [
        "who did you tell",
        "who knows",
        "who will ring me",
        "who is going to ring me",
        "who else knows",
    ],
    About.NEXT: [
        "what happens now",
        "what now",
        "what next",
        "so what happens now",
        "now what",
        "what do i do now",
    ],
}
ELSE = [
    "when do i get my allowance",
    "what if nobody pays my rent",
    "can i cancel my tenancy",
    "did you know about council tax",
    "who pays my rent",
    "how long can i stay with my foster carer",
    "what happens when im 18",
    "can you cancel my bus pass",
    "do i pay council tax",
    "what is a pa",
    "how much",
    "have you got a number for shelter",
    "i changed my address",
    "when is my review",
    "who is my pa",
    "thanks",
    "ok",
    "yes",
    "no",
    "",
    "when " * 40,
]
OUTLOOKS = [
    Outlook(pa, duty, manager, 15, is_sent, is_taken_on)
    for pa, duty, manager, is_sent, is_taken_on in product((False, True), repeat=5)
    if pa or duty or manager
]
PA = ContactLine(name="Sam Okafor (invented), your PA", phone="01632 960101", who_for="The PA on your record")
BACK = (Choice(label="Back to: Council tax", kind="topic", value="council_tax"),)


def said(about: About, outlook: Outlook) -> Answer:
    """What is answered."""
    return answer(Asked(about, is_named=True), Passed(Standing.TOLD, (PA,), outlook), BACK)


@pytest.mark.parametrize(
    ("about", "text"), [(about, text) for about, texts in ASKED.items() for text in texts]
)
def test_a_question_about_the_alert_is_understood(about: About, text: str) -> None:
    """However it is typed."""
    found = read(text)
    assert found is not None
    assert found.about is about


@pytest.mark.parametrize("text", ELSE)
def test_a_question_about_something_else_is_not(text: str) -> None:
    """One word that is not about a call, and it is a question of its own."""
    assert read(text) is None


def test_hardly_any_ordinary_message_names_the_alert() -> None:
    """While an alert is open, everything else is answered as always."""
    nlu = Path(__file__).resolve().parent.parent.parent / "data" / "nlu"
    texts = [
        line.removeprefix("- ").strip()
        for path in sorted(nlu.glob("*.yml"))
        if path.stem not in ("deny", "stop_sms", "talk_to_human")
        for intent in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
        for line in intent["examples"].splitlines()
    ]
    named = [text for text in texts if (found := read(text)) and found.is_named]
    assert len(texts) > 5_000
    assert len(named) <= 5, named


@pytest.mark.parametrize("about", About)
@pytest.mark.parametrize("outlook", OUTLOOKS, ids=repr)
def test_every_answer_is_short_plain_and_names_help(about: About, outlook: Outlook) -> None:
    """Grade five, two text fragments, 999 and somebody to talk to, the own people first, and a way on."""
    found = said(about, outlook)
    assert float(textstat.flesch_kincaid_grade(found.lead)) <= 5
    assert septets(found.lead) <= TWO_FRAGMENTS
    assert not_gsm(found.lead) == []
    assert "999" in found.lead
    assert found.contacts == (PA, *ALWAYS)
    assert found.choices[0] == BACK[0]
    assert is_ours(found)


@pytest.mark.parametrize("about", About)
@pytest.mark.parametrize("outlook", OUTLOOKS, ids=repr)
def test_nothing_is_promised_or_pretended(about: About, outlook: Outlook) -> None:
    """No time, no cancelling, nobody who is not told, nothing that has not happened."""
    lead = said(about, outlook).lead
    assert [
        word for word in ("will ring you soon", "cancelled", "taken back", "stopped it") if word in lead
    ] == []
    assert ("team manager" not in lead) or outlook.tells_manager
    assert ("your PA" not in lead.replace("Ring your PA", "").replace("ring your PA", "")) or outlook.tells_pa
    assert ("has gone out" not in lead) or outlook.is_sent
    assert ("Somebody has said" not in lead) or outlook.is_taken_on


@pytest.mark.parametrize(
    ("outlook", "sentence"),
    [
        (Outlook(tells_pa=True), "It has not gone out yet."),
        (Outlook(tells_pa=True, is_sent=True), "Nobody has said yet that they have it."),
        (
            Outlook(tells_pa=True, is_sent=True, is_taken_on=True),
            "Somebody has said that they look after it.",
        ),
    ],
)
def test_how_far_it_got_is_said_as_it_is(outlook: Outlook, sentence: str) -> None:
    """To "when", to "did you tell them" and to "what if nobody rings"."""
    assert all(
        sentence in said(about, outlook).lead for about in (About.WHEN, About.IS_TOLD, About.IF_NOBODY)
    )


def test_what_can_t_be_taken_back_is_said_to_be_so() -> None:
    """With whom to ring instead."""
    lead = said(About.CANCEL, Outlook(tells_pa=True)).lead
    assert lead.startswith("I can't take it back.")
    assert "Ring your PA or the team and say so." in lead


def test_only_our_own_answers_make_a_short_question_ours() -> None:
    """A "when?" after council tax is about council tax."""
    assert is_ours(told(Passed(Standing.TOLD), ()))
    assert not is_ours(Answer(title="Council tax", lead="x"))
    assert not is_ours(None)
    assert [read(text).is_named for text in ("when", "when will she ring")] == [False, True]  # type: ignore[union-attr]
