"""The address that Teams' service calls: each call is proved first, stored then, and acknowledged at once.

What is not proved gets 403 and changes nothing; what could not be stored gets 503, so that it comes again.
"""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import List

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.teams.arrived_activities import ArrivedActivities
from bot.channels.teams.teams_activity import UnreadableActivityError, read_activity
from bot.channels.teams.teams_proof import NotProvedError, TeamsProof
from bot.channels.web.web_body import sent_by

logger = logging.getLogger(__name__)

MESSAGES = "/teams/messages"
RETRY_AFTER = "10"  # seconds


class TeamsHooks:
    """`messages` is what is done with a call once its sender is proved."""

    def __init__(self, proof: TeamsProof, arrived: ArrivedActivities) -> None:
        self._proof, self._arrived = proof, arrived

    def routes(self) -> List[Route]:
        """The address. It says that it is there to whoever only looks."""
        return [Route(MESSAGES, self.call, methods=["POST", "GET", "HEAD"])]

    async def call(self, request: Request) -> Response:
        """One call; see above."""
        if request.method != "POST":
            return Response(status_code=HTTPStatus.OK)
        try:
            return await self._taken(request)
        except NotProvedError as error:
            return _refused(HTTPStatus.FORBIDDEN, error.kind)
        except UnreadableActivityError as error:
            return _refused(HTTPStatus.BAD_REQUEST, str(error))
        except HTTPException as error:
            return _refused(HTTPStatus(error.status_code), "body")
        except Exception as error:  # noqa: BLE001 - whatever failed, it must come again
            logger.error("A call of Teams could not be taken in: error=%s", type(error).__name__)
            return Response(status_code=HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": RETRY_AFTER})

    async def _taken(self, request: Request) -> Response:
        proof = await self._proof.of_token(request.headers.get("authorization", ""))
        await sent_by(request).whole()
        activity = read_activity(sent_by(request).body)
        self._proof.require(proof, activity)
        is_message = activity.type == "message"
        await self._arrived.take(activity)
        return Response(status_code=HTTPStatus.ACCEPTED if is_message else HTTPStatus.OK)


def _refused(status: HTTPStatus, why: str) -> Response:
    logger.warning("A call of Teams was refused: why=%s", why)
    return Response(status_code=status)
