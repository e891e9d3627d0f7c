"""How fast Slack may be spoken to, and the real clock by which that goes (business time can be moved, this cannot)."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from storage.gates import Rate

POST_MESSAGE, CHANGE_MESSAGE, DELETE_MESSAGE = "chat.postMessage", "chat.update", "chat.delete"


@dataclass(frozen=True)
class Pace:
    """Limits, in calls a second, and how long things may take, in seconds.

    A lease must outlast a request by far: who loses it must not have a request under way.
    """

    post: Rate | None
    change: Rate | None
    conversation: float
    """Between two posts to one conversation."""
    together: int = 48
    """Requests under way at once, per process and workspace."""
    request: float = 10.0
    lease: float = 45.0
    longest_wait: float = 60.0
    """The longest back-off after a failed try."""
    idle: float = 1.0
    """How often an idle outbox is looked at, beyond being woken."""

    @classmethod
    def named(cls, name: str) -> Pace:
        """`slack` or `off`, as CANDOR_PACE says."""
        return {"slack": SLACK, "off": OFF}[name]


SLACK = Pace(post=Rate(300 / 60, 25.0), change=Rate(50 / 60, 20.0), conversation=1.0)
"""Slack: one post a second and conversation, several hundred a minute and workspace (300 is safe, in bursts of 25);
chat.update and chat.delete are Tier 3, 50 a minute each."""

OFF = Pace(post=None, change=None, conversation=0.0, request=5.0, lease=15.0)
"""For tests: no waiting between posts, and what a killed worker had claimed is taken up after 15 s instead of 45."""


class RealTime:
    """Real time. `at()` is None where the database's own clock is to be asked, which replicas share."""

    def at(self) -> float | None:
        return None

    def seconds(self) -> float:
        """A clock that only measures how long something took."""
        return time.monotonic()

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        """Returns after so many seconds, or when the event is set."""
        try:
            async with asyncio.timeout(max(0.0, seconds)):
                await event.wait()
        except TimeoutError:
            pass
