"""A process to be killed: puts messages, delivers them, says where it stands, and dies where it is told.

python -m tests.delivery.driver DATABASE_URL API_URL TOKEN HOW_MANY [BOUNDARY TIMES]

Each line on standard output is a boundary that was reached; with a boundary named, the process kills itself the
TIMES-th time that it comes there.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections import Counter
from dataclasses import replace

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.kit.delivery import OFF, Delivery
from storage import Unit, open_storage
from storage.outbox import Message
from tests.kit.clock import MONDAY, FrozenClock
from tests.kit.deliveries import ADA, BOB, GRACE
from tests.kit.made import TEAM

SHORT = replace(OFF, request=0.5, lease=2.0, together=4, idle=0.1)


class Boundary:
    """Counts where the process has been, and ends it."""

    def __init__(self, fatal: str, times: int) -> None:
        self.fatal, self.times = fatal, times
        self.seen: Counter[str] = Counter()

    def __call__(self, name: str) -> None:
        self.seen[name] += 1
        print(name, flush=True)
        if name == self.fatal and self.seen[name] >= self.times:
            os.kill(os.getpid(), signal.SIGKILL)


def put(unit: Unit, number: int) -> None:
    to = (ADA, BOB, GRACE)[number % 3]
    unit.outbox.put(f"m{number:03}", Message(f"m{number:03}"), to=to, kind="test", due=MONDAY)


async def main(url: str, api: str, token: str, how_many: int, boundary: Boundary) -> None:
    async with open_storage(url) as storage, aiohttp.ClientSession() as session:

        async def client(team: str) -> AsyncWebClient:
            return AsyncWebClient(token=token, base_url=api, session=session)

        for number in range(how_many):
            await storage.work(TEAM, put, number)
            boundary("after commit")
        delivery = Delivery(storage, client, FrozenClock(), {}, SHORT, boundary=boundary)
        await delivery.drain(TEAM)


if __name__ == "__main__":
    where, api_url, bot_token, many, *fatal = sys.argv[1:]
    death = Boundary(fatal[0], int(fatal[1])) if fatal else Boundary("", 0)
    asyncio.run(main(where, api_url, bot_token, int(many), death))
