"""One answer becomes one text message, one card or one piece of HTML, and none of them can be broken by its words."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer import Answer, Choice, ContactLine, Paragraph, SourceLine
from bot.channels.sms.sms_render import pieces, sms_text
from bot.channels.web.web_render import Pages, sms_link, tel_link
from bot.delivery.conversation.journal import Line
from bot.gsm import GSM_7, GSM_7_DOUBLE, septets, shorten, to_gsm

EVIL = "<script>alert('x')</script>\"'&"
TAX = Choice(label="Council tax", kind="topic", value="council_tax")
PLAN = Choice(label="Where is my plan?", kind="intent", value="pathway_plan_status")
ANSWER = Answer(
    lead="Ask your PA.",
    title="Bus pass",
    applies_to="Everyone",
    steps=("Ask early.",),
    notes=("Old paper.",),
    question="Which one?",
    choices=(TAX, PLAN),
    paragraphs=(
        Paragraph(text="It is free.", basis="law"),
        Paragraph(text="Good."),
        Paragraph(text="Say so.", basis="council", heading="What if I lose it?", steps=("Ring the desk.",)),
    ),
    contacts=(
        ContactLine(
            name="Bus team",
            phone="0800 023 2033",
            text_number="85258",
            email="bus@example.org",
            web="https://example.org",
        ),
    ),
    sources=(SourceLine(title="Bus Act"),),
)
ANY_ANSWER = st.builds(
    Answer,
    lead=st.text(max_size=400),
    question=st.text(max_size=60),
    choices=st.lists(
        st.builds(Choice, label=st.text(max_size=60), kind=st.just("topic"), value=st.just("x")), max_size=8
    ).map(tuple),
)


class Tags(HTMLParser):
    """Collects every tag and attribute of a page, as a browser would see them."""

    def __init__(self, page: str) -> None:
        """Read the page."""
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.texts.append(data)


def html_of(answer: Answer) -> str:
    """The answer as the page shows it."""
    return Pages().lines([Line(id="7", answer=answer)], root="", message_id="m")


@given(ANY_ANSWER)
def test_any_answer_fits_two_text_fragments(answer: Answer) -> None:
    """Whatever the words, at most 306 septets, and only characters of GSM-7."""
    text = sms_text(answer)
    assert septets(text) <= 306
    assert set(text) <= GSM_7 | GSM_7_DOUBLE


@pytest.mark.parametrize(("more", "text"), [(155, "a" * 150 + " " + "b" * 155), (156, "a" * 150 + "...")])
def test_a_lead_is_kept_up_to_306_septets(more: int, text: str) -> None:
    """One more, and it is cut before its last word, with dots that say so."""
    assert sms_text(Answer(lead="a" * 150 + " " + "b" * more)) == text


def test_characters_that_count_twice_are_counted_twice() -> None:
    """The euro sign and brackets take two septets each."""
    assert (septets("€[]"), septets("£5")) == (6, 2)
    assert shorten("ab €€", 6) == "ab..."


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("It’s “free” – really…", 'It\'s "free" - really...'),
        ("Zoë café", "Zoe café"),
        ("naïve ñandú", "naive ñandu"),
        ("Hi 🙂!", "Hi !"),
        ("a\u00a0b", "a b"),
    ],
)
def test_characters_that_text_messages_lack_are_made_plain(typed: str, sent: str) -> None:
    """Quotes and dashes become plain, accents go where they must, emoji are left out."""
    assert to_gsm(typed) == sent


def test_choices_are_numbered_below_the_question() -> None:
    """Lead, question, then one line for each choice."""
    answer = Answer(lead="Ask your PA.", question="Which one?", choices=(TAX, PLAN))
    assert sms_text(answer) == "Ask your PA.\nWhich one?\n1 Council tax\n2 Where is my plan?"


def test_what_fits_stands_before_the_question() -> None:
    """Where one text takes it all, the choices are its end, and nothing is left for MORE."""
    [whole] = pieces([ANSWER])
    assert whole.text.startswith("Ask your PA.\n")
    assert whole.text.endswith("\nWhich one?\n1 Council tax\n2 Where is my plan?")
    assert "ring 0800 023 2033, text 85258, email bus@example.org" in whole.text


def test_choices_that_do_not_fit_come_with_more() -> None:
    """Each is whole, and their numbers go on."""
    answer = Answer(lead="a" * 270, choices=(TAX, PLAN, TAX))
    assert [piece.text for piece in pieces([answer])] == [
        "a" * 270 + "\n1 Council tax\nText MORE for more.",
        "2 Where is my plan?\n3 Council tax",
    ]


EVERYWHERE = Answer(
    lead=EVIL,
    title=EVIL,
    place_name=EVIL,
    applies_to=EVIL,
    steps=(EVIL,),
    notes=(EVIL,),
    question=EVIL,
    paragraphs=(Paragraph(text=EVIL, basis="council"), Paragraph(text=EVIL, heading=EVIL, steps=(EVIL,))),
    sources=(SourceLine(title=EVIL, section=EVIL),),
    contacts=(
        ContactLine(
            name=EVIL,
            who_for=EVIL,
            phone=EVIL,
            text_number=EVIL,
            email=EVIL,
            web=EVIL,
            address=EVIL,
            note=EVIL,
        ),
    ),
    choices=(Choice(label=EVIL, kind="topic", value=EVIL), Choice(label=EVIL, kind="page", value=EVIL)),
)


def test_an_answer_cannot_put_tags_on_the_page() -> None:
    """Whatever part of an answer holds markup, the page shows it as words."""
    page = Tags(html_of(EVERYWHERE))
    assert "script" not in page.tags
    assert {name for name, _ in page.attributes if name.startswith("on")} == set()
    assert sum(EVIL in text for text in page.texts) >= 17


def test_what_a_person_types_cannot_put_tags_on_the_page() -> None:
    """The same for their own words."""
    page = Tags(Pages().lines([Line(id="7", text=EVIL)], root="", message_id="m"))
    assert "script" not in page.tags
    assert EVIL in page.texts


@pytest.mark.parametrize("template", ["sign_in.html", "sign_in_code.html"])
def test_an_error_cannot_put_tags_on_a_form(template: str) -> None:
    """What is said above a form is words too."""
    common = {"root": "", "urgent": (), "councils": (), "is_signed_in": False, "alerts": "ask"}
    assert "<script>alert" not in Pages().page(template, error=EVIL, **common)


def test_the_page_shows_every_part_of_an_answer() -> None:
    """Nothing is lost between the answer and the page."""
    text = " ".join(Tags(html_of(ANSWER)).texts)
    parts = [
        "Bus pass",
        "Ask your PA.",
        "The law",
        "It is free.",
        "Good.",
        "What if I lose it?",
        "Say so.",
        "Ring the desk.",
        "What the council adds",
        "Ask early.",
        "Everyone",
        "Old paper.",
        "Bus Act",
        "Which one?",
        "Council tax",
        "Where is my plan?",
        "0800 023 2033",
        "85258",
        "bus@example.org",
    ]
    assert [part for part in parts if part not in text] == []


SHORT = Answer(
    title="What does it cost?",
    lead="It costs nothing for you, and this is a sentence that a text does not need.",
    short="It is free.",
    topic="bus_pass",
    passage="cost",
    basis="law",
    steps=("Show your card.",),
    sources=(
        SourceLine(title="A long name of a law", short="Bus Act s.4", checked_on=date(2026, 11, 22)),
        SourceLine(title="A second long name", short="Bus plan"),
    ),
    choices=(
        Choice(label="How do I ask?", kind="passage", value="england/bus_pass/how"),
        Choice(label="The whole answer", kind="follow_up", value="all/bus_pass"),
    ),
)


def test_the_page_shows_a_short_answer_with_one_line_of_source() -> None:
    """The text itself, not its twin; its sources' short names, once; a button for each question."""
    page = Tags(html_of(SHORT))
    texts = [" ".join(text.split()) for text in page.texts]
    assert SHORT.lead in texts
    assert SHORT.short not in texts
    assert "Source: The law: Bus Act s.4; checked 22 Nov 2026." in texts
    assert not any("long name" in text for text in texts)
    assert [text for text in texts if text in {choice.label for choice in SHORT.choices}] == [
        "How do I ask?",
        "The whole answer",
    ]


