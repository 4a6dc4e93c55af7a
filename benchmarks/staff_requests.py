"""How well requests of staff are read: `python -m benchmarks.staff_requests [FILE ...]`.

A file is YAML, by default tests/advising/requests/held_out.yml:

    today: 2026-11-30             # the day on which all is said
    names: [Kai, Ash]             # first names of the adviser's people
    cases:
      - text: what about Ash
        last: {asked: status, person: true, from: 2026-12-01, until: 2026-12-31, topic: ""}     # what was asked before; all may be left out
        asked: status             # what it must be taken for, see bot/advising/requests/request.py; a list where several are right
        person: Ash               # who must be named; nobody if left out. Letters and figures alone count, in any case
        last_person: false        # whether a word must stand for whom the talk was about; not, if left out. Not counted of what undoes the last deed
        names: [Ash]              # and `today`: other than those above, for this case
        same: true                # the rest counts as details where it is given: is_same_request,
        from: 2026-12-01          # day_from, or the day of the contact,
        until: 2026-12-31         # day_until,
        figure: eet               # figure, move, is_off, notice, dates, reason, done (is_done), to_colleague, more (is_more), others,
                                  # narrow (its text), names_asked (asks_names), unmade, rings_at, also, no_such_day,
        kind: phone               # and of the contact: kind, day (happened_on), meaningful, note

Prints the right action, the right person, both, the wrong person (somebody is named who must not be, or another than must be; a request that
names nobody is not wrong: whoever asks is asked), the details, the time, and every miss. Ends with 1 if the targets are missed.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Mapping, Sequence

import numpy as np

from benchmarks.shares import Share
from bot.advising.requests.reading import read_request
from bot.advising.requests.request import Asked, Last, Request
from bot.yaml_text import read_yaml

HELD_OUT = Path(__file__).resolve().parent.parent / "tests" / "advising" / "requests" / "held_out.yml"
TARGET = 0.95
_GIVEN = frozenset({"text", "last", "asked", "person", "last_person", "names", "today"})
_SLOWEST = 0.015  # seconds, for 95 of 100
_DETAILS: Mapping[str, Callable[[Request], Any]] = {
    "same": lambda read: read.is_same_request,
    "from": lambda read: read.contact.happened_on if read.contact else read.day_from,
    "until": lambda read: read.contact.happened_on if read.contact else read.day_until,
    "figure": lambda read: read.figure and read.figure.value,
    "move": lambda read: read.move and read.move.value,
    "is_off": lambda read: read.is_off,
    "notice": lambda read: read.notice and read.notice.value,
    "dates": lambda read: read.dates and read.dates.value,
    "reason": lambda read: read.reason,
    "done": lambda read: read.is_done,
    "to_colleague": lambda read: read.to_colleague,
    "more": lambda read: read.is_more,
    "others": lambda read: list(read.others),
    "narrow": lambda read: read.narrow.text,
    "names_asked": lambda read: read.asks_names,
    "unmade": lambda read: read.unmade and read.unmade.value,
    "rings_at": lambda read: read.rings_at and read.rings_at.isoformat(timespec="minutes"),
    "also": lambda read: read.also and read.also.value,
    "no_such_day": lambda read: read.no_such_day,
    "kind": lambda read: read.contact and read.contact.kind and read.contact.kind.value,
    "day": lambda read: read.contact and read.contact.happened_on,
    "meaningful": lambda read: read.contact and read.contact.is_meaningful,
    "note": lambda read: read.contact and read.contact.note,
}


@dataclass(frozen=True)
class Case:
    """What is said, when and after what, and what it must be taken for."""

    text: str
    on: date
    names: Sequence[str]
    last: Last
    asked: Sequence[str]
    person: str
    is_last_person: bool
    details: Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    """A case and how it was read, in how many seconds."""

    case: Case
    read: Request
    seconds: float

    @property
    def is_action(self) -> bool:
        """Whether the action is right."""
        return self.read.asked.value in self.case.asked

    @property
    def is_person(self) -> bool:
        """Whether the person is right, named or pointed to."""
        is_pointed = self.read.is_last_person == self.case.is_last_person or self.read.asked is Asked.UNDO
        return plain(self.read.person) == plain(self.case.person) and is_pointed

    @property
    def is_wrong_person(self) -> bool:
        """Whether somebody is taken for meant who is not."""
        other = bool(self.read.person) and plain(self.read.person) != plain(self.case.person)
        return other or (self.read.is_last_person and not self.case.is_last_person)

    @property
    def missed_details(self) -> List[str]:
        """What was given and read otherwise, as `name: read, not given`."""
        read = {name: _DETAILS[name](self.read) for name in self.case.details}
        return [
            f"{name}: {read[name]}, not {given}"
            for name, given in self.case.details.items()
            if read[name] != given
        ]


def cases_of(file: Path) -> List[Case]:
    """The cases of a file. Raises ValueError for a key that is not known, or an action that is none."""
    whole = read_yaml(file.read_text("utf-8"))
    return [
        _case({"today": whole["today"], "names": whole.get("names", []), **one}) for one in whole["cases"]
    ]


def outcomes_of(cases: Sequence[Case]) -> List[Outcome]:
    """How each is read, behind one reading that loads what is needed."""
    read_request("help", cases[0].on, Last(), ())
    read_request("who is due by 12 dec", cases[0].on, Last(), ())
    return [_outcome(case) for case in cases]


def shares_of(outcomes: Sequence[Outcome]) -> Dict[str, Share]:
    """The figures that are asked for."""
    counted: Dict[str, Callable[[Outcome], bool]] = {
        "right action": lambda one: one.is_action,
        "right person": lambda one: one.is_person,
        "right action and person": lambda one: one.is_action and one.is_person,
        "wrong person": lambda one: one.is_wrong_person,
        "all details right": lambda one: not one.missed_details,
    }
    return {name: Share(sum(map(counts, outcomes)), len(outcomes)) for name, counts in counted.items()}


def plain(person: str) -> str:
    """A name or reference as it counts for sameness: letters and figures, in any case."""
    return re.sub(r"[\W_]", "", person).casefold()


def main(arguments: Sequence[str]) -> int:
    """Measure each file; 1 if a target is missed in any."""
    parser = argparse.ArgumentParser(description="How well requests of staff are read.")
    parser.add_argument("files", nargs="*", type=Path, default=[HELD_OUT])
    files = parser.parse_args(arguments).files
    return max(_measured(file) for file in files)


def _measured(file: Path) -> int:
    outcomes = outcomes_of(cases_of(file))
    shares = shares_of(outcomes)
    seconds = float(np.quantile([one.seconds for one in outcomes], 0.95))
    print(f"{file}: {len(outcomes)} requests")
    for name, share in shares.items():
        print(f"  {name:24} {share.hits} of {share.of} ({share.value:.1%})")
    print(f"  {'time, 95 of 100 within':24} {1000 * seconds:.1f} ms")
    print("\n".join(_told(outcomes)))
    is_met = shares["right action and person"].value >= TARGET and shares["wrong person"].hits == 0
    return 0 if is_met and seconds <= _SLOWEST else 1


def _told(outcomes: Sequence[Outcome]) -> Iterator[str]:
    for one in outcomes:
        case, read = one.case, one.read
        misses = list(one.missed_details)
        if not one.is_action:
            misses.insert(0, f"{read.asked.value} ({read.certainty:.2f}), not {' or '.join(case.asked)}")
        if not one.is_person:
            misses.append(
                f"{_who(read.person, read.is_last_person)}, not {_who(case.person, case.is_last_person)}"
            )
        if misses:
            mark = "!!" if one.is_wrong_person else "! " if not (one.is_action and one.is_person) else "  "
            yield f"  {mark} {case.text!r}: {'; '.join(misses)}"


def _who(person: str, is_last_person: bool) -> str:
    return repr(person) if person else "who it was about" if is_last_person else "nobody"


def _outcome(case: Case) -> Outcome:
    begun = time.perf_counter()
    read = read_request(case.text, case.on, case.last, case.names)
    return Outcome(case, read, time.perf_counter() - begun)


def _case(one: Mapping[str, Any]) -> Case:
    unknown = set(one) - _GIVEN - set(_DETAILS)
    if unknown:
        raise ValueError(f"{one['text']!r} has {sorted(unknown)}; known are {sorted(_GIVEN | set(_DETAILS))}")
    asked = one["asked"] if isinstance(one["asked"], list) else [one["asked"]]
    return Case(
        text=str(one["text"]),
        on=one["today"],
        names=one["names"],
        last=_last(one.get("last") or {}),
        asked=[Asked(kind).value for kind in asked],
        person=str(one.get("person") or ""),
        is_last_person=bool(one.get("last_person")),
        details={name: one[name] for name in _DETAILS if name in one},
    )


def _last(given: Mapping[str, Any]) -> Last:
    asked = given.get("asked")
    return Last(
        asked=Asked(asked) if asked else None,
        has_person=bool(given.get("person")),
        day_from=given.get("from"),
        day_until=given.get("until"),
        topic=str(given.get("topic") or ""),
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
