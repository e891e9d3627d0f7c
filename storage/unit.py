"""Unit: one transaction for one workspace, synchronous inside, with a shelf per noun."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import Connection, CursorResult, Executable, Insert, Row, Select, Table, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.audit import AuditShelf
from storage.base import Base
from storage.drafts import DraftsShelf
from storage.files import FilesShelf
from storage.groups import GroupsShelf
from storage.installations import InstallationsShelf
from storage.kudos import KudosShelf
from storage.marks import MarksShelf
from storage.moves import MovesShelf
from storage.outbox import OutboxShelf
from storage.people import PeopleShelf
from storage.preferences import PreferencesShelf
from storage.seals import SealsShelf
from storage.settings import SettingsShelf
from storage.slots import SlotsShelf

TABLES = Base.metadata
"""Every table: whoever takes it from here has all models loaded."""


class Unit:
    """One transaction. Whoever opened it commits or rolls back; functions that get one only read and write.

    `memory` is the process's memory of this database (not of this transaction): keep there only what a version that
    is read in the same transaction proves right, as the settings do.
    """

    def __init__(self, connection: Connection, team: str, memory: dict[Any, Any]) -> None:
        self.team = team
        self.connection = connection
        self.dialect = connection.dialect.name
        self.memory = memory
        self._session: Session | None = None

    # One line per noun: the table of contents of storage.

    @cached_property
    def people(self) -> PeopleShelf:
        return PeopleShelf(self)

    @cached_property
    def moves(self) -> MovesShelf:
        return MovesShelf(self)

    @cached_property
    def groups(self) -> GroupsShelf:
        return GroupsShelf(self)

    @cached_property
    def settings(self) -> SettingsShelf:
        return SettingsShelf(self)

    @cached_property
    def preferences(self) -> PreferencesShelf:
        return PreferencesShelf(self)

    @cached_property
    def audit(self) -> AuditShelf:
        return AuditShelf(self)

    @cached_property
    def kudos(self) -> KudosShelf:
        return KudosShelf(self)

    @cached_property
    def outbox(self) -> OutboxShelf:
        return OutboxShelf(self)

    @cached_property
    def marks(self) -> MarksShelf:
        return MarksShelf(self)

    @cached_property
    def slots(self) -> SlotsShelf:
        return SlotsShelf(self)

    @cached_property
    def seals(self) -> SealsShelf:
        return SealsShelf(self)

    @cached_property
    def installations(self) -> InstallationsShelf:
        return InstallationsShelf(self)

    @cached_property
    def drafts(self) -> DraftsShelf:
        return DraftsShelf(self)

    @cached_property
    def files(self) -> FilesShelf:
        return FilesShelf(self)

    # What shelves build on.

    @property
    def session(self) -> Session:
        """The ORM's session, made when first asked for. Nobody commits it: the unit's opener does, by `finish`."""
        if self._session is None:
            # On SQLite units share one transaction, so a failed flush may only undo its own savepoint.
            joining = "create_savepoint" if self.dialect == "sqlite" else "rollback_only"
            self._session = Session(self.connection, join_transaction_mode=joining, expire_on_commit=False)  # type: ignore[arg-type]
        return self._session

    def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[Any]:
        """Runs a Core statement (plain rows, no ORM objects), after what the session still had to write."""
        if self._session is not None:
            self._session.flush()
        return self.connection.execute(statement, parameters)

    def insert(
        self,
        model: type[Base],
        rows: Iterable[Mapping[str, Any]],
        *,
        ignore_conflicts_on: Sequence[str] | None = None,
        update_conflicts_on: Sequence[str] | None = None,
        update: Sequence[str] = (),
        returning: Sequence[str] = (),
    ) -> Sequence[Row[Any]]:
        """Inserts rows (mappings with the same keys; `team` is added) in one statement.

        `ignore_conflicts_on=("team", "source")`: rows whose key is taken are skipped. `update_conflicts_on=(…)`: their
        columns `update` are overwritten. `returning`: columns of the rows that were really written; without it, ().
        """
        filled = [{"team": self.team, **row} for row in rows]
        if not filled:
            return ()
        statement = _insert(
            model.__table__,
            self.dialect,
            None if ignore_conflicts_on is None else tuple(ignore_conflicts_on),
            None if update_conflicts_on is None else tuple(update_conflicts_on),
            tuple(update),
            tuple(returning),
        )
        result = self.execute(statement, filled if len(filled) > 1 else filled[0])  # a list of one takes a longer way
        return result.all() if returning else ()

    def lock(self, model: type[Base], *keys: Any) -> None:
        """Holds rows (by the column of their primary key after `team`) until the unit ends, in the order of their keys.

        Others that lock the same rows wait. SQLite has one writer at a time, which is lock enough.
        """
        if self.dialect != "sqlite" and keys:
            self.execute(_lock(model.__table__), {"team": self.team, "keys": sorted(keys)})

    def finish(self) -> None:
        """Writes what the session holds and lets its objects go; called by the opener before it commits."""
        if self._session is not None:
            self._session.commit()
            self._session.close()
            self._session = None

    def abandon(self) -> None:
        """Forgets the session after a failure; called by the opener before it rolls back."""
        if self._session is not None:
            self._session.close()
            self._session = None


@lru_cache(maxsize=512)
def _insert(
    table: Table,
    dialect: str,
    ignore: tuple[str, ...] | None,
    replace: tuple[str, ...] | None,
    update: tuple[str, ...],
    returning: tuple[str, ...],
) -> Insert:
    statement: Any = (postgresql if dialect == "postgresql" else sqlite).insert(table)
    if ignore is not None:
        statement = statement.on_conflict_do_nothing(index_elements=ignore)
    if replace is not None:
        changes = {name: statement.excluded[name] for name in update}
        statement = statement.on_conflict_do_update(index_elements=replace, set_=changes)
    if returning:
        statement = statement.returning(*(table.c[name] for name in returning))
    return statement  # type: ignore[no-any-return]


@lru_cache(maxsize=128)
def _lock(table: Table) -> Select[Any]:
    key = list(table.primary_key.columns)[1]
    chosen = select(key).where(table.c.team == bindparam("team"), key.in_(bindparam("keys", expanding=True)))
    # FOR NO KEY UPDATE: rows that merely refer to this one may still be written.
    return chosen.order_by(key).with_for_update(key_share=True)
