"""Wiring only: which server, which database, which clock a test gets. What these are stands in tests/kit."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from storage import Storage, open_storage
from tests.kit.clock import FrozenClock
from tests.kit.databases import Copies
from tests.kit.made import Made
from tests.kit.postgres import NoPostgres, PostgresServer

PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")

# Two busy cores: a deadline per example would test the machine. Random seeds come from pytest-randomly.
hypothesis_settings.register_profile("house", deadline=None, max_examples=50)
hypothesis_settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    """Nothing in a test leaves this machine, so no proxy has a say."""
    for name in PROXIES:
        os.environ.pop(name, None)
        os.environ.pop(name.upper(), None)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """The session's PostgreSQL server. A test that stops or breaks one makes its own: `own_postgres`."""
    server = _server()
    yield server
    server.remove()


@pytest.fixture
def own_postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server for one test, to be stopped, restarted and filled as it pleases; it keeps what it commits."""
    server = _server(synchronous_commit="on")
    yield server
    server.remove()


def _server(**options: str) -> PostgresServer:
    try:
        return PostgresServer(**options).start()
    except NoPostgres as absent:
        if os.environ.get("CI"):
            pytest.fail(str(absent))
        pytest.skip(str(absent))


@pytest.fixture(scope="session")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Copies:
    return Copies(tmp_path_factory.mktemp("templates"))


@pytest.fixture
def sqlite_url(copies: Copies, tmp_path: Path) -> str:
    """The test's own migrated SQLite file, as a DATABASE_URL."""
    return copies.sqlite(tmp_path)


@pytest.fixture
def postgresql_url(copies: Copies, postgres: PostgresServer) -> Iterator[str]:
    """The test's own migrated PostgreSQL database, as a DATABASE_URL."""
    name, url = copies.postgresql(postgres)
    yield url
    postgres.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The test runs once on each database, on its own migrated copy."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
async def storage(database_url: str) -> AsyncIterator[Storage]:
    """An open storage on the test's own copy, once on each database."""
    async with open_storage(database_url) as storage:
        yield storage


@pytest.fixture
async def sqlite(sqlite_url: str) -> AsyncIterator[Storage]:
    """An open storage on SQLite alone, for tests that are not about the database."""
    async with open_storage(sqlite_url) as storage:
        yield storage


@pytest.fixture
def clock() -> FrozenClock:
    """Business time, standing still on a Monday morning until the test moves it."""
    return FrozenClock()


@pytest.fixture
def made(storage: Storage, clock: FrozenClock) -> Made:
    """Builders, on whichever database `storage` is."""
    return Made(storage, clock)
