"""Spells out chat-speak. Leaves alone what is also an ordinary word, such as "ill", "sum" or "an"."""

from __future__ import annotations

import re
import unicodedata

_CHAT = {
    "2day": "today", "2mo": "tomorrow", "2moro": "tomorrow", "2morrow": "tomorrow", "tmrw": "tomorrow", "tomoz": "tomorrow",
    "tmoro": "tomorrow", "tomoro": "tomorrow", "2nite": "tonight", "2night": "tonight", "tonite": "tonight", "tnite": "tonight",
    "2": "to", "4": "for", "4ever": "forever", "b4": "before", "l8r": "later", "l8": "late", "gr8": "great", "m8": "mate", "w8": "wait",
    "u": "you", "ur": "your", "urs": "yours", "yr": "your", "ya": "you", "yous": "you", "r": "are", "y": "why", "k": "ok", "c": "see",
    "b": "be", "n": "and", "nd": "and", "da": "the", "dat": "that", "dis": "this", "dem": "them", "wiv": "with", "wid": "with",
    "wen": "when", "wer": "where", "wher": "where", "were's": "where is", "wot": "what", "wat": "what", "wht": "what", "wats": "what is",
    "wots": "what is", "whats": "what is", "what's": "what is", "wos": "what is", "hw": "how", "hows": "how is", "whos": "who is",
    "who's": "who is", "wens": "when is", "whens": "when is", "when's": "when is", "wheres": "where is", "where's": "where is",
    "wud": "would", "cud": "could", "shud": "should", "shd": "should", "wld": "would", "cld": "could", "wuld": "would",
    "im": "i am", "i'm": "i am", "ive": "i have", "i've": "i have", "id like": "i would like", "i'd": "i would", "i'll": "i will",
    "ur's": "yours", "youre": "you are", "you're": "you are", "theyre": "they are", "they're": "they are", "hes": "he is",
    "he's": "he is", "shes": "she is", "she's": "she is", "its": "it is", "it's": "it is", "thats": "that is", "that's": "that is",
    "theres": "there is", "there's": "there is", "weve": "we have", "we've": "we have", "theyve": "they have",
    "dont": "do not", "don't": "do not", "dnt": "do not", "dunt": "do not", "doesnt": "does not", "doesn't": "does not",
    "dosnt": "does not", "didnt": "did not", "didn't": "did not", "cant": "can not", "can't": "can not", "cannot": "can not",
    "cnt": "can not", "wont": "will not", "won't": "will not", "wouldnt": "would not", "wouldn't": "would not", "isnt": "is not",
    "isn't": "is not", "arent": "are not", "aren't": "are not", "aint": "is not", "ain't": "is not", "int": "is not",
    "havent": "have not", "haven't": "have not", "hasnt": "has not", "hasn't": "has not", "wasnt": "was not", "wasn't": "was not",
    "shouldnt": "should not", "shouldn't": "should not", "couldnt": "could not", "couldn't": "could not",
    "gonna": "going to", "gunna": "going to", "gna": "going to", "gona": "going to", "goin": "going", "wanna": "want to", "wana": "want to",
    "gotta": "got to", "gota": "got to", "hafta": "have to", "shoulda": "should have", "coulda": "could have", "dunno": "do not know",
    "dno": "do not know", "idk": "i do not know", "idc": "i do not care", "lemme": "let me", "gimme": "give me", "kinda": "kind of",
    "sorta": "sort of", "innit": "is it not", "cos": "because", "coz": "because", "cuz": "because", "bc": "because", "bcos": "because",
    "bcoz": "because", "tho": "though", "thru": "through", "thx": "thanks", "ty": "thank you", "fanx": "thanks", "tnx": "thanks",
    "plz": "please", "pls": "please", "plse": "please", "ples": "please", "pleez": "please", "abt": "about", "bout": "about", "havin": "having",
    "gettin": "getting", "livin": "living", "movin": "moving", "doin": "doing", "payin": "paying", "leavin": "leaving", "stayin": "staying",
    "workin": "working", "nothin": "nothing", "somethin": "something", "nuthin": "nothing", "nuffin": "nothing", "sumthin": "something",
    "summat": "something", "sumat": "something", "sumone": "someone", "sum1": "someone", "some1": "someone", "any1": "anyone", "no1": "no one",
    "every1": "everyone", "nowt": "nothing", "owt": "anything", "mesen": "myself", "meself": "myself", "msg": "message", "txt": "text",
    "ppl": "people", "peeps": "people", "fone": "phone", "moblie": "mobile", "num": "number", "nmbr": "number", "appt": "appointment",
    "info": "information", "skl": "school", "skool": "school", "uni": "university", "coll": "college", "hw much": "how much",
    "rn": "right now", "atm": "at the moment", "asap": "as soon as possible", "tbh": "to be honest", "ngl": "not going to lie",
    "btw": "by the way", "fyi": "for your information", "gf": "girlfriend", "bf": "boyfriend", "bday": "birthday", "b-day": "birthday",
    "yrs": "years", "wks": "weeks", "wk": "week", "mths": "months", "mth": "month", "hrs": "hours", "hr": "hour", "mins": "minutes",
    "sw": "social worker", "sws": "social workers", "swrker": "social worker", "fc": "foster carer", "fm": "foster mum", "ft": "full time", "pt": "part time",
    "hv": "have", "hav": "have", "hve": "have", "av": "have", "gt": "get", "nt": "not", "mi": "my", "ma": "my", "jst": "just", "wrk": "work", "wrkr": "worker",
    "mony": "money", "muny": "money", "dosh": "money", "quid": "pounds", "helpin": "helping", "ov": "of", "frm": "from", "fink": "think", "fing": "thing", "fings": "things",
    "anyfing": "anything", "everyfing": "everything", "nufin": "nothing", "wa": "was", "wi": "with", "owe": "owe", "tek": "take", "mek": "make", "gerra": "get a", "gissa": "give us a",
    "gonnae": "going to", "gaunnae": "going to", "masel": "myself", "masell": "myself", "mysel": "myself", "maself": "myself", "cannae": "can not", "dinnae": "do not",
    "didnae": "did not", "wisnae": "was not", "wasnae": "was not", "isnae": "is not", "havnae": "have not", "havenae": "have not", "willnae": "will not",
    "wouldnae": "would not", "dae": "do", "daein": "doing", "anymair": "any more", "mair": "more", "oot": "out", "aboot": "about", "hoose": "house", "doon": "down",
    "gan": "go", "gannin": "going", "wor": "our", "tae": "to", "fae": "from", "wae": "with", "heid": "head", "naebody": "nobody", "naewhere": "nowhere", "anywer": "anywhere", "nowere": "nowhere", "nowher": "nowhere", "jus": "just", "divvent": "do not", "divnt": "do not", "nee": "no",
    "wanne": "want to", "outta": "out of", "toon": "town", "ower": "over",
    "nae": "no", "hame": "home", "noo": "now", "deid": "dead",
    "prolly": "probably", "probs": "probably", "defo": "definitely", "def": "definitely", "obvs": "obviously", "deffo": "definitely", "suss": "sort",
}
_PAIRS = re.compile(r"\b(?:hw much|id like)\b")
_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " "})
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_LONG_RUN = re.compile(r"([a-z])\1{2,}")


def spelled_out(text: str) -> str:
    """The same words in lower case with chat-speak spelled out; marks and figures stay."""
    plain = unicodedata.normalize("NFKC", text).translate(_QUOTES).lower()
    plain = _LONG_RUN.sub(r"\1\1", plain)  # "pleeease", "sooo"
    plain = _PAIRS.sub(lambda match: _CHAT[match.group()], plain)
    return _WORD.sub(lambda match: _spelled(match.group()), plain)


def is_chat(word: str) -> bool:
    """Whether a word in lower case is chat-speak that is spelled out."""
    return word in _CHAT


def _spelled(word: str) -> str:
    return _CHAT.get(word, word)
