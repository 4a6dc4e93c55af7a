"""A danger check whose judge has learnt a few dozen invented messages: enough for a weak sign and an ordinary one, in seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.safeguarding.detector import Detector
from bot.safeguarding.judge import load_judge, train_judge
from bot.safeguarding.labels import NONE, PAST, WEAK
from bot.safeguarding.lessons import make_lessons
from bot.safeguarding.rules import our_rules

if TYPE_CHECKING:
    from pathlib import Path

LOW = "crisis_self_harm"
_ASKED = (
    "rent",
    "council tax",
    "a cv",
    "college",
    "my bus fare",
    "a sofa",
    "driving lessons",
    "a new bed",
    "a passport",
    "my phone bill",
)
_LEARNT = [
    *[
        (f"everything feels {how} and heavy lately", WEAK + LOW)
        for how in ("grey", "empty", "numb", "dull", "flat", "cold")
    ],
    *[
        (f"feeling grey and empty about {what}", WEAK + LOW)
        for what in ("it all", "life", "everything", "the days", "the winter", "myself")
    ],
    *[
        (f"gonna swallow every tablet in the {where}", LOW)
        for where in ("drawer", "cupboard", "bathroom", "house", "kitchen", "box")
    ],
    *[
        (f"years ago i swallowed tablets in the {where} and got help", PAST + LOW)
        for where in ("drawer", "bathroom", "house", "kitchen")
    ],
    *[(f"can i get help with {what}", NONE) for what in _ASKED],
    *[(f"who pays for {what}", NONE) for what in _ASKED],
]
WEAK_SIGN = "everything feels grey and heavy lately"
ORDINARY, OVER = "can i get help with council tax", "years ago i swallowed tablets in the house and got help"


def small_detector(folder: Path) -> Detector:
    """Our rules with a judge that learns by letters alone, kept in this folder and read again."""
    file = folder / "danger.kept"
    ordinary = [text for text, label in _LEARNT if label == NONE]
    stories = ["my sofa is new and my rent is paid so can i get help with a cv and my bus fare"]
    train_judge(make_lessons(_LEARNT, ordinary, stories), file)
    return Detector(our_rules(), load_judge(file, None))
