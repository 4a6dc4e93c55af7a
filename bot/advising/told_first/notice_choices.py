"""Which messages a member of staff is sent first: a card that lists them, with a button to turn each on or off.

Words change nothing by themselves: "stop the Monday message" is answered with the button that does it.
"""

from __future__ import annotations

from typing import Mapping, Optional, Sequence

from bot.advising.asking import Asking
from bot.answer import Answer
from bot.card import Card, Row, Tone
from bot.delivery.staffing.notice_settings import Notice, turn, wanted
from bot.delivery.staffing.pressing import Buttons
from bot.phrases import PhraseSet, phrase

_NAMES = PhraseSet("staff_notices.settings.name", Notice)
_TURN_ON, _TURN_OFF = (
    PhraseSet("staff_notices.settings.turn_on", Notice),
    PhraseSet("staff_notices.settings.turn_off", Notice),
)
_TURNED_ON, _TURNED_OFF = (
    PhraseSet("staff_notices.settings.turned_on", Notice),
    PhraseSet("staff_notices.settings.turned_off", Notice),
)
# Beginnings of words that name one of them, in what somebody typed.
_WORDS: Mapping[Notice, tuple[str, ...]] = {
    Notice.MONDAY: ("monday", "week", "summar"),
    Notice.REVIEW: ("review", "plan"),
    Notice.CONTACT: ("contact", "visit"),
    Notice.CALL_BACK: ("call", "ring"),
}
_ON, _OFF = "on", "off"


def show_notices(asking: Asking, args: Sequence[str]) -> Answer:
    """`notices` shows them; `notices/monday/off` turns one off first, `notices/monday/on` on."""
    if len(args) < 2:  # noqa: PLR2004 - a kind and what to do with it
        return _card(asking, phrase("staff_notices.settings.lead"))
    notice, is_off = Notice(args[0]), args[1] == _OFF
    turn(asking.session, asking.account, notice, is_off=is_off)
    return _card(asking, _TURNED_OFF[notice] if is_off else _TURNED_ON[notice])


def notices_asked(asking: Asking, is_off: Optional[bool]) -> Answer:
    """The same in words: `is_off` is whether one is to be turned off, or on; None where they are only asked for."""
    named = _named(asking.text)
    if is_off is None or named is None:
        return _card(asking, phrase("staff_notices.settings.lead"))
    if is_off is (named not in wanted(asking.session, asking.account)):
        return _card(asking, _TURNED_OFF[named] if is_off else _TURNED_ON[named])
    return _question(named, is_off=is_off)


def _named(text: str) -> Optional[Notice]:
    """The one that words name; None for none or for several."""
    words = text.lower().split()
    found = [
        notice
        for notice, beginnings in _WORDS.items()
        if any(word.lstrip("'\"(").startswith(beginnings) for word in words)
    ]
    return found[0] if len(found) == 1 else None


def _question(notice: Notice, *, is_off: bool) -> Answer:
    buttons = Buttons()
    buttons.add(_TURN_OFF[notice] if is_off else _TURN_ON[notice], _value(notice, is_off=is_off))
    buttons.add(phrase("staff_notices.button.settings"), "notices")
    return _answer(phrase("staff_notices.settings.sure"), buttons, Row(title=_NAMES[notice]))


def _card(asking: Asking, lead: str) -> Answer:
    on, buttons = wanted(asking.session, asking.account), Buttons()
    rows = [_row(notice, is_on=notice in on, buttons=buttons) for notice in Notice]
    always = Row(
        title=phrase("staff_notices.settings.alerts"),
        mark=phrase("staff_notices.settings.always"),
        tone=Tone.GOOD,
    )
    return _answer(lead, buttons, *rows, always)


def _answer(lead: str, buttons: Buttons, *rows: Row) -> Answer:
    return Answer(
        title=phrase("staff_notices.settings.title"),
        lead=lead,
        choices=buttons.all(),
        card=Card(rows=rows, meaning=(phrase("staff_notices.settings.meaning"),)),
    )


def _row(notice: Notice, *, is_on: bool, buttons: Buttons) -> Row:
    mark = phrase("staff_notices.settings.on") if is_on else phrase("staff_notices.settings.off")
    label = _TURN_OFF[notice] if is_on else _TURN_ON[notice]
    press = buttons.add(label, _value(notice, is_off=is_on))
    return Row(title=_NAMES[notice], mark=mark, tone=Tone.GOOD if is_on else Tone.NONE, press=press)


def _value(notice: Notice, *, is_off: bool) -> str:
    return f"notices/{notice.value}/{_OFF if is_off else _ON}"
