"""Ids and message timestamps in the forms that Slack gives them."""

from __future__ import annotations

import random
import secrets

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
ID_LENGTH = 9


class Mint:
    """Makes ids that look like Slack's (`C08K2…`), and timestamps that never repeat or go back within the workspace."""

    def __init__(self, seed: int = 20) -> None:
        self._random = random.Random(seed)
        self._last_micros = 0

    def id(self, prefix: str) -> str:
        return prefix + "0" + "".join(self._random.choices(ALPHABET, k=ID_LENGTH))

    def ts(self, unix: float) -> str:
        """The next message timestamp: the given moment, or just after the last one if the clock went back."""
        micros = max(int(unix * 1_000_000), self._last_micros + 1)
        self._last_micros = micros
        return f"{micros // 1_000_000:010d}.{micros % 1_000_000:06d}"

    def trigger(self) -> str:
        """`132456.7890123.abcdef`, unguessable as Slack's are."""
        return f"{self._random.randrange(10**12)}.{self._random.randrange(10**11)}.{secrets.token_hex(16)}"


def view_hash(unix: float) -> str:
    return f"{int(unix)}.{secrets.token_hex(4)}"
