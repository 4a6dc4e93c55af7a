"""The chat page as a channel of `rasa run`, under /webhooks/localoffer/."""

from __future__ import annotations

from typing import Any, Awaitable, Callable, Dict, Optional

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint

from bot.dialogue.rasa_turn import AnswerCollector, RasaConversation
from bot.dialogue.trained_models import ensure_danger_model
from bot.server import (
    assemble,
    blueprints,
    chat_page,
    forget_for_ever,
    open_services,
    seed_demo,
    send_alerts_for_ever,
    sweep_for_ever,
)
from bot.settings import Settings


class LocalOfferInput(InputChannel):
    """Puts our front door between the chat page and the Rasa server's message handler."""

    @classmethod
    def name(cls) -> str:
        """Its name, and the last part of its address."""
        return AnswerCollector.name()

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[str, Any]]) -> InputChannel:
        """Nothing is read from credentials.yml: every setting comes from the environment."""
        return cls()

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The pages of the chat and of signing in."""
        settings = Settings()
        ensure_danger_model(settings)
        rasa = RasaConversation(on_new_message)
        assistant = assemble(settings, open_services(settings), rasa)
        seed_demo(assistant)
        chat, *others = blueprints(chat_page(assistant, root=f"/webhooks/{self.name()}"), settings)

        async def start(app: Any, _loop: Any) -> None:
            rasa.agent = getattr(app.ctx, "agent", None)  # loaded after this page was made
            for task in (send_alerts_for_ever, sweep_for_ever, forget_for_ever):
                app.add_task(task(assistant))

        chat.listener(start, "after_server_start")
        return Blueprint.group(chat, *others)
