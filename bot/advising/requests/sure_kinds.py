"""Kinds of requests that a few words make sure. What none of these decides is left to likeness.

Patterns are for requests in plain words (see `plain_request`), in this order: the first that fits decides.
"""

from __future__ import annotations

import re
from typing import Optional, Pattern, Sequence, Tuple

from bot.advising.requests.request import Asked

_SAM = r"(?:sam|her|him|them)"
_LAW = r"(?:law|act|guidance|regulations?|statute|statutory|legally|legislation|ofsted|children act|section \d+|schedule \d+)"
_PUT_IN = r"(?:log|record|add|put (?:down|on|in)|note(?: down)?|write up|enter|save|stick down|make a (?:note|record) (?:of|that))"
_CONTACT = r"(?:contacts?|calls?|phone ?calls?|visits?|home visits?|texts?|text messages?|e-?mails?|meetings?|whatsapps?|case ?notes?|video calls?|face to face|chat|conversation)"
_DID = (
    r"(?:saw|seen|come off the phone|came off the phone|got off the phone|got back from|come from|visited|met|rang|rung|phoned|called|texted|emailed|e-mailed|whatsapped|messaged|facetimed|spoke|spoken|chatted|talked|popped|"
    r"tried|took|helped|attempted|been|went|had|contacted)"
)
_START = r"^(?!(?:have|did|has|had|was|were) (?:i|we|sam|he|she|they)\b)(?:(?:ok|hi|hello|right|just|so|i|we|have|i'?ve|only|finally|also|quickly|please|and|then|yes|today|this|morning|afternoon|was|managed|to) )*"
_NOTICE = r"(?:messages?|reminders?|notifications?|summar(?:y|ies)|digests?|pings?|nudges?|prompts?|updates?|notices?)"

