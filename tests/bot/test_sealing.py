"""Seals name nobody: the same for one person while a period is open, and for nobody to make afterwards."""

from __future__ import annotations

from base64 import urlsafe_b64decode

import pytest

from bot.kit.keys import KeyLost, Keys
from bot.kit.sealing import seal
from storage import Storage, Unit
from storage.seals import SealDestroyed, SealKey
from tests.kit.made import TEAM

KEYS = Keys("the deployment's secret")
PULSE = ("pulse", "2026-W48")


def all_keys(unit: Unit) -> list[SealKey]:
    return list(unit.seals.all(unit.seals.of(SealKey)))


async def test_a_person_has_one_seal_in_a_period_and_another_in_the_next(storage: Storage):
    first = await storage.work(TEAM, seal, KEYS, *PULSE, "U1")
    assert await storage.work(TEAM, seal, KEYS, *PULSE, "U1") == first
    assert len(bytes.fromhex(first)) == 32
    others = [
        await storage.work(TEAM, seal, KEYS, *PULSE, "U2"),
        await storage.work(TEAM, seal, KEYS, "pulse", "2026-W49", "U1"),
        await storage.work(TEAM, seal, KEYS, "whispers", "2026-W48", "U1"),
        await storage.work("T0OTHER", seal, KEYS, *PULSE, "U1"),
    ]
    assert len({first, *others}) == 5


async def test_the_deployment_s_key_alone_makes_no_seal(storage: Storage):
    """Else whoever has it could try all people after the period was closed."""
    made = await storage.work(TEAM, seal, KEYS, *PULSE, "U1")
    assert made != KEYS.seal(*PULSE, "U1")
    assert made != KEYS.seal("pulse", "pulse", "2026-W48", "U1")


async def test_after_closing_nobody_can_make_the_seal_again(storage: Storage):
    made = await storage.work(TEAM, seal, KEYS, *PULSE, "U1")
    (row,) = await storage.read(TEAM, all_keys)
    assert row.locked is not None
    assert KEYS.unlock(row.locked).encode() not in row.locked
    await storage.work(TEAM, lambda unit: unit.seals.destroy(*PULSE))
    with pytest.raises(SealDestroyed):
        await storage.work(TEAM, seal, KEYS, *PULSE, "U1")
    (row,) = await storage.read(TEAM, all_keys)
    assert row.locked is None
    assert made not in repr(row)


async def test_what_is_locked_does_not_tell_when(storage: Storage):
    await storage.work(TEAM, seal, KEYS, *PULSE, "U1")
    (row,) = await storage.read(TEAM, all_keys)
    assert row.locked is not None
    assert urlsafe_b64decode(row.locked)[1:9] == bytes(8), "Fernet keeps the moment there, in seconds since 1970"


async def test_another_deployment_s_key_opens_no_period(storage: Storage):
    await storage.work(TEAM, seal, KEYS, *PULSE, "U1")
    with pytest.raises(KeyLost, match="another CANDOR_SECRET_KEY"):
        await storage.work(TEAM, seal, Keys("other"), *PULSE, "U1")
