"""Thousands of waiting direct messages on their way to the sandbox: with Slack's limits, killed half way, and without.

Slack's limits would make ten thousand messages take 33 minutes. So all limits are `--factor` times as high, rates and
bursts, in the sandbox and in Candor's pace alike; requests, leases and processes take the time that they take, which is
the harder case: a restart costs as long, while more could have been sent meanwhile.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import uvloop

from benchmarks.rig import ROOT, clean_environment, machine, table
from bot.features.kudos import views
from bot.manifest import manifest_for
from sandbox.pace import WORKSPACE_BURST, WORKSPACE_PER_MINUTE, Pace
from sandbox.server import Sandbox
from sandbox.world import World
from storage import Unit, migrate, open_storage
from storage.base import new_id
from storage.kudos import KudosCard
from storage.outbox import Put
from tests.kit.postgres import PostgresServer

TOGETHER = 1_000


class Faster(Pace):
    """The sandbox's limits, each `factor` times as high; counts what they refused."""

    def __init__(self, factor: float) -> None:
        super().__init__(on=factor > 0)
        self.factor = factor
        self.refused = 0

    def _ask(self, key: str, rate: float, most: float) -> int:
        return super()._ask(key, rate * self.factor, most * self.factor)

    def call(self, method: str, tier: int) -> int:
        wait = super().call(method, tier)
        self.refused += wait > 0
        return wait

    def post(self, channel: str) -> int:
        wait = super().post(channel)
        self.refused += wait > 0
        return wait


@dataclass
class Run:
    """One case: a fresh workspace, a fresh database, messages waiting."""

    title: str
    url: str
    messages: int
    factor: float = 0.0
    how: str = "outbox"
    workers: int = 1
    killed: bool = False
    people: list[str] = field(default_factory=list)

    async def go(self) -> list[object]:
        """The row of the table: sent, lost, doubled, refused, messages a second, share of what is permitted."""
        world = World()
        self.people = [world.add_person(name=f"p{number}").id for number in range(self.messages)]
        async with Sandbox(manifest_for(url="http://127.0.0.1:1"), world) as box:
            limits = box.workspace.pace = Faster(self.factor)
            await asyncio.to_thread(migrate, self.url)
            async with open_storage(self.url) as storage:
                for start in range(0, self.messages, TOGETHER):
                    await storage.work(world.team_id, fill, self.people[start : start + TOGETHER], datetime.now(UTC))
            began = time.perf_counter()
            await asyncio.gather(*(self.work(box) for _ in range(self.workers)))
            took = time.perf_counter() - began
            return [self.title, *self.told(box, limits, took)]

    async def work(self, box: Sandbox) -> None:
        """A worker until it is done; one that is to be killed is followed by another."""
        if self.killed:
            first = await self.start(box)
            while sum(1 for _ in stamps(box, self.people)) < self.messages / 2:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.05)
            first.kill()
            await first.wait()
        worker = await self.start(box)
        told, _ = await worker.communicate()
        if worker.returncode:
            raise RuntimeError(f"a worker ended with {worker.returncode}: {told.decode()}")

    async def start(self, box: Sandbox) -> asyncio.subprocess.Process:
        team, factor = box.world.team_id, str(self.factor)
        arguments = ["-m", "benchmarks.courier", self.how, self.url, box.api_url, box.bot_token, team, factor]
        env = clean_environment(PYTHONPATH=str(ROOT))
        return await asyncio.create_subprocess_exec(
            sys.executable, *arguments, env=env, cwd=ROOT, stdout=asyncio.subprocess.PIPE
        )

    def told(self, box: Sandbox, limits: Faster, took: float) -> list[object]:
        shown = [list(stamps(box, [person])) for person in self.people]
        moments = sorted(moment for each in shown for moment in each)
        span = moments[-1] - moments[0]
        rate = len(moments) / span
        permitted = self.factor * (WORKSPACE_BURST + WORKSPACE_PER_MINUTE / 60 * span)
        share = f"{len(moments) / permitted:.3f}" if self.factor else ""
        lost = sum(not each for each in shown)
        doubled = sum(len(each) > 1 for each in shown)
        return [len(moments), lost, doubled, limits.refused, f"{rate:.0f}", share, f"{took:.0f}"]


def stamps(box: Sandbox, people: Iterable[str]) -> Iterable[float]:
    """When the sandbox took each message to these people, unix seconds."""
    world, bot = box.world, box.workspace.app.bot_user_id
    for person in people:
        yield from (float(ts) for ts in world.direct(person, bot).messages)


def fill(unit: Unit, people: list[str], now: datetime) -> None:
    unit.people.save([{"id": person, "name": person} for person in people], now)
    text = "for unblocking the release, and for saying so early"
    kudos = KudosCard(
        id=new_id(), at=now, source="s", giver=people[0], text=text, channel="C0KUDOS001", private=False, link=None,
        quote=None, edited_at=None, revoked_at=None, receivers=(people[0],), values=("craft",),
    )  # fmt: skip
    unit.outbox.put_all(Put(f"kudos:{person}", views.dm(kudos, person), person, "kudos.dm", now) for person in people)


async def compare(server: PostgresServer, folder: Path, messages: int, few: int, factor: float) -> str:
    paced = [
        Run("Slack's limits", server.create("paced"), messages, factor),
        Run("Slack's limits, killed half way", server.create("killed"), messages, factor, killed=True),
    ]
    free = [
        Run("raw slack_sdk, no outbox", server.create("raw"), few, how="raw"),
        Run("one worker, PostgreSQL", server.create("one"), few),
        Run("two workers, PostgreSQL", server.create("two"), few, workers=2),
        Run("one worker, SQLite", f"sqlite:///{folder}/delivery.db", few),
    ]
    rows = []
    for run in paced + free:
        rows.append(await run.go())
        print(*rows[-1], file=sys.stderr, flush=True)
    head = ["case", "shown", "lost", "doubled", "429s", "messages/s", "of what is permitted", "seconds"]
    return table(head, rows)


def main() -> None:
    parser = argparse.ArgumentParser(description="Delivery of waiting direct messages.")
    parser.add_argument("--messages", type=int, default=10_000, help="with Slack's limits on")
    parser.add_argument("--few", type=int, default=2_000, help="with limits off")
    parser.add_argument("--factor", type=float, default=20, help="how much faster Slack's limits let messages through")
    asked = parser.parse_args()
    server = PostgresServer(fsync="on", synchronous_commit="on").start()
    try:
        with tempfile.TemporaryDirectory() as place:
            print(f"{machine()}; limits {asked.factor:g} times Slack's\n")
            print(uvloop.run(compare(server, Path(place), asked.messages, asked.few, asked.factor)))
    finally:
        server.remove()


if __name__ == "__main__":
    main()
