"""News for open pages: one queue per page, each for one acting person."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from sandbox.jsontypes import Json


class Live:
    """Publishes to those who look; costs next to nothing while nobody does."""

    def __init__(self) -> None:
        self._pages: list[tuple[str, asyncio.Queue[Json]]] = []

    def watch(self, user: str) -> asyncio.Queue[Json]:
        queue: asyncio.Queue[Json] = asyncio.Queue()
        self._pages.append((user, queue))
        return queue

    def leave(self, queue: asyncio.Queue[Json]) -> None:
        self._pages = [(user, each) for user, each in self._pages if each is not queue]

    @property
    def watchers(self) -> set[str]:
        return {user for user, _ in self._pages}

    def tell(self, users: Iterable[str], news: Json) -> None:
        wanted = set(users)
        for user, queue in self._pages:
            if user in wanted:
                queue.put_nowait(news)

    def tell_all(self, news: Json) -> None:
        for _, queue in self._pages:
            queue.put_nowait(news)
