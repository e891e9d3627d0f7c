"""The outbox as rooms use it: a key is one message, whatever is repeated."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from storage import Storage, Unit
from storage.held import HeldShelf
from storage.outbox import Message, Put
from storage.outgoing import NUDGE
from tests.storage.people import ANN, BOB, NOON, TEAM, settled


def put(unit: Unit, /, key: str, **how: object) -> bool:
    return unit.outbox.put(key, Message(key), **{"to": BOB, "kind": "test", "due": NOON, **how})  # type: ignore[arg-type]


async def test_a_key_is_put_once(storage: Storage):
    assert await storage.work(TEAM, put, "a")
    assert not await storage.work(TEAM, put, "a")
    assert await storage.work("T0THERE", put, "a")


async def test_what_a_transaction_takes_back_was_never_put(storage: Storage):
    def fails(unit: Unit) -> None:
        put(unit, "a")
        raise LookupError

    with pytest.raises(LookupError):
        await storage.work(TEAM, fails)
    assert await storage.read(TEAM, lambda unit: unit.outbox.state("a")) is None


async def test_many_are_put_in_one_statement_and_the_new_ones_named(storage: Storage):
    await storage.work(TEAM, put, "k1")

    def several(unit: Unit) -> list[str]:
        return unit.outbox.put_all(Put(f"k{number}", Message("x"), ANN, "test", NOON) for number in range(3))

    assert sorted(await storage.work(TEAM, several)) == ["k0", "k2"]


async def test_nothing_is_done_to_what_nobody_put(storage: Storage):
    def nothing(unit: Unit) -> list[bool]:
        box = unit.outbox
        return [box.change("a", Message("x")), box.cancel("a"), box.withdraw("a"), box.revive("a")]

    assert await storage.work(TEAM, nothing) == [False] * 4


async def test_other_workspaces_keys_are_out_of_reach(storage: Storage):
    await storage.work("T0THERE", put, "a")
    assert not await storage.work(TEAM, lambda unit: unit.outbox.withdraw("a"))
    assert await storage.read("T0THERE", lambda unit: unit.outbox.state("a")) == "waiting"


async def test_a_prefix_means_what_it_says(storage: Storage):
    for key in ("ask:1", "ask:1:x", "ask:10", "ask%1", "ASK:1:y", "ask:1:é"):
        await storage.work(TEAM, put, key)
    assert await storage.work(TEAM, lambda unit: unit.outbox.cancel_like("ask:1:")) == 2


async def test_a_nudge_is_held_and_news_is_not(storage: Storage):
    await storage.work(TEAM, put, "news")
    await storage.work(TEAM, put, "nudge", nature=NUDGE)
    rows = await storage.read(TEAM, lambda unit: [unit.outbox.get(key) for key in ("news", "nudge")])
    assert [(row.held, row.release_at) for row in rows if row is not None] == [(False, None), (True, NOON)]
    assert await storage.read(TEAM, lambda unit: HeldShelf(unit).next_moment()) == NOON


async def test_a_message_to_nobody_in_the_directory_can_be_put(storage: Storage):
    assert await storage.work(TEAM, put, "a", to="U0UNKNOWN")


async def test_an_unknown_nature_is_a_mistake_of_ours(storage: Storage):
    with pytest.raises((KeyError, IntegrityError)):
        await storage.work(TEAM, put, "a", nature="noise")


async def test_a_person_is_held_by_one_replica_at_a_time(storage: Storage):
    await settled(storage)
    assert await storage.work(TEAM, lambda unit: HeldShelf(unit).alone_with(ANN))
