"""The second baseline of ack.py: the transaction of `/kudos @x text` in a loop, without Bolt and without HTTP.

`python benchmarks/statements.py DATABASE_URL TEAM GIVER RECEIVER CONCURRENCY KUDOS` prints kudos per second.
"""

from __future__ import annotations

import asyncio
import sys
import time
from datetime import UTC, datetime

import uvloop

from bot.features.kudos.service import give_typed
from bot.kit import policy
from bot.kit.context import Caller
from storage import Unit, open_storage


def give(unit: Unit, caller: Caller, receiver: str, number: int, now: datetime) -> None:
    actor = policy.introduce(unit, caller, now, [receiver])
    line = f"<@{receiver}> for unblocking the release, and for saying so early, number {number}"
    give_typed(unit, actor, line, (), "/kudos", source=f"loop:{time.time_ns()}:{number}", now=now)


async def loop(url: str, team: str, giver: str, receiver: str, concurrency: int, kudos: int) -> float:
    async with open_storage(url) as storage:
        left = iter(range(kudos))

        async def caller() -> None:
            for number in left:
                await storage.work(team, give, Caller(team, giver), receiver, number, datetime.now(UTC))

        began = time.perf_counter()
        await asyncio.gather(*(caller() for _ in range(concurrency)))
        return kudos / (time.perf_counter() - began)


if __name__ == "__main__":
    url, team, giver, receiver, concurrency, kudos = sys.argv[1:]
    print(f"{uvloop.run(loop(url, team, giver, receiver, int(concurrency), int(kudos))):.1f}")
