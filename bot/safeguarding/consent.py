"""Reads the answer to "Shall I tell your PA you need a call?": yes, no, not clear, or something else.

Words become letters, one for each kind of word (`consent_words`), and a few patterns of letters decide. What could
be a yes or a no is neither: it is asked again. Needs no file, database, model or network.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum
from typing import Collection, Optional

from bot.safeguarding import consent_words as kinds
from bot.safeguarding.consent_parts import Part, parts_of

LONGEST = 300  # characters; whoever writes more tells something, and does not only answer


class Meaning(Enum):
    """What an answer means."""

    YES = "tell them"
    NO = "tell nobody"
    UNCLEAR = "it is about the question, and not clearly a yes or a no"
    OTHER = "it is about something else"


@dataclass(frozen=True)
class Said:
    """What was read. `is_plain` says that it names what is to be done; `rest` is a question that came with the yes.

    `is_whole` says that every word belongs to an answer: no word of it can tell of a new danger.
    """

    meaning: Meaning
    is_plain: bool = False
    rest: str = ""
    is_whole: bool = False


_UNCLEAR, _OTHER, _NO = Said(Meaning.UNCLEAR), Said(Meaning.OTHER), Said(Meaning.NO)

# Patterns of letters. Plain is "tell her", "ring me", "I want a call", "can she ring me"; a wish may be "go on" or "can you" too.
_PLAIN = re.compile(r"[TJ]+W|CM|I[WM]*[LCA]|V[WM]*[LC]")
_WISH = re.compile(rf"G|vP|v$|i$|{_PLAIN.pattern}")
_OWN_DEED = re.compile(r"[KIi]+G")  # "I'll do it", "I can't go on": who knows what
_WILLING = re.compile(r"[YOGPWTJACLMIVviS]*")
_WILLING_ON = re.compile(r"[YOGPWTJACLMIVviSK]*")  # with the beginning of what else is told
_PLAIN_ON = re.compile(
    r"[YOGPv]*(?:T+W|J+W[KTA]*CM|CM|VCM|I(?:L|WCM))"
)  # plain enough to stand before anything
_NOT_THAT = re.compile(r"D[KP]*(?:[TJ]+[WM]|C|L|G|W)")  # "don't" and what we asked
_DO_NOT = re.compile(r"(?:please |i )?do not\b")
_QUESTION = re.compile(f"[{kinds.ASKS}{kinds.WHEN}{kinds.ASKS_ELSE}]")
_OF_ELSE = re.compile(f"[{kinds.UNKNOWN}{kinds.ASKS_ELSE}]")
_REFUSAL = re.compile(f"[{kinds.NO}{kinds.NOT}{kinds.LATER}]")
_PLAIN_NO = re.compile(r"(?:no(?! one)|nah|nope|naw|nae|na|nay|not)\b")


def read(text: str, names: Collection[str] = ()) -> Said:
    """What a text means right after the question. `names` are those of the person's PA, in lower case."""
    if len(text) > LONGEST:
        return _OTHER
    parts = [part for part in parts_of(text, names) if part.kind not in (kinds.NEUTRAL, kinds.THANKS)]
    letters = "".join(part.kind for part in parts)
    is_asked = text.rstrip(" !.)").endswith("?")
    if _OF_ELSE.search(letters):
        return _with_more(letters, parts, text, is_asked=is_asked)
    return replace(_alone(letters, is_asked=is_asked), is_whole=True)


def _alone(letters: str, *, is_asked: bool) -> Said:
    """The meaning of an answer in which every word is known."""
    doubts = set(letters) & {kinds.UNSURE, kinds.BUT, kinds.ELSE}
    if _OWN_DEED.search(letters):
        return _UNCLEAR
    if doubts and not (doubts == {kinds.ELSE} and letters.startswith(kinds.NO) and kinds.NOT in letters):
        return _UNCLEAR
    question, refusal = _QUESTION.search(letters), _REFUSAL.search(letters)
    if refusal:
        return _UNCLEAR if question or not _is_no(letters, refusal.start()) else _NO
    if question:
        return _agreed_and_asked(letters, question.start())
    is_plain = bool(_PLAIN.search(letters))
    if is_asked and not is_plain and not set(letters) & {kinds.PLEASE, kinds.DEED}:
        return _UNCLEAR  # "yes?"
    is_yes = _WISH.search(letters) or (
        _WILLING.fullmatch(letters) and set(letters) & {kinds.YES, kinds.OK, kinds.PLEASE}
    )
    return Said(Meaning.YES, is_plain) if is_yes else _UNCLEAR


