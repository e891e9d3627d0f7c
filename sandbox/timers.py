"""Scheduled messages go out when the sandbox's clock reaches them, moved or not."""

from __future__ import annotations

import asyncio
from datetime import datetime

from sandbox.webapi.scheduled import next_due, post_due
from sandbox.workspace import Workspace

LONGEST_NAP = 0.5


class Timers:
    """Watches the clock while the sandbox runs."""

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws
        ws.clock.on_move(self._moved)

    async def _moved(self, old: datetime, new: datetime) -> None:
        post_due(self._ws)

    async def run(self) -> None:
        while True:
            wait = next_due(self._ws)
            await asyncio.sleep(LONGEST_NAP if wait is None else min(max(wait, 0.001), LONGEST_NAP))
            post_due(self._ws)
