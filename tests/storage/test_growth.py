"""What is asked on every kudos and every Home costs the same in a company of a hundred times the size."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from storage import Storage, Unit
from storage.outbox import Message, Put
from storage.outgoing import FAILED, Outgoing
from tests.storage.people import NOON, TEAM

SOME = [f"U{number:05}" for number in range(20)]
MANY = [f"U{number:05}" for number in range(2_000)]


def grow(unit: Unit, people: list[str]) -> None:
    """People, each with a message; the first one's could not be delivered."""
    unit.people.save([{"id": person, "name": person} for person in people], NOON)
    unit.outbox.put_all(Put(f"k:{person}", Message("x"), person, "test", NOON) for person in people)
    unit.execute(unit.outbox.update_of(Outgoing, Outgoing.dedupe_key == f"k:{SOME[0]}").values(state=FAILED))


def steps(unit: Unit, function: Callable[[Unit], Any]) -> int:
    """How many of its instructions SQLite runs for it, in tens."""
    seen: list[None] = []
    driver: Any = unit.connection.connection.driver_connection
    driver.set_progress_handler(lambda: seen.append(None), 10)
    try:
        assert function(unit)
    finally:
        driver.set_progress_handler(None, 0)
    return len(seen)


async def test_people_by_id_and_parked_messages_are_found_without_looking_at_all_others(sqlite: Storage):
    questions: list[Callable[[Unit], Any]] = [
        lambda unit: unit.people.introduce(SOME[3]),
        lambda unit: unit.people.many(SOME[:8]),
        lambda unit: unit.outbox.failed(),
    ]
    await sqlite.work(TEAM, grow, SOME)
    small = [await sqlite.work(TEAM, steps, question) for question in questions]
    await sqlite.work(TEAM, grow, MANY)
    large = [await sqlite.work(TEAM, steps, question) for question in questions]
    assert all(after <= before * 1.5 + 2 for before, after in zip(small, large, strict=True)), (small, large)
