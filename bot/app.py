"""Builds the Bolt app: whatever Bolt has read and authorised goes to the front.

It goes there from a middleware, which Bolt awaits before it answers: that fits "acknowledge what is saved", and spares
Bolt's 10 ms ack poll and its listeners, which it tries one by one and builds arguments for (benchmarks/ack.py).
Signatures are checked before Bolt (bot.web), since Bolt parses first and writes refused bodies into the log. Bolt also
logs the words of errors; the front tells all that is worth telling, so Bolt's own log stays silent.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.kit.front import Front

Authorize = Callable[[str | None, str | None], Awaitable[AuthorizeResult | None]]
log = logging.getLogger("candor.app")


class Threshold(AsyncMiddleware):
    """The last of Bolt's middleware: nothing goes past it to listeners, of which there are none."""

    def __init__(self, front: Front) -> None:
        self.front = front

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002 - Bolt's name for it
    ) -> BoltResponse:
        """The front's answer. What it raises becomes a 500 in Bolt, upon which Slack tries an event again."""
        ack = req.context.ack
        await self.front.receive(ack, req.body)
        return ack.response or resp


def build_app(front: Front, authorize: Authorize, client: AsyncWebClient) -> AsyncApp:
    """The app, ready for Socket Mode or HTTP. `client` lends its session and address to every request's own client."""

    async def who(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult | None:
        """A plain function: Bolt passes arguments by the names that it reads off it, and a method's `self` is one."""
        found = await authorize(enterprise_id, team_id)
        if found is None:
            log.warning("a request from %s, where Candor is not installed", team_id or enterprise_id)
        return found

    silent = logging.getLogger("candor.bolt")
    silent.setLevel(logging.CRITICAL)
    app = AsyncApp(
        name=silent.name,  # Bolt also sets up the logger of this name
        logger=silent,
        client=client,
        authorize=who,  # type: ignore[arg-type]  # Bolt takes None for an answer, its annotation does not
        request_verification_enabled=False,
        ssl_check_enabled=False,
        attaching_function_token_enabled=False,
        ignoring_self_assistant_message_events_enabled=False,
    )
    app.middleware(Threshold(front))
    return app
