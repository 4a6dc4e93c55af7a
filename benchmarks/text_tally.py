"""What became of texts: which turn took each of them, by the records, and what the provider was given for that turn."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from typing import Dict, List, Sequence

from sqlalchemy import create_engine, text
from sqlalchemy.engine import Row

from benchmarks.text_recorder import Recorder, Sent
from benchmarks.text_traffic import Text
from bot.channels.sms.notify_texts import reference_of

QUIET = 1.0  # seconds in which nothing came any more
_TAKEN_IN = text("SELECT id, message_id, line_ids FROM seen_message WHERE channel = 'sms' ORDER BY id")
_REFERENCES = text("SELECT key, reference FROM outgoing_message WHERE channel = 'sms'")
_UNDONE = (
    text("SELECT count(*) FROM seen_message WHERE channel = 'sms' AND due IS NOT NULL"),
    text("SELECT count(*) FROM outgoing_message WHERE channel = 'sms' AND state = 'waiting'"),
)
_NO_SUCH_NUMBER = re.compile(r"I have no number (\d+) for you")


@dataclass
class Turn:
    """Texts that are answered together, in the order in which they were stored, and how the provider was given the answer."""

    texts: List[Text]
    sent: List[Sent] = field(default_factory=list)

    @property
    def is_danger(self) -> bool:
        """Whether its answer is urgent, and may overtake others."""
        return any(one.is_danger for one in self.texts)

    @property
    def waited(self) -> float:
        """Seconds from the last of its texts to its answer."""
        return self.sent[0].at - max(one.called for one in self.texts)


@dataclass(frozen=True)
class Tally:
    """Counts of texts, turns and answers, and how long turns waited in seconds.

    `refused` were never acknowledged; `lost` have no turn, or one without an answer; `doubled` are answers that were given again, and
    `strays` those that belong to no turn; `disordered` are turns whose answer came before that of one before it, and `mistaken` those
    with the answer of somebody else. `calm` are dangers without the urgent reply.
    """

    texts: int
    turns: int
    answers: int
    refused: int
    lost: int
    doubled: int
    strays: int
    disordered: int
    mistaken: int
    calm: int
    waits: Sequence[float]
    urgent_waits: Sequence[float]

    @property
    def is_clean(self) -> bool:
        """Whether nothing is wrong."""
        return not any(
            (
                self.refused,
                self.lost,
                self.doubled,
                self.strays,
                self.disordered,
                self.mistaken,
                self.calm,
            )
        )


class Records:
    """The records of a server, seen from outside."""

    def __init__(self, url: str) -> None:
        self._engine = create_engine(url, future=True)

    def wait_until_done(self, recorder: Recorder, seconds: float) -> bool:
        """Until every text has its answer and no answer waits to be sent; whether that was so in so many seconds."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            before = len(recorder.all())
            if not self._undone():
                time.sleep(QUIET)
                if len(recorder.all()) == before and not self._undone():
                    return True
            time.sleep(0.2)
        return False

    def turns(self, texts: Sequence[Text], line: str, sent: Sequence[Sent]) -> Dict[str, Turn]:
        """The turns that have an answer, by their first answer. A text that none of them has is lost."""
        ours = {f"{line}:{one.id}": one for one in texts}
        found: Dict[str, Turn] = {}
        for row in self._rows(_TAKEN_IN):
            answers = (row.line_ids or "").split()[1:]  # behind what was said
            if row.message_id in ours and answers:
                found.setdefault(answers[0], Turn([])).texts.append(ours[row.message_id])
        known = {row.key: row.reference for row in self._rows(_REFERENCES)}
        for first, turn in found.items():
            key = f"answer {first}"
            ids = {reference_of(key), known.get(key)}
            turn.sent = [one for one in sent if (one.reference or one.id) in ids]
        return found

    def close(self) -> None:
        """End the connection."""
        self._engine.dispose()

    def _undone(self) -> int:
        with self._engine.connect() as connection:
            return sum(int(connection.execute(one).scalar_one()) for one in _UNDONE)

    def _rows(self, query: object) -> List[Row]:
        with self._engine.connect() as connection:
            return list(connection.execute(query).all())


def tally(texts: Sequence[Text], turns: Sequence[Turn], sent: Sequence[Sent]) -> Tally:
    """Count everything."""
    answered = [turn for turn in turns if turn.sent]
    of_turns = {one.id for turn in turns for one in turn.sent}
    return Tally(
        texts=len(texts),
        turns=len(turns),
        answers=len(sent),
        refused=sum(not one.is_acknowledged for one in texts),
        lost=len(texts) - sum(len(turn.texts) for turn in answered),
        doubled=sum(len(turn.sent) - 1 for turn in answered),
        strays=sum(one.id not in of_turns for one in sent),
        disordered=_disordered([turn for turn in answered if not turn.is_danger]),
        mistaken=sum(map(_is_mistaken, answered)),
        calm=sum(turn.is_danger and "999" not in turn.sent[0].text for turn in answered),
        waits=[turn.waited for turn in answered if not turn.is_danger],
        urgent_waits=[turn.waited for turn in answered if turn.is_danger],
    )


def _disordered(turns: Sequence[Turn]) -> int:
    """Turns come in the order in which their texts were stored; each person's answers must be in the same."""
    last: Dict[str, float] = {}
    count = 0
    for turn in turns:
        number, at = turn.texts[0].number, turn.sent[0].at
        count += at < last.get(number, 0.0)
        last[number] = max(at, last.get(number, 0.0))
    return count


def _is_mistaken(turn: Turn) -> bool:
    """Whether the answer went to somebody else, or says another number than the one that was texted."""
    said = turn.sent[0]
    if any(one.number != said.number for one in turn.texts):
        return True
    named = _NO_SUCH_NUMBER.search(said.text)
    return bool(named) and all(named[1] != one.words for one in turn.texts if named)
