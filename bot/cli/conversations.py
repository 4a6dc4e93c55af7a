"""Rasa's conversations, for commands that delete."""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable

if TYPE_CHECKING:
    from bot.settings import Settings


def conversations_of(settings: Settings) -> tuple[Callable[[str], None], Callable[[], None]]:
    """How to forget one of Rasa's conversations, and how to scrub their database."""
    from bot.casework.privacy.subject_access import scrub
    from bot.dialogue.tracker_store import ConversationStore  # loads Rasa, which takes seconds

    store = ConversationStore(host=settings.conversations)
    return store.forget, lambda: scrub(store.engine)