def test_a_text_says_the_short_twin_and_numbers_the_questions() -> None:
    """The twin in place of the text, what to do, then what can be asked; the whole answer stands last."""
    assert sms_text(SHORT) == (
        "It is free.\nWhat you can do: Show your card.\n1 How do I ask?\n2 The whole answer"
    )


def test_a_passage_s_question_stands_before_its_words_in_a_text() -> None:
    """So that the rest of a whole answer is understood piece by piece."""
    whole = Answer(lead="x", paragraphs=(Paragraph(text="Yes.", heading="Is it free?", steps=("Ask.",)),))
    assert sms_text(whole) == "x\nIs it free? Yes.\nAsk."


def test_a_button_of_the_page_carries_its_line_and_number_and_nothing_else() -> None:
    """What a choice stands for stays on the server."""
    page = Tags(html_of(ANSWER))
    values = [value for name, value in page.attributes if name == "value"]
    assert [value for value in values if re.fullmatch(r"\d+\.\d+", value or "")] == ["7.0", "7.1"]
    assert "council_tax" not in html_of(ANSWER)


TELL = (
    Choice(label="Yes, tell my PA", kind="alert", value="yes/missing/self"),
    Choice(label="No, thanks", kind="alert", value="no/missing/self"),
)
ASKS = ANSWER.copy(update={"choices": (*TELL, TAX), "notes": ("It says that you need a call.", "Old paper.")})


