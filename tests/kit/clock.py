"""A clock that stands still until a test moves it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""A working Monday morning in London, no holiday anywhere that our people live."""


class FrozenClock:
    """`bot.kit.context.Clock`: business time. `set` and `move` jump; nothing else makes it go."""

    def __init__(self, now: datetime = MONDAY) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def set(self, moment: datetime) -> datetime:
        """To an aware moment, given in any zone."""
        self._now = moment.astimezone(UTC)
        return self._now

    def move(self, **by: float) -> datetime:
        """`clock.move(days=1, hours=2)`"""
        return self.set(self._now + timedelta(**by))
