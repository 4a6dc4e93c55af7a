"""What a message tells of places: the council of care, where somebody lives, or a place that is only named."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from bot.language.gazetteer.place_lists import FOLDER, Gazetteer, read_gazetteer
from bot.language.gazetteer.place_reading import read_places
from bot.language.gazetteer.unknown_names import left_over, unknown_council_in

LONGEST = 20_000  # letters
MOST_MS = 50

# text: what each place in it is, in order.
TOLD: dict[str, list[tuple[str, str]]] = {
    # a council of care
    "was in care in leeds": [("leeds", "care")],
    "I was looked after by Leicestershire til 18": [("leicestershire", "care")],
    "leeds is my council": [("leeds", "care")],
    "my council is east sussex": [("east_sussex", "care")],
    "im with leeds city council": [("leeds", "care")],
    "im from hackney": [("hackney", "care")],
    "i come under essex": [("essex", "care")],
    "Im a rutland care leaver": [("rutland", "care")],
    "rutland took me into care": [("rutland", "care")],
    "leeds had me": [("leeds", "care")],
    "my social worker was from rutland": [("rutland", "care")],
    "i was placed in oakham by leicestershire": [("leicestershire", "care")],
    "born in rotherham but rutland was my corporate parent": [("rutland", "care")],
    "my foster carers lived in leicester but rotherham were in charge of me": [("rotherham", "care")],
    "switch to rotherham pls": [("rotherham", "care")],
    "can you change it to leeds": [("leeds", "care")],
    "pls put me as rotherham": [("rotherham", "care")],
    "my leaving care team in leeds": [("leeds", "care")],
    "its rutland county council for me": [("rutland", "care")],
    "i was in care in kent and surrey": [("kent", "care"), ("surrey", "care")],
    "im from reading": [("reading", "care")],
    "reading council looked after me": [("reading", "care")],
    "in care in hull": [("kingston_upon_hull", "care")],
    # where they live
    "i live in march": [("cambridgeshire", "living")],
    "i live in oakham now": [("rutland", "living")],
    "living in brum atm": [("birmingham", "living")],
    "i moved to rotherham last year": [("rotherham", "living")],
    "ive moved over to donny": [("doncaster", "living")],
    "my landlord in leeds wont fix it": [("leeds", "living")],
    "got a council tax bill from rutland": [("rutland", "living")],
    "i live with my nan in derby": [("derby", "living")],
    "manchester is home these days": [("manchester", "living")],
    "im at uni in york": [("york", "living")],
    "i rent in reading": [("reading", "living")],
    "i moved from leeds to bradford": [("bradford", "living")],
    "staying in leeds atm": [("leeds", "living")],
    "i live in leeds not bradford": [("leeds", "living")],
    # both
    "i live in oakham now but i was in care in rotherham": [("rutland", "living"), ("rotherham", "care")],
    "im from rotherham but live in leeds": [("rotherham", "care"), ("leeds", "living")],
    "i was in care in wales, now im living in rutland": [("wales", "care"), ("rutland", "living")],
    # in between
    "im in rotherham": [("rotherham", "here")],
    "leeds": [("leeds", "alone")],
    "yes rotherham please": [("rotherham", "alone")],
    # only named
    "what does sheffield council give": [("sheffield", "named")],
    "do i pay council tax in leeds": [("leeds", "named")],
    "and in Rotherham?": [("rotherham", "named")],
    "what about derby": [("derby", "named")],
    "if i was under rotherham would it change": [("rotherham", "named")],
    "say i was from rotherham, what then": [("rotherham", "named")],
    "am i rotherham or sheffield": [("rotherham", "named"), ("sheffield", "named")],
    "my mate is with leeds": [("leeds", "named")],
    "my nephew's just gone into care in Rutland": [("rutland", "named")],
    "my sister is under leicestershire what does she get": [("leicestershire", "named")],
    "can i use this if i'm from birmingham": [("birmingham", "named")],
    "what is staying put in rotherham": [("rotherham", "named")],
    "can i stay put in rotherham": [("rotherham", "named")],
    "what does leaving care in rutland give": [("rutland", "named")],
    "what help is there for leaving care in leeds": [("leeds", "named")],
    "how much is rent in leeds": [("leeds", "named")],
    "is leeds my council": [("leeds", "named")],
    "does rutland look after me": [("rutland", "named")],
    # no part in it
    "my girlfriend lives in leeds and i want to move in with her": [],
    "can i move to leeds": [],
    "thinking of moving to Brighton with my boyfriend": [],
    "i used to live in leeds": [],
    "i was born in leeds": [],
    "i want to go to uni in york": [],
    "i dont live in leeds": [],
    "i was reading a letter": [],
    "send me the form": [],
    "please dont send that": [],
    "i moved into my flat in march": [],
    "i got a place at sheffield hallam": [],
    "im off to uni in leeds": [],
    "what a good deal": [],
    "who gets the bursary": [],
    # put right
    "no, rutland not rotherham": [("rutland", "care"), ("rotherham", "denied")],
    "not rotherham, rutland": [("rotherham", "denied"), ("rutland", "care")],
    "im not from leeds": [("leeds", "denied")],
    "i pressed rutland by mistake": [("rutland", "denied")],
    "rotherham isnt my council": [("rotherham", "denied")],
}


@pytest.fixture(scope="module")
def gazetteer(root: Path) -> Gazetteer:
    """Our real lists."""
    return read_gazetteer(root / FOLDER)


@pytest.mark.parametrize("text", TOLD)
def test_each_place_is_read_as_what_it_is(text: str, gazetteer: Gazetteer) -> None:
    """By the words around it; a name that is an ordinary word only where they make it a place."""
    found = [(place.ids[0], place.role.value) for place in read_places(text, gazetteer).places]
    assert found == TOLD[text]


@pytest.mark.parametrize(
    ("text", "is_telling", "is_bare"),
    [
        ("leeds", True, False),
        ("i live in oakham now but i was in care in rotherham", True, False),
        ("and leeds?", False, True),
        ("my mate is with leeds", False, False),
        ("do i pay council tax in leeds", False, False),
        ("im from leeds and need help with rent", False, False),
        ("reading", False, False),
        ("im in reading", True, False),
    ],
)
def test_a_message_of_nothing_but_places_is_noticed(
    text: str, is_telling: bool, is_bare: bool, gazetteer: Gazetteer
) -> None:
    """What is asked besides is not lost; a lone word may mean something else."""
    reading = read_places(text, gazetteer)
    assert (reading.is_telling, reading.is_bare) == (is_telling, is_bare)


def test_what_is_asked_besides_is_cut_out(gazetteer: Gazetteer) -> None:
    """The clause that only tells of places is left out, and nothing else."""
    text = "In care in Doncaster but live in Rotherham now, who do I ask for my file?"
    assert read_places(text, gazetteer).rest == "who do I ask for my file"
    assert read_places("i live in rutland do i pay council tax", gazetteer).rest == ""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("narnia", "narnia"),
        ("its doncastr mate", "doncastr"),
        ("dont know", None),
        ("what is a pathway plan", None),
    ],
)
def test_an_unknown_name_is_told_from_no_name(text: str, name: str | None) -> None:
    """In the answer to "which council?"."""
    assert left_over(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("my council is narnia", "narnia"),
        ("i was in care in narnia", "narnia"),
        ("i picked the wrong council", None),
    ],
)
def test_an_unknown_council_is_found_where_a_name_should_stand(text: str, name: str | None) -> None:
    """Out of the blue, only behind the words that lead to one."""
    assert unknown_council_in(text) == name


@pytest.mark.alone
@pytest.mark.parametrize(
    "text",
    [
        "leeds " * 4_000,
        "i live in leeds " * 1_300,
        "north east " * 1_900,
        "in care in leeds but " * 1_000,
        "not not not " * 1_700 + "leeds",
        "my mate my mate " * 1_300 + "in leeds",
        "live " * 4_000 + "in leeds",
        "reading, " * 2_300,
        "a" * LONGEST,
        "'" * LONGEST,
        " - " * 7_000,
        "x'" * 10_000,
    ],
    ids=lambda text: text[:16],
)
def test_the_longest_message_is_read_in_no_time(text: str, gazetteer: Gazetteer) -> None:
    """Whatever is typed, in processor time: no pattern goes back and forth over it."""
    text = text[:LONGEST]
    for read in (
        partial(read_places, text, gazetteer),
        partial(unknown_council_in, text),
        partial(left_over, text),
    ):
        assert min(milliseconds(read) for _ in range(5)) < MOST_MS


def milliseconds(read: Callable[[], object]) -> float:
    """The processor time of one reading."""
    begun = time.process_time()
    read()
    return (time.process_time() - begun) * 1_000
