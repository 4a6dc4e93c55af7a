"""What follows danger in a talk: words that mean little alone say, right after it, that it is happening.

"Bye forever" and "i did it" after an urgent reply are no small talk. So are weak signs: who has just been in danger is not asked
whether they are OK. Counts for a few turns only.
"""

from __future__ import annotations

import re
from typing import Optional

from bot.safeguarding.cries import is_cry
from bot.safeguarding.finding import Danger
from bot.safeguarding.normalise import normalise

_SAYS_SO = re.compile(
    r"\b(?:"
    r"(?:going to|will|about to|ready to|might|just) (?:really |just )?do it"
    r"|(?:did|done|doing|did take|took|taken|swallowed|drank|cut) (?:it|them|all|loads|some|too many|too much|(?:all )?(?:of )?the (?:pills|tablets|meds))"
    r"|(?:good ?bye|bye|by) (?:for ever|forever|everyone|every one|everybody|world)|this is (?:goodbye|the end)|(?:it is|its) too late(?: now)?$"
    r"|(?:he|she|they|my \w+) (?:is|are|has|have) (?:here|back|coming|outside|at the door|found me|hitting|hurting|got me)"
    r"|i am (?:bleeding|dizzy|hiding|so scared|on the (?:bridge|roof|edge|ledge|track|tracks|street))"
    r"|(?:do not|can not) (?:want to be here|go on|stop (?:it|myself)|do this|hold on|take (?:it|this))"
    r")\b"
)

# After an overdose or a cut, how the body feels is no small talk: who was sick a few times is not safe.
_BODY = re.compile(
    r"\b(?:(?:been|being|feel|feeling|felt|am|was|getting) (?:\w+ ){0,2}?(?:sick|dizzy|faint|numb|sleepy|drowsy|shaky|weird|poorly|ill)"
    r"|(?:throwing|throw|threw|thrown) up|vomit\w*|puk(?:ed|ing)|passed out|blacked out|can not (?:see|breathe|stay awake)"
    r"|(?:belly|stomach|tummy|side|liver|head) (?:is )?(?:really )?(?:hurts|hurting|kills|killing))\b"
)
# Alone, right after danger, these are cries; "stop" alone is not, for by text it is a word of its own.
_CRY = re.compile(
    r"(?:(?:please|pls|plz|oh|god|omg|just) )*(?:"
    r"no more|no no(?: no)*|(?:make (?:it|him|her|them|this) )?stop (?:it|this|him|her|them)(?: (?:happening|now|please|pls))*"
    r"|make (?:it|him|her|them|this) stop(?: (?:please|pls|now))*|i am (?:so |really )?(?:scared|frightened|afraid)"
    r")"
)


def raised(found: Optional[Danger], text: str, shown: Danger) -> Optional[Danger]:
    """What a message comes to behind one that showed danger of now or a weak sign of it, a few turns ago at most."""
    if found and (found.is_urgent or found.is_over):
        return found
    said = normalise(text)
    if (
        _SAYS_SO.search(said)
        or _CRY.fullmatch(said.strip())
        or is_cry(text)
        or (shown.kind == "crisis_self_harm" and _BODY.search(said))
    ):
        return Danger(shown.kind, shown.is_about_other)
    if found and shown.is_urgent:
        return Danger(found.kind, found.is_about_other)
    return found
