"""Answers as what is posted to Teams: the lead as text, and the rest as a card, or as several where it is long. They are apart, since Teams would part them and give no id.

What is urgent is said in text alone, numbers first, and needs no file: a card may fail to be shown, and then holds nothing but buttons.
"""

from __future__ import annotations

import json
from typing import Any, Dict, Iterator, List, Sequence

from bot.answer import Answer
from bot.answer_text import contact_text
from bot.channels.teams.adaptive_card import adaptive_card, bare_card, has_card
from bot.channels.teams.card_buttons import button_rows
from bot.channels.teams.card_elements import button, words
from bot.channels.teams.card_room import at_most
from bot.channels.teams.card_series import in_cards

Activity = Dict[str, Any]

CARD = "application/vnd.microsoft.card.adaptive"
PREVIEW = "preview"  # stands for the line of an answer that no journal keeps
MOST_LETTERS = 12_000  # of a text: Teams takes 40,000 letters with everything around them

MOST_SUMMARY = 100  # letters


def activities(answer: Answer, line: str) -> List[Activity]:
    """What is posted for an answer, in this order: a text, and a card where there is more. `line` is the id of its line in the journal."""
    if answer.urgency == "urgent":
        return list(_urgent(answer, line))
    if not has_card(answer):
        return [text_activity(_text(answer))]
    lead = [text_activity(answer.lead)] if answer.lead.strip() else []  # Teams refuses an empty text
    summary = answer.title or answer.lead
    return [*lead, *(card_activity(adaptive_card(part, line), summary) for part in in_cards(answer))]


def text_activity(text: str) -> Activity:
    """Words as they are, without Markdown."""
    return {"type": "message", "textFormat": "plain", "text": at_most(text, MOST_LETTERS)}


def card_activity(card: Dict[str, Any], summary: str) -> Activity:
    """A card; the summary is what a notification shows of it, and names nobody."""
    attachment = {"contentType": CARD, "content": card}
    return {"type": "message", "summary": at_most(summary, MOST_SUMMARY), "attachments": [attachment]}


def as_json(activity: Activity) -> str:
    """As it waits in the outbox."""
    return json.dumps(activity, separators=(",", ":"))


def _text(answer: Answer) -> str:
    parts = (answer.title, answer.lead, *answer.notes, answer.question)
    return "\n\n".join(part for part in parts if part)


def _urgent(answer: Answer, line: str) -> Iterator[Activity]:
    yield text_activity("\n\n".join(_said_in_danger(answer)))
    if answer.choices:
        question = answer.question or answer.title
        asked = [words(question, weight="Bolder")] if question else []
        buttons = [button(line, index, choice.label) for index, choice in enumerate(answer.choices)]
        yield card_activity(bare_card([*asked, *button_rows(buttons)], answer.lead), question or answer.lead)


def _said_in_danger(answer: Answer) -> Sequence[str]:
    contacts = "\n".join(map(contact_text, answer.contacts))
    paragraphs = [paragraph.text for paragraph in answer.paragraphs]
    parts = (answer.lead, contacts, *paragraphs, *answer.steps, *answer.notes, answer.question)
    return [part for part in parts if part]
