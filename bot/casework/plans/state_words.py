"""What each state of a pathway plan means: one sentence to the young person, one to the adviser."""

from __future__ import annotations

from bot.casework.codes import PlanState
from bot.phrases import PhraseSet

TO_YOUNG_PERSON = PhraseSet("plans.stands", PlanState)
TO_ADVISER = PhraseSet("staff_pages.plan", PlanState)
NEXT_FOR_YOUNG_PERSON = PhraseSet("plans.next", PlanState, "adviser", "manager")
