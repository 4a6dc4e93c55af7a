"""What is to be done to a plan, and why, from an order in words. None where it is not sure which."""

from __future__ import annotations

import re
from typing import Optional, Pattern, Sequence, Tuple

from bot.casework.plans.life_cycle import Move

_TO_MANAGER = r"(?:to|with|through to|up to|past|for) (?:my |the |our |his |her )?(?:team )?(?:manager|boss|supervisor|line manager)"
_SIGNING = (
    r"(?:sign(?:ed|ing)?(?: it)? ?-?off|authoris(?:ation|ing|ed)|approv(?:al|ing|ed)|signature|signing)"
)
_PLAN = r"(?:it|this|that|sam's?(?: \w+){0,2}|(?:her|his|their|the)(?: \w+){0,3}|sam)"

_TABLE: Sequence[Tuple[Move, str]] = (
    (
        Move.TAKE_BACK,
        r"\b(?:pull|take|get|call|draw|bring) .*\bback\b(?!.*\bassessment\b)|\b(?:withdraw|recall|retract)\b|\btoo (?:soon|early)\b",
    ),
    (
        Move.BACK_TO_ASSESSMENT,
        r"\bback to (?:the )?(?:needs )?assessment\b|\bre-?open (?:the )?(?:needs )?assessment\b",
    ),
    (
        Move.RETURN_TO_DRAFTING,
        rf"\b(?:send|sending|sent|hand|pass|knock|push|give|bounce|put) {_PLAN} ?back\b|\breject|\breturn|\bnot (?:approv|authoris|sign|happy|good enough|ready)|\bcan not (?:sign|authorise|approve)"
        r"|\bneeds? (?:a bit |some |a lot )?(?:more|further) (?:work|detail|about)|\bback to (?:the )?(?:personal adviser|adviser|draft|drafting)|\bdo not (?:authorise|approve)|\bdecline|\brefus",
    ),
    (
        Move.END_CHANGED,
        r"\breview\b.*\b(?:(?<!no )(?<!any )(?<!without )(?<!nothing has )changes?|changing|changed|new version|new plan|rewrite|update|updated|amend\w*|redraft)\b(?<!no changes)(?<!nothing changed)(?<!not changed)(?<!nothing has changed)|\bnew version\b",
    ),
    (
        Move.END_UNCHANGED,
        r"\breview\b.*\b(?:no changes?|nothing (?:has )?(?:changed|to change)|unchanged|not changed|same|stays?|all stays|without (?:any )?changes?|as (?:it )?(?:is|was)|carr(?:y|ies) on|no amendments|still (?:right|fits|fine))\b",
    ),
    (
        Move.SEND_TO_MANAGER,
        rf"\b(?:send|pass|submit|put|forward|give|share|hand|move|go|goes|going|ready|escalate|get)(?: .*)? {_TO_MANAGER}\b|\b(?:send|put|pass|forward|get|push) .*\b(?:for|to be) {_SIGNING}\b|\bsubmit\b|\b(?:ready|up|over|off|forward|go|send \w+|put \w+) (?:for|to be) {_SIGNING}\b|\bwith (?:my |the )?(?:team )?manager\b|\bready (?:for|to go to) .*manager\b|\b(?:finished|ready|done|completed?|written)\b.*\bmanager\b|\bmanager (?:can |to )?(?:have|see|sign|look)\b",
    ),
    (
        Move.SHOW_YOUNG_PERSON,
        r"\b(?:show|share|let)\b.*\b(?:sam|her|him|them|young person)\b|\b(?:send|give|email|text) (?:sam|her|him|them) (?:a copy|the|her|his|their|it)\b|\b(?:send|give|take) .*\bto (?:sam|her|him|them|the young person)\b|\b(?:sam|her|him) to (?:look|read|see|check|go)\b|\bwith (?:sam|the young person|her|him) (?:now|to (?:read|look|check))\b",
    ),
    (Move.DISAGREE, r"\b(?:not agree\w*|disagree\w*|not happy with|unhappy with|does not want|refuses)\b"),
    (
        Move.AUTHORISE,
        r"\b(?:authoris\w+|approv\w+|sign(?:ed|ing)? (?:\w+ ){0,4}?off|sign ?-?off|sign (?:it|sam's|this|that|the|her|his|their)|i sign|agreed by me|signed|happy to sign)\b",
    ),
    (Move.AGREE, r"\b(?:agrees|agreed|happy with|has agreed)\b"),
    (
        Move.START_ASSESSMENT,
        r"\b(?:start|starting|begin|beginning|open|kick off|commence|do)\b.*\bassessment\b",
    ),
    (
        Move.START_DRAFTING,
        r"\b(?:start|starting|begin|move|go|ready)\b.*\b(?:drafting|writing|draft)\b|\bassessment (?:is |has been )?(?:done|finished|completed?)\b|\b(?:start|begin) (?:a |the |sam's |her |his |their )?(?:new )?(?:pathway )?plan\b|\b(?:start|begin) (?:sam's|her|his|their|the) (?:pathway )?plan\b",
    ),
    (
        Move.START_REVIEW,
        r"\b(?:start|starting|started|begin|beginning|begun|open|opening|opened|kick off|commence|launch)\b.*\breview\b|\binto review\b",
    ),
)
_MOVES: Sequence[Tuple[Move, Pattern[str]]] = tuple((move, re.compile(pattern)) for move, pattern in _TABLE)
_BECAUSE = re.compile(
    r"(?:\s*[,;:]\s*|\s+-+\s*|\.\s+|\s+(?:because|as|since|cos|bc)\s+)(?P<reason>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_WHY = re.compile(r"\b(?:because|cos|coz|due to|now that)\s+(?P<reason>\S.*)$", re.IGNORECASE | re.DOTALL)
_NO_REASON = re.compile(
    r"^(?:please|pls|thanks|ta|cheers|sign it off|send it back|reject it)\W*$", re.IGNORECASE
)
_HEAD = re.compile(r"(?:send|sending|reject|return|back|not|can'?t|don'?t|decline|needs?)\b", re.IGNORECASE)


def move_of(plain: str) -> Optional[Move]:
    """The move that an order in plain words gives."""
    return next((move for move, pattern in _MOVES if pattern.search(plain)), None)


def why_in(text: str) -> str:
    """Why, word by word, where it is said to be the reason: "because he lost his job"."""
    found = _WHY.search(text)
    return found["reason"].strip(" .") if found else ""


def reason_in(text: str) -> str:
    """Why, word by word: what stands behind the order."""
    head = _HEAD.search(text)
    found = _BECAUSE.search(text, head.end() if head else 0)
    reason = found["reason"].strip() if found else ""
    return "" if _NO_REASON.match(reason) else reason
