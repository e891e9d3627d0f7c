"""Candor as it really runs, against the real sandbox, in one process with the test: signed HTTP both ways."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache

import aiohttp

from bot.access import Access
from bot.compose import Candor, build
from bot.kit.keys import Keys
from bot.serve import drained, pages
from bot.settings import Settings
from sandbox.clock import SandboxClock
from sandbox.manifest import Manifest
from sandbox.server import Sandbox
from sandbox.world import World
from storage import Storage
from tests.kit.clock import FrozenClock
from tests.kit.source import ROOT

KEY = "tests keep no secrets, so this key may be read by everybody"


@dataclass
class Running:
    """A sandbox and a bot that know each other."""

    box: Sandbox
    candor: Candor
    clock: FrozenClock
    team: str

    async def deliver(self) -> list[str]:
        """Plays what is due by the frozen clock and sends what waits, until nothing due remains."""
        return list(await self.candor.tick(self.team, self.clock.now()))

    async def settle(self) -> None:
        """Until events, tasks and messages that are due have arrived; schedules are not played."""
        await self.box.settle()
        await self.candor.house.tasks.drain(10)
        await self.candor.delivery.drain(self.team)
        await self.box.settle()


def empty_world() -> World:
    """A workspace with two channels and nobody in it but Slackbot."""
    return World.from_mapping(
        {
            "team": {"id": "T0SANDBOX1", "name": "Quill & Co", "domain": "quill"},
            "channels": [{"id": "C0KUDOS001", "name": "kudos"}, {"id": "C0GENERAL1", "name": "general"}],
        }
    )


@cache
def our_manifest() -> Manifest:
    return Manifest.load(ROOT / "manifest.yml")


@asynccontextmanager
async def running(
    storage: Storage, clock: FrozenClock, world: World | None = None, *, pace: str = "off"
) -> AsyncIterator[Running]:
    """Starts both and introduces them; schedules only go when told to (`deliver`)."""
    async with Sandbox(our_manifest(), world or empty_world(), SandboxClock(clock.now()), pace=pace) as box:
        settings = Settings(
            _env_file=None,
            bot_token=box.bot_token,
            signing_secret=box.signing_secret,
            api_url=box.api_url,
            database_url=storage.url,
            port=0,
            pace="off",
        )
        async with aiohttp.ClientSession() as session:
            candor = build(settings, clock, storage, Access(storage, settings, Keys(KEY), session))
            async with pages(candor, slack=True) as port:
                box.workspace.app.request_url = f"http://127.0.0.1:{port}/slack/events"
                identity = await candor.access.identify()
                assert identity is not None
                candor.greeted = True
                yield Running(box, candor, clock, identity.team)
                await box.settle()
                await drained(candor)
