"""The words that stand before and behind a place, as patterns: being looked after there, living there, and what has nothing to do with either.

All are held against a dozen words at most, so none can take long, whatever is typed.
"""

from __future__ import annotations

import re
from typing import Sequence

PLACE = "@"  # stands for another place among the words

_FEW = (
    r"(?: (?:now|currently|still|actually|just|really|only|always|also|mostly|originally|a|an|old|over|up|down|out|then|here|"
    r"all|both|mainly|legally|officially))*"
)
_ME = r"(?:i|im|ive|am|we|were|was|been)"
_STAFF = (
    r"(?:(?:social workers?|sws?|sw|pas?|personal advis[eo]rs?|advis[eo]rs?|workers?|leaving care(?: team| worker| service)?|"
    r"care team|pathway plan|care order|care|files?|records?))"
)
_COUNCIL = r"(?:councils?|local authority|authority|la|corporate parents?|social services|borough|county|home (?:council|authority))"
_IS = r"(?:is|was|s|are|were|be|called|being|actually|now|its|always)"
_AT = r"(?:in|with|under|of|by|at|from|for)"

_CARE_LEFT = (
    rf"\b(?:in|into|under|through|left|had) (?:local authority |foster |residential |the )?care(?: system| home)?(?: {_AT})?",
    rf"^care(?: {_AT})",
    r"\bcare (?:of|order (?:is |was )?(?:with|from|by|to|in))",
    r"\b(?:my|with|under) leaving care(?: team| service)? (?:in|at|of)",
    r"\b(?:care leaver|careleaver|care kid|looked after child)(?: (?:from|of|in|with|under|at))",
    r"\b(?:looked after|fostered|cared for|raised|taken|brought up|adopted|placed|put|took)(?: \S+){0,4} by",
    r"\blooked after(?: in)?",
    r"\b(?:belong(?:ed)? to|(?:come|came|comes|coming|fall) under|open to|registered with)",
    rf"(?:^|\b(?:{_ME}|come|came|coming)){_FEW} (?:from|with|under)",
    r"^(?:from|with|under)",
    r"\bunder",
    rf"\b(?:my|our)(?: own| home| last| main| responsible| placing| real)? {_COUNCIL}(?: {_IS})*",
    rf"^(?:the )?{_COUNCIL}(?: {_IS})+",
    rf"\b(?:my|our)(?: own| last| main)? {_STAFF}(?: (?:is|was|are|were|s|comes?|came|all))*(?: (?:from|with|in|at|by|for|under))?",
    r"^(?:(?:please|pls|ok|no|just|can you) )*(?:use|select|pick|choose|put|go back to)",
    r"\b(?:with|under) (?:social services|the council|leaving care)(?: \S+)? (?:from|in|of)",
)
_CARE_RIGHT = (
    r"(?:lot |team )?(?:is|was|are|were)(?: still| actually| now)? (?:my|mine|who|responsible|the one|in charge|looking after me)\b",
    r"(?:(?:that|who|they|which|also|then|only|lot|team) )*(?:looked after|look after|looks after|took care of|takes? care of|took|had|has|have|"
    r"fostered|raised|placed|pays? for|paid for|put|brought up|was in charge of|were in charge of|was responsible for) (?:me|us)\b",
    r"(?:then )?took over\b",
    r"(?:care leaver|careleaver)\b",
    r"(?:that )?(?:im|i am|i was|ive been) (?:under|with|from)\b",
)
_SWITCH_LEFT = (
    r"\b(?:switch|change|set|put|swap)(?: (?:it|me|my council|council|my area|us|that|this|back|down|over))* (?:to|as|for|under)",
)
_WEAK_LEFT = rf"(?:^|\b)(?:im|i am|i was|ive always been|mines|mine is|mine was|its|it was|it is|it should be|should be|should say){_FEW}"
SMALL_WORDS_BEFORE = re.compile(
    r"(?:(?:no|nah|nope|yes|yeah|yep|ok|oh|sorry|actually|i|said|meant|mean|its|it|is|was|should|be|say|mines|mine|thats|"
    r"make|think|um|er|erm|well|just|really|only|now|but|the|a|im|am) ?)*"
)
_LIVE = r"(?:live|living|liv|livin|livng|(?:stay|staying|stayin)(?! put| close)|based|settled|lodging|renting|housed|residing|reside)"
_IN = r"(?:in|at|near|by|round|around|outside)"
_LIVING_LEFT = (
    rf"(?:^|\b(?:i|im|ive|we|were|am|been|and|but|now|still|currently|also|just|since|then|{PLACE}))(?: \w+){{0,2}} ?\b{_LIVE}(?: \w+){{0,5}} {_IN}",
    rf"(?<!supported )(?<!independent )(?<!assisted )\bliving(?: \w+){{0,5}} {_IN}",
    rf"\blives(?: \w+){{0,5}} {_IN}",
    rf"\b(?:i|we)(?: now| still| currently)? rent(?: \w+){{0,4}} {_IN}",
    r"^(?:i |im )?(?:live|living)(?: now)?",
    r"\b(?:moved|relocated|movd)(?: \S+){0,5} (?:to|into)",
    r"\bmoved(?: (?:over|up|down|out|back))? (?:in|near)",
    r"\bgone to live(?: \w+){0,3} in",
    rf"\b(?:my|our|a|an|new|own|council)(?: \w+)? (?:flat|house|home|bedsit|room|tenancy|landlord|hostel|address|apartment)(?: (?:is|now|up|down|over))* {_IN}",
    rf"^(?:landlord|flat|house|bedsit|tenancy)(?: is)? {_IN}",
    r"\bcouncil tax (?:bill|letter|demand|notice|reminder|summons)(?: \w+)? (?:from|in|for|off|by)",
    rf"\bat (?:uni|university|college) {_IN}",
)
_LIVING_RIGHT = (
    r"(?:is|s) (?:where (?:i|im) (?:live|living|now)|(?:now )?(?:my )?home (?:now|these days))\b",
)
_HERE_LEFT = rf"(?:^|\b)(?:im|i am|am|ive been|i have been){_FEW} (?:in|at|near)"
_NO = r"(?:not|isnt|aint|wasnt|never|dont|didnt|no longer|nor|instead of|rather than)"
_NOT_LEFT = rf"\b{_NO}(?: (?:{_AT}|the|been|live|living|think|its|a|an|i|am|care|my|council))*"
NOT_BEHIND = re.compile(
    rf"(?:{_COUNCIL} )?(?:(?:is|was|are|were) not|isnt|wasnt|aint|arent) (?:my|mine|who|the one|responsible)\b"
)
BY_MISTAKE = (
    re.compile(r"\b(?:picked|pressed|clicked|chose|selected|put)$"),
    re.compile(r"(?:\w+ ){0,3}(?:mistake|accident|wrong)\b"),
)
_BESIDES = (
    r"\b(?:away|moved|left|out|far|miles|hours?) (?:from|of)",
    r"\b(?:born|grew up|raised|brought up)(?: \S+){0,3} (?:in|near)",
    r"\b(?:move|moving|go|going|went|come|coming|relocate|relocating|transfer|travel|get)(?: \S+){0,4} (?:to|into|in|back)",
    r"\b(?:uni|university|college|school|job|course|work|working|hospital|prison|placement|placed|sent|foster \w+|carers?)(?: \S+){0,3} (?:in|at|near|to)",
)


def _at_end(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(patterns)})(?: the)?$")


CARE_BEFORE, LIVING_BEFORE, WEAK_BEFORE, HERE_BEFORE, NOT_BEFORE, ASIDE_BEFORE, SWITCH_BEFORE = (
    _at_end(patterns)
    for patterns in (
        _CARE_LEFT,
        _LIVING_LEFT,
        (_WEAK_LEFT,),
        (_HERE_LEFT,),
        (_NOT_LEFT,),
        _BESIDES,
        _SWITCH_LEFT,
    )
)
MOVED_BEFORE = re.compile(r"\bmoved(?: \S+){0,3} to$")
CARE_BEHIND, LIVING_BEHIND = (re.compile("|".join(patterns)) for patterns in (_CARE_RIGHT, _LIVING_RIGHT))
# "in march" is a month, unless somebody lives there.
MONTHS = frozenset({"march"})
DATE_BEFORE = re.compile(
    r"(?<!live )(?<!living )(?<!care )\b(?:in|since|until|till|til|by|from|last|next|this|of)$"
)
