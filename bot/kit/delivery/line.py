"""The line of one workspace: turns, flights, and waiting for the next of either."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from slack_sdk.web.async_client import AsyncWebClient

from bot.kit.context import Clock
from bot.kit.delivery.courier import Courier, Outcome
from bot.kit.delivery.pace import Pace, RealTime
from bot.kit.delivery.turn import Turn, spread, turn
from bot.kit.errors import trace
from storage import Storage, StorageDown
from storage.claims import Claim
from storage.gates import GatesShelf
from storage.unit import Unit

log = logging.getLogger("candor.delivery")

BREATHER = 5.0
"""The longest wait, in seconds, before a database that was down is asked again."""


@dataclass
class Line:
    """Everything under way for one workspace in this process. `done` counts outcomes by name."""

    team: str
    storage: Storage
    slack_for: Callable[[str], Awaitable[AsyncWebClient]]
    clock: Clock
    pace: Pace
    real: RealTime
    courier: Courier
    wake: asyncio.Event
    boundary: Callable[[str], None]
    done: Counter[str]
    seen: Callable[[str, Outcome], None] | None = None
    flights: set[asyncio.Task[Outcome]] = field(default_factory=set)
    landed: list[Outcome] = field(default_factory=list)
    downs: int = 0
    stopping: bool = False

    async def until_quiet(self, patience: float) -> tuple[str | None, int]:
        """Works until nothing due remains; answers why it stopped earlier, if it did, and how many remain."""
        waited, progress = 0.0, 0
        while True:
            found = await self._turn()
            if progress != (progress := self.done.total() - self.done["trouble"]):
                waited = 0.0
            if found is None:
                waited += await self._breathe()
            elif self.flights:
                await self._landing(found)
            elif found.backlog.due == 0:
                return None, 0
            else:
                pause = max(0.0, (found.opens_at or found.at + self.pace.idle) - found.at)
                if waited + pause > patience:
                    return found.paused, found.backlog.due
                pause = min(pause, self.pace.idle)  # another worker may be done sooner than its lease
                waited += pause
                await self._rest(pause)
            if found is None and waited > patience:
                raise StorageDown("The database could not be reached for a minute; what waits is sent later.")

    async def until_stopped(self, stop: asyncio.Event) -> None:
        """Works until told to stop, then lets what is under way land."""
        while not (self.stopping and not self.flights and not self.landed):
            self.stopping = stop.is_set()
            found = await self._turn()
            if found is None:
                await self._breathe()
                if self.stopping and not self.flights and self.downs > 3:
                    return  # their leases will run out, and whoever comes next looks them up
            elif self.flights:
                await self._landing(found)
            elif not self.stopping:
                opens = found.at + self.pace.idle if found.opens_at is None else found.opens_at
                await self._rest(min(self.pace.idle, max(0.0, opens - found.at)))

    async def _turn(self) -> Turn | None:
        """One turn; None if the database is away. Results that could not be written are kept for the next one."""
        self._collect()
        outcomes, client = list(self.landed), None if self.stopping else await self._client()
        room = None if client is None else self.pace.together - len(self.flights)
        started = self.real.seconds()
        if outcomes:
            self.boundary("before completion")
        try:
            found = await self.storage.work(
                self.team,
                turn,
                outcomes,
                now=self.clock.now(),
                at=self.real.at(),
                pace=self.pace,
                room=room,
                jitter=spread(),
            )
        except StorageDown as away:
            log.warning("delivery for %s waits for the database: %s", self.team, away)
            self.downs += 1
            return None
        self.downs = 0
        self._noted(outcomes)
        if found.claims and client is not None:
            self.boundary("after claim")
            for claim in found.claims:
                self._start(claim, client, found, started)
        return found

    def _noted(self, outcomes: list[Outcome]) -> None:
        if outcomes:
            self.boundary("after completion")
        del self.landed[: len(outcomes)]
        for outcome in outcomes:
            self.done[outcome.became.value] += 1
            if outcome.trouble is not None:
                log.warning("message %s: %s", outcome.claim.id, outcome.trouble.code)
            if self.seen is not None:
                self.seen(self.team, outcome)

    def _start(self, claim: Claim, client: AsyncWebClient, found: Turn, started: float) -> None:
        ends = started + self.pace.lease - 1.5 * self.pace.request

        def in_time() -> bool:
            return self.real.seconds() < ends

        channel = claim.channel or found.channels.get(claim.recipient)
        trip = self.courier.take(claim, client, channel, in_time)
        self.flights.add(asyncio.create_task(trip, name=f"message {claim.id}"))

    def _collect(self) -> None:
        ready = {flight for flight in self.flights if flight.done()}
        self.flights -= ready
        self.landed += [flight.result() for flight in ready]

    async def _client(self) -> AsyncWebClient | None:
        """The workspace's client; without one (no token, revoked) delivery pauses and nothing is lost."""
        try:
            client = await self.slack_for(self.team)
        except Exception as error:
            log.warning("no way to Slack for %s: %s", self.team, trace(error))
            await self._pause("no_token")
            return None
        if not client.retry_handlers:
            return client
        # By default the client repeats a send whose connection broke: that could post twice.
        return AsyncWebClient(
            token=client.token,
            base_url=client.base_url,
            timeout=client.timeout,
            ssl=client.ssl,
            proxy=client.proxy,
            session=client.session,
            headers=client.headers,
            team_id=client.default_params.get("team_id"),
            retry_handlers=[],
        )

    async def _pause(self, reason: str) -> None:
        try:
            await self.storage.work(self.team, _pause, reason, self.real.at())
        except StorageDown:
            self.downs += 1

    async def _landing(self, found: Turn) -> None:
        """Waits for a flight to land; or for a gate to open, a message to be put, while there is room for more."""
        timeout = self.pace.idle
        if found.opens_at is not None and found.opens_at > found.at:
            timeout = min(timeout, found.opens_at - found.at)
        full = len(self.flights) >= self.pace.together
        waking = asyncio.create_task(self.wake.wait())
        try:
            await asyncio.wait(
                {*self.flights, waking},
                timeout=None if full else timeout,
                return_when=asyncio.FIRST_COMPLETED,
            )
        finally:
            waking.cancel()
        self.wake.clear()
        await asyncio.sleep(0)  # those that land together are written down together

    async def _rest(self, seconds: float) -> None:
        await self.real.wait(self.wake, seconds)
        self.wake.clear()

    async def _breathe(self) -> float:
        seconds = min(BREATHER, 0.1 * 2.0 ** min(self.downs, 6))
        await self.real.wait(asyncio.Event(), seconds)
        return seconds


def _pause(unit: Unit, reason: str, at: float | None) -> None:
    gates = GatesShelf(unit)
    real = gates.clock(at)
    if (pause := gates.paused()) is None or pause.until <= real:
        gates.pause(reason, real)
