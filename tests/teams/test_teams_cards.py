"""What answers become in Teams: a text, and one card that Teams takes, whatever it holds."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from card_schema import MOST, assert_takes
from hypothesis import given
from hypothesis import strategies as st
from sample_answers import (
    CONTACT_FORM,
    INDICATORS,
    KEY_DATES,
    LINE,
    RULE,
    SAMPLES,
    STATUS,
    URGENT,
    VERSION_TO_SEND,
    WORDS_ALONE,
    caseload,
    staff,
)

from bot.answer import Answer, Basis, Choice, Paragraph, SourceLine
from bot.answer_text import contact_text
from bot.card import Card, Fact, Field, Form, Gauge, Moment, Row, Step, Tone
from bot.channels.teams.activity_words import buttons_of, cards_of, elements, words_of
from bot.channels.teams.card_as_text import answer_as_text
from bot.channels.teams.teams_activities import activities, as_json
from bot.offer.answers import answer_for
from bot.offer.short_answers import passage_answer
from bot.phrases import read_from

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.entitlements.parameters import Parameters
    from bot.offer.loader import Offer

EVIL = "[ring me](https://evil.example.org) **now** <b>x</b> {{DATE(2026-01-01T00:00:00Z)}}"


def card_of(answer: Answer) -> dict[str, Any]:
    """Its one card."""
    [card] = [card for activity in activities(answer, LINE) for card in cards_of(activity)]
    return card


def said(answer: Answer) -> str:
    """Everything that is read of an answer."""
    return "\n".join(line for activity in activities(answer, LINE) for line in words_of(activity))


def runs(card: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Each run of words."""
    yield from (one for one in elements(card) if one.get("type") == "TextRun")


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_taken_by_teams(name: str) -> None:
    """Each as the schema has it, labelled, wrapped, without colours of ours and below 25 KB."""
    for activity in activities(SAMPLES[name], LINE):
        assert_takes(activity)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_lead_is_said_as_text_and_the_rest_is_one_card(name: str) -> None:
    """A text first, for whoever sees a notification alone; then one card at most; never both in one."""
    answer = SAMPLES[name]
    first, *rest = activities(answer, LINE)
    assert first["text"].startswith(answer.lead)
    assert "attachments" not in first
    assert len(rest) <= 1
    assert ["text" in each for each in rest] == [False] * len(rest)


def test_words_alone_need_no_card() -> None:
    """One text."""
    assert [each["text"] for each in activities(WORDS_ALONE, LINE)] == [WORDS_ALONE.lead]


@pytest.mark.parametrize("name", SAMPLES)
def test_every_choice_can_be_pressed_once_and_a_press_says_nothing_else(name: str) -> None:
    """The line and the choice's number, and nothing of what it stands for; each choice has one place."""
    answer = SAMPLES[name]
    posted = activities(answer, LINE)
    pressed = [press for activity in posted for _, press in buttons_of(activity)]
    most = len(answer.choices) if name != "whole_caseload" else len(pressed)
    assert len(pressed) == len(set(pressed)) == most
    assert set(pressed) <= {f"{LINE}.{number}" for number in range(len(answer.choices))}
    submits = [
        one
        for each in posted
        for card in cards_of(each)
        for one in elements(card)
        if one.get("type") == "Action.Submit"
    ]
    assert {tuple(one["data"]) for one in submits} <= {("press",)}
    for choice in answer.choices:
        assert choice.value not in as_json({"all": submits}) or choice.kind != "staff"


