"""Takes disguises off words.

Spaced or dotted letters, figures and signs for letters, letters of other alphabets that look alike, letters that stand again
and again, invisible signs, stars, no spaces at all, and what teenagers write to pass a filter.
What is no disguise stays as it was typed, its marks too. Bounded: the work grows with the length of the text alone.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import islice, product
from typing import Dict, Iterator, List

from bot.language.chat import is_chat
from bot.safeguarding.lexicon import Lexicon

# As charities and schools explain them to parents.
_ALGOSPEAK = (
    (
        re.compile(r"\b(?:(?:kermit|commit|committing|comit) )?(?:sewer|sewe?r|soup?er) ?-?slides?\b"),
        "suicide",
    ),
    (re.compile(r"\b(?:kermit|komit) suicide\b"), "commit suicide"),
    (re.compile(r"\bsue ?-?(?:i|y) ?-?side\b"), "suicide"),
    (re.compile(r"\bun ?-?al[iy]v(?:e|ing|ed)\b"), "unalive"),
    (re.compile(r"\bself ?-?d(?:elete|3lete)\b|\bself ?-?termin(?:ate|ating)\b"), "kill myself"),
    (re.compile(r"\bn?nd it all\b"), "end it all"),
    (re.compile(r"\brn (?=(?:away|off) )"), "ran "),  # else "right now"
    (re.compile(r"\b(?:bk|becoming|become) (?:un|de)alive\b"), "die"),
)
_PAIRS = (
    "аa бb вb гr дd еe ёe зe иu йu кk лl мm нh оo пn рp сc тt уy хx ьb іi їi ѕs јj ԁd ԛq ԝw һh ӏl αa βb γy δd εe ηn ιi κk λl μu νv οo ρp σo τt υu χx ωw "
    "ɑa ɡg ıi ɪi ʟl ᴋk ɩi øo đd ħh łl ŧt ǝe ʀr ɴn ᴇe ᴀa ᴅd ᴍm ꜱs ᴛt ᴜu ʏy ʜh"
)
_LOOK_ALIKE = str.maketrans(
    {pair[0]: pair[1] for pair in _PAIRS.split()}
)  # letter by letter: how it looks, not how it sounds
_LEET: Dict[str, str] = {
    "0": "o",
    "1": "il",
    "!": "il",
    "|": "il",
    "3": "e",
    "€": "e",
    "4": "a",
    "@": "a",
    "5": "s",
    "$": "s",
    "7": "t",
    "+": "t",
    "8": "b",
    "9": "g",
    "6": "g",
    "(": "c",
}
_SIGNS = re.escape("".join(sign for sign in _LEET if not sign.isalnum()))
_TOKEN = re.compile(rf"[^\W_](?:[^\W_]|['*._~{_SIGNS}-](?=[^\W_*]|\*))*")
_SINGLES = re.compile(
    rf"(?<![^\W_])[a-z0-9{_SIGNS}](?:[\s.,_*~|/\\·•-]{{1,3}}[a-z0-9{_SIGNS}](?![^\W_])){{2,}}"
)
_INNER = re.compile(r"[._*~|·•-]")
_FIGURE = re.compile(
    r"[^a-z]+|[\W\d]+(?:(?<=1)st|(?<=2)nd|(?<=3)rd|th|am|pm|k|m|p|s|yo|yr|yrs|hr|hrs|mins?|wks?|x|gb|kg|cm|mm|ish)"
)
_REPEATED = re.compile(r"([a-z])\1+")
_LONG_REPEATED = re.compile(r"([a-z])\1{2,}")
_LONG_ENOUGH = (
    5  # letters of any known word that figures may stand for; shorter ones must be of danger or of every day
)
_SHORTEST_STARRED = 3  # "s*" may be anything
_MOST_READINGS = 16  # of one word with figures for letters
_SHORTEST_RUN, _LONGEST_RUN = 9, 1_000  # letters without a space that may be several words
_TELLING_RUN, _MEAN_LETTERS = 16, 2.6  # a shorter run is cut only where danger comes out
_FEWEST_WORDS = 3  # in a run: "threatening" and "someone" are words by themselves


def undisguised(text: str, lexicon: Lexicon) -> str:
    """The text in lower case, with what was disguised in plain words."""
    plain = _visible(text).lower()
    plain = _SINGLES.sub(lambda match: _joined(match.group(), lexicon), plain)
    plain = _TOKEN.sub(lambda match: _word(match.group(), lexicon), plain)
    for pattern, meant in _ALGOSPEAK:
        plain = pattern.sub(meant, plain)
    return plain


def _visible(text: str) -> str:
    """Without signs that nobody sees and marks on letters; wide, bold and round letters as plain ones."""
    parts = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in parts if unicodedata.category(sign) not in ("Mn", "Me", "Cf", "Co", "Cn"))


def _joined(spaced: str, lexicon: Lexicon) -> str:
    """The words of "k i l l m e"; as it was if that gives none."""
    run = "".join(sign for sign in spaced if sign in _LEET or sign.isalnum())
    for letters in _readings(run):
        words = [letters] if lexicon.knows(letters) else lexicon.parted(letters)
        if words and _are_plain(words):
            return " ".join(words)
    return spaced


def _are_plain(words: List[str]) -> bool:
    """Mostly words of several letters: "a b c" is none, and nor is "u r a"."""
    return sum(len(word) for word in words) >= 2 * len(words)


def _word(token: str, lexicon: Lexicon) -> str:
    latin = token if token.isascii() else _latin(token, lexicon)
    if lexicon.knows(latin) or is_chat(latin) or _is_figure(latin):
        return latin
    found = lexicon.best(_candidates(latin, lexicon))
    return found or _parted(latin, lexicon)


def _is_figure(token: str) -> bool:
    """Whether figures mean figures: "500", "6pm", "2nd", "18yo"."""
    return bool(_FIGURE.fullmatch(token))


def _latin(token: str, lexicon: Lexicon) -> str:
    """Look-alike letters as the Latin ones, in a word that mixes alphabets or that is a known one when read so."""
    turned = token.translate(_LOOK_ALIKE)
    has_latin = any("a" <= sign <= "z" for sign in token)
    return turned if has_latin or lexicon.knows(_LONG_REPEATED.sub(r"\1", turned)) else token


def _candidates(token: str, lexicon: Lexicon) -> Iterator[str]:
    """The words that a token may stand for."""
    if "*" in token:
        yield from _starred(token, lexicon)
    bare = _INNER.sub("", token)
    is_mixed = any(sign in _LEET for sign in bare)
    for letters in _readings(bare):
        found = [letters, *_shorter(letters)]
        yield from (
            word for word in found if not is_mixed or word in lexicon.always or len(word) >= _LONG_ENOUGH
        )


def _readings(token: str) -> Iterator[str]:
    """The token with letters for its figures and signs, in every reading up to a limit."""
    ways = [_LEET.get(sign, sign) for sign in token]
    if not any(sign in _LEET for sign in token):
        yield token
        return
    for number, letters in enumerate(product(*ways)):
        if number == _MOST_READINGS:
            return
        yield "".join(letters)


def _shorter(letters: str) -> Iterator[str]:
    """With each run of one letter as one or two of it."""
    runs = _REPEATED.findall(letters)
    if not _LONG_REPEATED.search(letters) and not (runs and letters[-1:] == letters[-2:-1]):
        return
    parts = _REPEATED.split(letters)
    for widths in islice(product((2, 1), repeat=len(runs)), _MOST_READINGS):  # there may be millions
        doubled = iter(widths)
        yield "".join(part * next(doubled) if index % 2 else part for index, part in enumerate(parts))


def _starred(token: str, lexicon: Lexicon) -> Iterator[str]:
    """The words of danger that "su*cide" fits, a star standing for one letter or a few."""
    if len(token) < _SHORTEST_STARRED:
        return iter(())
    signs = ("[a-z]{1,3}?" if sign == "*" else re.escape(sign) for sign in re.sub(r"\*+", "*", token))
    pattern = re.compile("".join(signs))
    return (word for word in sorted(lexicon.danger) if pattern.fullmatch(word))


def _parted(token: str, lexicon: Lexicon) -> str:
    """A long run as words: "iwanttodie", "kill.my.self"."""
    pieces = [piece for piece in re.split(r"[._~|·•]", token) if piece]
    if len(pieces) > 1:
        return " ".join(pieces)
    letters = next(_readings(_LONG_REPEATED.sub(r"\1\1", token)))
    if not _SHORTEST_RUN <= len(letters) <= _LONGEST_RUN or not letters.isalpha() or not letters.isascii():
        return token
    words = lexicon.parted(letters)
    return " ".join(words) if words and _are_several(words, lexicon) else token


def _are_several(words: List[str], lexicon: Lexicon) -> bool:
    """Whether a run was several words: "threatening" and "identification" are one, however they can be cut."""
    letters = sum(len(word) for word in words)
    longest = max((len(word) for word in words if word in lexicon.danger), default=0)
    tells = letters >= _TELLING_RUN or longest
    fewest = _FEWEST_WORDS - (longest >= _LONG_ENOUGH)
    return len(words) >= fewest and letters >= _MEAN_LETTERS * len(words) and bool(tells)
