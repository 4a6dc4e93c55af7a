"""Which language a message is in, where it is surely not English.

English with slang and typing slips must practically never be taken for another
language: scripts are told by their letters, and a message in Latin letters is
looked at only if we know few of its words.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import Any, Callable, Mapping, Optional, Tuple

from bot.language.embedding.memory import give_back

Knows = Callable[[str], bool]  # whether a word in lower case is one of English

OTHER = "other"  # surely not English, and none that we have a line for

# Measured on the sentences of tests/: see tests/language/test_detect.py.
SURE = 0.99
MOST_KNOWN = (
    0.6  # the greatest share of English words in a message of another language: "a", "no", "me" are in many
)
FEWEST_WORDS = 3  # "hola" and "cv" are too short to tell
FEWEST_LETTERS = 3  # of another script: one Greek letter is a joke

_LATIN = ("en", "es", "fr", "pl", "ro", "sq", "tr", "vi")
# Somali is not known to langid. Each of these words is in many Somali sentences, and in no other language here.
_SOMALI_WORDS = (
    "waxaan waxan waxaa waxay maxaa maxay miyaa maanta caawa caawimaad caawimo fadlan mahadsanid rabaa baahanahay "
    "doonayaa haystaa haysto haysataa soomaali magacaygu anigu sidee halkee xaggee hadlo seexdo lacag ayaan karaa ingiriis"
)
_SOMALI = frozenset(_SOMALI_WORDS.split())

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ETHIOPIC_OF_TIGRINYA = re.compile("[ቐ-ቝኣዀ-ዅ]|እየ|ድዩ|ዲኻ|ዲኺ")
_BY_ARABIC_LETTER: Tuple[Tuple[str, str], ...] = (
    ("ټډړږښڼېځڅۍ", "ps"),
    ("ڕڵۆێە", "ku"),
    ("ٹڈڑےں", OTHER),
    ("پچژگکی", "fa"),
)
_UKRAINIAN = frozenset("іїєґ")
_RUSSIAN = frozenset("ыэъё")


def foreign_language(text: str, knows: Knows) -> Optional[str]:
    """The code of the language of a message that is surely not English; OTHER if we have no line for it."""
    script = _script(text)
    if script is None:
        return None
    return _latin(text, knows) if script == "LATIN" else _BY_SCRIPT.get(script, _unknown)(text)


def is_latin(text: str) -> bool:
    """Whether a message is in the letters of English, or in none."""
    return _script(text) in (None, "LATIN")


def _script(text: str) -> Optional[str]:
    """The script of most letters, as Unicode names it; None for too few letters."""
    scripts: dict[str, int] = {}
    for letter in filter(str.isalpha, text):
        name = unicodedata.name(letter, "").split(" ")[0]
        scripts[name] = scripts.get(name, 0) + 1
    if sum(scripts.values()) < FEWEST_LETTERS:
        return None
    most = max(scripts, key=scripts.__getitem__)
    return most if most == "LATIN" or scripts[most] >= FEWEST_LETTERS else None


def _arabic(text: str) -> str:
    return next((code for letters, code in _BY_ARABIC_LETTER if set(letters) & set(text)), "ar")


def _ethiopic(text: str) -> str:
    return "ti" if _ETHIOPIC_OF_TIGRINYA.search(text) else "am"


def _cyrillic(text: str) -> str:
    letters = set(text.lower())
    return OTHER if letters & _RUSSIAN and not letters & _UKRAINIAN else "uk"


def _unknown(_text: str) -> str:
    return OTHER


_BY_SCRIPT: Mapping[str, Callable[[str], str]] = {
    "ARABIC": _arabic,
    "ETHIOPIC": _ethiopic,
    "CYRILLIC": _cyrillic,
}


def _latin(text: str, knows: Knows) -> Optional[str]:
    words = [word.lower().replace("’", "'") for word in _WORD.findall(text)]
    if len(words) < FEWEST_WORDS or _share_known(words, knows) > MOST_KNOWN:
        return None
    if any(word in _SOMALI for word in words):
        return "so"
    code, chance = _identifier().classify(" ".join(words))
    return str(code) if code != "en" and chance >= SURE else None


def _share_known(words: list[str], knows: Knows) -> float:
    return sum(knows(word.split("'")[0]) for word in words) / len(words)


@functools.lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    made = LanguageIdentifier.from_pickled_model(MODEL_FILE, norm_probs=True)
    made.set_languages(list(_LATIN))
    give_back()
    return made
