"""`candor demo`: a sandbox workspace, Candor against it, and a fictional company with a past, in one process.

The clock of the workspace is Candor's too. When somebody moves it, every due moment in between is played, in order, and
what is due is delivered, before the move is over.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.company import Company
from bot.company.world import world_of
from bot.compose import Candor, candor
from bot.features import FEATURES
from bot.manifest import manifest_for
from bot.seed import MONTHS, PEOPLE, SEED, seed
from bot.serve import run, stop_on_signals
from bot.settings import Settings
from sandbox.clock import SandboxClock
from sandbox.server import Sandbox
from sandbox.world import World
from storage import Unit, migrate, open_storage

PLACE = Path("var/demo.db")
BESIDE = ("", "-wal", "-shm", ".key")
UNREAD = timedelta(hours=20)


def demo_settings(settings: Settings, box: Sandbox) -> Settings:
    """The demo's own settings: nothing of a real deployment is used."""
    return Settings.model_construct(
        **{
            **settings.model_dump(),
            "bot_token": SecretStr(box.bot_token),
            "app_token": SecretStr(box.app_token),
            "signing_secret": SecretStr(box.signing_secret),
            "client_id": None,
            "client_secret": None,
            "api_url": box.api_url,
            "database_url": f"sqlite:///{PLACE}",
            "secret_key": None,
            "host": "127.0.0.1",
            "port": 0,
            "auto_migrate": True,
            "command_prefix": "",
        }
    )


async def prepared(team: str, company: Company, *, empty: bool) -> None:
    """A migrated database, filled unless it is already or shall stay empty."""
    migrate(f"sqlite:///{PLACE}")
    async with open_storage(f"sqlite:///{PLACE}") as storage:
        if empty or await storage.read(team, peopled):
            return
        show("Making up a company and half a year of its history …")
        show(await seed(storage, team, people=PEOPLE, months=MONTHS, seed=SEED, now=company.now))


def peopled(unit: Unit) -> bool:
    return bool(unit.people.everyone(limit=1))


def played_until(unit: Unit, otherwise: datetime) -> datetime:
    return unit.slots.watermark() or otherwise


async def started_at(team: str) -> datetime:
    """Now, or the moment to which an earlier demo had moved its clock."""
    now = datetime.now(UTC)
    async with open_storage(f"sqlite:///{PLACE}") as storage:
        return max(now, await storage.read(team, played_until, now))


async def posted_of_late(team: str, poster: Mapping[str, str]) -> list[dict[str, Any]]:
    """What each room has posted of late, as messages that stand in their channels already."""
    posts: list[dict[str, Any]] = []
    async with open_storage(f"sqlite:///{PLACE}") as storage:
        for room in FEATURES:
            if room.past is not None:
                posts += await storage.work(team, room.past, poster)
    return posts


def put_past(box: Sandbox, messages: Iterable[Mapping[str, Any]], now: datetime) -> None:
    """What was said before the demo began; the last hours of it are unread."""
    said = sorted(messages, key=lambda message: str(message["ts"]))
    box.world.remember(said, read_until=str((now - UNREAD).timestamp()))


def show(line: str) -> None:
    print(line, flush=True)


async def _demo(settings: Settings, *, port: int, empty: bool) -> int:
    company = Company.generate(PEOPLE, seed=SEED, now=datetime.now(UTC))
    team = company.team_id
    await prepared(team, company, empty=empty)
    world = world_of(company)
    messages = world.pop("messages")
    clock = SandboxClock(await started_at(team))
    box = Sandbox(manifest_for(), World.from_mapping(world), clock, port=port)
    if not empty:
        app = box.workspace.app
        poster = {"user": app.bot_user_id, "bot_id": app.bot_id, "app_id": app.id}
        messages += await posted_of_late(team, poster)
    put_past(box, messages, clock.now())
    async with box, candor(demo_settings(settings, box), clock) as found:
        found.access.token = lambda: box.bot_token
        stop = stop_on_signals()
        clock.on_move(lambda old, new: played(found, team, new))
        ready = asyncio.Event()

        def told(line: str) -> None:
            if "ready" in line:
                ready.set()

        running = asyncio.create_task(run(found, web=True, schedules=True, stop=stop, tell=told))
        waiting = asyncio.create_task(ready.wait())
        await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if ready.is_set():
            show(f"\nThe workspace is open: {box.url}/\nAct as anybody there. Ctrl-C ends it.")
        waiting.cancel()
        await running
    return 0


async def played(found: Candor, team: str, until: datetime) -> None:
    """The clock was moved: everything due until then happens now, in order."""
    await found.tick(team, until)


def run_demo(settings: Settings, *, port: int, fresh: bool, empty: bool) -> int:
    """Serves the demo until it is interrupted; exit status."""
    if fresh or empty:
        for ending in BESIDE:
            PLACE.with_name(PLACE.name + ending).unlink(missing_ok=True)
    try:
        return asyncio.run(_demo(settings, port=port, empty=empty))
    except OSError as busy:
        print(f"candor: port {port} cannot be used: {busy.strerror}. Name another with --port.", file=sys.stderr)
        return 1
