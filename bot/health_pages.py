"""What the pages of health look at, and what they say."""

from __future__ import annotations

import time

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.assistant import Assistant, content_problems
from bot.channels.web.web_routes import Handler
from bot.delivery.alerts.notices import are_failing
from bot.dialogue.trained_models import encoder_of, tuned_encoder_of
from bot.health.databases import database_probe
from bot.health.disk import disk_word
from bot.health.readiness import Readiness
from bot.health.report import Health
from bot.health.row_security import row_security_word
from bot.health.states import FAILING, LETTERS_ALONE, MISSING, NOT_LOADED, OFF, OK
from bot.health.words_in_time import Probe


def make_health(assistant: Assistant) -> Health:
    """What the route of health looks at. Its databases must be there now."""
    settings, services = assistant.settings, assistant.services
    parts: dict[str, Probe] = {
        "database": database_probe(services.database.engine, "web_session"),
        "conversations": _conversations(assistant),
        "row_security": lambda: row_security_word(services.database.engine),
        "disk": lambda: disk_word(settings.state_folder),
        "model": lambda: model_word(assistant),
        "danger": lambda: assistant.detector.state,
        "embedding": lambda: OK if encoder_of(settings) and tuned_encoder_of(settings) else LETTERS_ALONE,
        "alerts": lambda: alerts_word(assistant),
    }
    wrong = content_problems(services)
    return Health(parts, lambda: wrong, time.monotonic, lambda: tuple(services.switches.off()))


def make_readiness(assistant: Assistant) -> Readiness:
    """What must be there for this process to be sent requests. Its databases must be there now."""
    return Readiness(
        {
            "model": lambda: OK if assistant.dialogue.is_ready else NOT_LOADED,
            "database": database_probe(assistant.services.database.engine, "web_session"),
            "conversations": _conversations(assistant),
        }
    )


def _conversations(assistant: Assistant) -> Probe:
    engine = assistant.dialogue.engine
    return database_probe(engine, "events") if engine is not None else lambda: OK


def model_word(assistant: Assistant) -> str:
    """Whether Rasa's model is loaded, and its file still there for the next start."""
    if not assistant.dialogue.is_ready:
        return NOT_LOADED
    return OK if assistant.model is None or assistant.model.exists() else MISSING


def alerts_word(assistant: Assistant) -> str:
    """Whether alerts go out."""
    if assistant.alerts is None:
        return OFF
    return FAILING if are_failing(assistant.services.database, assistant.services.clock.now()) else OK


def health_page(health: Health) -> Handler:
    """A page that tells how every part is: 200 if all is well, 503 if not."""

    async def tell(_request: Request) -> Response:
        report = await health.look()
        return JSONResponse(report.json(), 503 if report.unwell else 200)

    return tell


async def live_page(_request: Request) -> Response:
    """That the process answers. It touches nothing."""
    return JSONResponse({"live": True})


def ready_page(readiness: Readiness) -> Handler:
    """A page for whoever sends requests here: 200 to go on, 503 with what is missing to let it be.

    `?parts=model` asks of some parts alone. Raises HTTPException for a part that there is not.
    """

    async def tell(request: Request) -> Response:
        named = frozenset(filter(None, request.query_params.get("parts", "").split(",")))
        if named - readiness.parts:
            raise HTTPException(404)
        missing = await readiness.missing(named)
        return JSONResponse({"ready": not missing, "missing": dict(missing)}, 503 if missing else 200)

    return tell
