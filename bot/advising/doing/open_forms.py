"""Words behind a form that is the last thing shown: "yes", "save", "cancel", "undo". Nothing is kept by less than a clear yes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, Mapping, Optional, Sequence

from bot.advising.asking import Asking, Handler
from bot.advising.doing.deeds import last_deed
from bot.advising.doing.doing_cards import told
from bot.advising.doing.undo_doing import undo_asked
from bot.answer import Answer
from bot.phrases import phrase

# Buttons that keep what a form or a confirmation shows, but for those of a PIN: nobody here knows what stands in its field.
_SAVES = ("contact_save", "move_do", "views_do", "review_do")
_SECRET = "pin_set"  # noqa: S105 - the verb of a button
_CLEAR = frozenset({"yes", "yep", "yeah", "yup", "save", "confirm", "confirmed"})
_UNCLEAR = frozenset({"ok", "okay", "fine", "sure", "done", "right", "good"})
_WITH = frozenset(
    {
        "please",
        "pls",
        "plz",
        "thanks",
        "thank",
        "you",
        "ta",
        "it",
        "that",
        "this",
        "now",
        "do",
        "go",
        "ahead",
        "and",
        "then",
    }
)
_NO = frozenset(
    {
        "cancel",
        "no",
        "nope",
        "dont",
        "not",
        "stop",
        "never",
        "nevermind",
        "forget",
        "scrap",
        "leave",
        "discard",
    }
)
_UNDO = frozenset({"undo"})
_BESIDE_NO = _WITH | {"save", "mind", "to", "actually", "the", "form", "contact"}
_KEEP = frozenset({"save", "keep"})
_UNDOES = "undo"  # the verb of the button that takes back
_WORD = re.compile(r"[a-z]+")


@dataclass(frozen=True)
class OpenForm:
    """A form as it was shown: its button's value and key, what stood in its fields, and the labels of those that must be filled in."""

    value: str
    key: str
    values: Mapping[str, str]
    needed: Mapping[str, str]

    @property
    def missing(self) -> list[str]:
        """The labels of what is still empty."""
        return [label for name, label in self.needed.items() if not self.values.get(name, "").strip()]


def draft_of(answer: Answer) -> dict[str, Any]:
    """What is remembered of a form or confirmation that is shown, sealed, until the next answer; nothing of a secret."""
    value = answer.choices[0].value if answer.choices and answer.card else ""
    asks_to_undo = answer.title == phrase("staff_deeds.undo.ask_title")  # "Undo" stands under every deed, too
    if value.split("/")[0] not in (*_SAVES, _SECRET) and not asks_to_undo:
        return {}
    form = answer.card.form if answer.card else None
    fields = [one for one in (form.fields if form else ()) if one.kind != "secret"]
    return {
        "value": value,
        "values": {one.id: one.value for one in fields},
        "needed": {one.id: one.label for one in fields if one.is_required},
    }


def form_shown(shown: Optional[Answer], line: str, draft: Mapping[str, Any]) -> Optional[OpenForm]:
    """The form that is the last thing shown in this talk; None where anything else is."""
    is_same = shown is not None and bool(shown.choices) and shown.choices[0].value == draft.get("value")
    if not line or not is_same:
        return None
    return OpenForm(draft["value"], f"{line}.0", draft["values"], draft["needed"])


def answer_to_form(asking: Asking, form: OpenForm, by_verb: Mapping[str, Handler]) -> Optional[Answer]:
    """The answer to words that are about the open form; None for all others. Raises as its button does."""
    said = _WORD.findall(asking.text.lower().replace("'", "").replace("\u2019", ""))
    if form.value.split("/")[0] == _UNDOES and _is_of(said, _KEEP, _BESIDE_NO | _CLEAR | _NO):
        return _told(phrase("staff_deeds.form.stays"))  # "save" under "take it back?" is no yes to that
    if _is_of(said, _NO, _BESIDE_NO):
        return _told(phrase("staff_deeds.form.cancelled"))
    if _is_of(said, _CLEAR, _WITH | _UNCLEAR) or said in (["do", "it"], ["go", "ahead"]):
        return _saved(asking, form, by_verb)
    if _is_of(said, _UNCLEAR, _WITH):
        return _told(phrase("staff_deeds.form.not_yet"))
    return _undo(asking) if _is_of(said, _UNDO, _WITH | {"the", "last"}) else None


def _is_of(said: Sequence[str], some: frozenset[str], beside: frozenset[str]) -> bool:
    return bool(some.intersection(said)) and (some | beside).issuperset(said)


def _saved(asking: Asking, form: OpenForm, by_verb: Mapping[str, Handler]) -> Answer:
    """As by its button, and by the same key: pressed afterwards, it says that it is done. What is missing is said instead."""
    verb, *args = form.value.split("/")
    if verb == _SECRET:
        return _told(phrase("staff_deeds.form.secret"))
    answer = by_verb[verb](replace(asking, inputs=form.values, key=form.key), args)
    if not form.missing:
        return answer
    missing = "; ".join(label.rstrip("?") for label in form.missing)
    return answer.copy(update={"lead": phrase("staff_deeds.form.missing", missing=missing)})


def _undo(asking: Asking) -> Answer:
    if last_deed(asking.session, asking.account, asking.when.now) is None:
        return _told(phrase("staff_deeds.form.nothing_to_undo"))
    answer = undo_asked(asking)
    return answer.copy(update={"lead": f"{phrase('staff_deeds.form.not_saved')} {answer.lead}"})


def _told(lead: str) -> Answer:
    return told(phrase("staff_deeds.form.title"), lead, (phrase("staff_deeds.undo.meaning"),))