def test_names_stand_in_the_card_alone() -> None:
    """What a notification shows of a list names nobody."""
    text, card = activities(caseload(8), LINE)
    assert "Markerson" not in text["text"]
    assert "Markerson" not in card["summary"]
    assert "Kai Markerson (invented)" in as_json(card)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_card_says_everything_that_the_answer_has(name: str) -> None:
    """Facts, rows with their marks, steps, figures, days, fields, sources: each in words."""
    answer, shown = SAMPLES[name], said(SAMPLES[name])
    card = answer.card or Card()
    rows = card.rows if name != "whole_caseload" else card.rows[:10]
    wanted = [answer.lead, *(part for fact in card.facts for part in (fact.name, fact.value))]
    wanted += [part for row in rows for part in (row.title, *row.texts, row.mark)]
    wanted += [part for step in card.steps for part in (step.name, step.when)]
    wanted += [
        part
        for gauge in card.gauges
        for part in (gauge.label, f"{gauge.some} of {gauge.all}", gauge.explained)
    ]
    wanted += [part for moment in card.moments for part in (f"{moment.day:%B %Y}", moment.what, moment.who)]
    wanted += [*card.meaning, card.page, *(field.label for field in (card.form.fields if card.form else ()))]
    wanted += [part for one in answer.paragraphs for part in (one.heading, one.text, *one.steps)]
    wanted += [source.title for source in answer.sources]
    assert [part for part in wanted if part not in shown] == []


def test_a_tone_is_said_in_words_too() -> None:
    """By the mark, or by the word of the tone where there is no mark; a screen reader hears both."""
    row = Row(title="A plan", tone=Tone.WARNING, press=0)
    answer = Answer(lead="x", choices=(staff("Open", "status/1"),), card=Card(rows=(row,)))
    assert "Act on this" in said(answer)
    assert buttons_of(activities(answer, LINE)[1])[0][0] == "Open: A plan, Act on this"
    marked = answer.copy(update={"card": Card(rows=(row.copy(update={"mark": "3 days over"}),))})
    assert buttons_of(activities(marked, LINE)[1])[0][0] == "Open: A plan, 3 days over (Act on this)"


def test_how_far_a_plan_is_is_said_in_words() -> None:
    """Each step with its state, and which one it is now; also where none or all are done."""
    shown = said(STATUS)
    assert "Step 3 of 5: With the manager" in shown
    assert "2. Plan drafted: done, 1 September 2026" in shown
    assert "4. Authorised: to come" in shown
    for state, words in (("done", "All 2 steps done"), ("to_come", "None of 2 steps done")):
        steps = (Step(name="One", state=state), Step(name="Two", state=state))
        assert words in said(Answer(lead="x", card=Card(steps=steps)))


def test_a_figure_says_who_is_counted_and_how_it_is_rated() -> None:
    """Numerator, denominator, percent, the rating's word and from where it counts; what is not known is said."""
    shown = said(INDICATORS)
    assert "18 of 25 (72%): Amber" in shown
    assert "9 of 24 (37.5%): Red" in shown
    assert "Green from 80%, amber from 60%." in shown
    assert "Not counted, because nothing is on record: 5" in shown


def test_the_bar_of_a_figure_is_as_long_as_its_share() -> None:
    """Two containers beside each other; all or nothing is one."""
    sets = [one for one in elements(card_of(INDICATORS)) if one.get("type") == "ColumnSet"]
    widths = [[each["width"] for each in one["columns"]] for one in sets]
    assert widths[0] == ["72", "28"]
    assert [one for one in widths if len(one) == 1] == [["100"], ["100"]]


def test_what_is_sent_on_stands_word_by_word() -> None:
    """Not as Markdown, and every line of it."""
    card = card_of(VERSION_TO_SEND)
    texts = [run["text"] for run in runs(card)]
    quoted = [line for text in VERSION_TO_SEND.card.quote for line in text.split("\n")]
    assert [line for line in quoted if line not in texts] == []


