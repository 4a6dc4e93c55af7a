"""Questions that a few words make sure: about rules and deadlines, about what is sent unasked, about this assistant. Looked at before `sure_kinds`."""

from __future__ import annotations

import re
from typing import Optional, Pattern, Sequence, Tuple

from bot.advising.requests.request import Asked
from bot.advising.requests.staff_words import NAME

# What the law and the council's practice set a time or a form for.
_MATTER = (
    r"(?:needs assessments?|assessments?|(?:pathway )?plans?(?: reviews?)?|reviews?|reviewing (?:a |the |pathway |plans?)+|(?:statutory |stat |home |first )?visits?|visiting|contacts?|keeping in touch|keep in touch|"
    r"authorising|authorisation|sign(?:ing)? ?-?off|(?:personal adviser|allocation|allocating)|staying put(?: (?:meetings?|reviews?))?|records?|complaints?|appeals?|responding|transfers?)"
)
_LIMIT = r"(?:deadlines?|time ?-?scales?|time ?-?frames?|time ?-?limits?|frequency|frequencies|intervals?|requirements?|statutory period|legal (?:limit|deadline|duty|position|requirement)|cut ?-?off|threshold|rules?)"
_OURS = rf"\b(?:{NAME}|her|his|their|mine|my (?!head)|i got|have i|coming up|this (?:week|month)|next (?:week|month)|today|tomorrow|which|who|whose|any)\b"
_DUTY = r"(?:have to|has to|must|needs? to|allowed to|supposed to|required to|obliged to|meant to|legally|expected to|bound to)"
_EVERYBODY = r"(?:the |a |an |every |each |any |all |both |our |one's )?(?:young (?:person|people)|yps?|care leavers?|(?:team )?managers?|plans?|pathway plans?|reviews?|iros?|personal advisers?|social workers?|councils?|local authorit(?:y|ies)|carers?|assessments?|needs assessments?|visits?|we|i|you|pas?)"
_SEEING = r"(?:seen|saw|see|spoke|spoken|heard|visit\w*|contact\w*|chat|met|meeting|call|in touch|conversation|face to face|talked|proper)"
_TABLE: Sequence[Tuple[Asked, str]] = (
    (
        Asked.HELP,
        r"\bhow (?:am i|are we|is one) (?:meant|supposed) to use (?:this|you|it)\b|\bhow does this (?:work|thing work)\W*$",
    ),
    (
        Asked.CASELOAD,
        rf"\bwhat (?:has|have) {NAME} got on (?:her|his|their) (?:caseload|list|books|plate)\b|\bwho (?:has|have) {NAME} got on (?:her|his|their)\b",
    ),
    (
        Asked.ASK_REVIEW,
        rf"\b(?:it|that|this|{NAME}|plan|he|she|they) (?:really )?(?:wants|needs) (?:reviewing|a review|looking at again)(?: (?:now|early|earlier|sooner|urgently|straight away|quick\w*|today|this week|asap))*\W*$",
    ),
    (
        Asked.STATUS,
        rf"\b(?:bring|get|catch) me up (?:to (?:speed|date) )?(?:on|with|about) {NAME}\b|\bbring {NAME} up\b|\bwhat is the score with (?:{NAME}|her|him|them)\b",
    ),
    (
        Asked.UNDO,
        r"\b(?:scrap|delete|bin|lose|wipe|remove|cancel) what i (?:am|have|'ve|just|only|put)\b|\bwrong (?:one|person|lad|lass|girl|boy|sam|young person)\b.*\b(?:take (?:it|that|this)|undo)\b",
    ),
    (
        Asked.SHARE,
        rf"\b(?:send|text|give|forward|email) {NAME} what you (?:just |have )?(?:said|told|wrote)\b|\b(?:forward|send|share|pass)(?: on)? the (?:above|foregoing)\b",
    ),
    (
        Asked.MOVE_PLAN,
        rf"\b(?:let|can|could) {NAME} (?:please )?(?:have a (?:look|read)|look|read|see)\b.*\b(?:her|his|their|the) (?:own )?(?:pathway )?plan\b",
    ),
    (
        Asked.TO_AUTHORISE,
        r"\b(?:any|plans?|ones?|lots?|mine)(?: (?:left|still|waiting|there))* to (?:authorise|sign off|approve)\b",
    ),
    (
        Asked.ASK_REVIEW,
        rf"\b(?:can|could) (?:hers|his|theirs|it|that|{NAME}'?s?) be (?:sooner|earlier|brought forward|moved (?:up|forward)|pulled forward)\b|\b(?:hers|his|theirs|it|{NAME}'?s?) looked at (?:early|earlier|sooner|again)\b",
    ),
    (
        Asked.CONTACT_DUE,
        r"\bhow many times (?:have|has|did) (?:we|i|anyone|somebody|anybody|someone)\b",
    ),
    (
        Asked.DUE,
        r"\bplans? (?:i have|we have|that i have)(?: got)? to (?:get )?(?:written|write|do|done|finish|finished|renewed?)\b",
    ),
    (
        Asked.NOTICES,
        r"\b(?:stop|quit|pack in|enough) (?:with )?(?:the |all the |your )?(?:buzzing|pinging|pestering|nagging|nudging|reminding)\b|\bpack (?:it|that) in with\b",
    ),
    (
        Asked.SHARE,
        rf"\b(?:thing|bit|answer|stuff|info\w*|rule|what) (?:that )?you (?:just |have )?(?:said|told me|gave me|sent me|showed me|wrote)\b.*\b(?:to|with|for|onto) {NAME}\b",
    ),
    (
        Asked.SHARE,
        r"\b(?:forward|send|share|pass|give|get|email|text|copy|go)\b.*\b(?:your|the|that|this) (?:last |latest )?(?:answer|reply|response)\b|\b(?:your|the|that|this) (?:last |latest )?(?:answer|reply|response)\b(?: you \w+ \w+ \w+)? .*\b(?:to|with|over to)\b|\bhave that (?:answer|reply|info\w*) (?:too|as well)\b",
    ),
    (
        Asked.ALERTS,
        r"\b(?:hand|pass|give|move|assign|send) (?:that|this|the|her|his|their)(?: \w+)? alert (?:over |on )?to\b|^(?:i will|i can|let me|i am going to) (?:have|take) (?:the |that )?(?:\w+ )?(?:one|alert)\b",
    ),
    (
        Asked.KEY_DATES,
        r"\bstaying put (?:arrangements?|placements?|agreements?) (?:that are |that |which are )?(?:ending|finishing|coming to an end|due to end|end|expir\w+)\b",
    ),
    (
        Asked.ASK_REVIEW,
        rf"\b(?:sort|arrange|book|organise|set up|get|hold|call) (?:out )?(?:a|an early|an urgent|the) (?:\w+ )?review (?:in )?for {NAME}\b|^early review\b",
    ),
    (
        Asked.NOTICES,
        r"\b(?:do not|no) (?:need|want) (?:a )?(?:pinging|ping|telling|reminding|messaging|notifying|buzzing|nudging)\b",
    ),
    (
        Asked.TO_AUTHORISE,
        r"\b(?:needs?|needing|wants?|wanting|waiting (?:for|on)|after) (?:the|my|an) (?:ok|okay|nod|signature|say so|autograph)\b",
    ),
    (
        Asked.NOTICES,
        r"\b(?:messages?|reminders?|notifications?|prompts?|nudges?) (?:about|for|on|of) .*\bback on\b|^(?:and )?the (?:\w+ ){1,3}ones,? (?:bin|stop|mute|drop|switch|turn) them\b",
    ),
    (
        Asked.CONTACT_DUE,
        r"\b(?:outside|beyond|over|past|out of|behind on) (?:their |the |our )?(?:visiting|contact|visit|keeping in touch) (?:frequency|time ?-?scales?|time ?-?limits?|limits?|intervals?)\b"
        r"|\bwhen (?:was|did|has) (?:some|any)(?:one|body) (?:last|go|been)\b.*\b(?:see|visit|out to|speak)\b",
    ),
    (
        Asked.DUE,
        r"\b(?:which|what|whose) plans? (?:that )?(?:i|we) (?:must|need|have|got)(?: to)? (?:renew|review|redo)\b|\bplans? (?:is|are) coming (?:up|soon)\b|\bplans? coming up\b",
    ),
    (Asked.TEXT_PIN, r"\b(?:four|4|04) ?-?(?:numbers|digits|figures|digit (?:number|code))\b"),
    (
        Asked.RECORD_CONTACT,
        rf"^(?:please |can you |could you |and |also |just )*(?:put|note|jot|write|log|get)(?: it| this| that)? down (?:that )?(?:he|she|they|{NAME}) (?!is due|was due)",
    ),
    (
        Asked.CONTACT_DUE,
        r"\b(?:i am|am i|i suppose i am|we are) (?:still )?(?:due|owed|overdue|owing) (?:one|a visit|a call|another|to see)\b|[,.;!] ?(?:so )?how many (?:weeks|days|months) is (?:it|that)(?: now)?\W*$",
    ),
    (
        Asked.MOVE_PLAN,
        r"\bplan\b.*\b(?:fine|good|ok|okay|approved|agreed|authorised|signed off) (?:by|with) me\b|\b(?:fine|good|ok|okay) (?:by|with) me\b.*\b(?:signed off|sign off|authorised?|approved?)\b",
    ),
    (
        Asked.STATUS,
        rf"(?:^|[.!;] )(?:so |and |but |ok |right )*what is (?:{NAME}'?s?|her|his|their) (?:current |present )?(?:situation|position|story|state of play|circumstances)(?: at the moment| now| these days| please)*\W*$"
        rf"|^(?:so |and |ok |right |hi )*what (?:is|has been) (?:going|happening|occurring|new|up) (?:on )?(?:with|for) {NAME}(?!'s (?:money|benefits?|bursary|grant))\b"
        rf"|^(?:please |can you |could you )*remind(?:ing)? me (?:about|of) (?:{NAME}'?s?|her|his|their)\b.*[,.;-] ?(?:and |so )*(?:did|have|has|had|is|was|were|what|where|when|who)\b",
    ),
    (
        Asked.CONTACT_DUE,
        rf"^(?:so |and |ok |but |right )*how long (?:is it|has it been|it has been|it is|was it|is that)? ?(?:since|without) (?:{NAME}|her|him|them)\W*$",
    ),
    (
        Asked.DUE,
        r"^(?:so |and |ok |right )*(?:who|which|whose|what) (?:is |are )?(?:up )?(?:first|next|soonest) (?:up )?(?:in line |on the list )?for (?:a |an |their |its )?(?:pathway )?(?:plan )?reviews?\b",
    ),
    (
        Asked.SHARE,
        rf"\blet {NAME} have (?:her|his|their|a copy of (?:her|his|their|the)) (?:own )?(?:pathway )?plan\b|\b(?:send|text|email|get|forward|give) {NAME} (?:the|her|his|their) (?:pathway )?plan (?:to|on|onto|by|via) (?:(?:her|his|their) )?(?:phone|mobile|text|email|whatsapp|e-mail)\b"
        rf"|\b(?:send|text|email|get|forward) (?:{NAME}'s|the|her|his|their) (?:pathway )?plan (?:(?:over|out|across) )?(?:to|on|onto) (?:{NAME}'s|her|his|their) (?:phone|mobile|email|whatsapp|e-mail)\b",
    ),
    (
        Asked.MOVE_PLAN,
        rf"^(?!.*\b(?:never|not|undo|cancel|scrap|back|reverse|mistake)\b).*\b(?:pass|send|push|put|hand|kick) (?:it|that|this|{NAME}'s|her|his|their)(?: (?:pathway )?plan)? up(?: to {NAME}| to \w+| the line)?\b(?! (?:on|for) )",
    ),
    (
        Asked.CONTACT_DUE,
        rf"\bhow (?:long|many (?:weeks|days|months)) (?:is it |has it been |it is |ago |was it |have i gone )*(?:since|ago|without)\b.*\b{_SEEING}\b|\bhow long (?:since|has it been|is it)\b.*\b{_SEEING}\b",
    ),
    (
        Asked.CONTACT_DUE,
        rf"^(?:so |and |ok |but )*(?:when|by when|what date) (?:do|must|should|have|am|shall) (?:i|we) (?:have to |need to |got to |due to |supposed to |next )*(?:see|visit|contact|meet|ring|call|speak to) (?:{NAME}|her|him|them)\b",
    ),
    (
        Asked.KEY_DATES,
        rf"^(?:and |what about |when is |ok |so )*(?:{NAME}'?s?|her|his|their) (?:next )?(?:birthday|18th|21st|25th|key dates)\W*$",
    ),
    (
        Asked.SHARE,
        rf"\b(?:send|give|text|email|share|forward|get) (?:{NAME}|her|him|them) (?:a )?(?:copy|version)\b|\b(?:share|send|give|text|email) (?:{NAME}'s|her|his|their|the) (?:\w+ )?plan (?:with|to) (?:{NAME}|her|him|them)\b(?!.*\bdraft\b)|\blet (?:{NAME}|her|him|them) (?:see|read|look at|have) (?:her|his|their|the|it) ?(?:\w+ )?(?:plan )?(?:on|online|in) (?:her|his|their|the)\b",
    ),
    (Asked.OFFER, rf"^(?!.*{_OURS}).*\b{_MATTER} {_LIMIT}\b"),
    (
        Asked.OFFER,
        rf"^(?!.*{_OURS}).*\b{_LIMIT} (?:for|of|on|to|around|about|between|in) (?:\w+ ){{0,4}}?{_MATTER}\b",
    ),
    (
        Asked.OFFER,
        rf"^(?!.*\b(?:{NAME}|her|his|mine|who|whose|which)\b).*^(?:so |and |ok |but |hi |just |quick (?:question|one)[,:]? |also )*(?:does|do|must|should|can|is|are|has|have|when (?:does|do|must|should)|how (?:soon|quickly|long|often) (?:does|do|must|should|after)|who (?:has|needs|must|should)) {_EVERYBODY}\b.*\b{_DUTY}\b",
    ),
    (
        Asked.OFFER,
        rf"^(?:so |and |ok |but |hi )*(?:when|how (?:soon|quickly|often|long|many)) (?:must|should|do|does|can|is) (?:a|an|the|we|i|you|every|each) (?:\w+ ){{0,4}}?(?:have to|must|need to|needs to|be (?:reviewed|visited|seen|done|authorised|signed|completed|held|written|started|finished|in place))\b(?!.*\b(?:{NAME}|her|him|his|them|this one|that one|mine|by (?:mon|tues|wednes|thurs|fri)day)\b)",
    ),
    (
        Asked.OFFER,
        r"^(?:so |and |ok |but |hi )*(?:how often|how many times|how frequently) (?:must|should|do|does|am|are|is|can) (?!.*\b(?:sam|her|him|them|you (?:send|text|message|remind))\b)",
    ),
    (
        Asked.OFFER,
        r"^(?:so |and |ok |but |hi )*what (?:is|are|makes|counts as|is meant by|do you mean by|do they mean by) (?:an? (?:overdue|late) |an? |the )?(?:(?<=an )overdue|(?<=a )late|meaningful|one\b(?<=overdue one)|plan\b(?<=overdue plan)|review\b(?<=overdue review)|relevant|eligible|former|qualifying|needs assessment|pathway plan|in touch|suitable|unsuitable|neet|eet|contingency|section|regulation|schedule|iro|independent reviewing|personal adviser|staying put|setting up home|corporate parent\w*|leaving care)\b(?!.*\b(?:mine|my|sam|on my list|this week|coming up|date|dates|figure|figures|numbers|rate|meetings?|reviews? (?:coming|due)|plans? (?:do|have|are))\b)",
    ),
    (
        Asked.OFFER,
        r"\b(?:is it|is that|was that) (?:just |only )?(?:the law|law|legal|statutory|statute|policy|practice|good practice|guidance|local practice|best practice|our policy|a requirement)\b|\b(?:just|only) good practice\b",
    ),
    (
        Asked.OFFER,
        r"^(?:so |and |ok |but |hi )*what (?:does|do|will|would|are|is) (?:the )?(?:ofsted|inspectors?|inspection|ilacs|auditors?|regulator)\b(?!.*\b(?:my|mine|our figures|our numbers|our gaps)\b)",
    ),
    (
        Asked.NOTICES,
        r"\b(?:tell|send|give|let|message|email|ping|show|text|update|inform|prompt|nudge|warn|alert) (?:me|us|it|this|that|these|them)\b.*\b(?:every|each) (?:week|monday|tuesday|wednesday|thursday|friday|month|day|morning|fortnight|time)\b"
        r"|\b(?:every|each) (?:week|monday|tuesday|wednesday|thursday|friday|month|day|morning|fortnight)\b.*\b(?:without (?:me |my |us )?(?:having to ask|asking|needing to ask)|automatically|unprompted|come to me|land in|pop up)\b"
        r"|\bwithout (?:me |my |us )?(?:having to (?:ask|chase|look)|asking|needing to ask|prompting)\b|^(?!.*\b(?:law|reviewed)\b).*\b(?:automatically|on a (?:weekly|daily|monthly|regular) basis|as a (?:weekly|regular)|weekly (?:email|message|update|summary))\b.*\b(?:tell|send|get|have|come|give|message|this|that|me)\b"
        r"|\b(?:give|send) (?:me|us) (?:a )?(?:heads ?-?up|nudge|warning|shout|prod|poke|buzz) (?:when|before|if|whenever|a (?:week|day|month)|each|every|the)\b|\blet me know (?:when(?:ever)?|if|as soon as|before) (?:any|a|one|some|my|somebody|someone|something|plans?|reviews?)\b",
    ),
    (
        Asked.NOTICES,
        r"^(?:what|which|when) (?:messages |things |notifications |reminders |alerts )?(?:do|will|would|are) you (?:going to )?(?:send|sending|message|ping|tell|text|notify) (?:me|us)\b",
    ),
    (
        Asked.CONTACT_DUE,
        r"^(?:so |ok |and )*(?:am|are) (?:i|we) (?:all |fully )?(?:up to date|on top of|behind|caught up|in date)\b.*\b(?:visits?|contacts?|seeing)\b",
    ),
    (
        Asked.OVERDUE,
        r"^(?:so |ok |and )*(?:am|are) (?:i|we) (?:all |fully )?(?:up to date|behind|caught up|in date)\b(?!.*\b(?:law|training|sam)\b)",
    ),
    (
        Asked.CASELOAD,
        r"\bwho (?:have|has) (?:i|we) (?:\w+ )?(?:been (?:\w+ )?(?:given|allocated|assigned|handed|landed with|passed)|inherited|picked up|taken on|acquired)\b",
    ),
    (
        Asked.OFFER,
        r"^(?:so |ok |and |but )*how (?:do|can|could|would|does|should) (?:they|young people|a young person|care leavers|a care leaver|someone|somebody) ",
    ),
    (
        Asked.HELP,
        r"\b(?:who|anyone|anybody|manager|ofsted)(?: else)? (?:can |could |will |gets to |does )?(?:sees?|reads?|look at|access)\b.*\b(?:what i (?:write|type|say|put|send|ask)|i (?:write|type|say|ask)|this chat|these (?:messages|chats)|my (?:messages|chats)|in here|on here|our chat)\b"
        r"|^(?:so |and |ok |hi )*(?:is|are) (?:this|this chat|what i (?:write|type|say|put)(?: here| in here)?|these (?:messages|chats)|my messages|anything i (?:write|type|say)|our chats?) (?:\w+ )?(?:recorded|kept|saved|stored|private|confidential|monitored|secure|safe|audited|gdpr\w*)\b"
        r"|^(?:so |and |ok )*do you (?:keep|store|record|save|remember) (?:what|this|these|my|everything|any of)\b",
    ),
    (
        Asked.MOVE_PLAN,
        rf"\b{NAME}'?s?\b.*\b(?:needs to|has to|ready to|can|should|wants to|got to) go (?:up|off|through|over)(?: to (?:the )?manager| for \w+)?(?: please| now| today)?\W*$",
    ),
)
_RULES: Sequence[Tuple[Asked, Pattern[str]]] = tuple(
    (asked, re.compile(pattern)) for asked, pattern in _TABLE
)


def sure_question(plain: str) -> Optional[Asked]:
    """The kind of a question in plain words that some words make sure; None if none do."""
    return next((asked for asked, pattern in _RULES if pattern.search(plain)), None)
