"""How often the search of the content is right on details and wrong on other things: `python -m benchmarks.searching`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Iterator, Optional

from bot.entitlements.parameters import load_parameters
from bot.offer.loader import Offer, load_offer
from bot.offer.search import ENOUGH, Finder
from bot.settings import Settings
from bot.yaml_text import read_yaml

MOST_WRONG = 0.03
_THRESHOLDS = sorted({0.4, 0.5, 0.55, 0.6, ENOUGH, 0.7, 0.8, 0.9})


def main() -> None:
    """Print both shares at several thresholds; the one in force is marked."""
    home, on = Settings().home, Settings().clock().today()
    parameters = load_parameters(home / "data" / "parameters")
    offer = load_offer(home / "data" / "offer", parameters.__contains__)
    finder, folder = Finder(offer, parameters), home / "tests" / "sentences"
    print("threshold  answered though out of scope  long tail: right  wrong  nothing  (of)")
    for enough in _THRESHOLDS:
        wrong, asked = answered(finder, offer, folder, on, enough)
        right, astray, tail = long_tail(finder, folder, on, enough)
        mark = "  <- in force" if enough == ENOUGH else ""
        print(
            f"{enough:9.2f}  {wrong:9d} of {asked:3d} ({wrong / asked:.1%})       {right:16d}  {astray:5d}  "
            f"{tail - right - astray:7d}  ({tail}){mark}"
        )
    wrong, asked = answered(finder, offer, folder, on, ENOUGH)
    if wrong > MOST_WRONG * asked:
        raise SystemExit(
            f"more than {MOST_WRONG:.0%} of out-of-scope sentences are answered; raise ENOUGH in bot/offer/search.py"
        )


def answered(finder: Finder, offer: Offer, folder: Path, on: date, enough: float) -> tuple[int, int]:
    """How many out-of-scope sentences get an answer, and how many were asked, each in every place."""
    asked = [(text, place) for text in out_of_scope(folder) for place in offer.places]
    return sum(finder.find(text, place, on, enough) is not None for text, place in asked), len(asked)


def long_tail(finder: Finder, folder: Path, on: date, enough: float) -> tuple[int, int, int]:
    """How many questions about details find a passage of the right topic, of another one, and how many were asked."""
    rows = read(folder / "long_tail.yml")["sentences"]
    topics = [(row["topic"], _topic(finder, row, on, enough)) for row in rows]
    right = sum(wanted == found for wanted, found in topics)
    return right, sum(found is not None for _, found in topics) - right, len(rows)


def out_of_scope(folder: Path) -> Iterator[str]:
    """Every held-out sentence about something else."""
    for path in sorted(folder.glob("out_of_scope*.yml")):
        yield from read(path)["sentences"]


def read(path: Path) -> Any:
    """A file of sentences."""
    return read_yaml(path.read_text(encoding="utf-8"))


def _topic(finder: Finder, row: dict[str, str], on: date, enough: float) -> Optional[str]:
    found = finder.find(row["text"], row["place"], on, enough)
    return found.passage.topic if found else None


if __name__ == "__main__":
    main()
