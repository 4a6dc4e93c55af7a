"""How sure the classifier must be. Measured on tests/sentences; measure again when it changes."""

from __future__ import annotations

# A whole question that is nearly as likely as a short one ("how much?") is the better reading.
NEARLY_AS_LIKELY = 0.5
# Short questions sound like many others, so they need more certainty than whole ones.
SURE_ENOUGH = 0.4
# Below this, most of what the classifier calls danger is none.
MORE_THAN_A_GUESS = 0.3
SURE_ABOUT_TEXTS = 0.6
# Less likely topics are not offered as "did you mean": among a hundred topics, one in a hundred is chance.
WORTH_OFFERING = 0.02
