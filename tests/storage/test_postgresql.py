"""What is special about PostgreSQL: conflicts, restarts, old plans, and addresses as operators write them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from storage import Storage, StorageBusy, StorageDown, StorageFull, Unit, migrate, open_storage
from storage.postgresql import CONNECTIONS, READING, address
from tests.kit.postgres import PostgresServer
from tests.storage.people import ANN, BOB, NOON, TEAM, settle, settled, thank


@pytest.fixture
async def postgresql(postgresql_url: str) -> AsyncIterator[Storage]:
    async with open_storage(postgresql_url) as storage:
        yield storage


def names(unit: Unit) -> list[str]:
    return [person.name for person in unit.people.everyone()]


def rename(unit: Unit, first: str, second: str, met: list[str]) -> None:
    """Two of these in opposite order end in a deadlock."""
    unit.execute(text("UPDATE people SET title = 'x' WHERE team = :team AND id = :id"), {"team": TEAM, "id": first})
    met.append(first)
    for _ in range(2_000):
        if len(set(met)) == 2:
            break
        unit.execute(text("SELECT pg_sleep(0.001)"))
    unit.execute(text("UPDATE people SET title = 'x' WHERE team = :team AND id = :id"), {"team": TEAM, "id": second})


async def test_a_deadlock_is_run_again_and_nobody_notices(postgresql: Storage):
    await settled(postgresql)
    met: list[str] = []
    await asyncio.gather(
        postgresql.work(TEAM, rename, ANN, BOB, met),
        postgresql.work(TEAM, rename, BOB, ANN, met),
    )
    assert len(met) == 3


async def test_a_serialization_failure_is_run_again(postgresql: Storage):
    await settled(postgresql)

    def count_up(unit: Unit) -> None:
        unit.connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE")
        ann = unit.people.get(ANN)
        assert ann is not None
        unit.execute(text("SELECT pg_sleep(0.01)"))
        update = text("UPDATE people SET title = :title WHERE team = :team AND id = :id")
        unit.execute(update, {"title": str(int(ann.title or 0) + 1), "team": TEAM, "id": ANN})

    await asyncio.gather(*(postgresql.work(TEAM, count_up) for _ in range(3)))
    ann: Any = await postgresql.read(TEAM, lambda unit: unit.people.get(ANN))
    assert ann.title == "3"


async def test_a_conflict_without_end_is_told_as_a_sentence(postgresql: Storage):
    tries: list[int] = []

    def never(unit: Unit) -> None:
        tries.append(1)
        unit.connection.exec_driver_sql("DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '40001'; END $$")

    with pytest.raises(StorageBusy, match="too busy"):
        await postgresql.work(TEAM, never)
    assert len(tries) == 4


async def test_a_full_disk_is_told_as_a_sentence(postgresql: Storage):
    def full(unit: Unit) -> None:
        unit.connection.exec_driver_sql("DO $$ BEGIN RAISE EXCEPTION 'no space' USING ERRCODE = '53100'; END $$")

    with pytest.raises(StorageFull, match="disk is full"):
        await postgresql.work(TEAM, full)


async def test_after_a_restart_of_the_server_everything_goes_on(own_postgres: PostgresServer):
    url = own_postgres.create("candor")
    migrate(url)
    async with open_storage(url) as storage:
        await asyncio.gather(*(storage.work(TEAM, settle, f"p{number}") for number in range(20)))
        own_postgres.restart()
        await asyncio.gather(*(storage.work(TEAM, settle, f"q{number}") for number in range(20)))
        assert len(await storage.read(TEAM, names)) == 40


async def test_a_stopped_server_is_told_and_its_return_is_enough(own_postgres: PostgresServer):
    url = own_postgres.create("candor")
    migrate(url)
    async with open_storage(url) as storage:
        await storage.work(TEAM, settle, "ann")
        own_postgres.stop()
        for _ in range(2):
            with pytest.raises(StorageDown, match="cannot be reached"):
                await storage.work(TEAM, settle, "bob")
        with pytest.raises(StorageDown, match="cannot be reached"):
            await storage.ping()
        own_postgres.start()
        await storage.work(TEAM, settle, "bob")
        assert await storage.read(TEAM, names) == ["Ann", "Bob"]


async def test_a_server_that_falls_under_load_loses_nothing_that_was_told(own_postgres: PostgresServer):
    url = own_postgres.create("candor")
    migrate(url)
    async with open_storage(url) as storage:
        await storage.work(TEAM, settle, "before")
        told: set[str] = set()
        failures: list[BaseException] = []
        falling = asyncio.Event()

        async def one(number: int) -> None:
            try:
                await storage.work(TEAM, settle, f"p{number:04}")
            except StorageDown as error:
                failures.append(error)
            else:
                told.add(f"P{number:04}")

        async def load() -> None:
            for number in range(0, 4_000, 8):
                await asyncio.gather(*(one(number + more) for more in range(8)))
                if number > 200:
                    falling.set()
                if failures:
                    return

        loading = asyncio.create_task(load())
        await falling.wait()
        await asyncio.to_thread(own_postgres.stop)
        await loading
        assert failures
        await asyncio.to_thread(own_postgres.start)
        assert told | {"Before"} <= set(
            await storage.read(TEAM, lambda unit: [p.name for p in unit.people.everyone(9999)])
        )


async def test_a_backend_that_is_ended_in_the_middle_is_replaced_and_the_unit_run_again(postgresql: Storage):
    tries: list[int] = []

    def suicidal(unit: Unit) -> None:
        settle(unit, "ann")
        tries.append(1)
        if len(tries) == 1:
            unit.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    await postgresql.work(TEAM, suicidal)
    assert len(tries) == 2
    assert await postgresql.read(TEAM, names) == ["Ann"]


async def test_a_connection_that_breaks_in_the_commit_is_told_as_uncertain(postgresql: Storage):
    """A deferred trigger ends the backend while it commits: nobody can know, and the sentence says so."""
    await postgresql.work(
        TEAM,
        lambda unit: unit.connection.exec_driver_sql("""
            CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$
        """),
    )
    await postgresql.work(
        TEAM,
        lambda unit: unit.connection.exec_driver_sql("""
            CREATE CONSTRAINT TRIGGER die AFTER INSERT ON people DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION die()
        """),
    )
    with pytest.raises(StorageDown, match="Please look whether it was"):
        await postgresql.work(TEAM, settle, "ann")
    assert await postgresql.read(TEAM, names) == []


async def test_a_plan_from_before_a_migration_is_made_anew(postgresql: Storage):
    await settled(postgresql)
    await postgresql.read(TEAM, names)
    async with open_storage(postgresql.url) as newer:
        await newer.work(
            TEAM, lambda unit: unit.connection.exec_driver_sql("ALTER TABLE people ALTER COLUMN title TYPE varchar(80)")
        )
    assert len(await postgresql.read(TEAM, names)) == 5
    await asyncio.gather(*(postgresql.work(TEAM, names) for _ in range(20)))


async def test_a_cancelled_unit_gives_its_connection_back(postgresql: Storage):
    def slowly(unit: Unit, number: int) -> None:
        settle(unit, f"p{number}")
        unit.execute(text("SELECT pg_sleep(10)"))

    tasks = [asyncio.create_task(postgresql.work(TEAM, slowly, number)) for number in range(CONNECTIONS)]
    while await _sleepers(postgresql.url) < CONNECTIONS:  # noqa: ASYNC110 - the server tells nobody when they sleep
        await asyncio.sleep(0.01)
    for task in tasks:
        task.cancel()
    assert {type(result) for result in await asyncio.gather(*tasks, return_exceptions=True)} == {asyncio.CancelledError}
    assert await postgresql.read(TEAM, names) == []
    await asyncio.gather(*(postgresql.work(TEAM, settle, f"p{number}") for number in range(3 * CONNECTIONS)))


async def _sleepers(url: str) -> int:
    """Asks from outside the pool, all of whose connections sleep."""
    async with open_storage(url) as other:
        counting = text(
            "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(10)%' AND wait_event = 'PgSleep'"
        )
        return int(await other.read(TEAM, lambda unit: unit.execute(counting).scalar_one()))


async def test_a_crowd_waits_briefly_and_is_then_told(postgresql: Storage, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("storage.postgresql.WAIT_FOR_CONNECTION", 0.01)

    def hold(unit: Unit) -> None:
        unit.execute(text("SELECT pg_sleep(0.5)"))

    for ask, places in ((postgresql.work, CONNECTIONS), (postgresql.read, READING)):
        results = await asyncio.gather(*(ask(TEAM, hold) for _ in range(places + 1)), return_exceptions=True)
        assert [type(result) for result in results if result is not None] == [StorageBusy]


async def test_without_prepared_statements_everything_works_the_same(postgresql_url: str):
    async with open_storage(f"{postgresql_url}?pgbouncer=true&sslmode=prefer&application_name=candor") as storage:
        await settled(storage)
        assert (await storage.work(TEAM, thank))[1]
        card: Any = (await storage.work(TEAM, thank))[0]
        assert card.receivers == (BOB,)
        prepared = await storage.read(
            TEAM, lambda u: u.execute(text("SELECT count(*) FROM pg_prepared_statements")).scalar()
        )
        assert prepared == 0
        named = await storage.read(TEAM, lambda u: u.execute(text("SHOW application_name")).scalar())
        assert named == "candor"


async def test_tls_is_asked_for_by_sslmode(postgresql_url: str):
    async with open_storage(f"{postgresql_url}?sslmode=require") as storage:
        with pytest.raises(StorageDown, match="cannot be reached"):
            await storage.ping()


@pytest.mark.parametrize("wrong", ["postgresql://postgres@127.0.0.1:1/candor", "{there}_not"])
async def test_a_wrong_address_is_told_without_repeating_it(postgresql_url: str, wrong: str):
    url = wrong.format(there=postgresql_url)
    async with open_storage(url) as storage:
        with pytest.raises(StorageDown) as told:
            await storage.ping()
    with pytest.raises(StorageDown):
        migrate(url)
    assert "127.0.0.1" not in str(told.value)


def test_addresses_become_what_the_driver_understands(tmp_path: Path):
    assert address("postgres://u:p%40ss@h:5433/db?sslmode=verify-full&channel_binding=require") == (
        "postgresql://u:p%40ss@h:5433/db?sslmode=verify-full",
        True,
    )
    assert address("postgresql+asyncpg://h/db?prepared_statement_cache_size=0") == ("postgresql://h/db", False)


async def test_errors_repeat_no_words_of_people(storage: Storage):
    await settled(storage)
    with pytest.raises(Exception, match="kudos") as told:
        await storage.work(TEAM, thank, receivers=["U0NOBODY"], text="a secret between us", at=NOON)
    assert "secret" not in str(told.value)