def test_yes_and_no_to_being_helped_stand_right_under_the_lead() -> None:
    """With the question above and what it means below, before anything else; the other buttons stay at the end."""
    texts = [text.strip() for text in Tags(html_of(ASKS)).texts if text.strip()]
    start = texts.index("Ask your PA.")
    assert texts[start + 1 : start + 5] == [
        "Which one?",
        "Yes, tell my PA",
        "No, thanks",
        "It says that you need a call.",
    ]
    assert (texts[-1], texts.count("Which one?"), texts.count("It says that you need a call.")) == (
        "Council tax",
        1,
        1,
    )
    assert "Old paper." in texts[start + 5 :]


def test_the_buttons_that_tell_somebody_keep_their_numbers_and_say_what_they_are() -> None:
    """An old one can be refused in the right words; what they stand for stays on the server."""
    page = html_of(ASKS)
    assert re.findall(r'name="option" value="7\.(\d)">([^<]+)<', page) == [
        ("0", "Yes, tell my PA"),
        ("1", "No, thanks"),
        ("2", "Council tax"),
    ]
    assert page.count('<input type="hidden" name="about" value="alert">') == 2
    assert "missing" not in page


def test_numbers_in_every_part_of_an_answer_can_be_pressed() -> None:
    """Lead, paragraphs, steps, notes and whom a contact is for; what a person typed has no links."""
    number = "ring 0808 800 4444"
    answer = Answer(
        lead=number,
        paragraphs=(Paragraph(text=number, steps=(number,)),),
        steps=(number,),
        notes=(number,),
        question=number,
        contacts=(ContactLine(name="x", who_for=number),),
    )
    assert html_of(answer).count('ring <a href="tel:08088004444">0808 800 4444</a>') == 7
    assert "href" not in Pages().lines([Line(id="7", text=number)], root="", message_id="m")


def test_the_page_goes_to_the_first_answer_of_the_newest_turn() -> None:
    """Where two answers came, nobody misses the first."""
    lines = [
        Line(id=str(number), text="a" if answer is None else "", answer=answer)
        for number, answer in enumerate([None, ANSWER, None, ANSWER, ASKS])
    ]
    page = Pages().lines(lines, root="", message_id="m")
    before, after = page.split('id="latest"')
    assert (before.count('class="says'), after.count('class="says')) == (4, 1)
    assert 'id="latest"' not in Pages().lines(lines[:1], root="", message_id="m")


def test_signing_out_is_a_post_and_signing_in_a_link() -> None:
    """A link alone never changes anything."""
    choices = (
        Choice(label="Sign out", kind="page", value="sign-out"),
        Choice(label="Sign in", kind="page", value="sign-in"),
    )
    html = html_of(Answer(lead="x", choices=choices))
    assert '<form method="post" action="/sign-out"><button>Sign out</button></form>' in html
    assert '<a class="button" href="/sign-in">Sign in</a>' in html


def test_an_urgent_answer_looks_urgent() -> None:
    """It is marked for the eye, and an ordinary one is not."""
    marked = [
        ("class", "says assistant danger") in Tags(html_of(answer)).attributes
        for answer in (
            ANSWER.copy(update={"urgency": "urgent"}),
            ANSWER,
        )
    ]
    assert marked == [True, False]


@pytest.mark.parametrize(
    ("number", "link"),
    [
        ("999", "tel:999"),
        ("116 123", "tel:116123"),
        ("0800 023 2033", "tel:08000232033"),
        ("+44 (0)7700", "tel:+4407700"),
        ("javascript:alert(1)", "tel:1"),
    ],
)
def test_a_phone_number_becomes_a_link_of_digits(number: str, link: str) -> None:
    """One press rings it, and nothing but digits and a plus gets into the link."""
    assert tel_link(number) == link
    assert sms_link(number) == link.replace("tel:", "sms:")


def test_the_numbers_of_an_answer_can_be_pressed() -> None:
    """A phone number rings, a text number texts."""
    links = [value for name, value in Tags(html_of(ANSWER)).attributes if name == "href"]
    assert links[:3] == ["tel:08000232033", "sms:85258", "mailto:bus@example.org"]
