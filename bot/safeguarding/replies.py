"""What we say in danger. Fixed words that need no file, database, model or network.

Numbers are those of the contacts register (`data/offer/england/contacts.yml`);
a test keeps the two the same.
"""

from __future__ import annotations

from typing import Mapping, Optional, Sequence

from bot.answer import Answer, Choice, ContactLine
from bot.safeguarding.finding import Danger

EMERGENCY = ContactLine(name="Emergency services", phone="999", who_for="In danger now, or somebody is hurt")
NHS_111 = ContactLine(
    name="NHS mental health help", phone="111", who_for="Ring 111 and choose option 2. For anyone in England."
)
SAMARITANS = ContactLine(name="Samaritans", phone="116 123", who_for="Talk about anything. It is free.")
SHOUT = ContactLine(name="Shout", text_number="85258", who_for="Can't talk? Text the word SHOUT. It is free.")
CHILDLINE = ContactLine(name="Childline", phone="0800 1111", who_for="If you are under 19")
PAPYRUS = ContactLine(
    name="Papyrus",
    phone="0800 068 4141",
    text_number="88247",
    who_for="If you are 35 or under. Ring or text.",
)
ABUSE_LINE = ContactLine(
    name="National Domestic Abuse Helpline",
    phone="0808 2000 247",
    who_for="Hurt or scared by a partner or family",
)
SHELTER = ContactLine(name="Shelter", phone="0808 800 4444", who_for="Nowhere safe to sleep")
RUNAWAY = ContactLine(
    name="Runaway Helpline",
    phone="116 000",
    text_number="116 000",
    who_for="If you are 11 to 17. Ring or text.",
)

RAPE_CRISIS = ContactLine(
    name="Rape Crisis", phone="0808 500 2222", who_for="Rape or sexual assault, now or long ago. 16 or over."
)
ASSAULT_CENTRES = ContactLine(
    name="NHS sexual assault centres",
    web="https://www.nhs.uk/service-search/sexual-health-services/find-a-rape-and-sexual-assault-referral-centre/",
    who_for="Any age or gender. No police needed.",
)
MENS_LINE = ContactLine(
    name="Men's Advice Line", phone="0808 801 0327", who_for="Men and boys hurt by a partner or family"
)
GALOP = ContactLine(name="Galop", phone="0800 999 5428", who_for="LGBT+ and hurt or scared")
SWITCHBOARD = ContactLine(name="Switchboard", phone="0800 0119 100", who_for="LGBT+ and want to talk")
SLAVERY_LINE = ContactLine(
    name="Modern Slavery and Exploitation Helpline",
    phone="08000 121 700",
    who_for="Made to work, sell drugs or have sex",
)
NSPCC = ContactLine(name="NSPCC", phone="0808 800 5000", who_for="Adults who worry about somebody under 18")

KINDS = frozenset(
    {"crisis_self_harm", "crisis_abuse_or_danger", "crisis_homeless_tonight", "exploitation", "missing"}
)

ALWAYS = (EMERGENCY, NHS_111, SAMARITANS, SHOUT)

_COMPUTER = "I'm a computer. I can't ring anyone for you, so please tell a person now."
_GO_ON = Choice(label="Talk to a person", kind="intent", value="talk_to_human")

_LEADS: Mapping[str, tuple[str, str]] = {
    "crisis_self_harm": (
        "I'm really glad you told me. You matter. If you took something or might act on this now, ring 999, even if you feel OK. To talk, ring Samaritans "
        "on 116 123, or 111 and choose option 2. Can't talk? Text SHOUT to 85258. It's free.",
        "Thank you for looking out for them. If they took something or might act on it now, ring 999. Stay with them if you can. You can "
        "both ring Samaritans on 116 123, or 111 and choose option 2. Can't talk? Text SHOUT to 85258.",
    ),
    "crisis_abuse_or_danger": (
        "I'm sorry this is happening. It's not your fault. In danger now? Ring 999. To talk to someone, ring 0808 2000 "
        "247. Can't talk? Text SHOUT to 85258. Under 19? Childline is 0800 1111.",
        "Thank you for telling me. If they are in danger now, ring 999. You don't have to fix it alone. To ask what to "
        "do, ring 0808 2000 247. Under 19? Childline is 0800 1111.",
    ),
    "crisis_homeless_tonight": (
        "You need a safe place tonight. In danger? Ring 999. Ring your PA or your council now and say: I'm a care "
        "leaver and I have nowhere to sleep tonight. Shelter can help too: 0808 800 4444.",
        "They need a safe place tonight. In danger? Ring 999. Help them ring their PA or council now and say: I have "
        "nowhere to sleep tonight. Shelter can help too: 0808 800 4444.",
    ),
    "exploitation": (
        "Thank you for telling me. You are not in trouble with me, and it's not your fault. In danger now? Ring 999. "
        "To talk, ring Samaritans on 116 123. Under 19? Childline is 0800 1111. Tell your PA too.",
        "Thank you for telling me. It's not their fault. If they are in danger now, ring 999. Tell your PA or social "
        "worker today. Under 19? You can both ring Childline on 0800 1111.",
    ),
    "missing": (
        "I'm glad you wrote. Are you safe right now? If not, ring 999. Under 18? Ring or text the Runaway Helpline on "
        "116 000. Please tell your PA, social worker or carer that you are OK.",
        "Thank you for telling me. If you think they are in danger, ring 999 now. Tell your PA, social worker or carer "
        "too. Under 18? The Runaway Helpline can help: ring or text 116 000.",
    ),
}

