"""Brings typed text to one plain form before the rules look at it."""

from __future__ import annotations

import re
import unicodedata

# Text-speak that the rules would otherwise have to spell out again and again.
_SPELLINGS = {
    "kms": "kill myself", "kmself": "kill myself", "ksh": "kill herself", "kys": "kill yourself",
    "wanna": "want to", "wana": "want to", "gonna": "going to", "gunna": "going to", "gna": "going to",
    "gotta": "got to", "tonite": "tonight", "2nite": "tonight", "2night": "tonight", "tnite": "tonight", "chcę": "chce", "umrzeć": "umrzec",
    "tonigt": "tonight", "nite": "night", "u": "you", "ur": "your", "r": "are", "b": "be", "n": "and",
    "im": "i am", "i'm": "i am", "ive": "i have", "we're": "we are", "we've": "we have", "weve": "we have", "i've": "i have", "ill": "i will", "i'll": "i will",
    "dont": "do not", "don't": "do not", "dnt": "do not", "cant": "can not", "can't": "can not",
    "cannot": "can not", "cnt": "can not", "wont": "will not", "won't": "will not", "didnt": "did not",
    "didn't": "did not", "hes": "he is", "he's": "he is", "shes": "she is", "she's": "she is",
    "theyre": "they are", "they're": "they are", "theres": "there is", "there's": "there is",
    "hasnt": "has not", "hasn't": "has not", "havent": "have not", "haven't": "have not", "isnt": "is not",
    "isn't": "is not", "aint": "is not", "ain't": "is not", "nowt": "nothing", "meself": "myself",
    "mesen": "myself", "sen": "self", "mum's": "mum", "moms": "mum", "frend": "friend", "m8": "mate",
    "bf": "boyfriend", "gf": "girlfriend", "wen": "when", "dead": "dead", "2": "to", "4": "for",
    "sucide": "suicide", "suiside": "suicide", "suacide": "suicide", "slp": "sleep", "nowere": "nowhere",
    "nowher": "nowhere", "no-where": "nowhere", "hitin": "hitting", "hittin": "hitting", "hurtin": "hurting",
    "sleepin": "sleeping", "kickin": "kicking", "cuttin": "cutting", "threatnin": "threatening",
    "kil": "kill", "sel": "sell", "slep": "sleep", "runaway": "run away", "livin": "living", "stayin": "staying", "followin": "following", "makin": "making", "1": "one",
}

_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'})
_WORD = re.compile(r"[a-zà-ÿąćęłńóśźż0-9']+(?:-[a-zà-ÿąćęłńóśźż0-9']+)*")


def normalise(text: str) -> str:
    """Lower-case words with single spaces, known text-speak spelled out, no punctuation."""
    plain = unicodedata.normalize("NFKC", text).translate(_QUOTES).lower()
    words = (_SPELLINGS.get(word, word) for word in _WORD.findall(plain))
    return " ".join(words).replace("-", " ").replace("'", "")
