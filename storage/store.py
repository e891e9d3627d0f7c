"""Storage: a database of many workspaces, opened for one of them at a time."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Engine

from storage import schema
from storage.installations import installed_teams
from storage.unit import Unit

P = ParamSpec("P")
T = TypeVar("T")

Work = Callable[Concatenate[Unit, P], T]
"""What runs inside a transaction: a plain function of a Unit, which cannot await and therefore cannot call Slack."""


class Storage(ABC):
    """An open database. `engine` is SQLAlchemy's synchronous face of it, for counting statements and the like."""

    dialect: str
    engine: Engine

    def __init__(self, url: str) -> None:
        self.url = url
        self.memory: dict[str, dict[Any, Any]] = {}

    @abstractmethod
    async def work(
        self, team: str, function: Callable[Concatenate[Unit, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Runs `function(unit, …)` in one transaction for `team`, commits, and gives what it returned.

        Any exception rolls back and comes out here. The function may be run again after a conflict between
        transactions, so it must not act on anything but its unit. Raises StorageDown when nothing was saved, or when
        the connection broke in the very commit and nobody can know (natural keys make asking again harmless).
        """

    @abstractmethod
    async def read(
        self, team: str, function: Callable[Concatenate[Unit, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Like `work`, but read only, on one unchanging snapshot, and beside the writers: for big reads."""

    async def scrub(self) -> bool:
        """Wipes what the database's log still holds of rows that were deleted or overwritten.

        False if a reader held it back: ask again later. For SQLite; a PostgreSQL server keeps its log for replicas and
        for archives that are its operator's, and only they can empty it.
        """
        return True

    @abstractmethod
    async def close(self) -> None:
        """Finishes what was begun, then lets the database go."""

    async def ping(self) -> None:
        """Raises StorageDown if the database cannot be reached."""
        await self.read("", _nothing)

    async def revision(self) -> str | None:
        """The revision that the database stands at, or None if it was never migrated."""
        return await self.read("", _revision)

    def head(self) -> str:
        """The newest revision that this version of Candor knows."""
        return schema.head()

    async def behind(self) -> bool:
        """Whether the database has an older schema than this version of Candor needs."""
        return schema.behind(await self.revision())

    async def teams(self) -> list[str]:
        """The workspaces that have installed Candor: the one question that belongs to none of them."""
        return await self.read("", _teams)

    def unit(self, connection: Any, team: str) -> Unit:
        return Unit(connection, team, self.memory.setdefault(team, {}))


def _nothing(unit: Unit) -> None:
    unit.connection.exec_driver_sql("SELECT 1")


def _revision(unit: Unit) -> str | None:
    return schema.revision_of(unit.connection)


def _teams(unit: Unit) -> list[str]:
    return installed_teams(unit.connection)
