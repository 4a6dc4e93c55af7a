"""What an answer's words become in a text: nobody can press anything in one, there is no page, and others may read it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from bot.answer import ContactLine
from bot.safeguarding.passing_on import PA_ENDING

LONGEST_LINK = 40  # letters; of a longer one the host is told

_LINK = re.compile(r"https?://[^\s,;]*[^\s,;.:)?!]")
_ON_THIS_PAGE = re.compile(r"\bon this page\b", re.IGNORECASE)
_PRESS_BELOW = re.compile(r"press the button below", re.IGNORECASE)
_PRESS_ONE = re.compile(r"\bPress one\b")
_CLEAR = re.compile(r"press \"Clear this chat\"", re.IGNORECASE)
_NEEDS_A_PAGE = re.compile(
    r"Is someone watching your screen|Press \"Leave this page fast|Or sign in and tell me again|Then I can ask your PA to ring you|If you sign in, I can ask"
)
_YOUR_PA = "Your PA"


def said_by_text(words: str, number: str = "") -> str:
    """The same for whoever has nothing but a phone; `number` is that of the button that the words speak of."""
    words = _PRESS_BELOW.sub(f"text {number}" if number else "tell me", words)
    words = _LINK.sub(lambda found: _short(found.group()), _ON_THIS_PAGE.sub("I tell you about", words))
    return _CLEAR.sub("text FORGET", _PRESS_ONE.sub("Text its number", words))


def needs_a_page(sentence: str) -> bool:
    """Whether a sentence says nothing to whoever has no page: how to leave it, or to sign in on it."""
    return _NEEDS_A_PAGE.match(sentence) is not None


def reached_by(contact: ContactLine, said: str = "") -> str:
    """Who it is and how they are reached; nothing if there is no way, or `said` had their number."""
    ways = [
        contact.phone and f"ring {contact.phone}",
        contact.text_number and f"text {contact.text_number}",
        contact.email and f"email {contact.email}",
        contact.web and _web(contact.web),
    ]
    found = ", ".join(way for way in ways if way)
    return f"{_named(contact)}: {found}" if found and not _was_said(contact, said) else ""


def _was_said(contact: ContactLine, said: str) -> bool:
    numbers = [number for number in (contact.phone, contact.text_number) if number]
    return bool(numbers) and all(f" {number}" in said for number in numbers)


def _named(contact: ContactLine) -> str:
    """No name of a person: a text shows on a locked phone, and others read it."""
    return _YOUR_PA if contact.name.endswith(PA_ENDING) else contact.name


def _web(address: str) -> str:
    short = _short(address)
    return address if short == address else f"look on {short}"


def _short(address: str) -> str:
    """Of a long address the host: nobody copies a long one from a text."""
    return address if len(address) <= LONGEST_LINK else str(urlsplit(address).hostname)
