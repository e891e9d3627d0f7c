"""Everything around one delivery: an outbox, the sandbox, real slack_sdk clients over HTTP, and a real time that jumps.

await post.put("k1", to=BOB)
await post.drain()
assert post.shown(BOB) == ["k1"]
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import TracebackType
from typing import Any, Self

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.kit.delivery import OFF, Delivery, Pace, RealTime, Report
from bot.kit.rooms import Maker
from sandbox.server import Sandbox
from storage import Storage, Unit
from storage.outbox import Message, Outgoing
from tests.kit.clock import FrozenClock
from tests.kit.made import TEAM

ADA, BOB, GRACE, LEAVER = "U0ADA00000", "U0BOB00000", "U0GRACE000", "U0WANDA000"
KUDOS, RANDOM, OLD, PRIVATE = "C0KUDOS001", "C0RANDOM01", "C0OLDNEWS1", "C0PEOPLE01"


@dataclass
class JumpingTime(RealTime):
    """Real time that never makes a test wait: whoever waits moves it on. `waits` are the seconds asked for."""

    now: float = 1_800_000_000.0
    waits: list[float] = field(default_factory=list)

    def at(self) -> float | None:
        return self.now

    def seconds(self) -> float:
        return self.now

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


QUICK = replace(OFF, request=2.0)
"""No pace; a request that Slack never answers costs a test no more than a moment."""


class Post:
    """One team's post office. Business time stands still, real time jumps."""

    def __init__(self, storage: Storage, box: Sandbox, *, pace: Pace = QUICK, team: str = TEAM) -> None:
        self.storage, self.box, self.team = storage, box, team
        self.clock, self.real = FrozenClock(), JumpingTime()
        self.makers: dict[str, Maker] = {}
        self.pace = pace
        self.token: str | None = None
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._session is not None
        await self._session.close()

    async def client(self, team: str) -> AsyncWebClient:
        token = self.token or self.box.bot_token
        return AsyncWebClient(token=token, base_url=self.box.api_url, session=self._session)

    def delivery(self, *, pace: Pace | None = None, real: RealTime | None = None, **how: Any) -> Delivery:
        return Delivery(
            self.storage, self.client, self.clock, self.makers, pace or self.pace, real=real or self.real, **how
        )

    async def drain(self, patience: float = 60.0, **how: Any) -> Report:
        return await self.delivery(**how).drain(self.team, patience)

    # The outbox, from a room's side.

    async def put(self, key: str, *, to: str = BOB, message: Message | None = None, **how: Any) -> bool:
        """Puts a message whose text is its key."""
        return await self.storage.work(self.team, _put, key, message or Message(key), self.clock.now(), to, how)

    async def tell(self, verb: str, key: str, *more: Any) -> Any:
        """change, cancel, withdraw, …"""
        return await self.storage.work(self.team, _tell, verb, key, *more)

    async def state(self, key: str) -> str | None:
        return await self.storage.read(self.team, lambda unit: unit.outbox.state(key))

    async def row(self, key: str) -> Outgoing:
        found = await self.storage.read(self.team, lambda unit: unit.outbox.get(key))
        assert found is not None
        return found

    async def states(self) -> Mapping[str, str]:
        return await self.storage.read(self.team, _states)

    async def do(self, function: Callable[[Unit], Any]) -> Any:
        return await self.storage.work(self.team, function)

    # Slack, from a reader's side.

    def messages(self, where: str) -> list[dict[str, Any]]:
        """What stands in the channel, or in the person's conversation with the app, oldest first."""
        workspace = self.box.workspace
        world = workspace.world
        channel = world.channels.get(where) or world.direct(where, workspace.app.bot_user_id)
        return [dict(channel.messages[ts]) for ts in sorted(channel.messages, key=float)]

    def shown(self, where: str) -> list[str]:
        """The texts there."""
        return [str(message.get("text")) for message in self.messages(where)]

    def calls(self, method: str) -> int:
        """How often the app called this method."""
        return sum(entry["name"] == method for entry in self.box.workspace.log.after(0))


def _put(unit: Unit, key: str, message: Message, now: datetime, to: str, how: dict[str, Any]) -> bool:
    return unit.outbox.put(key, message, **{"to": to, "kind": "test.message", "due": now, **how})


def _tell(unit: Unit, verb: str, key: str, *more: Any) -> Any:
    return getattr(unit.outbox, verb)(key, *more)


def _states(unit: Unit) -> dict[str, str]:
    return {row.dedupe_key: row.state for row in unit.outbox.all(unit.outbox.of(Outgoing))}
