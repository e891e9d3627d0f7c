"""The workspace's clock: runs at real speed from a set moment, and can be set or moved."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

MoveCallback = Callable[[datetime, datetime], Awaitable[None]]


class SandboxClock:
    """`now()` is an aware UTC moment. Every move is awaited by all callbacks, in order, one move at a time."""

    def __init__(self, now: datetime | None = None) -> None:
        self._moving = asyncio.Lock()
        self._callbacks: list[MoveCallback] = []
        self._base = self._aware(now or datetime.now(UTC))
        self._started = time.monotonic()

    @staticmethod
    def _aware(moment: datetime) -> datetime:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)

    def now(self) -> datetime:
        return self._base + timedelta(seconds=time.monotonic() - self._started)

    def unix(self) -> float:
        """Seconds since 1970 by this clock."""
        return self.now().timestamp()

    def on_move(self, callback: MoveCallback) -> None:
        """Calls `callback(old, new)` after every set or move; it must not move the clock itself."""
        self._callbacks.append(callback)

    async def set(self, moment: datetime) -> datetime:
        """Jumps to `moment` (naive means UTC); returns when every callback is through."""
        async with self._moving:
            old = self.now()
            self._base, self._started = self._aware(moment), time.monotonic()
            new = self.now()
            for callback in self._callbacks:
                await callback(old, new)
            return self.now()

    async def move(self, seconds: float) -> datetime:
        return await self.set(self.now() + timedelta(seconds=seconds))
