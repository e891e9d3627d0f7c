"""One unit is one transaction, on both databases."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from storage import Storage, Unit, new_id, open_storage
from storage.people import Person
from tests.kit.statements import statements
from tests.storage.people import ANN, BOB, LAST_YEAR, NOON, TEAM, settle, settled, thank, uid


def names(unit: Unit) -> list[str]:
    return [person.name for person in unit.people.everyone()]


async def test_what_a_unit_returned_is_saved(storage: Storage):
    def add(unit: Unit, name: str, *, shout: bool) -> str:
        settle(unit, name)
        return name.upper() if shout else name

    assert await storage.work(TEAM, add, "ann", shout=True) == "ANN"
    assert await storage.read(TEAM, names) == ["Ann"]


async def test_an_exception_undoes_everything_and_comes_out(storage: Storage):
    def half(unit: Unit) -> None:
        settle(unit, "ann")
        raise LookupError("no Bob")

    with pytest.raises(LookupError, match="no Bob"):
        await storage.work(TEAM, half)
    assert await storage.read(TEAM, names) == []


async def test_a_broken_constraint_is_told_and_leaves_the_storage_usable(storage: Storage):
    await settled(storage)
    with pytest.raises(IntegrityError):
        await storage.work(TEAM, thank, receivers=["U0NOBODY"])
    assert (await storage.work(TEAM, thank))[1]


async def test_a_failed_flush_harms_only_its_own_unit(storage: Storage):
    await settled(storage)

    def twice(unit: Unit) -> None:
        unit.people.get(ANN)
        row: dict[str, Any] = {"team": unit.team, "name": "Ann again", "folded": "", "updated_at": NOON}
        unit.session.add(Person(id=ANN, **row))

    def rename(unit: Unit) -> None:
        person = unit.session.scalars(select(Person).where(Person.team == unit.team, Person.id == BOB)).one()
        person.name = "Robert"

    failed, _ = await asyncio.gather(storage.work(TEAM, twice), storage.work(TEAM, rename), return_exceptions=True)
    assert isinstance(failed, IntegrityError)
    assert "Robert" in await storage.read(TEAM, names)


async def test_core_statements_see_what_the_session_still_holds(storage: Storage):
    def add(unit: Unit) -> list[str]:
        unit.session.add(Person(team=unit.team, id=ANN, name="Ann", folded=" ann", updated_at=NOON))
        return names(unit)

    assert await storage.work(TEAM, add) == ["Ann"]


async def test_many_units_at_once_lose_nothing(storage: Storage):
    await asyncio.gather(*(storage.work(TEAM, settle, f"p{number:03}") for number in range(40)))
    assert len(await storage.read(TEAM, names)) == 40


async def test_rows_stay_valid_after_their_unit_and_cannot_be_changed(storage: Storage):
    await settled(storage)
    ann: Any = await storage.read(TEAM, lambda unit: unit.people.get(ANN))
    assert (ann.team, ann.id, ann.updated_at) == (TEAM, ANN, LAST_YEAR)
    with pytest.raises(AttributeError):
        ann.name = "Anna"


async def test_reading_writes_nothing(storage: Storage):
    with pytest.raises(DBAPIError):
        await storage.read(TEAM, settle, "ann")
    assert await storage.read(TEAM, names) == []


async def test_a_read_sees_one_moment_however_long_it_takes(storage: Storage):
    await settled(storage)
    begun, changed = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def slowly(unit: Unit) -> tuple[int, int]:
        before = unit.people.count()
        loop.call_soon_threadsafe(begun.set)
        _wait_for(changed, unit, loop)
        return before, unit.people.count()

    reading = asyncio.create_task(storage.read(TEAM, slowly))
    await begun.wait()
    await storage.work(TEAM, settle, "fay")
    changed.set()
    assert await reading == (5, 5)


def _wait_for(event: asyncio.Event, unit: Unit, loop: asyncio.AbstractEventLoop) -> None:
    """Holds a unit open: its thread waits on SQLite, its greenlet runs statements on PostgreSQL."""
    while not event.is_set():
        if unit.dialect == "sqlite":
            asyncio.run_coroutine_threadsafe(event.wait(), loop).result(10)
        else:
            unit.connection.exec_driver_sql("SELECT pg_sleep(0.001)")


async def test_a_cancelled_caller_leaves_all_or_nothing(storage: Storage):
    def slowly(unit: Unit, number: int) -> None:
        settle(unit, f"a{number}")
        settle(unit, f"b{number}")

    tasks = [asyncio.create_task(storage.work(TEAM, slowly, number)) for number in range(30)]
    await asyncio.sleep(0)
    for task in tasks[::2]:
        task.cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    saved = set(await storage.read(TEAM, names))
    for number, result in enumerate(results):
        both = {f"A{number}", f"B{number}"}
        assert saved & both in (set(), both)
        assert result is None or isinstance(result, asyncio.CancelledError)
        assert result is not None or both <= saved
    await storage.work(TEAM, settle, "after")
    assert "After" in await storage.read(TEAM, names)


async def test_moments_come_back_in_utc_to_the_microsecond(storage: Storage):
    in_tehran = datetime(2026, 3, 21, 8, 30, 0, 123456, tzinfo=timezone(timedelta(hours=3, minutes=30)))

    def through(unit: Unit) -> datetime:
        unit.people.save([{"id": ANN, "name": "Ann"}], in_tehran)
        found = unit.people.get(ANN)
        assert found is not None
        return found.updated_at

    moment = await storage.work(TEAM, through)
    assert moment == in_tehran
    assert moment.tzinfo is UTC
    assert moment.microsecond == 123456


async def test_a_moment_without_a_zone_is_refused(storage: Storage):
    with pytest.raises(StatementError, match="has none"):
        await storage.work(TEAM, lambda unit: unit.people.save([{"id": ANN, "name": "A"}], datetime(2026, 1, 1)))  # noqa: DTZ001


async def test_moments_sort_by_time_on_both_databases(storage: Storage):
    moments = [NOON + timedelta(microseconds=step) for step in (0, 1, 10, 999_999, 1_000_000, 86_400_000_000)]

    def through(unit: Unit) -> list[datetime]:
        for number, moment in enumerate(reversed(moments)):
            unit.people.save([{"id": uid(f"p{number}"), "name": "P"}], moment)
        return list(unit.execute(select(Person.updated_at).order_by(Person.updated_at)).scalars())

    assert await storage.work(TEAM, through) == moments


def test_ids_are_uuids_of_version_7_that_sort_by_time():
    ids = [new_id() for _ in range(1000)]
    assert {id.version for id in ids} == {7}
    assert ids == sorted(ids)
    assert len(set(ids)) == 1000


@pytest.mark.parametrize("url", ["mysql://root@localhost/candor", "sqlite://", "sqlite:///:memory:", "nonsense"])
async def test_other_addresses_are_refused_with_a_sentence(url: str):
    with pytest.raises(ValueError, match="DATABASE_URL must"):
        async with open_storage(url):
            pass


async def test_statements_are_counted_without_the_transaction_around_them(storage: Storage):
    with statements(storage) as seen:
        await storage.work(TEAM, lambda unit: unit.people.get(ANN))
    assert len(seen) == 1


async def test_a_locked_row_makes_others_wait(storage: Storage):
    await settled(storage)
    order: list[str] = []

    def count_up(unit: Unit, name: str) -> None:
        unit.lock(Person, BOB, ANN)
        order.append(f"{name} in")
        found = unit.people.get(ANN)
        assert found is not None
        unit.people.save([{"id": ANN, "title": f"{int(found.title or 0) + 1}"}], NOON)
        order.append(f"{name} out")

    await asyncio.gather(*(storage.work(TEAM, count_up, f"{number}") for number in range(8)))
    ann: Any = await storage.read(TEAM, lambda unit: unit.people.get(ANN))
    assert ann.title == "8"
    assert all(in_.split()[0] == out.split()[0] for in_, out in zip(order[::2], order[1::2], strict=True))
