"""How sure the classifier must be. Measured on tests/sentences; measure again when it changes."""

from __future__ import annotations

# A whole question that is nearly as likely as a short one ("how much?") is the better reading.
NEARLY_AS_LIKELY = 0.5
# Short questions sound like many others, so they need more certainty than whole ones.
SURE_ENOUGH = 0.4
# The second net for danger. Where the trained judge looked first and saw none, only what is nearly certain is danger
# after all: at 0.3 the net would catch 5 more of 585 sentences that show danger, and 16 of 260 that only sound like it.
# Where rules alone looked, they miss so much that a third of a chance counts.
SECOND_NET, ONLY_NET = 0.95, 0.3
SURE_ABOUT_TEXTS = 0.6
# Less likely topics are not offered as "did you mean": among a hundred topics, one in a hundred is chance.
WORTH_OFFERING = 0.02
# A message that no topic fits may still ask what a passage answers, if that is likely enough.
SURE_THOUGH_REFUSED = 0.6
NEAR_THOUGH_REFUSED = 0.45
CERTAIN_THOUGH_REFUSED = 0.9
# Of a topic that is so sure the nearest passage is worth saying, however unlikely it is; chosen on the open half of the measured questions.
SURE_OF_TOPIC = 0.9
# "Who signs my plan" sounds like "where is my plan": to whom we don't know, a passage that is so sure is said.
SURE_OF_PASSAGE = 0.9
# "How much do i get for my first place" sounds like "how much?", and says itself what it is about: its passage is so likely. Chosen
# with one such message and the follow-ups of tests/sentences in sight.
WHOLE_QUESTION = 0.75