# For oneself: 999, whoever the lead names, then the lines for some.
_CONTACTS: Mapping[str, tuple[ContactLine, ...]] = {
    "crisis_self_harm": (EMERGENCY, NHS_111, SAMARITANS, SHOUT, CHILDLINE, PAPYRUS, SWITCHBOARD),
    "crisis_abuse_or_danger": (
        EMERGENCY,
        ABUSE_LINE,
        CHILDLINE,
        RAPE_CRISIS,
        ASSAULT_CENTRES,
        MENS_LINE,
        GALOP,
        SAMARITANS,
        SHOUT,
    ),
    "crisis_homeless_tonight": (EMERGENCY, SHELTER, RUNAWAY, CHILDLINE),
    "exploitation": (EMERGENCY, SLAVERY_LINE, CHILDLINE, RAPE_CRISIS, ASSAULT_CENTRES, SAMARITANS, SHOUT),
    "missing": (EMERGENCY, RUNAWAY, CHILDLINE, SAMARITANS, SHOUT),
}


def _for(contact: ContactLine, who_for: str) -> ContactLine:
    return contact.copy(update={"who_for": who_for})


_YOU_BOTH = "You can ring for a friend too."
_TALK = _for(SAMARITANS, _YOU_BOTH)
_UNDER_19 = _for(CHILDLINE, "Under 19? For you, or for a friend.")
# For friends and carers who worry: who can say what to do.
_CONTACTS_OF_OTHERS: Mapping[str, tuple[ContactLine, ...]] = {
    "crisis_self_harm": (
        EMERGENCY,
        _for(PAPYRUS, "Worried about somebody of 35 or under? Ring or text."),
        NHS_111,
        _TALK,
        SHOUT,
        _UNDER_19,
        NSPCC,
    ),
    "crisis_abuse_or_danger": (
        EMERGENCY,
        _for(ABUSE_LINE, "Worried about a woman or girl? Ask what to do."),
        NSPCC,
        _UNDER_19,
        _for(RAPE_CRISIS, "After rape or sexual assault: for them, and for you"),
        _for(MENS_LINE, "Worried about a man or boy?"),
        _for(GALOP, "Worried about somebody who is LGBT+?"),
        _TALK,
    ),
    "crisis_homeless_tonight": (
        EMERGENCY,
        SHELTER,
        _for(RUNAWAY, "If they are 11 to 17. Ring or text."),
        _UNDER_19,
        NSPCC,
    ),
    "exploitation": (
        EMERGENCY,
        _for(SLAVERY_LINE, "Is somebody made to work, sell drugs or have sex?"),
        NSPCC,
        _UNDER_19,
        _TALK,
    ),
    "missing": (EMERGENCY, _for(RUNAWAY, "If somebody is missing. Ring or text."), NSPCC, _UNDER_19, _TALK),
}


_STEP = "Tell someone you trust, like your PA, social worker or carer."
_NO_NIGHT_NUMBER = "I have no night number for your council. Ring its main number and ask for the duty social worker. In danger? Ring 999."
_IS_ANYONE_WATCHING = 'Is someone watching your screen? Press "Leave this page fast" at the top.'
_COUNCIL_STEPS = frozenset({"crisis_homeless_tonight", "missing", "exploitation", "crisis_abuse_or_danger"})