_TABLE: Sequence[Tuple[Asked, str]] = (
    (
        Asked.UNDO,
        r"\bundo\b|^(?:no|oh|oops|wait|sorry|actually|please|ok|hang on|,|\s)*(?:cancel|scrap|reverse|revert) (?:that|it|this|the last)\b|^oops\b",
    ),
    (
        Asked.UNDO,
        r"^(?:no|oh|wait|sorry|actually|,|\s)*(?:that was (?:wrong|a mistake)|(?:that is |that was )?(?:the )?wrong (?:one|person|sam))\b",
    ),
    (
        Asked.UNDO,
        r"\b(?:put|logged|recorded|saved|entered|did) (?:that|it|this) (?:on|for|against|under|to) the wrong\b|\b(?:reverse|cancel) (?:the|that|my) (?:last )?(?:contact|visit|call|entry)\b",
    ),
    (
        Asked.UNDO,
        r"^(?:i |please |no |oh |wait |that is not right, )*take that (?:back|off)\b|\btake it off$",
    ),
    (
        Asked.UNDO,
        r"^(?:please |no |can you )*(?:delete|remove|bin|get rid of|take off) (?:that|the|my) (?:last )?(?:contact|visit|call|entry|note|one)\b",
    ),
    (
        Asked.OFFER,
        rf"\bwhat (?:does|do) the {_LAW}|\b(?:in|by|under) (?:the )?{_LAW}\b|\b(?:which|what) (?:section|regulation|act)\b|\blegally\b|\b(?:is (?:it|that) (?:the )?(?:law|legal)|legal (?:duty|right|requirement))\b",
    ),
    (
        Asked.OFFER,
        r"^(?!.*\b(?:you|since|been|waiting|sat|oldest|longest)\b).*\bhow (?:often|soon|long|many (?:weeks|days|months)|quickly) .*\b(?:must|should|does|do|have|need|needs)\b(?!.*\b(?:sam|i got|have i|do i have)\b)",
    ),
    (
        Asked.OFFER,
        r"^(?!.*\b(?:of mine|on my list|my cases|caseload)\b).*\b(?:entitled|entitlement|eligib\w+|qualif\w+)\b",
    ),
    (
        Asked.OFFER,
        r"^what is the difference\b|\bwhat (?:counts|qualifies) as\b|\bwhat (?:does|do) (?!you mean\b(?! by\b)).*\b(?:mean|stand for)\b|\bcount as\b",
    ),
    (
        Asked.OFFER,
        r"^(?!who|which|anyone|anybody).*\b(?:are|am) (?:we|i) (?:supposed|meant|required|expected|allowed|obliged) to\b(?! know (?:who|which|whose)\b)",
    ),
    (
        Asked.OFFER,
        r"^(?:hi |ok |and )?(?:can|could|does|do|is|are|will|would|should|must|may) (?:a|an|care leavers?|young people|unaccompanied|former|someone|somebody|they all) ",
    ),
    (
        Asked.OFFER,
        r"^(?:my|our|one of my|a|i have a|i have got a|got a) (?:\w+ )?(?:young person|yp|\d\d year old|\d\d yr old)s? (?:is|has|wants|says|said|asks|needs|keeps|who|can|will|just|with|at|in)\b",
    ),
    (
        Asked.HELP,
        r"^(?:so |and |hi |ok )*(?:how (?:do|can|would|should) i (?:record|log|add|reset|undo|ask|use)\b.*(?:\b(?:this|here|you|it|bot|app)\b|\bcontacts?\b|\bvisits?\b)\W*$|what are you (?:even |actually )?for\b)|(?:^|, ?)help me\W*$",
    ),
    (Asked.TEXT_PIN, r"\bpins?\b(?! down)"),
    (
        Asked.NOTICES,
        rf"\b(?:stop|turn|switch|mute|unmute|pause|disable|enable|silence|resume|restart|no more|cancel|quit|opt out|start sending|get)\b.*\b{_NOTICE}\b(?! (?:from|to) sam)",
    ),
    (
        Asked.NOTICES,
        r"^(?:please )?(?:unmute|mute|unsubscribe|do not disturb|quiet hours)\b|\bnotification settings?\b|^(?:turn|switch) (?:them|it|those|these) (?:all )?(?:back )?(?:on|off)\b|\bremind(?:ing)? me\b(?! (?:what|who|which|of|how|when|where|why)\b)"
        r"|\b(?:notify me|be reminded|(?:do not|stop) (?:tell|telling|notify|message|messaging) me)\b|\bstop the alerts\b|\b(?:want|like|need) .*\b(?:reminders|notifications)\b",
    ),
    (Asked.RECORD_CONTACT, r"^(?:new )?contact(?: record| entry)? ?[-:]"),
    (Asked.RECORD_CONTACT, rf"\b{_PUT_IN} (?:\w+ ){{0,3}}?{_CONTACT}\b"),
    (
        Asked.RECORD_CONTACT,
        rf"^(?!.*\bhow (?:do|can|should|would)\b).*\b{_PUT_IN} (?:please )?(?:on )?(?:that )?(?:i|we)(?: have|'ve)?(?: just| also)? {_DID}\b",
    ),
    (Asked.CALL_BACKS, r"\b(?:who|anyone|anybody|has|did)\b.*\bme to (?:ring|phone|call)\b"),
    (
        Asked.CALL_BACKS,
        r"\b(?:call|ring|calling|ringing|phone|phoning) ?-?backs?\b|\b(?:rung|rang|called|phoned|rings?|calls?) (?:sam|her|him|them) back\b",
    ),
    (
        Asked.CALL_BACKS,
        r"(?<!do i )\b(?:wants?|ask|asked|asking|waiting|wanted|requested|requests|requesting) (?:for )?(?:me |us )?(?:to )?(?:a |be )?(?:call|called|rung|phoned|phone ?call|ring|phone)\b(?! (?:from me|due|the))",
    ),
    (
        Asked.CALL_BACKS,
        r"\basked (?:for me\b|to (?:speak|talk) (?:to|with) (?:me|their personal adviser)\b)|\b(?:trying|tried) to (?:reach|get hold of) me\b",
    ),
    (
        Asked.CALL_BACKS,
        r"^(?:ok |i |have |we |now |just )*(?:rung|called|phoned) (?:her|him|them)(?: now| already| today)?$|^i have (?:now |just )?(?:rung|called|phoned) (?:sam|them both)$|\boff the list\b",
    ),
    (
        Asked.CONTACT_DUE,
        r"^(?!.*\b(?:update|log|record|add|note)\b).*\blast (?:saw|seen|see|spoke|spoken|speak|visited|visit|met|contact|contacted|heard|called|rang)\b(?!.*\b(?:log|record)\b)",
    ),
    (Asked.CONTACT_DUE, r"\bcontact history\b|^(?:all |show |list )*(?:sam's )?contacts (?:for|with) "),
    (
        Asked.RECORD_CONTACT,
        rf"^(?:i have |i |have |we |ok |hi |right |only |literally |was )*just (?:\w+ )?(?:come|came|got|coming|been|put|hung|finished|left|off)\b.*\b(?:phone|call|visit|seeing|from|with|down|up|meeting)\b.*\b{_SAM}\b(?!'s (?:mum|dad|carer|social))(?!.*\?)",
    ),
    (
        Asked.RECORD_CONTACT,
        rf"{_START}{_DID}(?: (?:up|with|to|in|on|see|seeing|round|over|ringing|calling|a|quick|brief|chat|word|catch|call|visit|for|lunch|coffee|home)){{0,5}} {_SAM}\b"
        r"(?!'s? (?:plan|pathway|review|record))(?!.*\?$)",
    ),
    (
        Asked.CONTACT_DUE,
        r"^(?!.*\b(?:about|law|responsible|pays?|guidance|me to|asked|message|waiting)\b).*\b(?:who|anyone|anybody|which|whose)\b.*\b(?:to|needs?|due|should i(?: be)?|shall i|could i|must i|overdue) (?:a |an |their )?"
        r"(?:see|seeing|visit|visiting|visits|face to face|phone|ring|ringing|call|contact|contacting|catch up|keep in touch)\b",
    ),
    (
        Asked.ASK_REVIEW,
        r"\bwants? (?:her|his|their|the|a|sam's) (?:pathway )?plan (?:to be )?(?:reviewing|reviewed|looked at|changing|changed|redoing)\b",
    ),
    (
        Asked.MOVE_PLAN,
        r"\b(?:want|need|would like|asked) sam to (?:look|read|see|check|go)(?: at| over| through)? (?:the|her|his|their) (?:draft|pathway|plan)\b",
    ),
    (
        Asked.MOVE_PLAN,
        r"^(?:ok |yes |please |then |just )*(?:start|begin|open|finish|complete|close|end|submit) (?:it|that one|this one)\b",
    ),
    (
        Asked.MOVE_PLAN,
        r"\bplan (?:is |has been )?(?:all |now )?(?:done|finished|ready|completed?|written)\b.*\bmanager\b(?!.*\b(?:when|did|has)\b)",
    ),
    (
        Asked.MOVE_PLAN,
        r"[,.;!-] ?(?:so |please |just |can you |then |now |right )*(?:start|begin|open|kick off) (?:sam's|her|his|their|the) (?:pathway plan )?(?:review|assessment|needs assessment)\b(?: now| please| today)*\W*$",
    ),
    (
        Asked.MOVE_PLAN,
        r"^sam(?:'s)? (?:pathway )?(?:plan )?(?:draft )?to (?:my |the )?(?:team )?manager\b(?!.*\?)",
    ),
    (
        Asked.MOVE_PLAN,
        r"^(?:please |can you |could you |i want to |would you )*(?:retract|withdraw|recall|pull back) sam's (?:pathway )?plan\b|^(?:please |can you )*progress sam's (?:pathway )?plan to\b",
    ),
    (
        Asked.STATUS,
        r"^sam(?:'s)?\W+(?:pathway )?plan(?: (?:stage|status|progress|position|update))?(?: please| pls| thanks)?\W*$",
    ),
    (
        Asked.RECORD_CONTACT,
        r"\b(?:get|put|stick|pop) (?:that|it|this) (?:on|onto|in|into) (?:to )?(?:the |sam's |her |his |their )?(?:\w+ )?(?:system|records?|file|notes)\b",
    ),
    (
        Asked.RECORD_CONTACT,
        r"^(?!.*\?)(?!who|when|was|has|which|is|if).*\bsam (?:was|has been) (?:seen|visited|rung|called) (?:on|at|today|yesterday|last|this)\b",
    ),
    (
        Asked.OVERDUE,
        r"^(?!.*\b(?:sam|visit\w*|contact\w*|call\w*|see|seen|if|law|happens?|what do|messages?|reminders?|how|when|percentage)\b).*\b(?:people|plans|ones|reviews) (?:are |that are |which are )?overdue\b",
    ),
    (Asked.ALERTS, r"\balerts?\b"),
    (
        Asked.SHARE,
        r"^(?!what|who|which|where|how|when|is|does|has|did|where)(?!.*\b(?:manager|plan|draft)\b).*\b(?:give|send|text|provide|email|forward|share|pass)(?: on)? (?:(?:sam|her|him|them|with)\b(?!')(?: with)? .*\b(?:information|factsheet|leaflet|link|guide|guidance)\b|.*\b(?:information|factsheet|leaflet|link|guide|guidance)\b.*\b(?:to|with) (?:sam|her|him|them)\b(?!'))",
    ),
    (Asked.SHARE, r"^(?!.*\bplan\b).*[a-z], ?(?:please )?(?:text|email) it (?:to )?(?:sam|her|him|them)\b"),
    (
        Asked.DUE,
        r"^(?!.*\b(?:visits?|contacts?|staying put|sam|have|has|had|tenanc\w+|law)\b).*\b(?:whose|which|what|any|who is)\b.*\bplans?\b.*\b(?:lapse|lapses|lapsing|runs? out|running out|expires?|expiring|falls? due)\b",
    ),
    (Asked.DUE, r"^(?!.*\b(?:staying put|sam)\b).*\b(?:forthcoming|upcoming)\b.*\breviews\b"),
    (
        Asked.SHARE,
        rf"\b(?:send|text|share|forward|pass|email|message|give|copy) (?:that|this|these|the (?:answer|information|link|version|rule))(?: \w+)?(?: on)? (?:to|with|by)\b.*\b{_SAM}\b",
    ),
    (
        Asked.SHARE,
        rf"\b(?:send|text|give|email|message|forward) {_SAM} (?:that|this|these|the (?:answer|information|link|version|rule))\b",
    ),
    (
        Asked.ASK_REVIEW,
        r"\breview(?:ed)?\b.*\b(?:sooner|earlier|early)\b|\b(?:early|earlier|sooner)\b.*\breview\b",
    ),
    (
        Asked.MOVE_PLAN,
        r"\b(?:send|pass|submit|put|forward|give|share|hand|get|move) (?:it|that|this|sam's|the|her|his|their|sam) ?.*\b(?:to|with|through to|up to|past) (?:my |the |our |his |her )?(?:team )?(?:manager|boss|supervisor|line manager)\b",
    ),
    (
        Asked.MOVE_PLAN,
        r"\bsubmit (?:it|this|that|sam's|sam|her|his|their|the)\b|\b(?:ready|go|goes|going|up) (?:for|to) (?:my |the )?(?:team )?(?:manager|sign ?-?off|signing|authorisation|approval)\b(?!.*\?)(?!.*\b(?:what|which|who|is it|is there|anything)\b)",
    ),
    (
        Asked.MOVE_PLAN,
        r"^(?:ok |yes |please |i |can you |happy to |am |we |and |great |then |will )*(?:authorise|authorising|approve|approving|sign ?-?off|signing off|sign|reject|rejecting|return) (?:sam'?s?|it|this|that|her|his|their|the plan)\b(?! to (?:sam|her|him|them)\b)(?!.*\b(?:text|answer|information|link)\b)",
    ),
    (
        Asked.MOVE_PLAN,
        r"^(?:ok |yes |please )*(?:authorise|approve|approved|authorised|sign off|submit|reject)(?: please)?$",
    ),
    (
        Asked.MOVE_PLAN,
        r"\bsend (?:it|sam'?s?(?: pathway)?(?: plan)?|that|this|her|his|their|the)(?: pathway)?(?: plan)? back\b|\b(?:sign|pull|take|pass) (?:it|sam's(?: pathway)? plan|the plan|that|(?:her|his|their) plan) (?:off|back)\b(?! (?:as|how))",
    ),
    (
        Asked.MOVE_PLAN,
        r"^(?:ok |fine |right |please |can you |can we |could you |would you |i will do it |i am |i |we |i want to |want to |would like to |need to |let us |lets |, )*(?:start|starting|begin|beginning|open|opening|kick off|commence|finish|end|complete|close) (?:sam'?s?|the|her|his|their|a|that)(?: \w+){0,2} (?:review|needs assessment|assessment|drafting)\b",
    ),
    (
        Asked.MOVE_PLAN,
        r"^(?!was|did|has|is|when|get).*\breview (?:is |was |has been )?(?:all )?(?:done|finished|concluded|completed?|held|over|went ahead|took place)\b(?!.*\?)|^(?:and |so |ok )*sam (?:has )?had (?:his|her|their|the) review\b(?!.*\?)",
    ),
    (
        Asked.MOVE_PLAN,
        r"^(?!what|can|if|does|do|how|when|why|did|has|is).*\bsam (?:does not|do not|is not|will not|not|has not)(?: \w+)? (?:agree\w*|happy with (?:the|his|her|their) plan)\b|^sam disagrees|^(?!what|can|if|does|do|how|when|why|did|has|is).*\bplan not agreed by sam\b|^sam (?:says|said) (?:he|she|they)(?: is| are)? not (?:happy with|agree)",
    ),
    (
        Asked.ASK_REVIEW,
        r"\b(?:bring|move|pull|push|shift|put)\b.*\breview (?:date )?(?:forward|earlier|up|to|back|on|in)\b|\bbring(?:ing)? forward\b.*\breview\b|\bbring it forward\b",
    ),
    (
        Asked.ASK_REVIEW,
        r"^(?!what|which|who|whose|when|how)(?!.*\b(?:reminders|who is)\b).*\b(?:request|requesting|ask for|book|arrange|schedule|set|set up|organise|call for|want|wants|would like|asked for|asking for|needs?)\b.*\b(?:early |earlier |urgent |new )?review\b(?:.*\b(?:early|earlier|sooner)\b)?(?=.*\b(?:sam|her|him|his|their|it)\b|.*$)(?<!who needs a review)(?<!needs a review)",
    ),
    (Asked.KEY_DATES, r"^(?:and )?how old (?:is|are) (?:sam(?!')|he|she|they)\b"),
    (
        Asked.KEY_DATES,
        r"\bstaying put (?:meetings?|conversations?|chats?|reviews?|dates?)\b(?!.*\b(?:what is|law|must|mean)\b)|\bkey dates?\b|^(?:any |whose |upcoming |next |more )?birthdays?\b(?! (?:money|payment|present|gift))|^(?!can|does|do|what|if)(?:.* )?(?:who|anyone|anybody|which)\b.*\bturn(?:s|ing)? (?:16|18|21|25)\b",
    ),
    (
        Asked.HELP,
        r"^(?:help|help me|menu|options|commands|hi|hello|hey|start|hiya|morning|good (?:morning|afternoon|evening))(?: please| there| all)?[!.?]*$",
    ),
)
_RULES: Sequence[Tuple[Asked, Pattern[str]]] = tuple(
    (asked, re.compile(pattern)) for asked, pattern in _TABLE
)


def sure_kind(plain: str) -> Optional[Asked]:
    """The kind that some words make sure; None if none do."""
    return next((asked for asked, pattern in _RULES if pattern.search(plain)), None)
