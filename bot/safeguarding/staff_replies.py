"""What we say to a member of staff in danger, or who tells of a young person's. Fixed words that need no file, database, model or network.

First what to do where life is at risk, then the ways that the trade has: procedure, duty team, manager, record. It is told to nobody
by itself, and says so. Numbers are those of `replies`, and of the team's own record where whoever writes is known.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Mapping, Optional, Sequence

from bot.answer import Answer, Choice, ContactLine
from bot.safeguarding.finding import Danger
from bot.safeguarding.replies import (
    ABUSE_LINE,
    EMERGENCY,
    NHS_111,
    PAPYRUS,
    SAMARITANS,
    SHELTER,
    SHOUT,
    SLAVERY_LINE,
    urgent_reply,
)
from bot.safeguarding.staff_whose import Whose

_LEADS: Mapping[str, str] = {
    "crisis_self_harm": (
        "If something was taken, or life is at risk now, ring 999, even if they say they feel OK. Stay with them, or on the phone, until help "
        "is there. Not now? They can ring 111 and choose option 2, or Samaritans on 116 123."
    ),
    "crisis_abuse_or_danger": (
        "If anybody is hurt or in danger now, ring 999. Don't go in alone, and don't confront whoever did it. Ask where and when it is safe "
        "to talk."
    ),
    "crisis_homeless_tonight": (
        "They need a safe place tonight. In danger now? Ring 999. Ring your duty or out-of-hours team now, and stay in touch with them until "
        "they have a place. Shelter can help too: 0808 800 4444."
    ),
    "exploitation": (
        "If anybody is in danger now, ring 999. Follow your exploitation procedure today. The Modern Slavery and Exploitation Helpline "
        "advises you too: 08000 121 700."
    ),
    "missing": (
        "If you think they are in danger, ring 999 now. Else report them missing to the police today, as your missing procedure says, and "
        "keep trying to reach them."
    ),
}
_OWN_LEADS: Mapping[str, str] = {
    "crisis_self_harm": (
        "I'm really glad you told me. You matter. If you took something or might act on this now, ring 999, even if you feel OK. To talk, ring "
        "Samaritans on 116 123, or 111 and choose option 2. Can't talk? Text SHOUT to 85258. It's free."
    ),
    "crisis_abuse_or_danger": (
        "I'm sorry this is happening. In danger now, or hurt? Get away if you can, and ring 999. If it is a partner or family, ring 0808 2000 "
        "247. Can't talk? Text SHOUT to 85258."
    ),
    "crisis_homeless_tonight": (
        "You need a safe place tonight. In danger? Ring 999. Ring your council's homeless team now. Shelter can help too: 0808 800 4444."
    ),
    "exploitation": (
        "Thank you for telling me. It's not your fault. In danger now? Ring 999. The Modern Slavery and Exploitation Helpline is 08000 121 "
        "700. To talk, ring Samaritans on 116 123."
    ),
    "missing": (
        "I'm glad you wrote. Are you safe right now? If not, ring 999. To talk, ring Samaritans on 116 123, or text SHOUT to 85258."
    ),
}


def _for(contact: ContactLine, who_for: str) -> ContactLine:
    return contact.copy(update={"who_for": who_for})


_LIFE = _for(EMERGENCY, "Life at risk, or somebody in danger now")
# Beside 999: who advises whoever works with them.
_ADVICE: Mapping[str, tuple[ContactLine, ...]] = {
    "crisis_self_harm": (_for(PAPYRUS, "Advises you too, about somebody of 35 or under"),),
    "crisis_abuse_or_danger": (_for(ABUSE_LINE, "For a woman or girl; ask what to do"),),
    "crisis_homeless_tonight": (SHELTER,),
    "exploitation": (_for(SLAVERY_LINE, "Ask what to do"),),
    "missing": (),
}
_OWN_LINES: Mapping[str, tuple[ContactLine, ...]] = {
    "crisis_self_harm": (NHS_111, SAMARITANS, SHOUT),
    "crisis_abuse_or_danger": (ABUSE_LINE, SAMARITANS, SHOUT),
    "crisis_homeless_tonight": (SHELTER,),
    "exploitation": (SLAVERY_LINE, SAMARITANS, SHOUT),
    "missing": (SAMARITANS, SHOUT),
}
DUTY_LINE, TELL_LABEL, RECORD_LABEL = "Your team's duty phone", "Tell my manager", "Record it"
RECORD = "risk_record"  # how the value of the button begins that records it
TITLE = "What next?"
PROCEDURE = "Then your safeguarding procedure, today."
NO_DUTY = "Your duty team: I have no number at hand. Ring your council and ask for the duty or out-of-hours social work team."
MANAGER_AND_RECORD = "Your manager. And record it: their words, when, what you did and whom you told."
NOT_SAVED = "I could not save what you filled in. Please press the button again in a few minutes."
NOBODY_TOLD = "I'm a computer: so far I have told nobody."
_OWN_STEP = (
    "Tell a person now: your manager, a colleague, your GP. Hurt or threatened at work? Your duty team too."
)
_ABOUT_ME, _ABOUT_THEM = "It's me who is not safe", "It's about a young person"


@dataclass(frozen=True)
class Behind:
    """What is known of who writes: the lines of their duty team and council, and what they can press. Nothing of a stranger."""

    duty: tuple[ContactLine, ...] = ()
    choices: tuple[Choice, ...] = ()
    council: Optional[str] = None

    def recorded(self) -> Behind:
        """The same for whoever wrote it on the form that records it."""
        kept = tuple(choice for choice in self.choices if not choice.value.startswith(RECORD))
        return replace(self, choices=kept)


NOTHING_BEHIND = Behind()


def is_own(whose: Whose) -> bool:
    """Whether they get the reply for somebody in danger: also where nobody can tell."""
    return whose is not Whose.THEIRS


def staff_urgent_reply(
    danger: Danger, behind: Behind = NOTHING_BEHIND, council: Sequence[ContactLine] = ()
) -> Answer:
    """The urgent answer to a member of staff; `danger` says whether it is a young person's. `council` are the numbers of theirs."""
    if not danger.is_about_other:
        return _own_reply(danger, behind, council)
    steps = [PROCEDURE, *([] if behind.duty or council else [NO_DUTY]), MANAGER_AND_RECORD]
    return _reply(
        danger,
        _LEADS[danger.kind],
        (_LIFE, *behind.duty, *council, *_ADVICE[danger.kind]),
        steps,
        (*behind.choices, _switch(danger, _ABOUT_ME)),
    )


