"""The runner: sweeps every few seconds, ticks on demand. Any number of them, anywhere, do each thing once."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from slack_sdk.web.async_client import AsyncWebClient

from bot.kit.context import Clock
from bot.kit.delivery import Delivery, RealTime, Report
from bot.kit.errors import trace
from bot.kit.keys import Keys
from bot.kit.rooms import Room
from schedules import playing
from schedules.jobs import LATE, Due, Job, Tools
from schedules.outbox import DoNotDisturb, let_go
from storage import Storage, StorageDown, Unit
from storage.slots import Planned

log = logging.getLogger("candor.schedules")

EVERY = 15.0
"""Seconds between two sweeps."""
LEAP = timedelta(minutes=5)
"""Business time that runs ahead of real time by more than this was moved by hand."""
FRUITLESS = 50
"""Rounds at one moment without anything done, after which others are taken to be doing it."""


@dataclass
class At:
    """Until when one workspace was swept in this process: by business time, and by a real stopwatch."""

    now: datetime
    seconds: float


@dataclass
class Runner:
    """Plays `jobs` for every workspace. `slack_for` gives a patient client, for jobs that read a lot."""

    storage: Storage
    jobs: Sequence[Job]
    rooms: Sequence[Room]
    delivery: Delivery
    slack_for: Callable[[str], Awaitable[AsyncWebClient]]
    clock: Clock
    keys: Keys
    real: RealTime = field(default_factory=RealTime)
    _swept: dict[str, At] = field(default_factory=dict)
    _locks: dict[str, asyncio.Lock] = field(default_factory=dict)
    _beside: dict[tuple[str, str, str], asyncio.Task[list[str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.by_name = {job.name: job for job in self.jobs}
        self.dnd = DoNotDisturb(self._notifications, self.real)

    async def run(self, stop: asyncio.Event) -> None:
        """Sweeps until `stop` is set; the sweep that is under way then ends first.

        A job that speaks to Slack is cut off: it may take hours, and whoever sweeps next begins it anew.
        """
        scheduler = AsyncIOScheduler(timezone=UTC)
        scheduler.add_job(
            self.sweep_all,
            "interval",
            seconds=EVERY,
            next_run_time=datetime.now(UTC),
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
        scheduler.start()
        try:
            await stop.wait()
        finally:
            scheduler.pause()
            for lock in list(self._locks.values()):
                async with lock:
                    pass
            scheduler.shutdown(wait=False)
            for task in (cut_off := list(self._beside.values())):
                task.cancel()
            await asyncio.gather(*cut_off, return_exceptions=True)

    async def sweep_all(self) -> None:
        """One sweep over every workspace; one's trouble is not the others'."""
        try:
            for team in await self.storage.teams():
                await self.sweep(team, wait=False)
        except StorageDown as away:
            log.warning("schedules wait for the database: %s", away)
        except Exception as error:
            log.error("a sweep failed: %s", trace(error))

    async def sweep(self, team: str, *, wait: bool = True) -> Counter[str]:
        """Plays what is due at this moment. If the clock was moved, everything in between, in order.

        Without `wait`, jobs that speak to Slack go on beside the sweeps: reading a large directory takes hours.
        """
        async with self._locks.setdefault(team, asyncio.Lock()):
            now, seconds = self.clock.now(), self.real.seconds()
            before = self._swept.get(team)
            self._swept[team] = At(now, seconds)
            if before is not None and now - before.now > timedelta(seconds=seconds - before.seconds) + LEAP:
                return await self._play_until(team, now)
            done = await self._play(team, now, strict=True, wait=wait)
            await self.storage.work(team, _played, now)
        if done:
            self.delivery.wake(team)
        return done

    async def tick(self, team: str, until: datetime) -> tuple[Counter[str], Report]:
        """Plays every due moment up to `until`, in order, then delivers until nothing due remains."""
        async with self._locks.setdefault(team, asyncio.Lock()):
            self._swept[team] = At(max(until, self.clock.now()), self.real.seconds())
            done = await self._play_until(team, until)
        return done, await self.delivery.drain(team, now=until)

    # How moments are played.

    async def _play_until(self, team: str, until: datetime) -> Counter[str]:
        done: Counter[str] = Counter()
        await self._plan(team, until - LATE)
        fruitless = 0
        while True:
            moment = await self.storage.read(team, playing.next_moment, self._seconds())
            if moment is None or moment > until:
                break
            fresh = await self._play(team, moment, strict=False)
            fruitless = 0 if fresh or fruitless < 0 else fruitless + 1
            if fruitless > FRUITLESS:
                break
            if not fresh:
                await asyncio.sleep(0)
            done += fresh
        await self.storage.work(team, _played, until)
        return done

    async def _play(self, team: str, now: datetime, *, strict: bool, wait: bool = True) -> Counter[str]:
        """Everything due at this moment: plans, jobs, then what noise lets go."""
        done: Counter[str] = Counter()
        await self._plan(team, now - LATE)
        while True:
            played = await self._batch(team, now, strict=strict)
            done.update(played.done)
            for slot, due in played.calls:
                if wait:
                    done.update(await self._call(team, slot, due))
                else:
                    self._start(team, slot, due)
            if not played.taken:
                break
        while looked := await let_go(self.storage, self.dnd, team, now):
            done["noise"] += looked
            if looked < 500:
                break
        return done

    async def _plan(self, team: str, first: datetime) -> None:
        """Answers all requests to plan: what comes after the last moment that was played, or after `first`."""
        after = await self.storage.work(team, _ask_for_new_jobs, self.jobs, first)
        while await self.storage.work(team, playing.plan, self.by_name, after):
            pass

    async def _batch(self, team: str, now: datetime, *, strict: bool) -> playing.Played:
        try:
            return await self.storage.work(team, playing.play, self.by_name, now, self._seconds(), strict=strict)
        except StorageDown:
            raise
        except Exception as error:
            log.error("a batch of jobs failed, each is tried alone: %s", trace(error))
        slots = await self.storage.read(team, _due, now, self._seconds())
        whole = playing.Played(taken=len(slots))
        for slot in slots:
            try:
                one = await self.storage.work(
                    team, playing.play_one, self.by_name, slot, now, self._seconds(), strict=strict
                )
                whole.done += one.done
                whole.calls += one.calls
            except StorageDown:
                raise
            except Exception as error:
                log.error("job %s failed for %s: %s", slot.job, slot.subject, trace(error))
                await self.storage.work(team, playing.stumbled, self.by_name, slot, now, self._seconds())
        return whole

    def _start(self, team: str, slot: Planned, due: Due) -> None:
        """Unless it is under way here already: then its slot was taken again because the lease was over."""
        key = (team, slot.job, slot.subject)
        if key not in self._beside:
            self._beside[key] = asyncio.create_task(self._call_beside(team, slot, due))
            self._beside[key].add_done_callback(lambda _: self._beside.pop(key, None))

    async def _call_beside(self, team: str, slot: Planned, due: Due) -> list[str]:
        try:
            return await self._call(team, slot, due)
        except StorageDown as away:
            log.warning("job %s waits for the database: %s", slot.job, away)
        except Exception as error:
            log.error("job %s failed: %s", slot.job, trace(error))
        return []

    async def _call(self, team: str, slot: Planned, due: Due) -> list[str]:
        job = self.by_name[slot.job]
        assert job.call is not None
        try:
            tools = Tools(team, self.storage, await self.slack_for(team), self.rooms, self.keys)
            await job.call(tools, due)
        except Exception as error:
            log.error("job %s failed: %s", slot.job, trace(error))
            await self.storage.work(team, playing.stumbled, self.by_name, slot, due.now, self._seconds())
            return []
        await self.storage.work(team, playing.called, job, slot, due.now)
        return [job.name]

    async def _notifications(self, team: str, people: Sequence[str]) -> Mapping[str, Any]:
        try:
            answer = await (await self.slack_for(team)).dnd_teamInfo(users=list(people), team_id=team)
        except Exception as error:
            log.warning("who has notifications off is not known: %s", trace(error))
            return {}
        users = answer.get("users")
        return users if isinstance(users, Mapping) else {}

    def _seconds(self) -> float:
        at = self.real.at()
        return time.time() if at is None else at


def _played(unit: Unit, until: datetime) -> None:
    unit.slots.played(until)


def _due(unit: Unit, now: datetime, real: float) -> list[Planned]:
    return unit.slots.take(now, real, playing.BATCH, lock=False)


def _ask_for_new_jobs(unit: Unit, jobs: Sequence[Job], first: datetime) -> datetime:
    """Jobs that this database has not seen are planned for everybody; answers the moment after which to plan."""
    fresh = unit.marks.claim_all("schedules.plan", [(job.name, str(job.version)) for job in jobs], now=first)
    for name, _ in fresh:
        unit.slots.replan_everybody(name)
    return unit.slots.watermark() or first
