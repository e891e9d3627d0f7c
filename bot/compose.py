"""Composition: everything that one process is made of, built once and handed down. Closes in the reverse order."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.errors import SlackApiError
from sqlalchemy.engine import make_url

from bot.access import Access, Installs, NotInstalled, States
from bot.app import build_app
from bot.errands import Errands
from bot.features import FEATURES
from bot.features.people import sync
from bot.kit.about import about_maker
from bot.kit.call import House
from bot.kit.context import Clock
from bot.kit.delivery import Delivery, Pace
from bot.kit.delivery.courier import Outcome
from bot.kit.doors import Table
from bot.kit.errors import trace
from bot.kit.front import Front
from bot.kit.keys import KeyLost, Keys, keep_key_beside
from bot.kit.metrics import Metrics
from bot.manifest import scopes
from bot.settings import Settings
from schedules.runner import Runner
from schedules.timetable import JOBS
from storage import OldSchema, Storage, StorageDown, Unit, migrate, open_storage

log = logging.getLogger("candor.compose")


class RealClock:
    """The one clock that asks the machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def _always() -> Callable[[], Awaitable[bool]]:
    async def alive() -> bool:
        return True

    return alive


@dataclass
class Candor:
    """One process's parts. `greeted`: Slack knows us; `alive`: and still hears us."""

    settings: Settings
    clock: Clock
    storage: Storage
    access: Access
    house: House
    app: AsyncApp
    delivery: Delivery
    runner: Runner
    oauth: AsyncOAuthFlow | None
    greeted: bool = False
    started: bool = False
    alive: Callable[[], Awaitable[bool]] = field(default_factory=_always)

    async def troubles(self) -> Mapping[str, str]:
        """What keeps this process from being ready, by part."""
        found: dict[str, str] = {}
        try:
            if await self.storage.behind():
                found["schema"] = "older than this version; run candor migrate"
        except StorageDown as down:
            found["database"] = str(down)
        if not (self.greeted and await self.alive()):
            found["slack"] = "not connected"
        self.house.metrics.connected.set("slack" not in found)
        return found

    async def sync_if_empty(self) -> None:
        """The first start of a workspace: without a directory nobody can be thanked."""
        for team in await self.access.teams():
            if await self.storage.read(team, has_people):
                continue
            try:
                await self.sync(team)
            except (SlackApiError, aiohttp.ClientError, OSError, StorageDown) as error:  # the nightly sync tries again
                log.warning("the first sync of %s failed: %s", team, trace(error))

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """The schedules and the delivery, until the block ends; what is under way then is finished."""
        stop = asyncio.Event()
        working = [asyncio.create_task(part.run(stop)) for part in (self.runner, self.delivery)]
        try:
            yield
        finally:
            stop.set()
            await asyncio.gather(*working)

    async def tick(self, team: str, until: datetime) -> list[str]:
        """Plays every due moment up to then, in order, delivers until nothing due remains; tells what was done."""
        done, report = await self.runner.tick(team, until)
        lines = [f"{name}: {times}" for name, times in sorted(done.items())]
        lines += [f"messages {name}: {times}" for name, times in sorted(report.done.items())]
        if report.waiting:
            lines.append(f"messages waiting: {report.waiting}")
        if report.paused:
            lines.append(f"delivery paused: {report.paused}")
        return lines or ["nothing was due"]

    async def sync(self, team: str) -> None:
        report = await sync.everyone(self.storage, await self.access.patient(team), team, self.clock.now())
        log.info("synced %s: %s", team, report.line)


def has_people(unit: Unit) -> bool:
    return unit.people.count() > 0


def key_of(settings: Settings) -> Keys:
    """The deployment's secret key; on SQLite it is made once and kept beside the file. Raises `KeyLost`."""
    if settings.secret_key is not None:
        return Keys(settings.secret_key.get_secret_value())
    if not settings.sqlite:
        raise KeyLost(
            "CANDOR_SECRET_KEY is not set. On PostgreSQL it must be; see docs/operate.md for how to make one."
        )
    place = make_url(settings.database_url).database
    if not place:
        raise ValueError("DATABASE_URL must name a file, as in sqlite:///var/candor.db.")
    return Keys(keep_key_beside(Path(place)))