def _own_reply(danger: Danger, behind: Behind, council: Sequence[ContactLine]) -> Answer:
    lines = (EMERGENCY, *_OWN_LINES[danger.kind], *behind.duty, *council)
    return _reply(danger, _OWN_LEADS[danger.kind], lines, [_OWN_STEP], (_switch(danger, _ABOUT_THEM),))


def _reply(
    danger: Danger,
    lead: str,
    contacts: Sequence[ContactLine],
    steps: Sequence[str],
    choices: Sequence[Choice],
) -> Answer:
    return urgent_reply(danger).copy(
        update={
            "title": TITLE,
            "lead": lead,
            "contacts": tuple(contacts),
            "steps": tuple(steps),
            "notes": (NOBODY_TOLD,),
            "choices": tuple(choices),
        }
    )


def _switch(danger: Danger, label: str) -> Choice:
    """To the reply for the other one of the two: nobody can always tell from words."""
    about = "self" if danger.is_about_other else "other"
    return Choice(label=label, kind="danger", value=f"{danger.kind}/{about}")


_MAYBE = "Is somebody at risk? Life at risk: ring 999. For what to do next, press below."
_MAYBE_YOU = "That sounds hard. If you are not OK or not safe yourself, press below or ring 999."
_YES_THEM, _YES_ME = "A young person is at risk", "I'm not OK"


def staff_check_in(danger: Danger, whose: Whose) -> Answer:
    """One line above the answer to a weak sign, and the way to the urgent reply."""
    them = Choice(label=_YES_THEM, kind="danger", value=f"{danger.kind}/other")
    mine = Choice(label=_YES_ME, kind="danger", value=f"{danger.kind}/self")
    if whose is Whose.OWN:
        return Answer(lead=_MAYBE_YOU, choices=(mine, them))
    return Answer(lead=_MAYBE, choices=(them, mine) if whose is Whose.UNSURE else (them,))


def is_staff_check_in(lead: str) -> bool:
    """Whether an answer's lead is that of the question above."""
    return lead in (_MAYBE, _MAYBE_YOU)


_OVER = "If there is still a risk, follow your safeguarding procedure. Life at risk: ring 999."
_OWN_OVER = "Thank you for telling me. If it comes back, or you need to talk, ring Samaritans on 116 123 or text SHOUT to 85258. In danger? Ring 999."


def staff_over_reply(whose: Whose) -> Answer:
    """What stands above the answer to who tells of a danger that is over."""
    return Answer(lead=_OVER if whose is Whose.THEIRS else _OWN_OVER)