def urgent_reply(danger: Danger, council: Sequence[ContactLine] = ()) -> Answer:
    """The urgent answer for a danger. Its lead fits two text fragments and stands alone.

    `council` are the numbers of the person's council, if we know which it is and hold any.
    """
    notes = (_COMPUTER, _IS_ANYONE_WATCHING, *([_NO_NIGHT_NUMBER] if danger.kind in _COUNCIL_STEPS else []))
    return Answer(
        title="Please get help now",
        lead=_LEADS[danger.kind][danger.is_about_other],
        topic=danger.kind,
        steps=(_STEP,),
        contacts=(*(_CONTACTS_OF_OTHERS if danger.is_about_other else _CONTACTS)[danger.kind], *council),
        notes=notes,
        choices=(_GO_ON,),
        urgency="urgent",
    )


# Danger that is over: nobody is sent to 999 for it, and nobody is left alone with it.
_OVER: Mapping[str, tuple[str, str, str]] = {
    "crisis_self_harm": (
        "Thank you for telling me that. I'm glad you are still here.",
        "mental_health_support",
        "Help with my mental health",
    ),
    "crisis_abuse_or_danger": (
        "Thank you for telling me. It was not your fault.",
        "mental_health_support",
        "Someone to talk to",
    ),
    "crisis_homeless_tonight": (
        "Thank you for telling me. That must have been hard.",
        "housing_options",
        "Places to live",
    ),
    "exploitation": (
        "Thank you for telling me. It was not your fault.",
        "mental_health_support",
        "Someone to talk to",
    ),
    "missing": (
        "Thank you for telling me. I hope you are safe now.",
        "relationships_and_loneliness",
        "People to turn to",
    ),
}
_IF_IT_COMES_BACK = "If it comes back, or you need to talk, ring Samaritans on 116 123 or text SHOUT to 85258. In danger? Ring 999."


def supportive_reply(danger: Danger) -> Answer:
    """What we say before the answer to somebody who tells of a danger that is over."""
    lead, topic, label = _OVER[danger.kind]
    return Answer(
        title="Thank you for telling me",
        lead=f"{lead} {_IF_IT_COMES_BACK}",
        contacts=(SAMARITANS, SHOUT),
        choices=(Choice(label=label, kind="topic", value=topic), _GO_ON),
    )


_ASKING: Mapping[str, str] = {
    "crisis_self_harm": "Are you OK? If you feel bad or are not safe, press the button below or ring 999.",
    "crisis_abuse_or_danger": "Are you OK? If someone hurts or scares you, press the button below or ring 999.",
    "crisis_homeless_tonight": "Are you OK? If you have nowhere safe to sleep tonight, press the button below.",
    "exploitation": "Are you OK? If someone makes you do things, press the button below or ring 999.",
    "missing": "Are you OK? If you are not safe where you are, press the button below or ring 999.",
}
_ASKING_ABOUT_OTHER = "Are they OK? If they are not safe, press the button below or ring 999."


def check_in_reply(danger: Danger) -> Answer:
    """One warm line above the answer to a message with a sign that may mean little, and a way to the urgent reply."""
    label = "They are not safe" if danger.is_about_other else "I'm not OK"
    value = f"{danger.kind}/{'other' if danger.is_about_other else 'self'}"
    lead = _ASKING_ABOUT_OTHER if danger.is_about_other else _ASKING[danger.kind]
    return Answer(lead=lead, choices=(Choice(label=label, kind="danger", value=value),))


def check_in_of(answer: Answer) -> Optional[Danger]:
    """The weak sign that an answer asks a young person about; None for every other answer."""
    is_one = bool(answer.choices) and answer.lead in (*_ASKING.values(), _ASKING_ABOUT_OTHER)
    return danger_of(answer.choices[0]) if is_one else None


def danger_answered(answers: Sequence[Answer]) -> Optional[Danger]:
    """The danger that one of these answers is the urgent reply to, if any is."""
    urgent = next((one for one in answers if one.urgency == "urgent" and one.topic in KINDS), None)
    if urgent is None or urgent.topic is None:
        return None
    return Danger(urgent.topic, urgent.lead == _LEADS[urgent.topic][True])


def danger_of(choice: Choice) -> Danger:
    """The danger that somebody says they are in by pressing our button."""
    kind, _, about = choice.value.partition("/")
    return Danger(kind, about == "other")


def something_went_wrong(error_id: str) -> Answer:
    """The answer when any part of us failed: a person to turn to, and the urgent numbers."""
    return Answer(
        title="Sorry, that went wrong",
        lead=(
            "Sorry, something went wrong here and I can't answer. Please ask your personal adviser (PA), or ring your "
            "council. In danger? Ring 999. Need to talk? Samaritans: 116 123, or text SHOUT to 85258."
        ),
        contacts=ALWAYS,
        notes=(f"If you tell us about this, give us this number: {error_id}.",),
    )
