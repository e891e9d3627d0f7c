"""Builds the Bolt app: one listener per payload type, all leading to the front.

`process_before_response=True`: the handler runs to its end before the answer goes out, which spares Bolt's 10 ms ack
poll (benchmarks/ack.py) and fits "acknowledge what is saved". Signatures are checked before Bolt (bot.web), since Bolt
parses first and writes refused bodies into the log. Bolt also logs the bodies of what it knows no listener for, and the
words of errors; the front tells all that is worth telling, so Bolt's own log stays silent.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.kit.front import Front

Authorize = Callable[[str | None, str | None], Awaitable[AuthorizeResult | None]]
log = logging.getLogger("candor.app")
ANY = re.compile(r".*", re.DOTALL)


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
        process_before_response=True,
        request_verification_enabled=False,
        ssl_check_enabled=False,
        attaching_function_token_enabled=False,
        ignoring_self_assistant_message_events_enabled=False,
    )

    async def on_anything(ack: AsyncAck, body: dict[str, Any]) -> None:
        await front.receive(ack, body)

    for listener in (
        app.command,
        app.action,
        app.view_submission,
        app.view_closed,
        app.shortcut,
        app.options,
        app.event,
    ):
        listener(ANY)(on_anything)
    return app
