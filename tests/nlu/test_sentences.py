"""Every held-out sentence by itself: nobody trained on it, and it is understood.

What is known to fail stands in known_failures.yml with what it is taken for and why.
That list may only shrink: a sentence on it that is understood now must be taken off.
The few that are `close` to a limit may go either way.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from building import built

from actions.certainty import SECOND_NET
from benchmarks.nlu_data import ADVISER, OUT_OF_SCOPE
from bot.front_door import plain
from bot.quick_yaml import read_yaml
from bot.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.server import Assistant

pytestmark = pytest.mark.model

HERE = Path(__file__).resolve().parent
SENTENCES = HERE.parent / "sentences"
SAFETY = ("crisis_self_harm", "crisis_abuse_or_danger", "crisis_homeless_tonight", "exploitation", "missing")
NO_DANGER = "no danger"
MOST_FAILURES = 71  # never more than now; lower it with the list
KNOWN = {
    (entry["file"], entry["text"]): entry
    for entry in read_yaml((HERE / "known_failures.yml").read_text(encoding="utf-8"))
}


@cache
def cases() -> list[tuple[str, str, str]]:
    """(file, what it should be taken for, sentence) of every held-out sentence that has one meaning by itself."""
    found = []
    for path in sorted(SENTENCES.glob("**/*.yml")):
        content = read_yaml(path.read_text(encoding="utf-8"))
        name = path.relative_to(SENTENCES).with_suffix("").as_posix()
        if name.startswith("stress/"):
            continue  # measured as a whole: tests/safeguarding/test_held_out.py
        found += [(name, meant, text) for text, meant in _meant(name, content) if meant]
    return found


def _meant(name: str, content: dict[str, Any]) -> list[tuple[str, str]]:
    if name.endswith("hard_negatives"):
        return [(text, NO_DANGER) for text in content["sentences"]]
    if name.startswith("safety/"):
        return [
            (s["text"], s["kind"]) if isinstance(s, dict) else (s, content["kind"])
            for s in content["sentences"]
            if name != "safety/past"
        ]
    if name == "one_part":
        return [(s["text"], s["topic"]) for s in content["sentences"]]
    return [(text, content["topic"]) for text in content["sentences"]] if "topic" in content else []


@pytest.fixture(scope="module")
def assistant(model: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The whole assistant without a network."""
    with built(Settings(state=tmp_path_factory.mktemp("state")), model) as made:
        yield made


async def taken_for(assistant: Assistant, meant: str, text: str, *, is_hinted: bool = False) -> str:
    """The topic that a message is answered with; for danger, its kind or that none was seen. A hint is seen where we ask about it, too."""
    audience = "adviser" if meant.startswith(ADVISER) else None
    parse = await assistant.dialogue.parse(plain(text), audience)
    first = parse["topics"][0]
    if meant in SAFETY or meant == NO_DANGER:
        found = assistant.detector.check(text)
        if found and (found.is_urgent or (is_hinted and found.is_check_in)):
            return (
                found.kind if meant == NO_DANGER else meant
            )  # every kind of danger gets 999 and people; which is measured apart
        is_asked = parse["intent"]["name"] == "safety" and first["confidence"] >= SECOND_NET
        return str(first["id"]) if is_hinted and is_asked else NO_DANGER
    return OUT_OF_SCOPE if parse["intent"]["name"] == "nlu_fallback" else str(first["id"])


@pytest.mark.parametrize(("file", "meant", "text"), cases(), ids=lambda part: part)
async def test_a_held_out_sentence_is_understood(
    assistant: Assistant, file: str, meant: str, text: str
) -> None:
    """The right topic first, danger noticed, what is none of our business refused; or it is a known failure, and fails still."""
    found = await taken_for(assistant, meant, text, is_hinted=file.startswith("safety/implicit"))
    known = KNOWN.get((file, text))
    if known and known.get("close"):
        return  # too close to call: another processor's last digit decides
    if known:
        assert found != meant, "it is understood now: take it off known_failures.yml and lower MOST_FAILURES"
    else:
        assert found == meant


def test_the_list_of_known_failures_only_shrinks() -> None:
    """Each stands on it once, is a sentence that is still there, and says why."""
    assert set(KNOWN) <= {(file, text) for file, _, text in cases()}
    assert all(entry["why"] and entry["taken_for"] for entry in KNOWN.values())
    assert (
        len(KNOWN)
        == len(read_yaml((HERE / "known_failures.yml").read_text(encoding="utf-8")))
        == MOST_FAILURES
    )


def test_every_topic_has_ten_held_out_sentences_and_danger_has_forty() -> None:
    """What is not measured is not known."""
    counts: dict[str, int] = {}
    for file, meant, _ in cases():
        if "/" not in file and file != "one_part":
            counts[meant] = counts.get(meant, 0) + 1
    assert {
        topic: number for topic, number in counts.items() if number < (40 if topic in SAFETY else 10)
    } == {}
