"""An attacker's hands: a Candor under attack, and payloads as the holder of the signing secret forges them.

One process for a whole module: ends with the promise that nothing of what people wrote stands in its log, at DEBUG.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.features import FEATURES
from storage import open_storage
from tests.kit.other_slack import ADA, KUDOS, TEAM, OtherSlack, decoded
from tests.kit.process import Bot, candor, environment, running_bot

Json = dict[str, Any]
SECRET = "QUIETWORDS"
"""Stands in everything that attackers write here; no log may hold it."""
NOWHERE = "01a202e8-0000-7000-8000-000000000000"
"""The id of no kudos."""


class Listening(OtherSlack):
    """Remembers what came by which response_url, and which views were shown anew."""

    heard: dict[str, Json]
    refreshed: list[Json]

    async def on_response(self, request: web.Request) -> web.Response:
        self.heard[request.match_info["key"]] = await request.json()
        return await super().on_response(request)

    def do_views_update(self, args: Json) -> Json:
        self.refreshed.append(decoded(args["view"]))
        return {"view": self.refreshed[-1]}


@dataclass
class Attacked:
    """A Candor, the Slack it believes in, and where it keeps what it knows."""

    slack: Listening
    bot: Bot
    folder: Path
    env: dict[str, str]

    async def says(self, text: str, *, by: str = ADA, command: str = "/kudos", **forged: Any) -> str:
        """A command; the text of its answer, empty for a bare acknowledgement."""
        payload = self.slack.command(text, by=by, command=command) | forged
        status, body = await self.slack.by_http(self.bot.base, payload)
        assert status == 200, (text[:60], status)
        return str(json.loads(body)["text"]) if body else ""

    async def sends(self, kind: str, *, by: str = ADA, **rest: Any) -> str:
        """An interaction; the body of the answer."""
        status, body = await self.slack.by_http(self.bot.base, self.slack.interaction(kind, by=by, **rest))
        assert status == 200, (kind, rest, status)
        return body

    async def clicks(self, action: str, value: str = "", *, by: str = ADA, **rest: Any) -> None:
        """A click on an element, which `element=` changes."""
        element = {"type": "button", "action_id": action, "block_id": "b", "value": value, "action_ts": "1.1"}
        rest = {"response_url": f"{self.slack.url}/respond/nobody"} | rest
        await self.sends("block_actions", by=by, actions=[element | rest.pop("element", {})], **rest)

    async def hears(self, action: str, value: str = "", *, by: str = ADA, **rest: Any) -> str:
        """A click that is answered by words alone, and these."""
        key = f"click{next(self.slack.numbers)}"
        await self.clicks(action, value, by=by, response_url=f"{self.slack.url}/respond/{key}", **rest)
        await self.slack.until(lambda: key in self.slack.heard)
        return str(self.slack.heard[key]["text"])

    async def is_told(self, text: str, *, by: str, command: str) -> str:
        """What somebody hears after a command that should open nothing: at once, or by response_url."""
        key = f"command{next(self.slack.numbers)}"
        told = await self.says(text, by=by, command=command, response_url=f"{self.slack.url}/respond/{key}")
        if not told:
            await self.slack.until(lambda: key in self.slack.heard)
        return told or str(self.slack.heard[key]["text"])

    async def submits(self, view: Json, values: Json, *, by: str = ADA, **rest: Any) -> str:
        """A form; the body of the answer: empty where it was taken."""
        filled = view | {"state": {"values": values}}
        return await self.sends("view_submission", by=by, view=filled, response_urls=[], **rest)

    async def opens(self, text: str = "", *, by: str = ADA, command: str = "/kudos") -> Json:
        """What a command opens."""
        before = len(self.slack.views)
        assert await self.says(text, by=by, command=command) == ""
        await self.slack.until(lambda: len(self.slack.views) > before)
        return dict(self.slack.views[-1])

    async def records(self, kind: str, *, words: bool = False) -> list[Json]:
        """The exported records of one kind, straight from the database; `candor export` has tests of its own."""
        export = next(room.exports[kind] for room in FEATURES if kind in room.exports)
        async with open_storage(self.env["DATABASE_URL"]) as storage:
            return await storage.read(TEAM, lambda unit: list(export.records(unit, None, words, datetime.now(UTC))))


@asynccontextmanager
async def attacked(folder: Path, database: str, *settings: str, **more: str) -> AsyncIterator[Attacked]:
    """A running Candor whose HR and admin is Ada, logging at DEBUG."""
    slack = Listening()
    slack.heard, slack.refreshed = {}, []
    async with slack:
        env = environment(slack, database, CANDOR_LOG_LEVEL="DEBUG", **more)
        async with running_bot(folder, env) as bot:
            status, _, errors = await candor(
                folder, env, "settings", "set", f"kudos_channel={KUDOS}", f"hr={ADA}", *settings
            )
            assert status == 0, errors
            yield Attacked(slack, bot, folder, env)
            assert SECRET not in bot.log
            assert "Traceback" not in bot.log


def give(to: list[str], words: str, **more: Any) -> Json:
    """The state of the form of kudos."""
    values: Json = {
        "to": {"kudos.give.to": {"type": "multi_users_select", "selected_users": to}},
        "words": {"kudos.give.words": {"type": "plain_text_input", "value": words}},
    }
    return values | more


def form(callback: str, meta: Any = None, *, id: str = "V0FORGED01", blocks: tuple[str, ...] = ()) -> Json:
    """A view that Candor never opened."""
    asked = [{"type": "input", "block_id": block} for block in blocks]
    found: Json = {"type": "modal", "id": id, "callback_id": callback, "blocks": asked}
    if meta is not None:
        found["private_metadata"] = meta if isinstance(meta, str) else json.dumps(meta)
    return found
