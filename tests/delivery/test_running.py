"""Delivery as it runs inside `candor run`: woken by what is put, stopped without loss, patient with the database."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.kit.delivery import SLACK, Delivery, RealTime
from bot.kit.delivery.courier import Outcome
from sandbox.server import Sandbox
from storage import Storage, migrate, open_storage
from tests.kit.deliveries import ADA, BOB, KUDOS, QUICK, JumpingTime, Post
from tests.kit.postgres import PostgresServer


class Watch:
    """Counts outcomes; `sent(n)` waits for the n-th message that Slack took."""

    def __init__(self) -> None:
        self.outcomes: list[Outcome] = []
        self.news = asyncio.Condition()

    def __call__(self, team: str, outcome: Outcome) -> None:
        self.outcomes.append(outcome)
        asyncio.get_running_loop().create_task(self._tell())

    async def _tell(self) -> None:
        async with self.news:
            self.news.notify_all()

    async def sent(self, number: int) -> None:
        async with self.news:
            await self.news.wait_for(lambda: sum(one.became == "sent" for one in self.outcomes) >= number)


async def install(post: Post) -> None:
    async def teams() -> list[str]:
        return [post.team]

    post.storage.teams = teams  # type: ignore[method-assign]


def running(post: Post, **how: Any) -> tuple[Delivery, Watch, asyncio.Event, Callable[[], asyncio.Task[None]]]:
    watch, stop = Watch(), asyncio.Event()
    delivery = post.delivery(real=RealTime(), seen=watch, **how)
    return delivery, watch, stop, lambda: asyncio.create_task(delivery.run(stop))


async def test_what_is_put_while_it_runs_is_sent_and_stopping_loses_nothing(post: Post):
    await install(post)
    await post.put("first")
    delivery, watch, stop, begin = running(post)
    task = begin()
    await watch.sent(1)
    for number in range(5):
        await post.put(f"m{number}", to=(ADA, BOB, KUDOS)[number % 3])
    delivery.wake(post.team)
    await watch.sent(6)
    stop.set()
    await task
    assert set((await post.states()).values()) == {"sent"}


async def test_stopping_waits_for_the_send_under_way(post: Post):
    await install(post)
    await post.box.fault("slow", method="chat.postMessage", seconds=0.3)
    await post.put("hello")
    begun = asyncio.Event()
    _, _, stop, begin = running(post, boundary=lambda name: begun.set() if name == "before send" else None)
    task = begin()
    await begun.wait()
    stop.set()
    await task
    assert await post.state("hello") == "sent"


async def test_a_database_that_restarts_pauses_delivery_and_fails_nothing(own_postgres: PostgresServer, box: Sandbox):
    url = own_postgres.create("candor_here")
    await asyncio.to_thread(migrate, url)
    async with open_storage(url) as storage, Post(storage, box) as post:
        await install(post)
        for number in range(10):
            await post.put(f"m{number}", to=(ADA, BOB, KUDOS)[number % 3])
        begun = asyncio.Event()
        await box.fault("slow", method="chat.postMessage", seconds=0.3, times=2)
        pace = replace(QUICK, lease=6.0)
        _, watch, stop, begin = running(
            post, pace=pace, boundary=lambda name: begun.set() if name == "before send" else None
        )
        task = begin()
        await begun.wait()
        await asyncio.to_thread(own_postgres.stop)
        await asyncio.to_thread(own_postgres.start)
        await watch.sent(10)
        stop.set()
        await task
        assert set((await post.states()).values()) == {"sent"}
        assert sorted(text for who in (ADA, BOB, KUDOS) for text in post.shown(who)) == [f"m{n}" for n in range(10)]


async def test_slacks_limits_are_kept_without_a_single_refusal(sqlite: Storage, slow_box: Sandbox):
    async with Post(sqlite, slow_box, pace=replace(SLACK, request=2.0)) as post:
        for number in range(6):
            for who in (ADA, BOB, KUDOS):
                await post.put(f"{who} {number}", to=who)
        real = JumpingTime()
        began = real.now
        slow_box.workspace.pace._now = lambda: real.now
        assert (await post.drain(real=real)).sent == 18
        assert 5 <= real.now - began < 8
        refused = [entry for entry in slow_box.workspace.log.after(0) if entry["status"] == 429]
        assert refused == []
        assert post.shown(BOB) == [f"{BOB} {number}" for number in range(6)]


async def test_the_workspaces_rate_is_used_to_the_full_and_not_beyond(sqlite: Storage, slow_box: Sandbox):
    async with Post(sqlite, slow_box, pace=replace(SLACK, request=2.0)) as post:
        real = JumpingTime()
        slow_box.workspace.pace._now = lambda: real.now
        for bucket in slow_box.workspace.pace._buckets.values():
            bucket.at = real.now
        people = [f"U1{number:07}" for number in range(125)]
        for person in people:
            slow_box.workspace.world.add_person(id=person, name=person.lower(), real_name=person)
            await post.put(person, to=person)
        began = real.now
        assert (await post.drain(real=real)).sent == 125
        assert real.now - began <= (125 - 25) / 5 * 1.05
        assert [entry for entry in slow_box.workspace.log.after(0) if entry["status"] == 429] == []
