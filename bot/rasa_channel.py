"""A text channel for `rasa run`, under /webhooks/localoffer/: the same front door, without pages and without signing in."""

from __future__ import annotations

from typing import Any, Awaitable, Callable, Dict, Optional

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint
from sanic.request import Request
from sanic.response import BaseHTTPResponse, json

from bot.assistant import assemble, open_services
from bot.channels.json_text import JsonText
from bot.dialogue.rasa_turn import AnswerCollector, RasaConversation
from bot.dialogue.trained_models import ensure_danger_model
from bot.settings import Settings


class LocalOfferInput(InputChannel):
    """Puts our front door between text and the Rasa server's message handler."""

    @classmethod
    def name(cls) -> str:
        """Its name, and the last part of its address."""
        return AnswerCollector.name()

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[str, Any]]) -> InputChannel:
        """Nothing is read from credentials.yml: every setting comes from the environment."""
        return cls()

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The one route."""
        settings = Settings()
        ensure_danger_model(settings)
        rasa = RasaConversation(on_new_message)
        assistant = assemble(settings, open_services(settings), rasa, is_kept=False)
        talk, blueprint = JsonText(assistant.front_door, settings.secret()), Blueprint("localoffer_text")

        async def take(request: Request) -> BaseHTTPResponse:
            rasa.agent = getattr(request.app.ctx, "agent", None)  # loaded after this channel was made
            said = await talk.answer(request.body)
            return json(said.body, status=said.status, headers={"Cache-Control": "no-store"})

        blueprint.add_route(take, "/", methods=["POST"])
        return blueprint
