"""Whether danger that a rule saw is the writer's own or somebody else's."""

from __future__ import annotations

import re

_OTHERS = re.compile(
    r"\b(?:(?:my|our|me|a|his|her) (?:\w+ ){0,2}(?:friend|mate|sister|brother|cousin|girlfriend|boyfriend|housemate|flatmate|roommate|bestie|bezzie|partner|"
    r"nephew|niece|son|daughter|neighbour|sis|bro|kid|lad|lass|girl|boy|lodger|colleague|classmate|pal|buddy|ex|mum|dad|nan)s?"
    r"|(?:himself|herself|themselves|themself|hisself)"
    r"|(?:a|the|this|some|another) (?:\w+ )?(?:friend|mate|girl|lad|lass|boy|kid|woman|man|guy|person)(?: (?:of mine|i know|at|in|on|from|who|off))"
    r"|(?:lad|lass|girl|boy|mate|friend|someone|somebody) i (?:know|live with)"
    r"|(?:friend|mate|lad|lass|girl|boy) (?:of mine|from|off)|(?:girl|boy)friends? (?:dad|mum|boss|brother|ex|family)|(?:she|he) (?:has |is |was )?told me (?:she|he)"
    r"|(?:someone|somebody) (?:else|at|in|from))(?!\w)"
)
# What befalls the writer, whoever else is named.
_OWN = re.compile(
    r"\b(?:i|me|myself|mine|us|my (?:life|house|flat|home|room|door|windows?|car|face|arms?|throat|family|kids?|baby))(?!\w)"
)
_OWN_BEFORE = re.compile(r"\bi (?:am|feel|have been|feel so|want|keep|was|cut|took|got|need)(?: \w+){0,2} ?$")


def is_about_other(words: str, hit: str) -> bool:
    """Whether the words around a rule's hit tell of somebody else in danger."""
    before, _, _ = words.partition(hit)
    own = _OWN.search(hit) or _OWN_BEFORE.search(before)
    return bool(_OTHERS.search(words)) and not own
