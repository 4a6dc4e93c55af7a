"""Which message a form is: sent twice at once it is the same one, sent again after other messages it is a new one."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from typing import Any, Dict

MOST_CONVERSATIONS, MOST_FORMS = 2_000, 60


class FormIds:
    """The forms that each conversation sent, in memory alone.

    A page that was left open, or is shown again by "back", sends an id that was used turns ago. The same words on it
    ("yes") may now answer another question, and must not be taken for a form that arrived twice.
    """

    def __init__(self) -> None:
        self._sent: OrderedDict[str, Dict[str, str]] = OrderedDict()

    def message_id(self, conversation: str, form: str) -> str:
        """The id of the message that this form is now. `form` stands for the form with all that it says."""
        sent = self._sent.setdefault(conversation, {})
        self._sent.move_to_end(conversation)
        if form in sent and next(reversed(sent)) != form:
            del sent[form]
            sent[form] = f"{form}:{secrets.token_urlsafe(12)}"
        message_id = sent.setdefault(form, form)
        _trim(sent, MOST_FORMS)
        _trim(self._sent, MOST_CONVERSATIONS)
        return message_id


def _trim(kept: Dict[str, Any], most: int) -> None:
    while len(kept) > most:
        del kept[next(iter(kept))]
