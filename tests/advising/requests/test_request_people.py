"""Who is named in a request: nobody who is not meant, and whoever is typed where it is not sure."""

from __future__ import annotations

import re

import pytest

from bot.advising.requests.named_people import main_person, people_in
from bot.advising.requests.staff_words import examples, first_names, word_names

NAMES = ("Kai", "Zoë", "Ellie-Mae", "Tyrone", "Will", "May", "Art", "James", "D'Andre")
NOBODY_NAMED = [
    line for lines in examples().values() for line in lines if not re.search(r"\bsam", line, re.IGNORECASE)
]


def named(text: str, *names: str) -> str:
    """Whom a text is about."""
    found = main_person(people_in(text, names or NAMES))
    return found.words if found else ""


@pytest.mark.parametrize(
    "reference",
    ["YP-1042", "yp-1042", "YP-DEMO-3", "YP1042", "LCS/88213", "P104482", "RBC_20417", "CL-7", "#4471"],
)
@pytest.mark.parametrize(
    "text",
    ["{}", "{}'s plan", "status for {}", "log a call with {} yesterday", "is {} overdue?", "{}: plan?"],
)
def test_a_reference_of_any_council_is_whom_it_is_about(text: str, reference: str) -> None:
    """Whatever its shape and wherever it stands, it is given back as it was typed."""
    assert named(text.format(reference)) == reference


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1042", "1042"),
        ("1042's plan", "1042"),
        ("status for 1042", "1042"),
        ("saw 20417 today", "20417"),
        ("ref 20417", "20417"),
    ],
)
def test_figures_alone_are_a_reference_where_the_sentence_says_so(text: str, number: str) -> None:
    """Where a name would stand, figures name somebody."""
    assert named(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "Q4 reviews",
        "is it £3000",
        "due by 12/12/2026",
        "2026 figures",
        "over 21s",
        "16-19 bursary",
        "section 23C",
        "reg 8",
        "the F2 code",
        "next 30 days",
        "covid-19",
        "24/7 line",
        "post-16 bursary",
        "under-25 rate",
        "flat 12",
    ],
)
def test_figures_of_other_things_are_no_reference(text: str) -> None:
    """Days, sums, ages and sections name nobody."""
    assert named(text) == ""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("KAI'S PLAN", "Kai"), ("kais plan", "Kai"), ("kai’s plan", "Kai"), ("zoe plan?", "Zoë"), ("ellie mae's review", "Ellie-Mae"), ("ELLIE-MAE PP", "Ellie-Mae"),
        ("James' plan", "James"), ("d'andre's pin", "D'Andre"), ("tyrnoe's plan", "Tyrone"), ("tyrones plan", "Tyrone"),
    ],
)  # fmt: skip
def test_a_known_name_is_found_however_it_is_typed(text: str, name: str) -> None:
    """Without capitals, apostrophe, accent or dash, and with one slip in a long name."""
    assert named(text) == name


@pytest.mark.parametrize(
    ("text", "names", "typed"),
    [
        ("Kia's plan", ("Kai", "Mia"), "Kia"),
        ("Leia's plan", ("Leila", "Leiah"), "Leia"),
        ("Mila's plan", ("Mia", "Milan"), "Mila"),
        ("Zara's plan", ("Kai",), "Zara"),
        ("keeley pp", ("Kai",), "keeley"),
        ("Ellie-Mae's plan", ("Ellie", "Mae"), "Ellie-Mae"),
        ("Kai Thompson's plan", ("Kai",), "Kai Thompson"),
    ],
)
def test_where_it_is_not_sure_what_was_typed_is_given_back(
    text: str, names: tuple[str, ...], typed: str
) -> None:
    """Nobody is guessed: two names that are as near, another name, a name of nobody, a surname that may be another's."""
    assert named(text, *names) == typed


@pytest.mark.parametrize(
    "text",
    [
        "will anyone be late",
        "reviews due in may",
        "May I see my list",
        "art college bursary",
        "birthdays in May",
        "who will visit",
        "what may we pay",
        "reviews for May",
    ],
)
def test_a_word_that_is_a_name_too_names_nobody_in_its_own_place(text: str) -> None:
    """Will, May and Art are on the caseload, and not meant."""
    assert named(text) == ""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("will's plan", "Will"), ("wills plan", "Will"), ("seen Will today", "Will"), ("what about will", "Will"), ("will plan?", "Will"), ("is may overdue", "May"), ("May's plan", "May"),
        ("art pp", "Art"), ("Art wants a call", "Art"), ("log a visit to art", "Art"), ("the plan for May", "May"),
    ],
)  # fmt: skip
def test_a_name_that_is_a_word_too_is_found_where_a_name_stands(text: str, name: str) -> None:
    """Before what somebody has, behind a word for seeing them, and alone."""
    assert named(text) == name


