"""A real Bolt app against a real sandbox, by Socket Mode or over signed HTTP."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from typing import Any

from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.client import Person, Slack
from sandbox.server import Sandbox

SCOPES = [
    "commands", "chat:write", "chat:write.customize", "chat:write.public", "channels:history", "groups:history",
    "im:history", "mpim:history", "channels:read", "groups:read", "im:read", "mpim:read", "im:write", "mpim:write",
    "channels:join", "channels:manage", "users:read", "users:read.email", "users.profile:read", "usergroups:read",
    "reactions:read", "reactions:write", "files:read", "files:write", "team:read", "bookmarks:read",
    "bookmarks:write", "dnd:read", "emoji:read", "app_mentions:read",
]  # fmt: skip
EVENTS = [
    "app_home_opened", "app_mention", "app_uninstalled", "tokens_revoked", "message.im", "message.channels",
    "member_joined_channel", "reaction_added", "team_join", "user_change", "subteam_members_changed",
]  # fmt: skip


def manifest(*, socket: bool = True, scopes: list[str] | None = None, **changes: Any) -> dict[str, Any]:
    """A manifest with everything on; `changes` replace whole `settings` or `features` keys."""
    features: dict[str, Any] = {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "bot_user": {"display_name": "kudos"},
        "slash_commands": [
            {"command": "/kudos", "description": "Thank someone", "should_escape": True},
            {"command": "/raw", "description": "As typed"},
        ],
        "shortcuts": [
            {"name": "Give kudos", "type": "global", "callback_id": "give", "description": "Thank someone"},
            {"name": "Quote", "type": "message", "callback_id": "quote", "description": "Thank for this"},
        ],
    }
    settings: dict[str, Any] = {
        "event_subscriptions": {"bot_events": EVENTS},
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": socket,
    }
    for name, value in changes.items():
        (features if name in ("app_home", "slash_commands", "shortcuts") else settings)[name] = value
    return {
        "display_information": {"name": "Kudos"},
        "features": features,
        "oauth_config": {
            "scopes": {"bot": SCOPES if scopes is None else scopes},
            "redirect_urls": ["https://kudos.example/slack"],
        },
        "settings": settings,
    }


QUIET = logging.getLogger("tests.quiet")
QUIET.setLevel(logging.CRITICAL)


class Rig:
    """The sandbox, a client for people, and the Bolt app with its own Slack client."""

    def __init__(self, box: Sandbox, slack: Slack, app: AsyncApp) -> None:
        self.box = box
        self.slack = slack
        self.app = app
        self.client: AsyncWebClient = app.client

    async def person(self, name: str) -> Person:
        return await self.slack.person(name)


def client_of(box: Sandbox, token: str | None = None, **more: Any) -> AsyncWebClient:
    return AsyncWebClient(token=box.bot_token if token is None else token, base_url=box.api_url, logger=QUIET, **more)


async def refused(call: Any) -> dict[str, Any]:
    """The answer of a call that Slack refuses."""
    try:
        answer = await call
    except SlackApiError as error:
        data: Any = error.response.data
        return data if isinstance(data, dict) else {"error": data}
    raise AssertionError(f"Slack would have refused this: {str(answer.data)[:300]}")


@contextlib.asynccontextmanager
async def by_socket(box: Sandbox, app: AsyncApp, *, ping_interval: float = 5) -> AsyncIterator[AsyncSocketModeHandler]:
    """The app connected with the unmodified aiohttp client; up to date with the hello."""
    handler = AsyncSocketModeHandler(app, box.app_token, ping_interval=ping_interval, logger=QUIET)
    await handler.connect_async()
    try:
        yield handler
    finally:
        await handler.close_async()


@contextlib.asynccontextmanager
async def rigged(mode: str = "socket", *, scopes: list[str] | None = None, **habits: Any) -> AsyncIterator[Rig]:
    """A sandbox and a connected Bolt app in this mode."""
    changes = habits.pop("changes", {})
    habits.setdefault("pace", "off")
    habits.setdefault("retries", (0.05, 0.05, 0.05))
    box = Sandbox(manifest(socket=mode == "socket", scopes=scopes, **changes), **habits)
    async with contextlib.AsyncExitStack() as stack:
        await stack.enter_async_context(box)
        app = AsyncApp(client=client_of(box), signing_secret=box.signing_secret, logger=QUIET)
        if mode == "socket":
            await stack.enter_async_context(by_socket(box, app))
        else:
            box.workspace.app.request_url = await stack.enter_async_context(served(app))
        slack = await stack.enter_async_context(Slack(box.url))
        yield Rig(box, slack, app)


@contextlib.asynccontextmanager
async def served(app: AsyncApp) -> AsyncIterator[str]:
    """The app behind Bolt's own aiohttp server on a free port; its request URL."""
    runner = web.AppRunner(app.web_app("/slack/events"), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    try:
        yield f"http://127.0.0.1:{port}/slack/events"
    finally:
        await runner.cleanup()


async def soon(done: Any, seconds: float = 5.0) -> None:
    """Waits until `done()` is true. Fails after `seconds`."""
    async with asyncio.timeout(seconds):
        while not done():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.005)


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A modal with these blocks, or with one text input."""
    shown = list(blocks) or [text_input()]
    return {
        "type": "modal",
        "callback_id": "form",
        "title": {"type": "plain_text", "text": "Say thanks"},
        "submit": {"type": "plain_text", "text": "Send"},
        "blocks": shown,
        **more,
    }


def text_input(block_id: str = "words", **more: Any) -> dict[str, Any]:
    return {
        "type": "input",
        "block_id": block_id,
        "label": {"type": "plain_text", "text": "What for?"},
        "element": {"type": "plain_text_input", "action_id": "text", **more},
    }


def section(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, **more}}


def button(action_id: str = "go", **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": {"type": "plain_text", "text": "Go"}, **more}


def home(*blocks: dict[str, Any]) -> dict[str, Any]:
    return {"type": "home", "blocks": list(blocks) or [section("Hello")]}
