"""Whether "what?" after an answer wants it again as it was, or in easier words."""

from __future__ import annotations

import re

# Asked for in so many words, or not understood: easier words. They win, as in "say that again but simpler".
_EASIER = re.compile(
    r"simpl|eas(y|ier)|plain|short|in english|my english|normal words|too (long|many|much)|(big|hard|long) words|dyslex|"
    r"confus|lost|(do ?n.?t|did ?n.?t|dont|didnt|cannot|can.?t|not) (really )?(get|understand|follow|know)|no sense|break it down|"
    r"another way|sum it|tl;?dr|like i.?m|slow down|what does|what do you|even mean|on about|read it",
    re.IGNORECASE,
)
_AGAIN = re.compile(
    r"\b(again|repeat|repeating|pardon|(catch|hear|see) (that|it|u|you)|missed (that|it)|last message|before that|once more|"
    r"one more time|wh?[ao]t was (that|it)|cut out|(re)?send|resend|froze|lost signal|say (that|it)|come again|scroll)\b",
    re.IGNORECASE,
)


def wants_it_again(text: str) -> bool:
    """Whether the answer is wanted as it was; otherwise it is wanted more simply."""
    return bool(_AGAIN.search(text)) and not _EASIER.search(text)
