"""Trigger ids: three real seconds, one use."""

from __future__ import annotations

import time
from dataclasses import dataclass

from sandbox.errors import Refusal
from sandbox.ids import Mint


@dataclass
class Trigger:
    """Where an interaction came from: `view_id` of an open modal, `home` for the Home tab, the `channel` if any."""

    user: str
    at: float
    view_id: str = ""
    home: bool = False
    channel: str = ""
    used: bool = False


class Triggers:
    """Issues and redeems trigger ids, by real time."""

    def __init__(self, mint: Mint, life: float) -> None:
        self._mint = mint
        self._life = life
        self._issued: dict[str, Trigger] = {}

    def issue(self, user: str, *, view_id: str = "", home: bool = False, channel: str = "") -> str:
        value = self._mint.trigger()
        self._issued[value] = Trigger(user, time.monotonic(), view_id, home, channel)
        if len(self._issued) > 5000:
            self._issued = dict(list(self._issued.items())[2500:])
        return value

    def redeem(self, value: str) -> Trigger:
        """Raises Refusal with Slack's three errors."""
        trigger = self._issued.get(value)
        if trigger is None:
            raise Refusal("invalid_trigger_id")
        if trigger.used:
            raise Refusal("exchanged_trigger_id")
        if time.monotonic() - trigger.at > self._life:
            raise Refusal("expired_trigger_id")
        trigger.used = True
        return trigger