def test_with_every_such_name_on_the_caseload_ordinary_requests_name_nobody() -> None:
    """Two thousand requests that name nobody, and hundreds of names that are words: none is taken for a person."""
    everybody = tuple(sorted(name.capitalize() for name in word_names()))
    found = [(line, people_in(line, everybody)) for line in NOBODY_NAMED]
    assert len(found) > 1_000
    assert [(line, people[0].words) for line, people in found if people] == []


@pytest.mark.parametrize("name", sorted(name.capitalize() for name in [*first_names(), *word_names()])[::40])
def test_whoever_has_a_plan_is_named_whatever_their_name(name: str) -> None:
    """On the caseload or not, and with or without capitals: before "'s plan" stands a name."""
    assert named(f"where is {name}'s plan up to", name) == name
    assert named(f"where is {name.lower()}'s plan up to", name) == name
    assert named(f"where is {name}'s plan up to", "Somebody") == name


def test_whose_plan_it_is_counts_more_than_who_gets_it() -> None:
    """The plan of somebody nobody knows is not taken for that of a known name beside it."""
    assert named("send Zara's plan to Kai") == "Zara"
    assert named("not Kai, Tyrone") == "Tyrone"
    assert named("Kai and Tyrone's plans") == "Kai"
    assert named("tell Kai I'll ring") == "Kai"
    assert named("Kai's SW Tyrone called") == "Kai"
    assert named("IRO Tyrone wants to know who is late") == ""
    assert named("Will may be moving") == ""
    assert named("my manager Sarah wants Kai's plan") == "Kai"


CALLED = (
    "Sol",
    "Gia",
    "Wren",
    "Hope",
    "Will",
    "May",
    "Grant",
    "Bill",
    "Chance",
    "Dawn",
    "Faith",
    "Skye",
    "Kit",
)
IN_TOUCH = [f"{verb} {{}} {then}" for verb in ("saw", "visited", "rang", "met", "texted", "emailed", "spoke to", "popped round to", "call with")
            for then in ("tues", "today, went well", "on weds", "home visit meaningful", "this morning", "again fri", "and her mum", "2day", "")]  # fmt: skip


@pytest.mark.parametrize("sentence", IN_TOUCH)
def test_whoever_was_seen_is_found_in_small_letters_whatever_follows(sentence: str) -> None:
    """Also where their name is a word, a month or a verb."""
    missed = [
        name
        for name in CALLED
        if named(f"{sentence.format(name.lower())}".strip(), *CALLED).lower() != name.lower()
    ]
    assert missed == []


@pytest.mark.parametrize(
    ("text", "everybody"),
    [
        ("saw Sol, Gia and wren", ["Sol", "Gia", "Wren"]),
        ("Sol + Gia plans", ["Sol", "Gia"]),
        ("saw sol and will call gia tomorrow", ["Sol", "Gia"]),
        ("log that Sol's flatmate Bill rang", ["Sol"]),
        ("Dr Grant saw Sol", ["Sol"]),
        ("saw Sol with her social worker Faith Hart", ["Sol"]),
        ("Sol's landlady, Dawn, rang. put me down as having rung Sol", ["Sol", "Sol"]),
        ("is Sol's mate Will's plan done", ["Sol", "Will"]),
        ("a lad called Kit wants a call", ["Kit"]),
    ],
)
def test_everybody_of_theirs_is_found_and_nobody_of_a_story(text: str, everybody: list[str]) -> None:
    """Each in order; who somebody is to them is nobody whom it is about, but where something is said to be theirs."""
    assert [one.words for one in people_in(text, CALLED)] == everybody


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("status for Sol please.\n\nKind regards\nDawn", "Sol"),
        ("who is overdue please.\n\nMany thanks,\nHope", ""),
        ("who is overdue please, cheers Bill", ""),
        ("Morning Faith, who is overdue", ""),
        ("Dear Dawn,\nwhat stage is Sol's plan", "Sol"),
        ("thanks. Sol's plan?", "Sol"),
        ("thanks Sol", "Sol"),
        ("hi Sol plan?", "Sol"),
        ("ok thanks and Sol?", "Sol"),
    ],
)
def test_who_greets_and_who_signs_is_nobody_it_is_about(text: str, name: str) -> None:
    """Also where somebody of theirs has that name."""
    assert named(text, *CALLED) == name
