"""What staff say that is neither of the records nor of the offer: about this assistant, what it keeps, and what is only said."""

from __future__ import annotations

import re
from enum import Enum
from typing import Mapping, Optional, Pattern

from bot.advising.requests.plain_request import straight


class Talk(Enum):
    """What is said."""

    WHO_AM_I = "who_am_i"
    BOT = "bot"
    KEPT = "kept"
    WHO_SEES = "who_sees"
    PASSWORD = "password"  # noqa: S105 - what is asked for, and no password
    IGNORE_RULES = "ignore_rules"
    SENT = "sent"
    DELETE = "delete"
    DETAILS = "details"
    MANAGER = "manager"
    WHY = "why"
    STRAIN = "strain"
    RUDE = "rude"
    BYE = "bye"


_THIS = r"(?:this|it|that|these|all this|(?:my|our|these|the|this) (?:messages?|chats?|conversations?|questions?)|what (?:i|we) (?:say|write|type|ask|put|send)(?: here| in here| to you)?)"
_TAIL = (
    r"(?:,? (?:here|anywhere|somewhere|in here|in teams|or not|at all|too|then|for long|for how long|for ever|forever|for audit|for training|"
    r"by (?:anyone|anybody|the council|microsoft|you|my manager|somebody|someone|ofsted)|from (?:my manager|others|everyone)|and (?:who|how long|where|by whom).*))*"
)
_RUDE = r"(?:fuck(?:ing|ed)?|fucks|shit(?:e|ty)?|piss|bollocks|crap|wanker|twat|bastard|bloody|useless|rubbish|stupid|idiot|dumb|thick|hopeless|pointless|pathetic)"
_AROUND = r"(?:you|your|you're|youre|u|ur|are|r|is|this|thing|bot|off|oh|well|just|so|really|a|an|the|go|get|for|sake|up|hell|what|such|absolutely|totally|completely|god|me|it|that|that's|thats|piece|of|load)"
_WHOSE = r"(?:her|his|their|(?:my|the) (?:yp|young person|care leaver)'?s|(?!(?:councils?|teams?|duty|managers?|rotherham|rutland|leicestershire|edt|mash|police|shelter|samaritans|gps?|let|that|what|it|who|here|there|carers?)'?s\b)\w+'s)"
_DETAIL = r"(?:address|postcode|phone(?: number)?|mobile(?: number)?|telephone(?: number)?|number|e-?mail(?: address)?|next of kin|date of birth|dob|nhs number|national insurance(?: number)?|ni number|bank details)"
_ASKS: Mapping[Talk, str] = {
    Talk.WHO_AM_I: r"who am i(?: to you| here| logged in as| signed in as)?|who do you think i am|(?:which|what) account (?:am i|is this)\b.*|what is my (?:role|account)(?: here)?|do you know who i am|am i (?:linked|logged in|signed in)",
    Talk.BOT: r"(?:are|r) (?:you|u) (?:a |an )?(?:real |actual )?(?:ro)?(?:bot|person|human|human being|real|ai|computer|machine|chat ?bot|somebody|someone|chatgpt|copilot)\b.*|is this (?:a |an )?(?:real )?(?:bot|person|human|ai|chat ?bot|computer)|am i (?:talking|speaking|chatting|writing) (?:to|with) (?:a |an )?.*|(?:who|what) are you|what is this(?: bot| app| thing)?|who (?:made|built|runs|owns) (?:you|this)",
    Talk.KEPT: rf"(?:can|could|will|do) you (?:please )?(?:delete|remove|wipe|clear|erase) {_THIS}{_TAIL}|(?:is|are|will|does|do) {_THIS} (?:be |being |get |getting )?(?:recorded|kept|stored|saved|logged|monitored|tracked|audited|private|confidential|deleted|secure|safe){_TAIL}|do you (?:record|keep|store|save|log|remember|track) (?:{_THIS}|everything|anything|me){_TAIL}|how long (?:do you keep|is|are) {_THIS}(?: kept| stored| held)?{_TAIL}|what (?:do you|is) (?:keep|kept|record|recorded|store|stored|hold|held) (?:about|on) (?:me|us|this chat)",
    Talk.WHO_SEES: rf"who (?:else )?(?:can|could|will|gets to|is able to)? ?(?:see|sees|read|reads|view|views|look at|looks at) {_THIS}{_TAIL}|(?:can|could|does|will|do) (?:my |the |our |anyone |anybody |somebody |someone |other |any )*(?:manager|team manager|boss|colleagues?|council|others?|people|staff|young people|hr|it|anyone|anybody|somebody|someone|else) (?:else )?(?:see|read|view|look at) {_THIS}{_TAIL}",
    Talk.PASSWORD: r".*\b(?:admin(?:istrator)?|root|system|database|master|your|the) (?:password|passwords|passcode|login|log-in|credentials|api key|token)\b.*|(?:give|tell|show|send) me (?:a |the |your |my )?(?:password|passwords|passcode|credentials|login)\b.*|what (?:is|are) (?:the|your) (?:password|passwords|credentials|login)\b.*",
    Talk.IGNORE_RULES: r".*\b(?:ignore|forget|disregard|override|bypass) (?:all |any |your |the |these |previous |prior |earlier )+(?:instructions?|rules?|prompts?|restrictions?|guidelines)\b.*|.*\b(?:system prompt|jailbreak|developer mode)\b.*|(?:drop|delete from|truncate|select \* from) .*\b(?:table|from)\b.*",
    Talk.SENT: r"what (?:do|will|would|can|are) (?:you|u) (?:going to )?(?:send|sending|message|notify|tell|text|ping)(?: to)? (?:me|us)(?: about| without asking| first| with)?|(?:which|what) (?:messages|notifications|reminders|alerts|updates) (?:do|will|would) (?:i|we) (?:get|receive)|when (?:do|will|would) you (?:message|notify|ping|contact|tell) me(?: about.*)?|what (?:will|do) i (?:get|be) (?:sent|told|notified (?:of|about))",
    Talk.DELETE: r"(?:can you |could you |i want to |how do i |i need to )?(?:delete|erase|wipe|destroy|get rid of|remove) (?!.*\b(?:contact|visit|call|note|that|this|it|undo)\b).*\b(?:plans?|records?|files?|history|account|caseload|cases?|young (?:person|people)|everyone|everybody|everything|all)\b.*",
    Talk.DETAILS: rf"(?:what is|what are|what was|give me|tell me|show me|find|look up|get|have you got|do you have|do you know|send me|i need|can i have|can you (?:give|tell|show|find) me) (?:please )?{_WHOSE} (?:\w+ )?{_DETAIL}(?: please| number| again| details| now)*"
    rf"|where (?:does|do|is) (?:she|he|they|\w+) (?:live|living|staying)(?: now| these days)?|{_WHOSE} (?:home |current |new )?{_DETAIL}|what is the (?:address|phone number|mobile number|email) (?:of|for) (?:her|him|them|\w+)"
    r"|(?:is|was) (?:she|he|my yp|my young person) (?:a |an )?(?:uasc|unaccompanied|asylum seeker|refugee|british|disabled|autistic|religious|muslim|christian)(?: child| young person)?",
    Talk.MANAGER: r"(?:who is|who's|whos|what is the name of|what's the name of|name of) (?:my|our|the) (?:team |line )?(?:manager|team leader|supervisor|boss)(?: now| here| today)?|(?:what is|what's) my (?:team |line )?manager'?s (?:name|number|phone(?: number)?|email)",
    Talk.WHY: r"why|how come|why (?:is|was) that|why so|why though|what is the reason(?: for (?:that|this))?",
    Talk.STRAIN: r"i (?:can ?not|can't|cant|don't|dont|do not) (?:cope|manage|do this|carry on|go on|think i can cope|know how to cope)(?: any ?more| much longer)?(?: with| doing)? (?:this|my|the|it all|everything)(?: \w+){0,3}?(?: (?:job|work|caseload|workload|role|stress|pressure))(?: any ?more| any longer| much longer)?"
    r"|(?:i am|i'm|im|i feel|feeling|i'm feeling|we are|we're) (?:so |really |completely |totally |very |just |a bit |absolutely )*(?:burn(?:t|ed)[ -]?out|burning out|overwhelmed|overworked|exhausted|drowning(?: in (?:work|cases))?|stressed(?: out)?|snowed under|at breaking point)(?: (?:by|with|at|from|in) (?:this|my|the)?(?: \w+){0,2}| today| this week| at work| right now)?"
    r"|(?:this|my|the) (?:job|work|caseload|workload) is (?:killing me|too much|breaking me|getting too much|getting on top of me|wearing me out)(?: for me)?",
    Talk.RUDE: rf"(?=.*\b{_RUDE}\b)(?:(?:{_RUDE}|{_AROUND})\W*){{1,8}}|wtf|ffs|stfu|(?:go away|get lost|shut up|sod off|bugger off|do one)",
    Talk.BYE: r"(?:bye|goodbye|bye bye|see you|see ya|cheers bye|that is all|that's all|thats all|nothing else|night|good night)(?: for now| later| tomorrow| then| thanks| thank you)*",
}
_PATTERNS: Mapping[Talk, Pattern[str]] = {
    talk: re.compile(pattern, re.IGNORECASE) for talk, pattern in _ASKS.items()
}
_WHATS = re.compile(r"\bwhat'?s\b", re.IGNORECASE)
_POLITE = re.compile(
    r"^(?:(?:hi|hello|hey|ok|so|and|but|sorry|please|just|wait|quick question|by the way|btw)[,: ]+)+",
    re.IGNORECASE,
)


def talk_of(text: str) -> Optional[Talk]:
    """What a message says; None for anything else, also where it says more than that."""
    said = _POLITE.sub("", _WHATS.sub("what is", " ".join(straight(text).split())).strip(" ?!.,"))
    return next((talk for talk, pattern in _PATTERNS.items() if pattern.fullmatch(said)), None)
