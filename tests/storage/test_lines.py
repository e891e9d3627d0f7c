"""Reporting lines through reorganisations, leavers, gaps and circles."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import Storage, Unit
from storage.lines import loops
from tests.storage.people import ANN, BOB, CAT, DAN, EVE, NOON, TEAM, settle, settled

DAY = timedelta(days=1)


def history(unit: Unit, person: str) -> list[tuple[str, datetime, datetime | None]]:
    return [(line.manager, line.starts_at, line.ends_at) for line in unit.people.lines_of(person)]


async def test_a_reorganisation_ends_one_line_where_the_next_begins(storage: Storage):
    await settled(storage)

    def story(unit: Unit) -> Any:
        assert unit.people.set_manager(BOB, ANN, NOON, "slack")
        assert not unit.people.set_manager(BOB, ANN, NOON + DAY, "csv")
        assert unit.people.set_manager(BOB, CAT, NOON + 2 * DAY, "hr")
        people = unit.people
        at = [NOON - DAY, NOON, NOON + 2 * DAY - timedelta(microseconds=1), NOON + 2 * DAY]
        return history(unit, BOB), [people.manager_of(BOB, moment) for moment in at], people.manager_of(BOB)

    lines, managers, open_manager = await storage.work(TEAM, story)
    assert lines == [(ANN, NOON, NOON + 2 * DAY), (CAT, NOON + 2 * DAY, None)]
    assert managers == [None, ANN, ANN, CAT]
    assert open_manager == CAT


async def test_reports_follow_the_moment(storage: Storage):
    await settled(storage)

    def story(unit: Unit) -> Any:
        unit.people.set_managers({BOB: ANN, CAT: ANN}, NOON, "slack")
        unit.people.set_manager(CAT, BOB, NOON + DAY, "slack")
        people = unit.people
        return people.reports_of(ANN, NOON), people.reports_of(ANN, NOON + DAY), people.reports_of(BOB, NOON + DAY)

    assert await storage.work(TEAM, story) == ([BOB, CAT], [BOB], [CAT])


async def test_somebody_may_stand_without_a_manager(storage: Storage):
    await settled(storage)

    def story(unit: Unit) -> Any:
        unit.people.set_manager(BOB, ANN, NOON, "slack")
        assert unit.people.set_manager(BOB, None, NOON + DAY, "slack")
        assert not unit.people.set_manager(EVE, None, NOON, "slack")
        return history(unit, BOB), unit.people.above(BOB), unit.people.manager_of(BOB)

    assert await storage.work(TEAM, story) == ([(ANN, NOON, NOON + DAY)], [], None)


async def test_a_planned_reorganisation_can_be_taken_back_and_overtaken(storage: Storage):
    await settled(storage)

    def story(unit: Unit) -> Any:
        people = unit.people
        people.set_manager(BOB, ANN, NOON, "slack")
        people.set_manager(BOB, CAT, NOON + 30 * DAY, "hr")
        planned = people.manager_of(BOB, NOON + DAY), people.manager_of(BOB)
        people.set_manager(BOB, ANN, NOON + DAY, "hr")
        taken_back = history(unit, BOB)
        people.set_manager(BOB, CAT, NOON + 30 * DAY, "hr")
        people.set_manager(BOB, DAN, NOON + DAY, "hr")
        overtaken = history(unit, BOB)
        people.set_manager(BOB, EVE, NOON + DAY, "hr")
        return planned, taken_back, overtaken, history(unit, BOB)

    planned, taken_back, overtaken, corrected = await storage.work(TEAM, story)
    assert planned == (ANN, CAT)
    assert taken_back == [(ANN, NOON, None)]
    assert overtaken == [(ANN, NOON, NOON + DAY), (DAN, NOON + DAY, None)]
    assert corrected == [(ANN, NOON, NOON + DAY), (EVE, NOON + DAY, None)]


async def test_a_manager_who_leaves_loses_their_manager_and_their_reports_are_found(storage: Storage):
    await settled(storage)

    def story(unit: Unit) -> Any:
        people = unit.people
        people.set_managers({BOB: ANN, CAT: BOB, DAN: ANN}, NOON, "slack")
        people.save([{"id": BOB, "active": False}], NOON + DAY)
        orphans = [person.id for person in people.without_manager()]
        return people.reports_of(ANN), people.manager_of(CAT), orphans, people.manager_of(BOB, NOON)

    assert await storage.work(TEAM, story) == ([DAN], BOB, [ANN, CAT, EVE], ANN)


async def test_the_tree_holds_everybody_below_and_ends_where_a_circle_closes(storage: Storage):
    await settled(storage)

    def story(unit: Unit) -> Any:
        people = unit.people
        people.set_managers({BOB: ANN, CAT: BOB, DAN: CAT}, NOON, "slack")
        whole = people.tree_of(ANN), people.tree_of(ANN, limit=2), people.above(DAN)
        people.set_manager(ANN, DAN, NOON + DAY, "csv")
        circle = people.tree_of(ANN), people.above(ANN), loops(people.open_lines().items())
        before = people.tree_of(ANN, at=NOON), people.tree_of(ANN, at=NOON - DAY)
        return whole, circle, before

    whole, circle, before = await storage.work(TEAM, story)
    assert whole == ([BOB, CAT, DAN], [BOB, CAT], [CAT, BOB, ANN])
    assert circle == ([BOB, CAT, DAN], [DAN, CAT, BOB], [[ANN, DAN, CAT, BOB]])
    assert before == ([BOB, CAT, DAN], [])


async def test_nobody_reports_to_themselves_or_to_a_stranger(storage: Storage):
    await settled(storage)
    with pytest.raises(ValueError, match="themselves"):
        await storage.work(TEAM, lambda unit: unit.people.set_manager(ANN, ANN, NOON, "csv"))
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        await storage.work(TEAM, lambda unit: unit.people.set_manager(ANN, "U0STRANGER", NOON, "csv"))


async def test_two_who_reorganise_at_once_leave_one_open_line(storage: Storage):
    await settled(storage)
    at = [NOON + timedelta(seconds=number) for number in range(8)]

    def move(unit: Unit, manager: str, moment: datetime) -> None:
        unit.people.set_manager(BOB, manager, moment, "hr")

    await asyncio.gather(*(storage.work(TEAM, move, (ANN, CAT)[n % 2], moment) for n, moment in enumerate(at)))
    lines = await storage.read(TEAM, history, BOB)
    assert [ends for _, _, ends in lines].count(None) == 1
    for (_, _, ends), (_, starts, _) in pairwise(lines):
        assert ends == starts


async def test_thousands_change_their_manager_at_once(storage: Storage):
    everyone = [f"p{number:04}" for number in range(1_200)]

    def story(unit: Unit) -> Any:
        settle(unit, "ann", "bob", *everyone)
        ids = [person.id for person in unit.people.everyone(2_000) if person.id not in (ANN, BOB)]
        unit.people.set_managers(dict.fromkeys(ids, ANN), NOON, "csv")
        changed = unit.people.set_managers(dict.fromkeys(ids, BOB), NOON + DAY, "csv")
        return len(changed), len(unit.people.reports_of(BOB)), unit.people.reports_of(ANN)

    assert await storage.work(TEAM, story) == (1_200, 1_200, [])


def test_loops_are_found_and_told_from_their_smallest_member():
    assert loops([]) == []
    assert loops([("b", "a"), ("c", "a")]) == []
    assert loops([("b", "c"), ("c", "b"), ("d", "b")]) == [["b", "c"]]
    assert loops([("z", "z")]) == [["z"]]
    assert loops([("d", "c"), ("c", "d"), ("b", "a"), ("a", "b")]) == [["a", "b"], ["c", "d"]]


@given(st.dictionaries(st.sampled_from("abcdefghij"), st.sampled_from("abcdefghij")))
def test_whoever_walks_up_arrives_or_stands_in_a_loop_that_was_told(managers: dict[str, str]):
    told = loops(managers.items())
    in_loops = [person for loop in told for person in loop]
    assert len(in_loops) == len(set(in_loops))
    for loop in told:
        assert loop[0] == min(loop)
        assert all(managers[person] == above for person, above in zip(loop, loop[1:] + loop[:1], strict=True))
    for person in managers:
        for _ in range(len(managers) + 1):
            person = managers.get(person, "")
        assert person == "" or person in in_loops
