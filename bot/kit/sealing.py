"""Seals: what an anonymous row is filed under while its author may change it (docs/decisions/0006-seals.md)."""

from __future__ import annotations

import secrets

from bot.kit.keys import Keys
from storage import Unit


def seal(unit: Unit, keys: Keys, purpose: str, period: str, person: str) -> str:
    """A person's seal in this period, 64 hexadecimal digits: the same each time, until the key is destroyed.

    The first in a period makes its key, so this belongs into `work`, not `read`. Raises `SealDestroyed` for a period
    that `unit.seals.destroy(purpose, period)` closed, and `KeyLost` where the deployment's key was changed meanwhile.
    """
    locked = unit.seals.key(purpose, period, lambda: keys.lock(secrets.token_urlsafe(32)))
    return Keys(keys.unlock(locked)).seal(purpose, period, person)
