"""A shelf: the queries about one noun, inside one Unit and so inside one workspace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeVar, cast

from sqlalchemy import ColumnElement, Delete, Select, Update, delete, select, update

from storage.base import Base

if TYPE_CHECKING:
    from storage.unit import Unit

RowT = TypeVar("RowT", bound=Base)


class Shelf:
    """Base of all shelves. Every statement filters by the unit's team; `of`, `update_of`, `delete_of` begin with that.

    What `one` and `all` hand out are plain rows: they have the model's columns as attributes, cannot be changed, know
    nothing of the transaction, and stay valid after it. Changing is said with a statement.
    """

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.team = unit.team

    def of(self, model: type[RowT]) -> Select[RowT]:
        """A select of the team's rows of `model`, to be narrowed further."""
        return select(model).where(model.team == self.team)

    def update_of(self, model: type[Base], *where: ColumnElement[bool]) -> Update:
        """An update of the team's rows of `model`."""
        return update(model.__table__).where(model.team == self.team, *where)  # type: ignore[arg-type]

    def delete_of(self, model: type[Base], *where: ColumnElement[bool]) -> Delete:
        """A delete among the team's rows of `model`."""
        return delete(model.__table__).where(model.team == self.team, *where)  # type: ignore[arg-type]

    def one(self, statement: Select[RowT]) -> RowT | None:
        """The one row that `statement` finds, or None."""
        return cast("RowT | None", self.unit.execute(statement).one_or_none())

    def all(self, statement: Select[RowT]) -> Sequence[RowT]:
        """All rows that `statement` finds."""
        return cast("Sequence[RowT]", self.unit.execute(statement).all())

    def row(self, statement: Select[Any], parameters: dict[str, Any] | None = None) -> Any:
        """The first row (a named tuple) of any select, or None."""
        return self.unit.execute(statement, parameters).first()
