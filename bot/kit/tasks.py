"""Tasks of ours that outlive the answer to Slack: tracked, drained at shutdown, never lost without a word."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from bot.kit.errors import Sentence, trace

log = logging.getLogger("candor.tasks")


class Tasks:
    """Starts coroutines and keeps hold of them (the event loop alone would let go of them)."""

    def __init__(self) -> None:
        self.running: set[asyncio.Task[Any]] = set()

    def start(self, work: Awaitable[Any], failed: Callable[[BaseException], Awaitable[None]] | None = None) -> None:
        """Runs `work` soon; what it raises goes to `failed`, and to the log as a place without words."""
        task = asyncio.create_task(self._guarded(work, failed))
        self.running.add(task)
        task.add_done_callback(self.running.discard)

    async def _guarded(self, work: Awaitable[Any], failed: Callable[[BaseException], Awaitable[None]] | None) -> None:
        try:
            await work
        except Exception as error:  # the translator of background work
            if not isinstance(error, Sentence):
                log.warning("task failed: %s", trace(error))
            if failed is not None:
                try:
                    await failed(error)
                except Exception as second:
                    log.warning("telling of it failed: %s", trace(second))

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Counts the current task among those that shutdown waits for, while the block runs."""
        task = asyncio.current_task()
        assert task is not None
        self.running.add(task)
        try:
            yield
        finally:
            self.running.discard(task)

    async def drain(self, seconds: float) -> int:
        """Waits for what is running and what that starts, `seconds` at most; answers how many had to be cancelled."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while self.running and (left := until - loop.time()) > 0:
            await asyncio.wait(self.running, timeout=left)
        late = set(self.running)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late)
        return len(late)