def _is_no(letters: str, first: int) -> bool:
    """A no or a not, and no yes beside it: "ok" before it is none, and what comes after "don't" is what is not wanted."""
    before, after = letters[:first], letters[first + 1 :]
    if letters[first] == kinds.NOT:
        agreed_after = kinds.YES in after
    else:
        turned = after.partition(kinds.NOT)[0].rstrip(kinds.OK if kinds.NOT in after else "")
        agreed_after = bool(re.search(r"[YOG]", turned) or _WISH.search(turned))
    is_put_off = letters[first] == kinds.LATER and bool(before)
    is_of_it = letters[first] == kinds.NO and kinds.CAN in before  # "can I get it for nothing"
    return not (agreed_after or is_put_off or is_of_it or kinds.YES in before or _WISH.search(before))


def _agreed_and_asked(letters: str, first: int) -> Said:
    """A yes, and a question on what comes of it: "yes please when will she ring". An "ok" before a question may be a mere word."""
    head = letters[:first]
    is_yes = _is_strong(head) or (kinds.YES in head and letters[first] == kinds.WHEN)
    return Said(Meaning.YES, bool(_PLAIN.search(head))) if is_yes and _WILLING.fullmatch(head) else _UNCLEAR


def _is_strong(letters: str) -> bool:
    """Whether it stays a yes with more words behind it, as "yes please" does and "yes" does not."""
    has_yes = kinds.YES in letters or kinds.OK in letters
    return bool(_PLAIN_ON.match(letters) or (has_yes and (kinds.PLEASE in letters or _WISH.search(letters))))


def _with_more(letters: str, parts: list[Part], text: str, *, is_asked: bool) -> Said:
    """The meaning of an answer with words that are not about the question: "yes please, I'm at my nan's", "ok what about my rent"."""
    first = next(number for number, letter in enumerate(letters) if _OF_ELSE.match(letter))
    question = _QUESTION.search(letters)
    if question:
        start = min(first, question.start())
        is_yes = (
            _is_strong(letters[:start]) and _WILLING_ON.fullmatch(letters[:start]) and not _doubts(letters)
        )
        is_own = question.group() != kinds.WHEN or is_asked  # "ring me when you're free" asks nothing
        return (
            Said(Meaning.YES, is_plain=True, rest=text[parts[start].start :].strip() if is_own else "")
            if is_yes
            else _OTHER
        )
    if letters.lstrip(kinds.OK).startswith(kinds.UNSURE):
        return _OTHER if is_asked else _UNCLEAR
    if _REFUSAL.match(letters[:first].lstrip(kinds.OK + kinds.PLEASE)):
        return _no_with_more(letters, parts, first)
    if kinds.BUT in letters:
        return _UNCLEAR if re.match(r"[YG]|O.*[WTCJDN]", letters) and not is_asked else _OTHER
    head, tail = letters[:first], letters[first:]
    is_yes = _is_strong(head) and _WILLING_ON.fullmatch(head) and not _doubts(tail)
    return Said(Meaning.YES, is_plain=True) if is_yes else _OTHER


def _doubts(letters: str) -> bool:
    return bool(set(letters) & {kinds.NO, kinds.NOT, kinds.UNSURE, kinds.BUT, kinds.ELSE})


def _no_with_more(letters: str, parts: list[Part], first: int) -> Said:
    """A no that is told more of: "no, she makes it worse". "No money left" and "I don't have a bed" are about something else."""
    head = letters[:first]
    at = next(number for number, letter in enumerate(head) if _REFUSAL.match(letter))
    is_not = head[at] == kinds.NOT
    is_whole = bool(_NOT_THAT.search(head)) if is_not else parts[first].follows != kinds.NO
    if not (is_whole and (_DO_NOT if is_not else _PLAIN_NO).match(parts[at].text)) or kinds.WANT in letters:
        return _OTHER
    return _NO if _is_no(head, at) and not _WISH.search(letters[first:]) else _UNCLEAR


def names_in(name: Optional[str]) -> frozenset[str]:
    """The words of a name as `read` takes them."""
    return frozenset(re.findall(r"[a-z]{2,}", (name or "").lower())) - {"your", "pa", "invented"}