def test_words_never_become_a_link_or_bold() -> None:
    """Whatever part of an answer holds Markdown, it stands in runs, which know none; in a heading it is escaped."""
    answer = Answer(
        lead=EVIL,
        title=EVIL,
        paragraphs=(Paragraph(text=EVIL),),
        sources=(SourceLine(title=EVIL),),
        notes=(EVIL,),
        question=EVIL,
        card=Card(
            facts=(Fact(name=EVIL, value=EVIL),),
            rows=(Row(title=EVIL, texts=(EVIL,), mark=EVIL),),
            moments=(Moment(day=date(2026, 12, 1), what=EVIL, who=EVIL),),
            quote=(EVIL,),
            gauges=(Gauge(label=EVIL, some=1, all=2, explained=EVIL),),
            meaning=(EVIL,),
            page=EVIL,
        ),
    )
    blocks = [one["text"] for one in elements(card_of(answer)) if one.get("type") == "TextBlock"]
    unescaped = r"(?<!\\)[\[*_]"
    assert [text for text in blocks if re.search(unescaped, text)] == []
    assert not re.search(unescaped, card_of(answer)["fallbackText"])  # where old clients read it
    assert activities(answer, LINE)[0]["textFormat"] == "plain"


def test_a_form_sends_what_was_filled_in_and_its_neighbours_do_not() -> None:
    """Only the form's own button takes the fields; the others are pressed whatever is missing."""
    card = card_of(CONTACT_FORM)
    found = {
        one["title"]: one.get("associatedInputs")
        for one in elements(card)
        if one.get("type") == "Action.Submit"
    }
    assert found == {"Record it": None, "Cancel": "none"}
    fields = {one["id"]: one for one in elements(card) if str(one.get("type")).startswith("Input.")}
    assert list(fields) == [field.id for field in CONTACT_FORM.card.form.fields]
    assert (fields["note"]["isMultiline"], fields["pin"]["style"]) == (True, "Password")
    assert [one["value"] for one in fields["is_meaningful"]["choices"]] == ["yes", "no"]
    assert "Please correct: 30 November is still to come." in said(CONTACT_FORM)


def test_a_secret_is_never_filled_in_beforehand() -> None:
    """Not even where an answer holds it."""
    fields = (Field(id="pin", label="New PIN", kind="secret", value="2468"),)
    answer = Answer(
        lead="x", choices=(staff("Set it", "pin/1"),), card=Card(form=Form(fields=fields, press=0))
    )
    assert "2468" not in as_json(activities(answer, LINE)[1])


def test_sources_and_meaning_stand_behind_a_press() -> None:
    """Of a card of the desk; an answer of the offer shows its sources at once."""
    shows = [one for one in elements(card_of(STATUS)) if one.get("type") == "Action.ShowCard"]
    assert [one["title"] for one in shows] == ["What does this mean?"]
    within = "".join(run["text"] for run in runs(shows[0]["card"]))
    assert "reviewed at least every six months" in within
    assert "Source: Children Act 1989, section 23E" in within
    assert not [one for one in elements(card_of(RULE)) if one.get("type") == "Action.ShowCard"]
    assert "Source: Children Act 1989, section 23E" in said(RULE)


def test_what_is_true_besides_is_folded_once_more() -> None:
    """Behind the first press stand the present stage and the sources; the rest opens inside that."""
    card = Card(meaning=("The stage.",), more_meaning=("The rest.",))
    whole = card_of(Answer(lead="x", card=card, sources=STATUS.sources))
    [first, second] = [one for one in elements(whole) if one.get("type") == "Action.ShowCard"]
    assert second["title"] == "More on plans and contact"
    assert [run["text"] for run in runs(second["card"])] == ["The rest."]
    outer = [one for one in first["card"]["body"] if one["type"] == "RichTextBlock"]
    assert "The rest." not in "".join(run["text"] for one in outer for run in one["inlines"])


def test_an_urgent_reply_is_whole_in_its_text() -> None:
    """The text comes first and has every number; the card holds the buttons."""
    text, card = activities(URGENT, LINE)
    assert text["text"].startswith(URGENT.lead)
    assert [one.name for one in URGENT.contacts if contact_text(one) not in text["text"]] == []
    assert [title for title, _ in buttons_of(card)] == [choice.label for choice in URGENT.choices]


