"""Each rule of danger catches what it is for; an explicit one is never wrong about what we know to be harmless."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from bot.safeguarding.judge_training import ORDINARY, messages
from bot.safeguarding.labels import PAST
from bot.safeguarding.normalise import normalise
from bot.safeguarding.pattern_index import compiled
from bot.safeguarding.plain import Plain
from bot.safeguarding.replies import KINDS as KINDS_OF_REPLIES
from bot.safeguarding.rule_files import RULES as FOLDER
from bot.safeguarding.rule_files import read_rules
from bot.safeguarding.rules import HARMLESS, KINDS, Hit, Rule, Rules, load_rules

ROOT = Path(__file__).resolve().parent.parent.parent
RULES = load_rules(ROOT / FOLDER)
PLAIN_WORDS = Plain()
MOST_WRONG = 8
MOST_MS = 20  # for 1,000 characters, on a machine that does other things too; alone it takes one

# Said in so many words: no judge, no other sentence may overrule it.
PLAIN = {
    "crisis_self_harm": [
        "i want to kill myself",
        "i really want to just die",
        "im gonna kms",
        "going to end my life",
        "i just took an overdose",
        "i am suicidal",
        "my friend wants to kill herself",
        "she says shes gonna unalive herself",
        "i keep cutting myself",
        "wish i was dead",
        "swallowed 30 paracetamol an hour ago",
    ],
    "crisis_abuse_or_danger": [
        "he is going to kill me",
        "my dad keeps hitting me",
        "he is holding a knife to me",
        "i was raped last night",
        "my family are forcing me to get married",
        "someone is following me home",
        "he has locked me in the bedroom",
        "i dont feel safe at home",
        "my boyfriend hits my sister",
    ],
    "crisis_homeless_tonight": [
        "nowhere to sleep tonight",
        "ive got nowhere to stay tonight",
        "i am homeless",
        "been sleeping rough since sunday",
        "my mum chucked me out an hour ago",
        "i need a bed for tonight",
        "my mate is sleeping in a doorway",
        "we are on the streets with our baby",
    ],
    "exploitation": [
        "they make me sell drugs",
        "he makes me sleep with his mates",
        "im being blackmailed with my nudes",
        "they have taken over my flat to deal from",
        "im going cunch tomorrow",
        "my boss keeps my passport so i cant leave",
        "theyve got me trapping for them",
    ],
    "missing": [
        "i have run away",
        "ive done one from my placement",
        "im running away tonight",
        "legged it from the kids home last night",
        "my sister has gone missing",
        "nobody knows where i am",
        "gone awol since friday",
    ],
}
# The past, a no, a question, a figure of speech, and what may mean something else: never explicit.
NOT_EXPLICIT = [
    "i tried to kill myself when i was 14",
    "used to want to die",
    "i wanted to die back then",
    "i dont want to kill myself",
    "i am not suicidal",
    "what is self harm",
    "do you help people who are suicidal",
    "took an overdose at 14, im fine now",
    "i stopped self harming years ago",
    "my dad used to hit me",
    "i was abused as a child",
    "i was raped when i was 12, can i see my file",
    "i was homeless last year",
    "am i homeless if i sofa surf",
    "what happens if i become homeless",
    "my mum kicked me out when i was 16",
    "i got kicked out of college",
    "i ran away when i was 12",
    "what happens if i run away",
    "what is county lines",
    "i was groomed when i was 13",
    "they made me sell drugs when i was 14",
    "i dont want to go",
    "can i go back if i regret it",
    "half of my file is blacked out",
    "i cant do it anymore",
    "i want to disappear",
    "how do i end it, the staying put",
    "i want to end my tenancy",
    "can't i just end it with my phone company",
    "my pa is going to kill me lol",
    "dying for a pizza",
    "this form is killing me",
    "my phone died",
    "she beats me at fifa every time",
    "i overdosed on chocolate",
    "my cat ran away",
    "my post has gone missing",
    "i took my tablets",
    "i hurt myself at football",
    "my manager makes me sell extras",
    "there is nowhere to go on a sunday",
]


def plain(text: str) -> str:
    """What the rules see of a text."""
    return normalise(PLAIN_WORDS(text))


def numbered() -> list[Any]:
    """Each rule, named by its file and place."""
    placed, _ = read_rules(ROOT / FOLDER)
    return [pytest.param(one.rule, id=f"{one.rule.kind}-{one.field}") for one in placed]


def seen(rule: Rule, text: str) -> str:
    """What this rule sees of a text: hints look when harmless uses are gone."""
    return plain(text) if rule.is_explicit or rule.kind == HARMLESS else RULES.without_harmless(plain(text))


@pytest.fixture(scope="module")
def harmless() -> list[str]:
    """What the judge learns as no danger, or danger that is over."""
    return [
        plain(text) for text, label in messages(ROOT) if label in {"none", ORDINARY} or label.startswith(PAST)
    ]


@pytest.mark.parametrize("rule", numbered())
def test_a_rule_catches_its_message(rule: Rule) -> None:
    """What a rule was written for, it finds."""
    assert compiled(rule.pattern).search(seen(rule, rule.catches))


@pytest.mark.parametrize("rule", numbered())
def test_a_rule_spares_the_near_message(rule: Rule) -> None:
    """What only sounds like it, it leaves."""
    assert not compiled(rule.pattern).search(seen(rule, rule.spares))


def test_each_kind_has_explicit_rules_and_hints() -> None:
    """Rules and replies speak of the same five kinds; fewer than 15 explicit rules would be a hole."""
    assert set(KINDS) == KINDS_OF_REPLIES
    counts = {
        kind: [
            sum(rule.kind == kind and rule.is_explicit is explicit for rule in RULES.all)
            for explicit in (True, False)
        ]
        for kind in KINDS
    }
    assert {kind: found for kind, found in counts.items() if found[0] < 15 or found[1] < 10} == {}


@pytest.mark.parametrize(
    ("kind", "text"), [pytest.param(kind, text, id=text) for kind, texts in PLAIN.items() for text in texts]
)
@pytest.mark.parametrize(
    "around",
    [
        "{}",
        "hiya, when is my review and do i pay council tax. {}. also how do i get a bus pass",
        "not being funny but {} and thats it",
    ],
)
def test_plain_danger_is_explicit_wherever_it_stands(kind: str, text: str, around: str) -> None:
    """A question before it, or one behind it, hides nothing."""
    hit = RULES.explicit(plain(around.format(text)))
    assert hit is not None
    assert hit.kind == kind


@pytest.mark.parametrize("text", NOT_EXPLICIT)
def test_what_may_be_harmless_is_not_explicit(text: str) -> None:
    """The past, a no, a question and a figure of speech are left to the judge."""
    assert RULES.explicit(plain(text)) is None


def test_no_explicit_rule_fires_on_what_is_known_to_be_harmless(harmless: list[str]) -> None:
    """Of thousands of ordinary messages, look-alikes and tales of the past, hardly one: eight are put up with."""
    assert len(harmless) > 15_000
    assert len([(words, hit.words) for words in harmless if (hit := RULES.explicit(words))]) <= MOST_WRONG


def test_two_ordinary_messages_in_a_row_make_no_danger() -> None:
    """What stands at a seam of a long talk is no rule's business: three in a thousand are put up with."""
    ordinary = [plain(text) for text, label in messages(ROOT) if label == ORDINARY]
    draw = random.Random(11)  # noqa: S311 - the same pairs every time
    pairs = [(draw.choice(ordinary), draw.choice(ordinary)) for _ in range(4000)]
    found = [pair for pair in pairs if RULES.explicit(" ".join(pair))]
    assert [pair for pair in found if not any(map(RULES.explicit, pair))] == []
    assert len(found) <= 2  # "im homeless" and "been sofa surfing since june" ask for help with it


