"""What codes of the yearly return mean, in words with the code beside them: nobody of staff has to know the table by heart."""

from __future__ import annotations

from bot.casework.codes import ACCOM, ACTIV
from bot.phrases import PhraseSet, phrase

NOT_KNOWN = "0"
_ACTIV = PhraseSet("staff_codes.activ", tuple(code.lower() for code in ACTIV if code != NOT_KNOWN))
_WHERE = PhraseSet(
    "staff_codes.accom", tuple(sorted({code[0].lower() for code in ACCOM if code != NOT_KNOWN}))
)


def activity_words(code: str) -> str:
    """What an ACTIV code means; a code that is none stays as it is."""
    return _ACTIV.get(code.lower(), code)


def accommodation_words(code: str) -> str:
    """What an ACCOM code means: where they live, and whether that is suitable."""
    where = _WHERE.get(code[:1].lower())
    if where is None:
        return code
    if code.endswith("1"):
        return phrase("staff_codes.suitable", where=where, code=code)
    return phrase("staff_codes.unsuitable", where=where, code=code)
