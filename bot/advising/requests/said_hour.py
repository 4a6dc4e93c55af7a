"""The hour at which somebody says that they ring: "I'll ring Mia at 4pm", "calling her back at half ten tomorrow"."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Optional

from bot.advising.requests.said_days import days_in
from bot.advising.requests.staff_words import NAME

_WHOM = rf"(?:{NAME}|her|him|them)\b(?!'s)"
_PROMISES = re.compile(
    rf"\b(?:i|we)(?: will|'ll| shall| am going to| am gonna| can| am| plan to)(?: be| try to| try and| just| then)* (?:ring|ringing|call|calling|phone|phoning|give)\b(?: back)? {_WHOM}"
    rf"|^(?:ok |yes |right |so |just |please )*(?:will |going to |gonna )(?:ring|call|phone|give) {_WHOM}|^(?:ok |yes |right )*(?:ringing|calling|phoning) {_WHOM}.*\b(?:at|by|before|after|tomorrow|later|this afternoon|tonight)\b"
    rf"|^(?:please )?(?:tell|let) {_WHOM}(?: know)? (?:that )?(?:i|we)(?: will|'ll) (?:ring|call|phone)\b|\bpromise[d]? (?:to (?:ring|call|phone) )?{_WHOM}.*\b(?:ring|call|phone|at|by)\b"
)
_NUMBERS = {
    word: number
    for number, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
        start=1,
    )
}
_HOURS = "|".join(_NUMBERS)
_CLOCK = re.compile(
    rf"\b(?P<half>half(?: past)? |quarter past |quarter to )(?P<word>{_HOURS}|1[0-2]|[1-9])\b ?(?P<half_noon>am|pm)?"
    rf"|\b(?:at|by|before|around|about|for|after) (?:about |around )?(?P<hour>2[0-3]|1\d|0?\d|{_HOURS})(?:[:.](?P<minute>[0-5]\d))? ?(?P<noon>am|pm|o'?clock)?\b(?! ?(?:weeks?|days?|months?|minutes?|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|th|st|nd|rd|/))"
    rf"|\b(?P<bare>1[0-2]|0?[1-9])(?:[:.](?P<bare_minute>[0-5]\d))? ?(?P<bare_noon>am|pm)\b|\b(?P<full>[01]?\d|2[0-3]):(?P<full_minute>[0-5]\d)\b|\b(?P<noonday>noon|midday|lunchtime)\b"
)
_PAST = {"half": 30, "quarter past": 15, "quarter to": -15}
_BEGIN, _NOON, _END = 8, 12, 18  # a bare "at 4" of a working day is in the afternoon


def promises_to_ring(plain: str) -> bool:
    """Whether somebody says that they will ring, which is no call made."""
    return bool(_PROMISES.search(plain)) and not plain.endswith("?")


def hour_in(plain: str, on: date) -> Optional[datetime]:
    """The moment by the United Kingdom's clock, that day unless another is said; None where no hour is."""
    found = _CLOCK.search(plain)
    at = _time(found.groupdict()) if found else None
    if at is None:
        return None
    days, _ = days_in(plain, on)
    day = days.first if days and days.first and days.first >= on else on
    return datetime.combine(day, time()) + timedelta(minutes=at)


def _time(told: dict[str, Optional[str]]) -> Optional[int]:
    """Minutes from midnight."""
    if told["noonday"]:
        return _NOON * 60
    if told["half"]:
        past = _PAST[
            told["half"].strip().removesuffix(" past") if "half" in told["half"] else told["half"].strip()
        ]
        return _hour(told["word"] or "", told["half_noon"]) * 60 + past
    if told["full"]:
        return int(told["full"]) * 60 + int(told["full_minute"] or 0)
    word, noon = told["hour"] or told["bare"] or "", told["noon"] or told["bare_noon"]
    return _hour(word, noon) * 60 + int(told["minute"] or told["bare_minute"] or 0)


def _hour(word: str, noon: Optional[str]) -> int:
    hour = int(word) if word.isdigit() else _NUMBERS[word]
    if noon == "pm" or (noon != "am" and hour < _BEGIN):
        return hour + _NOON if hour < _NOON else hour
    return 0 if noon == "am" and hour == _NOON else hour
