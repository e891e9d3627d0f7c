"""One worker of delivery.py: a process of its own, so that it can be killed.

`python -m benchmarks.courier HOW DATABASE_URL API_URL TOKEN TEAM FACTOR` delivers what waits and prints how many it
sent. HOW is `outbox`, or `raw`: the second baseline, slack_sdk posting the same rows in a loop that remembers nothing.
FACTOR makes Slack's pace that many times faster, 0 turns it off.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import aiohttp
import uvloop
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select

from bot.kit.delivery import OFF, SLACK, Delivery, Pace
from storage import Storage, Unit, open_storage
from storage.gates import Rate
from storage.outgoing import Outgoing


class Now:
    def now(self) -> datetime:
        return datetime.now(UTC)


def pace(factor: float) -> Pace:
    """Slack's pace with each limit `factor` times as high; how long a request and a lease may take stays."""
    if not factor:
        return OFF
    assert SLACK.post is not None
    post = Rate(SLACK.post.per_second * factor, SLACK.post.burst * factor)
    return replace(SLACK, post=post, conversation=SLACK.conversation / factor)


def waiting(unit: Unit) -> list[tuple[str, dict[str, Any]]]:
    chosen = select(Outgoing.recipient, Outgoing.payload).where(Outgoing.team == unit.team)
    return [(row.recipient, row.payload) for row in unit.execute(chosen)]


async def post_raw(storage: Storage, team: str, client: AsyncWebClient) -> int:
    """Posts every row once, as many at a time as the outbox would; returns how many there were."""
    rows = await storage.read(team, waiting)
    left: Iterator[tuple[str, dict[str, Any]]] = iter(rows)

    async def caller() -> None:
        for recipient, payload in left:
            await client.chat_postMessage(channel=recipient, text=payload["text"], blocks=payload["blocks"])

    await asyncio.gather(*(caller() for _ in range(OFF.together)))
    return len(rows)


async def main(how: str, url: str, api: str, token: str, team: str, factor: float) -> int:
    async with open_storage(url) as storage, aiohttp.ClientSession() as session:
        client = AsyncWebClient(token=token, base_url=api, session=session, retry_handlers=[])

        async def slack_for(_team: str) -> AsyncWebClient:
            return client

        if how == "raw":
            return await post_raw(storage, team, client)
        delivery = Delivery(storage, slack_for, Now(), {}, pace(factor))
        return (await delivery.drain(team, patience=120.0)).sent


if __name__ == "__main__":
    how, url, api, token, team, factor = sys.argv[1:]
    print(uvloop.run(main(how, url, api, token, team, float(factor))))