def test_an_urgent_reply_needs_no_file(tmp_path: Path, root: Path) -> None:
    """Also where the files with our sentences are gone."""
    (tmp_path / "data" / "phrases").mkdir(parents=True)
    read_from(tmp_path)
    try:
        assert len(activities(URGENT, LINE)) == 2
    finally:
        read_from(root)


def test_every_topic_of_the_offer_is_taken_by_teams(offer: Offer, parameters: Parameters) -> None:
    """Of every council, whole: text first, then cards below 25 KB from which nothing was cut."""
    for place in [offer.nation(), *offer.councils()]:
        for topic in offer.topics_of(place.id):
            answer = answer_for(topic, offer, parameters, date(2026, 11, 29))
            for activity in activities(answer, LINE):
                assert_takes(activity)
            told = [part for one in answer.paragraphs for part in (one.heading, one.text, *one.steps)]
            shown = said(answer)
            assert [part for part in told if part not in shown] == []


def test_a_topic_that_is_too_long_for_one_card_is_several() -> None:
    """In its order; its title stands on the first, its sources and buttons on the last."""
    told = tuple(Paragraph(heading=f"Question {number}?", text="word " * 60) for number in range(120))
    answer = Answer(lead="Hello.", title="Many", paragraphs=told, choices=(staff("Next", "a"),))
    text, *posted = activities(answer, LINE)
    assert text["text"] == "Hello."
    assert len(posted) > 1
    headings = [line for one in posted for line in words_of(one) if line.startswith("Question")]
    assert headings == [one.heading for one in told]
    assert ["Many" in words_of(one) for one in posted] == [True] + [False] * (len(posted) - 1)
    assert [len(buttons_of(one)) for one in posted] == [0] * (len(posted) - 1) + [1]


def test_a_short_answer_has_its_sources_in_one_line() -> None:
    """Who stands behind it, the names in short and the day; the long names are for the whole answer."""
    law = SourceLine(title="A long name of a law", short="Act s.4", checked_on=date(2026, 11, 22))
    answer = Answer(lead="It is free.", passage="cost", basis=Basis.LAW, sources=(law, law))
    assert said(answer).count("The law: Act s.4; checked 22 Nov 2026") == 1
    assert law.title not in said(answer)
    assert law.title in said(answer.copy(update={"passage": ""}))


def test_every_passage_of_the_offer_is_taken_by_teams(offer: Offer, parameters: Parameters) -> None:
    """Each that somebody wrote, as a short answer with its buttons, and nothing of it is cut."""
    for place in offer.places:
        for topic in offer.topics_of(place):
            for passage in (one for one in topic.passages if one.place == place):
                answer = passage_answer(topic, passage, offer, parameters, date(2026, 11, 29))
                posted = activities(answer, LINE)
                for activity in posted:
                    assert_takes(activity)
                shown = [
                    *said(answer).split("\n"),
                    *(title for one in posted for title, _ in buttons_of(one)),
                ]
                told = [answer.lead, *answer.steps, *(choice.label for choice in answer.choices)]
                assert [part for part in told if part not in "\n".join(shown)] == []


@given(st.integers(0, 400), st.integers(0, 300), st.integers(0, 60), st.integers(1, 300))
def test_a_long_list_is_cut_and_says_so(rows: int, moments: int, gauges: int, letters: int) -> None:
    """However long, what is posted stays below 25 KB; the buttons stay, and how many do not fit is said."""
    text = "w" * letters
    card = Card(
        rows=tuple(Row(title=f"{number} {text}", texts=(text, text)) for number in range(rows)),
        moments=tuple(Moment(day=date(2026, 12, 1), what=f"{number} {text}") for number in range(moments)),
        gauges=tuple(
            Gauge(label=f"{number} {text}", some=1, all=2, percent=50.0) for number in range(gauges)
        ),
    )
    answer = Answer(lead="x", title="Many", choices=(staff("Next", "a"),), card=card)
    posted = activities(answer, LINE)[1]
    assert len(as_json(posted)) <= MOST
    shown = "\n".join(words_of(posted))
    left = re.search(r"And (\d+) more that do not fit", shown)
    seen = len(re.findall(r"^\d+ w+$", shown, re.MULTILINE))
    assert seen + (int(left.group(1)) if left else 0) == rows + moments + gauges
    assert buttons_of(posted) == [("Next", f"{LINE}.0")]


