"""Moves: what the directory notes for the handover when somebody leaves, comes back, or gets another manager."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

from storage import Storage, Unit
from tests.storage.people import ANN, BOB, CAT, LAST_YEAR, NOON, TEAM, settled

LATER = NOON + timedelta(days=30)
EVER = NOON + timedelta(days=3_650)


def led(unit: Unit, manager: str | None, at: datetime, person: str = ANN) -> None:
    unit.people.set_manager(person, manager, at, "hr")


def active(unit: Unit, person: str, yes: bool) -> None:
    unit.people.save([{"id": person, "active": yes}], NOON)


def taken(unit: Unit, person: str = ANN, now: datetime = EVER) -> list[tuple[Any, ...]]:
    return [(move.kind, move.before, move.after, move.at) for move in unit.moves.take(person, now)]


async def test_a_first_manager_is_no_move_and_each_one_after_it_is(storage: Storage):
    await settled(storage)
    await storage.work(TEAM, led, BOB, LAST_YEAR)
    assert await storage.work(TEAM, taken) == []
    await storage.work(TEAM, led, CAT, NOON)
    await storage.work(TEAM, led, None, NOON + timedelta(days=1))
    await storage.work(TEAM, led, BOB, NOON + timedelta(days=2))
    assert await storage.work(TEAM, taken) == [
        ("manager", BOB, CAT, NOON),
        ("manager", CAT, None, NOON + timedelta(days=1)),
        ("manager", None, BOB, NOON + timedelta(days=2)),
    ]
    assert await storage.work(TEAM, taken) == []


async def test_who_leaves_also_leaves_their_manager_and_who_returns_has_none_yet(storage: Storage):
    await settled(storage)
    await storage.work(TEAM, led, BOB, LAST_YEAR)
    await storage.work(TEAM, active, ANN, False)
    await storage.work(TEAM, active, ANN, False)
    await storage.work(TEAM, active, ANN, True)
    moves = await storage.work(TEAM, taken)
    assert [move[:3] for move in moves] == [("left", None, None), ("manager", BOB, None), ("returned", None, None)]


async def test_a_manager_planned_for_later_moves_somebody_then_and_not_at_all_if_taken_back(storage: Storage):
    await settled(storage)
    await storage.work(TEAM, led, BOB, LAST_YEAR)
    await storage.work(TEAM, led, CAT, LATER)
    assert await storage.work(TEAM, taken, ANN, NOON) == []
    assert await storage.read(TEAM, lambda unit: unit.moves.next([ANN, BOB])) == {ANN: LATER}
    assert await storage.read(TEAM, lambda unit: unit.moves.page(10)) == {ANN: LATER}
    assert await storage.read(TEAM, lambda unit: unit.moves.page(10, ANN)) == {}
    await storage.work(TEAM, led, BOB, NOON)
    assert await storage.work(TEAM, taken) == []


async def test_a_move_goes_with_the_transaction_that_wrote_it(storage: Storage):
    await settled(storage)

    def fails(unit: Unit) -> None:
        active(unit, ANN, False)
        raise LookupError("after all not")

    assert isinstance((await asyncio.gather(storage.work(TEAM, fails), return_exceptions=True))[0], LookupError)
    assert await storage.work(TEAM, taken) == []


async def test_of_two_who_take_a_move_one_gets_it(storage: Storage):
    await settled(storage)
    await storage.work(TEAM, active, ANN, False)
    both = await asyncio.gather(*(storage.work(TEAM, taken) for _ in range(4)))
    assert sorted(len(moves) for moves in both) == [0, 0, 0, 1]
