"""What every row shares: the workspace first, UTC moments, ids that sort by time, and names for constraints."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID, uuid4

from sqlalchemy import JSON, DateTime, Dialect, ForeignKeyConstraint, MetaData, String, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine
from uuid_utils.compat import uuid7

PersonId = str
"""A person's id is their Slack user id: "U…" or "W…"."""

NAMES = {
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


class Moment(TypeDecorator[datetime]):
    """An instant. Aware datetimes go in, UTC comes out; a naive one is refused.

    `timestamptz` on PostgreSQL; on SQLite text of fixed width (`2026-11-22T09:46:09.000000Z`), which sorts.
    """

    impl = String(27)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(DateTime(timezone=True))
        return dialect.type_descriptor(String(27))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        moment = utc(value)
        return moment if dialect.name == "postgresql" else written(moment)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return datetime.fromisoformat(value) if isinstance(value, str) else value.astimezone(UTC)


def utc(moment: datetime) -> datetime:
    """The same instant in UTC; raises ValueError for a datetime without a zone."""
    if moment.tzinfo is None:
        raise ValueError(f"A moment needs its time zone; {moment.isoformat()} has none.")
    return moment.astimezone(UTC)


def written(moment: datetime) -> str:
    """A moment as SQLite keeps it: 27 characters, microseconds, `Z`."""
    return utc(moment).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def new_id() -> UUID:
    """A fresh UUIDv7: ids sort by the time of their making. Anonymous rows take `uuid.uuid4()` instead."""
    return uuid7()


def document() -> TypeEngine[Any]:
    """JSON: a dictionary or a list. None is SQL's null."""
    return JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class Base(DeclarativeBase):
    """A table of one workspace's rows: `team` is the first column and the first part of the primary key.

    Constraint names come from `NAMES`. Relationships are not used; whoever adds one says `lazy="raise"`.
    """

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Moment(),
        UUID: Uuid(),
        str: String(),
        dict[str, Any]: document(),
        list[str]: document(),
        list[dict[str, Any]]: document(),
    }

    team: Mapped[str] = mapped_column(primary_key=True, sort_order=-100)


def key() -> MappedColumn[UUID]:
    """The second half of most primary keys: a UUIDv7 made by us."""
    return mapped_column(primary_key=True, default=new_id, sort_order=-90)


class Anonymous:
    """Mixed into a table whose rows nobody shall be found behind: `class Whisper(Anonymous, Base)`.

    Its id is random (UUIDv4) and tells no order, and on SQLite the rows lie in the order of these ids. The table has no
    moment, refers to nobody in the directory, and has no column for a person: whom a row is about stands in the record
    that it belongs to. A test of the house holds every such table to this. With indexes of its own a table says
    `__table_args__ = (Index(…), Anonymous.LAID_BY_ID)`.
    """

    LAID_BY_ID: ClassVar[dict[str, Any]] = {"sqlite_with_rowid": False}
    __table_args__: Any = (LAID_BY_ID,)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4, sort_order=-90)


def person_of(column: str, *, on_delete: str = "RESTRICT") -> ForeignKeyConstraint:
    """The reference from `column` to a person of the same workspace. It follows when erasure renames an id."""
    return ForeignKeyConstraint(["team", column], ["people.team", "people.id"], onupdate="CASCADE", ondelete=on_delete)
