"""Settings of a workspace: raw texts by name. What they mean stands in bot.kit.config."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, PersonId, new_id, person_of
from storage.shelf import Shelf


class Setting(Base):
    """One setting that somebody chose; what was never chosen has no row. `changed_by` is None for the operator."""

    __tablename__ = "settings"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
    changed_at: Mapped[datetime]
    changed_by: Mapped[PersonId | None]

    __table_args__ = (person_of("changed_by"),)


class SettingsVersion(Base):
    """Renewed with every change of a workspace's settings, so that a process knows if what it remembers is current.

    A fresh id, not a counter: a change that is rolled back must not lend its version to the next one.
    """

    __tablename__ = "settings_versions"

    version: Mapped[UUID]


class SettingsShelf(Shelf):
    """The settings, remembered per process and proven current by the version that the same transaction read."""

    _version: UUID | None = None
    _known = False

    def stands_at(self, version: UUID | None) -> None:
        """The version that this transaction has seen; `people.introduce` reads it along with the person."""
        self._version, self._known = version, True

    def all(self) -> dict[str, str]:  # type: ignore[override]
        """Name to value, for everything that was set. Costs a statement only if this process does not know it yet."""
        remembered: tuple[UUID | None, dict[str, str]] | None = self.unit.memory.get("settings")
        if remembered is not None and self._known and self._version == remembered[0]:
            return dict(remembered[1])
        version = SettingsVersion
        statement = (
            select(version.version, Setting.key, Setting.value)
            .join_from(version, Setting, Setting.team == version.team, isouter=True)
            .where(version.team == self.team)
        )
        rows = self.unit.execute(statement).all()
        found = {row.key: row.value for row in rows if row.key is not None}
        self.stands_at(rows[0].version if rows else None)
        self.unit.memory["settings"] = (self._version, found)
        return dict(found)

    def get(self, name: str) -> str | None:
        return self.all().get(name)

    def change(
        self, values: Mapping[str, str | None], *, by: PersonId | None, now: datetime
    ) -> dict[str, tuple[str | None, str | None]]:
        """Sets values (None: back to the default); gives what really changed, as (before, after).

        Changers of one workspace's settings wait for each other, so that `before` is what was there.
        """
        fresh = new_id()
        self.unit.insert(
            SettingsVersion, [{"version": fresh}], update_conflicts_on=("team",), update=("version",)
        )  # and nobody else gets past this row before the unit ends
        self._known = False
        rows = self.unit.execute(select(Setting.key, Setting.value).where(Setting.team == self.team))
        before: dict[str, str] = {row.key: row.value for row in rows}
        changed = {key: (before.get(key), value) for key, value in values.items() if before.get(key) != value}
        gone = [key for key, (_, value) in changed.items() if value is None]
        kept = [
            {"key": key, "value": value, "changed_at": now, "changed_by": by}
            for key, (_, value) in changed.items()
            if value is not None
        ]
        if gone:
            self.unit.execute(self.delete_of(Setting, Setting.key.in_(gone)))
        columns = ("value", "changed_at", "changed_by")
        self.unit.insert(Setting, kept, update_conflicts_on=("team", "key"), update=columns)
        return changed