def test_a_harmless_use_hides_no_plain_danger_next_to_it() -> None:
    """Only the hints don't see what is taken out."""
    for text in (
        "game over i want to die",
        "my cat ran away and i have run away too",
        "this form is killing me, he is going to kill me",
        "essay on suicide. i am suicidal",
    ):
        assert RULES.explicit(plain(text)) is not None, text


def test_a_hint_counts_unless_its_use_is_harmless() -> None:
    """ "my cat ran away" is no hint, "he ran away" is one."""
    assert RULES.hint(plain("he ran away")) == Hit("missing", "ran away")
    assert RULES.hint(plain("my cat ran away")) is None


def test_the_first_kind_counts() -> None:
    """Where two are told, the reply is for the one that can't wait."""
    hit = RULES.explicit(plain("nowhere to sleep tonight, i want to kill myself"))
    assert hit == Hit("crisis_self_harm", "want to kill myself")


@pytest.mark.parametrize("rules", [Rules([]), RULES], ids=["none", "all"])
@pytest.mark.parametrize("text", ["", " ", "ok", "0"])
def test_little_or_nothing_to_look_at_is_no_error(rules: Rules, text: str) -> None:
    """An empty message, or no rules at all."""
    assert rules.explicit(text) is None
    assert rules.hint(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "a ",
        "i want to i want to ",
        "not not not ",
        "he is is has ",
        "my my my ",
        "been been ",
        "on the in the ",
        "i am so so ",
        "took all the of the ",
        "a" * 1000,
    ],
)
def test_no_text_takes_long(text: str) -> None:
    """A pattern that tries every way through a text would be a way to stop the server."""
    words = (text * 1000)[:1000]
    started = time.process_time()
    RULES.explicit(words)
    RULES.hint(words)
    assert (time.process_time() - started) * 1000 < 5 * MOST_MS


def test_an_ordinary_text_takes_little_time(harmless: list[str]) -> None:
    """Danger is looked for before anything else, so it must not be felt."""
    text = " ".join(harmless)
    pieces = [text[at : at + 1000] for at in range(0, 100_000, 1000)]
    started = time.process_time()
    for piece in pieces:
        RULES.explicit(piece)
        RULES.hint(piece)
    assert (time.process_time() - started) * 1000 / len(pieces) < MOST_MS


def test_importing_reads_no_file() -> None:
    """Rules are read when they are first needed, not by whoever imports the check."""
    watch = "import sys; read = []; sys.addaudithook(lambda event, args: read.append(str(args[0])) if event == 'open' else None)"
    code = (
        f"{watch}; import bot.safeguarding.detector; print([name for name in read if name.endswith('.yml')])"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
