"""Lets go what noise held, for everybody whose moment has come. Who has notifications off just now is left in peace."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.kit import noise
from bot.kit.delivery.pace import RealTime
from storage import Storage, Unit
from storage.held import HeldShelf

log = logging.getLogger("candor.schedules")

TOGETHER = 50
"""People that dnd.teamInfo answers for at once."""
CALLS_A_MINUTE = 18
"""dnd.teamInfo is Tier 2: 20 a minute. Beyond it nudges go: Slack itself keeps them silent."""


Ask = Callable[[str, Sequence[str]], Awaitable[Mapping[str, Any]]]
"""dnd.teamInfo's `users` for these people; empty if Slack does not tell."""


class DoNotDisturb:
    """Who has notifications off. Fails open: without an answer nobody is held back."""

    def __init__(self, ask: Ask, real: RealTime) -> None:
        self._asked = ask
        self._real = real
        self._calls: dict[str, deque[float]] = {}

    async def until(self, team: str, people: Sequence[str], now: datetime) -> dict[str, datetime]:
        """When it ends, for those whose Do Not Disturb is on now."""
        found: dict[str, datetime] = {}
        for start in range(0, len(people), TOGETHER):
            answer = await self._ask(team, people[start : start + TOGETHER])
            for person, state in answer.items():
                if (end := _ends(state, now)) is not None:
                    found[person] = end
        return found

    async def _ask(self, team: str, people: Sequence[str]) -> Mapping[str, Any]:
        calls, seconds = self._calls.setdefault(team, deque()), self._real.seconds()
        while calls and calls[0] < seconds - 60:
            calls.popleft()
        if len(calls) >= CALLS_A_MINUTE:
            return {}
        calls.append(seconds)
        return await self._asked(team, people)


def _ends(state: Mapping[str, Any], now: datetime) -> datetime | None:
    if not state.get("dnd_enabled"):
        return None
    start, end = float(state.get("next_dnd_start_ts") or 0), float(state.get("next_dnd_end_ts") or 0)
    return datetime.fromtimestamp(end, UTC) if start <= now.timestamp() < end else None


def held_people(unit: Unit, now: datetime, limit: int) -> list[str]:
    """Whose waiting messages are to be looked at."""
    return HeldShelf(unit).people_due(now, limit)


async def let_go(storage: Storage, dnd: DoNotDisturb, team: str, now: datetime, limit: int = 500) -> int:
    """One round over the people whose moment has come, each in a transaction of their own; how many were looked at."""
    people = await storage.read(team, held_people, now, limit)
    if not people:
        return 0
    quiet = await dnd.until(team, people, now)
    looked = 0
    for person in people:
        try:
            await storage.work(team, noise.release, person, now, quiet.get(person))
            looked += 1
        except ValueError as wrong:  # one person's settings that cannot be read stay theirs
            log.error("what waits for %s stays: %s", person, wrong)
    return looked
