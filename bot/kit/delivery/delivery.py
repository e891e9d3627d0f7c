"""Delivery: brings Slack to what the outbox wants, one workspace after the other, for as long as there is work."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.kit.config import Config
from bot.kit.context import Clock
from bot.kit.delivery.courier import Courier, Outcome
from bot.kit.delivery.line import Line
from bot.kit.delivery.pace import Pace, RealTime
from bot.kit.errors import trace
from bot.kit.rooms import File, Maker
from bot.kit.words import speaking
from storage import Storage, StorageDown, Unit
from storage.claims import Claim, ClaimsShelf

log = logging.getLogger("candor.delivery")

FILES_KEPT = timedelta(days=7)
"""Files sent to a person are deleted from Slack after this (product.md, Confidential words)."""

SlackFor = Callable[[str], Awaitable[AsyncWebClient]]


@dataclass(frozen=True)
class Report:
    """What a drain did: outcomes by name (sent, changed, gone, trouble), and what it left behind."""

    done: Mapping[str, int] = field(default_factory=dict)
    waiting: int = 0
    paused: str | None = None

    @property
    def sent(self) -> int:
        return self.done.get("sent", 0)


def _nothing(_: str) -> None:
    return None


@dataclass(frozen=True)
class Still:
    """Business time that stands still."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment


class Delivery:
    """Delivers for all workspaces. Several of them, in several processes, share the work and the limits."""

    def __init__(
        self,
        storage: Storage,
        slack_for: SlackFor,
        clock: Clock,
        makers: Mapping[str, Maker],
        pace: Pace,
        *,
        workers: Executor | None = None,
        real: RealTime | None = None,
        boundary: Callable[[str], None] = _nothing,
        seen: Callable[[str, Outcome], None] | None = None,
    ) -> None:
        """`workers` runs makers of files (threads if absent); `seen` hears each outcome with its team, for metrics.

        `boundary` hears `after claim`, `before send`, `after send`, `before completion`, `after completion`.
        """
        self.storage = storage
        self.slack_for = slack_for
        self.clock = clock
        self.pace = pace
        self.real = real or RealTime()
        self.boundary = boundary
        self.seen = seen
        self.makers = makers
        self.workers = workers
        self._wakes: dict[str, asyncio.Event] = {}

    def wake(self, team: str | None = None) -> None:
        """Something was put: look at once. Only a hint; without it the outbox is looked at every second."""
        for name, event in self._wakes.items():
            if team in (None, name):
                event.set()

    async def drain(self, team: str, patience: float = 60.0, *, now: datetime | None = None) -> Report:
        """Delivers until nothing due (at `now`) remains, or what remains cannot go within `patience` seconds."""
        line = self._line(team, self.clock if now is None else Still(now))
        paused, waiting = await line.until_quiet(patience)
        return Report(dict(line.done), waiting, paused)

    async def run(self, stop: asyncio.Event) -> None:
        """Delivers until `stop` is set; what is under way then is finished first."""
        running: dict[str, asyncio.Task[None]] = {}
        try:
            while not stop.is_set():
                for team in await self._teams():
                    if team not in running or running[team].done():
                        running[team] = asyncio.create_task(self._keep(team, stop), name=f"delivery {team}")
                await self.real.wait(stop, 5 * self.pace.idle)
        finally:
            stop.set()
            self.wake()
            await asyncio.gather(*running.values(), return_exceptions=True)

    async def _teams(self) -> list[str]:
        try:
            return await self.storage.teams()
        except StorageDown:
            return []

    async def _keep(self, team: str, stop: asyncio.Event) -> None:
        try:
            await self._line(team).until_stopped(stop)
        except Exception as error:  # a fault of ours: the loop above starts the line again
            log.error("delivery for %s stumbled: %s", team, trace(error))
            await self.real.wait(stop, 5 * self.pace.idle)

    def _line(self, team: str, clock: Clock | None = None) -> Line:
        async def kept(claim: Claim, files: dict[str, str]) -> None:
            await self.storage.work(team, _keep_files, claim, files, self.clock.now())

        async def make(wanted: Mapping[str, Any]) -> File:
            maker, arguments = self.makers[str(wanted["maker"])], wanted.get("args") or {}
            facts = await self.storage.read(team, _gathered, maker, arguments)
            return await asyncio.get_running_loop().run_in_executor(self.workers, maker.work, facts)

        courier = Courier(make, kept, self.pace.request, self.boundary)
        wake = self._wakes.setdefault(team, asyncio.Event())
        return Line(
            team,
            self.storage,
            self.slack_for,
            clock or self.clock,
            self.pace,
            self.real,
            courier,
            wake,
            self.boundary,
            Counter(),
            self.seen,
        )


def _gathered(unit: Unit, maker: Maker, arguments: Mapping[str, Any]) -> Any:
    with speaking(Config(unit.settings.all()).language):
        return maker.gather(unit, arguments)


def _keep_files(unit: Unit, claim: Claim, files: dict[str, str], now: datetime) -> None:
    """A later try need not upload them again; and what goes to a person is deleted after a week."""
    ClaimsShelf(unit).uploaded(claim, files)
    if claim.recipient[:1] in "UW":
        for name, file in files.items():
            if not name.startswith("url:"):
                known = claim.recipient if unit.people.get(claim.recipient) is not None else None
                unit.files.add(file, person=known, purpose=claim.kind, delete_at=now + FILES_KEPT)
