"""The developer pane: what went to the app and came from it, how long it took, and what Slack complains about."""

from __future__ import annotations

import json
from collections import deque
from datetime import UTC, datetime
from typing import Any

from sandbox.jsontypes import Json
from sandbox.live import Live

KEPT = 1000
HIDDEN = ("token", "access_token", "refresh_token", "client_secret", "authorization")


class DeveloperLog:
    """The last thousand exchanges. Tokens and secrets never stand in it."""

    def __init__(self, live: Live) -> None:
        self._live = live
        self._entries: deque[tuple[Json, str]] = deque(maxlen=KEPT)
        self._count = 0

    def note(
        self,
        *,
        way: str,
        name: str,
        transport: str,
        status: int | str,
        ms: float,
        request: Any,
        response: Any,
        complaints: list[str] | None = None,
    ) -> Json:
        self._count += 1
        entry: Json = {
            "id": self._count,
            "at": datetime.now(UTC).isoformat(),
            "way": way,
            "name": name,
            "transport": transport,
            "status": status,
            "ms": round(ms, 1),
            "complaints": complaints or [],
        }
        bodies = json.dumps([request, response], default=str)  # as it is now: messages and views go on changing
        self._entries.append((entry, bodies))
        if self._live.watchers:
            self._live.tell_all({"type": "log", "entry": _whole(entry, bodies)})
        for complaint in entry["complaints"]:
            self._live.tell_all({"type": "notice", "text": f"{name}: {complaint}"})
        return entry

    def after(self, number: int) -> list[Json]:
        return [_whole(entry, bodies) for entry, bodies in self._entries if entry["id"] > number]

    @property
    def complaints(self) -> list[str]:
        """Everything that Slack would have refused, as `name: complaint`."""
        return [f"{entry['name']}: {each}" for entry, _ in self._entries for each in entry["complaints"]]


def _whole(entry: Json, bodies: str) -> Json:
    request, response = json.loads(bodies)
    return {**entry, "request": _without_secrets(request), "response": _without_secrets(response)}


def _without_secrets(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: "…" if key in HIDDEN and each else _without_secrets(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_without_secrets(each) for each in value]
    return value
