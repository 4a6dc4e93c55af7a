"""Checks that no ordinary message of a topic sounds like danger: whoever sent it would get the urgent reply, and not the answer."""

from __future__ import annotations

from pathlib import Path
from typing import Callable, Dict, Iterator, List, Tuple

from bot.authoring.check_messages import Message, topic_messages
from bot.offer.models import Problem
from bot.safeguarding.detector import Detector
from bot.safeguarding.judge_training import ORDINARY, messages
from bot.yaml_text import read_yaml

KNOWN = Path("data") / "known_alarms.yml"
_DANGER = "safety/"


def check_alarms(home: Path, open_detector: Callable[[], Detector]) -> List[Problem]:
    """Every finding on messages of data/nlu that are new since the danger check learnt.

    What it learnt as ordinary is left alone: looking at all of it takes a minute, and a test does. `open_detector` is asked
    only if there is something to look at.
    """
    new = list(new_messages(home))
    return list(alarms(new, home, open_detector())) if new else []


def new_messages(home: Path) -> Iterator[Message]:
    """The messages of data/nlu that the danger check has not learnt as ordinary."""
    learnt = {text for text, label in messages(home) if label == ORDINARY}
    return (message for message in ordinary_messages(home) if message[2] not in learnt)


def ordinary_messages(home: Path) -> Iterator[Message]:
    """The messages of data/nlu but those of the topics of danger."""
    return (message for message in topic_messages(home) if not message[1].startswith(_DANGER))


def alarms(found: List[Message], home: Path, detector: Detector) -> Iterator[Problem]:
    """A finding for each message that is called urgent and is not known to be."""
    known = known_alarms(home)
    for file, label, text in found:
        danger = detector.check(text)
        if danger and danger.is_urgent and (file, text) not in known:
            yield Problem(
                file=file,
                field=label,
                message=f'"{text}" gets the urgent reply for {danger.kind}, and never this topic\'s answer',
                fix="say it in another way; if it is danger, it belongs in data/safety",
            )
    if detector.state != "ok":
        yield _rules_alone()


def known_alarms(home: Path) -> Dict[Tuple[str, str], str]:
    """What is called urgent all the same, by file and text, and why it may stay."""
    path = home / KNOWN
    if not path.exists():
        return {}
    listed = read_yaml(path.read_text(encoding="utf-8"))["alarms"]
    return {(f"data/nlu/{one['topic']}.yml", one["text"]): one["why"] for one in listed}


def _rules_alone() -> Problem:
    return Problem(
        file="data/safety",
        field="the danger check",
        message="it is not trained, so new messages were looked at by its rules alone",
        fix="run: localoffer train",
        level="warning",
    )
