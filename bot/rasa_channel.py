"""The chat page as a channel of `rasa run`, under /webhooks/localoffer/."""

from __future__ import annotations

from typing import Any, Awaitable, Callable, Dict, Optional

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint

from bot.dialogue.conversation import AnswerCollector, RasaConversation
from bot.server import assemble, blueprints, chat_page, open_services, seed_demo, send_alerts_for_ever
from bot.settings import Settings
from bot.training import ensure_danger_model


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
        assistant = assemble(settings, open_services(settings), RasaConversation(on_new_message))
        seed_demo(assistant)
        chat, *others = blueprints(chat_page(assistant, root=f"/webhooks/{self.name()}"), settings)

        async def send_alerts(app: Any, _loop: Any) -> None:
            app.add_task(send_alerts_for_ever(assistant))

        chat.listener(send_alerts, "after_server_start")
        return Blueprint.group(chat, *others)
