"""Marks are claimed once; slots tell when; requests to plan are never lost."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from storage import Storage, Unit
from storage.slots import Planned
from tests.storage.people import ANN, BOB, NOON, TEAM

LATER = NOON + timedelta(days=1)


async def test_a_mark_is_claimed_once_whoever_asks_at_the_same_time(storage: Storage):
    def claim(unit: Unit) -> bool:
        return unit.marks.claim("nudge", ANN, "2026-W47", now=NOON)

    assert sorted(await asyncio.gather(*(storage.work(TEAM, claim) for _ in range(10)))) == [False] * 9 + [True]
    assert await storage.work("T0THERE", claim)
    assert await storage.read(TEAM, lambda unit: unit.marks.has("nudge", ANN, "2026-W47"))


async def test_claiming_many_tells_which_were_free(storage: Storage):
    await storage.work(TEAM, lambda unit: unit.marks.claim("nudge", ANN, "1", now=NOON))
    wanted = [(ANN, "1"), (BOB, "1"), (BOB, "1")]
    assert await storage.work(TEAM, lambda unit: unit.marks.claim_all("nudge", wanted, now=NOON)) == {(BOB, "1")}


async def test_old_marks_are_forgotten(storage: Storage):
    await storage.work(TEAM, lambda unit: unit.marks.claim("nudge", ANN, "1", now=NOON))
    assert await storage.work(TEAM, lambda unit: unit.marks.forget(NOON)) == 0
    assert await storage.work(TEAM, lambda unit: unit.marks.forget(LATER)) == 1


async def test_only_due_slots_are_taken_in_order(storage: Storage):
    slots = [Planned("b", ANN, NOON, "1"), Planned("a", BOB, NOON, "1"), Planned("a", ANN, LATER, "2")]
    await storage.work(TEAM, lambda unit: unit.slots.save(slots))
    taken = await storage.work(TEAM, lambda unit: unit.slots.take(NOON, 0.0, 10))
    assert [(slot.job, slot.subject) for slot in taken] == [("a", BOB), ("b", ANN)]
    assert await storage.read(TEAM, lambda unit: unit.slots.next_moment(0.0)) == NOON


async def test_a_slot_that_is_put_off_is_left_alone_until_then(storage: Storage):
    slot = Planned("a", ANN, NOON, "1")
    await storage.work(TEAM, lambda unit: unit.slots.save([slot]))
    await storage.work(TEAM, lambda unit: unit.slots.put_off(slot, 100.0))
    assert await storage.read(TEAM, lambda unit: unit.slots.take(NOON, 99.0, 10, lock=False)) == []
    (again,) = await storage.read(TEAM, lambda unit: unit.slots.take(NOON, 100.0, 10, lock=False))
    assert again.attempts == 1


async def test_a_request_that_comes_while_the_planner_works_is_not_lost(storage: Storage):
    await storage.work(TEAM, lambda unit: unit.slots.replan(ANN, BOB))
    seen = await storage.work(TEAM, lambda unit: unit.slots.requests(10))
    await storage.work(TEAM, lambda unit: unit.slots.replan(ANN))
    await storage.work(TEAM, lambda unit: unit.slots.planned(seen))
    left = await storage.work(TEAM, lambda unit: unit.slots.requests(10))
    assert [request.subject for request in left] == [ANN]


def played(unit: Unit, /, until: datetime) -> None:
    unit.slots.played(until)


async def test_the_watermark_never_goes_back(storage: Storage):
    for moment in (NOON, LATER, NOON):
        await storage.work(TEAM, played, moment)
    assert await storage.read(TEAM, lambda unit: unit.slots.watermark()) == LATER
