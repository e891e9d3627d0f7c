"""A small Bolt app that shows every block and element, for tests of the sandbox's page. It remembers what it hears."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.server import Sandbox
from tests.kit.gallery_blocks import EVERY_INPUT, HOME, MESSAGES, plain, stacked_view
from tests.kit.gallery_hostile import hostile_blocks, hostile_view

SCOPES = [
    "channels:history channels:join channels:read chat:write chat:write.customize chat:write.public commands",
    "files:read files:write groups:history groups:read im:history im:read im:write links.embed:write mpim:history",
    "reactions:read reactions:write team:read usergroups:read users:read",
]

MANIFEST: dict[str, Any] = {
    "display_information": {"name": "Gallery", "description": "Shows every block and element"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False},
        "bot_user": {"display_name": "gallery", "always_online": True},
        "shortcuts": [
            {"name": "Open the form", "type": "global", "callback_id": "form", "description": "Every input"},
            {"name": "Keep this", "type": "message", "callback_id": "keep", "description": "Keeps a message"},
        ],
        "slash_commands": [
            {
                "command": "/gallery",
                "description": "Show every block",
                "usage_hint": "[which part]",
                "should_escape": True,
            },
            {"command": "/form", "description": "Open a form with every input", "should_escape": True},
            {"command": "/stack", "description": "Open a modal that stacks", "should_escape": True},
            {"command": "/hostile", "description": "Hostile texts everywhere", "should_escape": True},
            {"command": "/whisper", "description": "Say something to you alone", "should_escape": True},
            {"command": "/silence", "description": "Never answers", "should_escape": True},
        ],
        "unfurl_domains": ["videos.example"],
    },
    "oauth_config": {"scopes": {"bot": " ".join(SCOPES).split()}},
    "settings": {
        "event_subscriptions": {"bot_events": ["app_home_opened", "message.channels", "message.im"]},
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}

CITIES = ["Amsterdam", "Athens", "Berlin", "Bern", "Lisbon", "London", "Paris", "Prague"]


class Gallery:
    """The app, connected to a sandbox by Socket Mode. `heard` holds (kind, payload) in order of arrival."""

    def __init__(self, box: Sandbox) -> None:
        self.heard: list[tuple[str, dict[str, Any]]] = []
        self.news = asyncio.Event()
        self.silent = False
        self.client = AsyncWebClient(token=box.bot_token, base_url=box.api_url)
        self.app = AsyncApp(client=self.client, signing_secret=box.signing_secret)
        self._handler = AsyncSocketModeHandler(self.app, box.app_token, web_client=self.client)
        self._listen()

    async def __aenter__(self) -> Gallery:
        await self._handler.connect_async()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._handler.close_async()

    def last(self, kind: str) -> dict[str, Any]:
        """The newest payload of a kind: action, submission, closed, command, shortcut, suggestion."""
        return next(payload for each, payload in reversed(self.heard) if each == kind)

    def count(self, kind: str) -> int:
        return sum(each == kind for each, _ in self.heard)

    def _hear(self, heard: tuple[str, dict[str, Any]]) -> None:
        self.heard.append(heard)
        self.news.set()

    def _listen(self) -> None:
        app = self.app
        app.command("/gallery")(self.on_gallery)
        app.command("/form")(self.on_form)
        app.command("/stack")(self.on_stack)
        app.command("/hostile")(self.on_hostile)
        app.command("/whisper")(self.on_whisper)
        app.command("/silence")(self.on_silence)
        app.shortcut("form")(self.on_form)
        app.shortcut("keep")(self.on_keep)
        app.action(re.compile(""))(self.on_action)
        app.options(re.compile(""))(self.on_suggestion)
        app.view({"type": "view_closed", "callback_id": "stack"})(self.on_closed)
        app.view("everything")(self.on_everything)
        app.view("stack")(self.on_stacked)
        app.view("hostile")(self.on_everything)
        app.event("app_home_opened")(self.on_home)
        app.event("message")(self.on_message)

    async def on_gallery(self, ack: Any, body: dict[str, Any]) -> None:
        await ack()
        self._hear(("command", body))
        wanted = body["text"].split() or list(MESSAGES)
        for name in wanted:
            await self.client.chat_postMessage(channel=body["channel_id"], text=name, blocks=MESSAGES[name])

    async def on_form(self, ack: Any, body: dict[str, Any]) -> None:
        await ack()
        self._hear(("shortcut" if "callback_id" in body else "command", body))
        await self.client.views_open(trigger_id=body["trigger_id"], view=EVERY_INPUT)

    async def on_stack(self, ack: Any, body: dict[str, Any]) -> None:
        await ack()
        await self.client.views_open(trigger_id=body["trigger_id"], view=stacked_view(1))

    async def on_hostile(self, ack: Any, body: dict[str, Any]) -> None:
        await ack(text=body["text"])
        blocks = hostile_blocks()
        await self.client.chat_postMessage(channel=body["channel_id"], text="hostile", blocks=blocks)
        await self.client.views_open(trigger_id=body["trigger_id"], view=hostile_view())

    async def on_whisper(self, ack: Any, body: dict[str, Any]) -> None:
        await ack(text=f"Only you hear this: {body['text']}")

    async def on_silence(self, ack: Any, body: dict[str, Any]) -> None:
        self._hear(("command", body))
        await asyncio.sleep(4)

    async def on_keep(self, ack: Any, body: dict[str, Any]) -> None:
        await ack()
        self._hear(("shortcut", body))

    async def on_action(self, ack: Any, body: dict[str, Any]) -> None:
        if self.silent:
            await asyncio.sleep(4)
            return
        await ack()
        self._hear(("action", body))
        action = body["actions"][0]
        if action["action_id"] == "push":
            depth = len(body["view"]["private_metadata"]) + 1
            await self.client.views_push(trigger_id=body["trigger_id"], view=stacked_view(depth))
        if action["action_id"] == "count":
            changed = [*MESSAGES["live"][:1], _said(f"Counted {action['value']}")]
            await self.client.chat_update(
                channel=body["channel"]["id"], ts=body["message"]["ts"], text="counted", blocks=changed
            )
        if action["action_id"] == "home.more":
            await self.client.views_publish(
                user_id=body["user"]["id"], view={**HOME, "blocks": [*HOME["blocks"], _said("Published anew")]}
            )

    async def on_suggestion(self, ack: Any, body: dict[str, Any]) -> None:
        self._hear(("suggestion", body))
        if self.silent:
            await asyncio.sleep(4)
            return
        found = [each for each in CITIES if body["value"].lower() in each.lower()]
        if body["action_id"] == "grouped":
            groups = sorted({each[0] for each in found})
            await ack(
                option_groups=[
                    {"label": plain(letter), "options": [_city(each) for each in found if each[0] == letter]}
                    for letter in groups
                ]
            )
        else:
            await ack(options=[_city(each) for each in found])

    async def on_everything(self, ack: Any, body: dict[str, Any]) -> None:
        self._hear(("submission", body))
        values = body["view"]["state"]["values"]
        text = values.get("text", {}).get("text", {}).get("value")
        if text == "slow":
            await asyncio.sleep(4)
            return
        if text == "refuse me":
            await ack(response_action="errors", errors={"text": "No, not that.", "email": "And not this."})
        else:
            await ack()

    async def on_stacked(self, ack: Any, body: dict[str, Any]) -> None:
        self._hear(("submission", body))
        await ack(response_action="clear")

    async def on_closed(self, ack: Any, body: dict[str, Any]) -> None:
        await ack()
        self._hear(("closed", body))

    async def on_home(self, event: dict[str, Any]) -> None:
        if event["tab"] == "home":
            await self.client.views_publish(user_id=event["user"], view=HOME)

    async def on_message(self, event: dict[str, Any]) -> None:
        self._hear(("message", event))


def _said(text: str) -> dict[str, Any]:
    return {"type": "section", "block_id": "said", "text": plain(text)}


def _city(name: str) -> dict[str, Any]:
    return {"text": plain(name), "value": name.lower()}
