"""Slack's rate limits, by real time: tiers per method, one post a second and channel, some hundreds a minute."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

TIERS = {1: 1, 2: 20, 3: 50, 4: 100}
SPECIAL_PER_MINUTE = 600
CHANNEL_BURST = 4.0
CHANNEL_RATE = 1.0
WORKSPACE_PER_MINUTE = 300
WORKSPACE_BURST = 30.0


@dataclass
class Bucket:
    """A token bucket: `level` tokens at moment `at`."""

    level: float
    at: float

    def take(self, now: float, *, rate: float, most: float) -> float:
        """Takes one token; answers 0, or the seconds until there is one."""
        self.level = min(most, self.level + (now - self.at) * rate)
        self.at = now
        if self.level >= 1:
            self.level -= 1
            return 0.0
        return (1 - self.level) / rate


class Pace:
    """Answers, for each call, 0 or the whole seconds of `Retry-After`. Off: always 0."""

    def __init__(
        self, *, on: bool, per_minute: int = WORKSPACE_PER_MINUTE, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._on = on
        self._per_minute = per_minute
        self._now = now
        self._buckets: dict[str, Bucket] = {}

    def _ask(self, key: str, rate: float, most: float) -> int:
        now = self._now()
        bucket = self._buckets.setdefault(key, Bucket(most, now))
        return math.ceil(bucket.take(now, rate=rate, most=most))

    def call(self, method: str, tier: int) -> int:
        """A method's own limit, per workspace and app; tier 0 means special."""
        if not self._on:
            return 0
        per_minute = TIERS.get(tier, SPECIAL_PER_MINUTE)
        return self._ask(f"method {method}", per_minute / 60, float(per_minute))

    def post(self, channel: str) -> int:
        """All ways of posting together: per channel with short bursts, then for the whole workspace."""
        if not self._on:
            return 0
        key = f"channel {channel}"
        if wait := self._ask(key, CHANNEL_RATE, CHANNEL_BURST):
            return wait
        if wait := self._ask("workspace", self._per_minute / 60, WORKSPACE_BURST):
            self._buckets[key].level += 1
        return wait
