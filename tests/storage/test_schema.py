"""The schema: migrations tell the same as the models, from every earlier revision; the team stands first everywhere."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from storage import Storage, Unit, migrate, open_storage, schema
from storage.migrations import check, compare, write
from storage.postgresql import async_engine_of
from storage.unit import TABLES
from tests.kit.postgres import PostgresServer
from tests.storage.people import ANN, TEAM, settled, thank

REVISIONS = [script.revision for script in ScriptDirectory.from_config(schema.settings()).walk_revisions()][::-1]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database that was never migrated."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/deep/down/candor.db"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = f"empty_{tmp_path.name}"
    yield server.create(name)
    server.drop(name)


def differences(unit: Unit) -> list[Any]:
    return compare.differences(unit.connection)


async def test_migrations_and_models_say_the_same(storage: Storage):
    assert await storage.work(TEAM, differences) == []
    assert await storage.revision() == storage.head() == REVISIONS[-1]


@pytest.mark.parametrize("start", REVISIONS)
async def test_every_earlier_revision_can_be_brought_up(empty_url: str, start: str):
    migrate(empty_url, start)
    migrate(empty_url)
    async with open_storage(empty_url) as storage:
        assert await storage.revision() == storage.head()
        assert await storage.work(TEAM, differences) == []
        await settled(storage)
        assert (await storage.work(TEAM, thank))[1]


async def test_a_database_that_was_never_migrated_says_so(postgres: PostgresServer):
    async with open_storage(postgres.create("bare")) as storage:
        assert await storage.revision() is None
    postgres.drop("bare")


async def test_replicas_that_start_together_migrate_once(empty_url: str):
    await asyncio.gather(*(asyncio.to_thread(migrate, empty_url) for _ in range(3)))
    async with open_storage(empty_url) as storage:
        assert await storage.work(TEAM, differences) == []


async def test_the_way_down_leaves_nothing_behind(empty_url: str):
    migrate(empty_url)
    async with open_storage(empty_url) as storage:
        await storage.work(TEAM, _down)
        left = await storage.read(TEAM, lambda unit: set(sa.inspect(unit.connection).get_table_names()))
    assert left == {"alembic_version"}
    migrate(empty_url)


def _down(unit: Unit) -> None:
    config = schema.settings()
    config.attributes["connection"] = unit.connection
    command.downgrade(config, "base")


async def test_a_migration_that_fails_leaves_the_database_as_it_was(empty_url: str, monkeypatch: pytest.MonkeyPatch):
    migrate(empty_url, REVISIONS[0])
    real = schema.upgrade

    def half(connection: Connection, revision: str = "head") -> None:
        real(connection, revision)
        raise LookupError("power cut")

    monkeypatch.setattr(schema, "upgrade", half)
    with pytest.raises(LookupError):
        migrate(empty_url)
    monkeypatch.undo()
    async with open_storage(empty_url) as storage:
        assert await storage.revision() == REVISIONS[0]


def test_the_check_and_the_draft_of_a_migration(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    assert check.main() == 0
    assert write.main([]) == 2
    extra = sa.Table("whims", TABLES, sa.Column("team", sa.String, primary_key=True))
    try:
        assert check.main() == 1
        assert "whims" in capsys.readouterr().err
    finally:
        TABLES.remove(extra)


# The team first, everywhere: ready for a PostgreSQL that spreads workspaces over many machines.


def faults(tables: sa.MetaData) -> list[str]:
    """What would keep these tables from being spread by `team`."""
    found: list[str] = []
    for table in tables.sorted_tables:
        unique = [constraint for constraint in table.constraints if isinstance(constraint, sa.UniqueConstraint)]
        keys: list[Any] = [table.primary_key, *unique, *table.indexes]
        for key in keys:
            columns = [
                str(getattr(column, "name", column)) for column in (getattr(key, "expressions", None) or key.columns)
            ]
            if columns[:1] != ["team"]:
                found.append(f"{table.name}: {key.name} begins with {columns[:1]}")
        for reference in table.foreign_key_constraints:
            if not reference.column_keys[0] == "team" == reference.elements[0].column.name:
                found.append(f"{table.name}: {reference.name} does not begin with team")
        if next(column.name for column in table.columns) != "team":
            found.append(f"{table.name}: team is not its first column")
        for column in table.columns:
            if column.identity is not None or (isinstance(column.type, sa.Integer) and column.primary_key):
                found.append(f"{table.name}.{column.name}: numbered by the database")
            if isinstance(column.type, sa.DateTime):
                found.append(f"{table.name}.{column.name}: a DateTime, where a Moment is meant")
            if column.server_default is not None:
                found.append(f"{table.name}.{column.name}: the database would choose a value")
    return found


def test_the_team_stands_first_in_every_key_and_index():
    assert faults(TABLES) == []


def test_the_lint_finds_what_it_should():
    bad = sa.MetaData()
    sa.Table(
        "bad",
        bad,
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("team", sa.Text),
        sa.Column("at", sa.DateTime, unique=True, index=True, server_default=sa.func.now()),
    )
    assert len(faults(bad)) == 7


def test_every_constraint_has_a_name_that_tells_table_and_columns():
    for table in TABLES.sorted_tables:
        named: list[Any] = [*table.constraints, *table.indexes]
        for constraint in named:
            assert constraint.name is not None
            assert f"_{table.name}" in str(constraint.name), constraint.name
            assert len(str(constraint.name)) < 64


async def test_every_table_can_be_partitioned_by_team(postgres: PostgresServer):
    url = postgres.create("partitioned")
    engine = async_engine_of(url, pooled=False)
    spread = sa.MetaData()
    for table in TABLES.sorted_tables:
        table.to_metadata(spread).dialect_options["postgresql"]["partition_by"] = "HASH (team)"
    async with engine.begin() as connection:
        await connection.run_sync(spread.create_all)
        for table in spread.sorted_tables:
            for part in range(2):
                await connection.exec_driver_sql(
                    f'CREATE TABLE "{table.name}_{part}" PARTITION OF "{table.name}" '
                    f"FOR VALUES WITH (modulus 2, remainder {part})"
                )
    await engine.dispose()
    async with open_storage(url) as storage:  # and the house lives in it
        await settled(storage, "T1", "T2", "T3")
        for team in ("T1", "T2", "T3"):
            card, new = await storage.work(team, thank)
            assert new
            assert (await storage.work(team, thank))[0] == card
        renaming = sa.text("UPDATE people SET id = 'U0GONE' WHERE team = 'T1' AND id = :id")
        await storage.work("T1", lambda unit: unit.execute(renaming, {"id": ANN}))
        card = (await storage.read("T1", lambda unit: unit.kudos.page()))[0]
        assert card.giver == "U0GONE"
    postgres.drop("partitioned")