def test_one_huge_entry_takes_no_other_out_of_a_list() -> None:
    """A name or a note of thousands of letters is shortened before anybody is left out."""
    huge, card = "A" * 30_000, Card(facts=(Fact(name="Note", value="B " * 20_000),))
    rows = (Row(title=huge, texts=(huge,)), *(Row(title=f"P{number}") for number in range(12)))
    moments = (Moment(day=date(2026, 12, 1), what=huge, who=huge), Moment(day=date(2026, 12, 2), what="M"))
    for short in (card.copy(update={"rows": rows}), card.copy(update={"moments": moments})):
        posted = activities(Answer(lead="x", title="Many", card=short), LINE)[1]
        shown = words_of(posted)
        assert len(as_json(posted)) <= MOST
        assert "do not fit" not in str(shown)
        expected = [row.title for row in short.rows[1:]] + [one.what for one in short.moments[1:]]
        assert [word for word in expected if word not in shown] == []


@given(st.integers(1, 400), st.integers(1, 600))
def test_what_is_no_list_is_cut_too_and_keeps_its_buttons(count: int, letters: int) -> None:
    """Too many steps end with words that say so; nothing that Teams would refuse is posted."""
    steps = tuple("w " * letters for _ in range(count))
    answer = Answer(lead="x" * letters, steps=steps, choices=(Choice(label="Next", kind="topic", value="a"),))
    card = activities(answer, LINE)[1]
    assert len(as_json(card)) <= MOST
    assert [title for title, _ in buttons_of(card)] == ["Next"]
    whole = "\n".join(words_of(card)).count("w " * letters) == count
    assert whole or "The rest does not fit on this card." in "\n".join(words_of(card))


def test_a_long_choice_is_a_line_that_can_be_pressed() -> None:
    """A button would cut its end off on a telephone."""
    label = "Health, dentists, opticians and prescriptions"
    card = card_of(RULE)
    [line] = [one for one in elements(card) if one.get("selectAction", {}).get("title") == label]
    assert line["type"] == "Container"
    assert label in [run["text"] for run in runs(line)]


def test_a_card_can_be_read_as_plain_words() -> None:
    """For clients that show no cards: every row, step, figure and day, and what is sent on."""
    for answer in (caseload(3), STATUS, INDICATORS, KEY_DATES, VERSION_TO_SEND):
        text, card = answer_as_text(answer), answer.card
        wanted = [row.title for row in card.rows] + [step.name for step in card.steps]
        wanted += [gauge.label for gauge in card.gauges] + [moment.what for moment in card.moments]
        wanted += [*card.quote, *(fact.value for fact in card.facts)]
        assert [part for part in wanted if part not in text] == []
    assert answer_as_text(RULE).startswith("SETTING UP HOME ALLOWANCE (Rutland)")


def test_the_worst_is_red_and_what_comes_before_it_yellow() -> None:
    """In Teams' own colours, which are called otherwise; each with a form of its own, and the words never coloured."""
    rows = tuple(Row(title=tone.value, mark="12 days", tone=tone) for tone in Tone)
    coloured = [run for run in runs(card_of(Answer(lead="x", card=Card(rows=rows)))) if "color" in run]
    assert [(run["text"].strip(), run["color"]) for run in coloured] == [
        ("●", "Good"),
        ("▲", "Warning"),
        ("■", "Attention"),
    ]


def test_an_empty_lead_is_not_posted() -> None:
    """Teams would refuse it, and the card behind it would wait for nothing."""
    [only] = activities(STATUS.copy(update={"lead": " "}), LINE)
    assert "attachments" in only
