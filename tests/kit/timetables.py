"""A runner with jobs of a test's own: what they do is put a message, so that the outbox tells what was played."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from bot.kit.keys import Keys
from bot.kit.rooms import Room
from bot.kit.times import EVERY_DAY, local_day, next_at
from schedules.jobs import PEOPLE, TEAM, Due, Ground, Job, Tools
from schedules.runner import Runner
from storage import Unit
from storage.outbox import Message
from storage.outgoing import NEWS
from tests.kit.deliveries import Post

NINE = time(9)


def daily(at: time = NINE, days: frozenset[int] = EVERY_DAY) -> Callable[[Ground, datetime], datetime | None]:
    return lambda ground, after: next_at(after, at, ground.where, days)


def told(unit: Unit, due: Due) -> None:
    """Puts a message that says for whom and for which of their mornings it is."""
    day = local_day(due.slot, due.ground.where)
    unit.outbox.put(
        f"morning:{due.subject}:{day}", Message(f"{day}"), to=due.subject, kind="test", due=due.now, nature=NEWS
    )


def morning(**how: Any) -> Job:
    return Job(**{"name": "test.morning", "subjects": PEOPLE, "when": daily(), "act": told, **how})


@dataclass
class Calls:
    """A job that speaks to Slack itself; counts, and fails as often as it is told."""

    slots: list[datetime] = field(default_factory=list)
    failures: int = 0

    async def __call__(self, tools: Tools, due: Due) -> None:
        if self.failures:
            self.failures -= 1
            raise RuntimeError("not now")
        self.slots.append(due.slot)

    def job(self, **how: Any) -> Job:
        return Job(**{"name": "test.call", "subjects": TEAM, "when": daily(time(3)), "call": self, **how})


def runner(post: Post, *jobs: Job, rooms: Sequence[Room] = ()) -> Runner:
    keys = Keys("a secret of the tests")
    return Runner(post.storage, jobs, rooms, post.delivery(), post.client, post.clock, keys, post.real)


async def start(post: Post, found: Runner, ago: timedelta = timedelta(0)) -> None:
    """As if everything had been played until then."""
    moment = post.clock.now() - ago
    await post.do(lambda unit: unit.slots.played(moment))
    await found.sweep(post.team)
