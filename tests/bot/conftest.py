"""The bot as a whole: running in this process against the sandbox, on SQLite unless a test asks for both."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest

from storage import Storage
from tests.kit.clock import FrozenClock
from tests.kit.conversation import Conversation, conversation
from tests.kit.made import TEAM, Made
from tests.kit.running import Running, running

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


@pytest.fixture
def storage(sqlite: Storage) -> Storage:
    """What is tested here does not depend on the database."""
    return sqlite


@pytest.fixture
async def slack(made: Made) -> AsyncIterator[Conversation]:
    """A workspace with Candor in it, where `made` people speak."""
    async with conversation(made) as found:
        yield found


@dataclass
class Post:
    """Slack's side of the HTTP door: signs and posts; answers status and text."""

    candor: Running
    base: str
    http: aiohttp.ClientSession

    def signed(self, body: bytes, kind: str, *, at: float | None = None, secret: str | None = None) -> dict[str, str]:
        stamp = str(int(time.time() if at is None else at))
        key = (self.candor.box.signing_secret if secret is None else secret).encode()
        mark = hmac.new(key, b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={mark}", "Content-Type": kind}

    async def raw(self, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
        async with self.http.post(self.base, data=body, headers=headers) as answer:
            return answer.status, await answer.text()

    async def send(self, body: bytes, kind: str) -> tuple[int, str]:
        return await self.raw(body, self.signed(body, kind))

    async def command(self, command: str, text: str, by: str, **more: Any) -> dict[str, Any]:
        """The answer of a slash command, `{}` where it is empty."""
        fields = {"team_id": TEAM, "user_id": by, "command": command, "text": text, "trigger_id": f"{time.time_ns()}.1"}
        status, told = await self.send(urlencode(fields | more).encode(), FORM)
        assert status == 200, told
        return json.loads(told) if told else {}

    async def interaction(self, payload: dict[str, Any]) -> tuple[int, str]:
        return await self.send(urlencode({"payload": json.dumps(payload)}).encode(), FORM)

    async def event(self, **event: Any) -> tuple[int, str]:
        entry = {"team_id": TEAM, "enterprise_id": None, "is_bot": True, "is_enterprise_install": False}
        body = {"type": "event_callback", "team_id": TEAM, "event_id": f"Ev{time.time_ns()}", "authorizations": [entry]}
        return await self.send(json.dumps(body | {"event": event}).encode(), JSON)


@pytest.fixture
async def candor(storage: Storage, clock: FrozenClock) -> AsyncIterator[Running]:
    async with running(storage, clock) as found:
        yield found


@pytest.fixture
async def post(candor: Running) -> AsyncIterator[Post]:
    async with aiohttp.ClientSession() as http:
        yield Post(candor, str(candor.box.workspace.app.request_url), http)
