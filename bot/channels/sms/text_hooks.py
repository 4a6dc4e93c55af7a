"""What the addresses that providers call have in common: stored first, acknowledged then, and 503 where it could not be stored."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Awaitable, Callable, Optional, Protocol

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.sms.arrived_texts import Arrived
from bot.channels.web.web_body import sent_by
from bot.delivery.sending.outbox import Outcome

logger = logging.getLogger(__name__)

RETRY_AFTER = "60"  # seconds


class RefusedHookError(Exception):
    """A call that is not to be believed, or can't be read. `status` is what it gets, `why` what the log says.

    `mend` says which settings to look at, where a wrong one of ours may be why.
    """

    def __init__(self, status: HTTPStatus, why: str, mend: str = "") -> None:
        super().__init__(why)
        self.status, self.why, self.mend = status, why, mend


class Hooks(Protocol):
    """What is done with a call once its sender is proved. Both raise where the database does not answer."""

    async def take(self, arrived: Arrived) -> Optional[str]:
        """Store a text that came in. What it gives could not be stored and must be said at once, if the provider can."""

    async def receipt(self, line: str, reference: str, outcome: Outcome, *, is_stopped: bool = False) -> bool:
        """Keep what became of one of ours, and that the network `is_stopped` by its owner; False if none has this reference."""


def hook(path: str, line: str, work: Callable[[Request, bytes], Awaitable[Response]]) -> Route:
    """The route of one address, for POST alone."""

    async def endpoint(request: Request) -> Response:
        try:
            await sent_by(request).whole()
            return await work(request, sent_by(request).body)
        except RefusedHookError as error:
            mend = f" ({error.mend}: docs/sms.md)" if error.mend else ""
            logger.warning("A call of a provider was refused: line=%s why=%s%s", line, error.why, mend)
            return Response(status_code=error.status)
        except HTTPException as error:
            logger.warning(
                "A call of a provider was refused: line=%s status=%s", line, int(error.status_code)
            )
            return Response(status_code=error.status_code)
        except Exception as error:  # noqa: BLE001 - whatever failed, it must come again
            logger.error(
                "A call of a provider could not be taken in: line=%s error=%s", line, type(error).__name__
            )
            return Response(status_code=HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": RETRY_AFTER})

    return Route(path, endpoint, methods=["POST"])