async def schema_current(storage: Storage) -> None:
    """Raises `OldSchema` with the command that mends it."""
    if await storage.behind():
        known = await storage.revision() or "empty"
        raise OldSchema(
            f"The database's schema ({known}) is not this version's ({storage.head()}). Run: candor migrate"
        )


def key_unchanged(unit: Unit, fingerprint: str) -> None:
    """Raises `KeyLost` where the database was used with another key."""
    about = unit.installations.about()
    if about is not None and about.key_print and about.key_print != fingerprint:
        raise KeyLost(
            "CANDOR_SECRET_KEY is not the one this database was used with. Put the old key back. If it is lost: "
            "people's records are all readable, but stored Slack tokens and the seals of open anonymous questions are "
            "not; `candor migrate --new-key` accepts the new key, then install the app again (docs/operate.md)."
        )


@asynccontextmanager
async def candor(settings: Settings, clock: Clock) -> AsyncIterator[Candor]:
    """Opens the database (migrating it where the settings say so), and builds the rest on it.

    Raises `OldSchema`, `KeyLost`, `StorageDown`, `ValueError`: sentences for whoever started the process.
    """
    keys = key_of(settings)
    if settings.migrates_itself:
        migrate(settings.database_url)
    # One process draws pictures, so that no answer to Slack waits for one; it starts when the first is wanted.
    workers = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
    try:
        async with open_storage(settings.database_url) as storage, aiohttp.ClientSession() as session:
            await schema_current(storage)
            for team in await storage.teams():
                await storage.read(team, key_unchanged, keys.fingerprint)
            yield build(settings, clock, storage, Access(storage, settings, keys, session), workers)
    finally:
        workers.shutdown(cancel_futures=True)


def build(
    settings: Settings,
    clock: Clock,
    storage: Storage,
    access: Access,
    workers: Executor | None = None,
) -> Candor:
    """Puts the parts together; starts nothing."""
    makers = {name: maker for room in FEATURES for name, maker in room.makers.items()}
    makers["candor.about"] = about_maker(FEATURES)
    metrics = Metrics()

    def seen(team: str, outcome: Outcome) -> None:
        metrics.messages.labels(outcome.became.value).inc()

    delivery = Delivery(storage, access.client, clock, makers, Pace.named(settings.pace), workers=workers, seen=seen)
    installs = Installs(access, clock.now)

    errands = Errands(storage, access, clock, settings.command_prefix)

    async def read_everybody(team: str) -> None:
        await found.sync(team)

    house = House(
        storage=storage,
        clock=clock,
        table=Table(room.doors for room in FEATURES),
        rooms={room.noun: room for room in FEATURES},
        keys=access.keys,
        slack=access.client,
        respond=errands.respond,
        publish=errands.publish,
        look_up=errands.look_up,
        sync=read_everybody,
        revoked=installs.revoke,
        wake=delivery.wake,
        prefix=settings.command_prefix,
        metrics=metrics,
    )
    installs.installed = lambda team: house.tasks.start(found.sync(team))
    app = build_app(Front(house), access.authorize, access.plain())
    runner = Runner(storage, JOBS, FEATURES, delivery, access.patient, clock, access.keys)
    found = Candor(
        settings, clock, storage, access, house, app, delivery, runner, oauth_flow(settings, installs, storage, clock)
    )
    return found


def oauth_flow(settings: Settings, installs: Installs, storage: Storage, clock: Clock) -> AsyncOAuthFlow | None:
    """`/slack/install` for further workspaces, where a client id is set."""
    if settings.client_id is None:
        return None
    flow = AsyncOAuthSettings(
        client_id=settings.client_id,
        client_secret=settings.token("client_secret"),
        scopes=scopes(),
        installation_store=installs,
        state_store=States(storage, clock.now, lambda: secrets.token_urlsafe(24)),
        authorization_url=settings.authorize_url,
    )
    quiet = logging.getLogger("candor.oauth")
    quiet.setLevel(logging.ERROR)  # as warnings Bolt writes the codes that Slack refused; the page tells the person why
    return AsyncOAuthFlow(settings=flow, client=installs.access.plain(), logger=quiet)


__all__ = ["Candor", "NotInstalled", "RealClock", "build", "candor", "key_of"]
