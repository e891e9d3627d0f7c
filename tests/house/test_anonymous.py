"""Anonymous tables: nothing in a row leads to a person, and nothing tells when it was written, or after which other."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from storage.base import Anonymous, Base, Moment, key, new_id, person_of
from storage.unit import TABLES

PEOPLE = {"actor", "asker", "author", "by", "from", "giver", "manager", "member", "owner", "people", "person", "rater"}
PEOPLE |= {"respondent", "sender", "user", "voter", "who", "writer", "answerer", "email", "name"}
"""What columns about people are called; one of the words between underscores is enough."""
JOINS = {"people", "outbox", "audit", "drafts", "marks", "slots", "replans", "files", "moves"}
"""Tables whose rows have a person, or a moment of theirs."""
WHEN = (Moment, sa.DateTime, sa.Time, sa.Interval)


def faults(model: type) -> list[str]:
    """By which of its columns or settings a table would give somebody away."""
    table: sa.Table = model.__table__  # type: ignore[attr-defined]
    found = []
    if [column.name for column in table.primary_key] != ["team", "id"]:
        found.append("its key is not (team, id)")
    elif not random_ids(table.c.id):
        found.append("id: not random")
    if table.dialect_options["sqlite"]["with_rowid"] is not False:
        found.append("SQLite lays its rows in the order in which they came")
    for column in table.columns:
        if isinstance(column.type, WHEN):
            found.append(f"{column.name}: a moment")
        if PEOPLE & set(column.name.split("_")):
            found.append(f"{column.name}: a person, by its name")
        if column.name != "id" and column.default is not None and made_by(column) is not None:
            found.append(f"{column.name}: made when the row was written")
    for reference in table.foreign_keys:
        if (target := reference.target_fullname.split(".")[0]) in JOINS and reference.parent.name != "team":
            found.append(f"{reference.parent.name}: leads to {target}")
    return sorted(found)


def made_by(column: sa.Column[Any]) -> Any:
    """The function that makes a value for each row, or None."""
    return column.default.arg if column.default is not None and column.default.is_callable else None


def random_ids(column: sa.Column[Any]) -> bool:
    make = made_by(column)
    return isinstance(column.type, sa.Uuid) and make is not None and make(None).version == 4


def anonymous() -> list[type]:
    return [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Anonymous)]


def test_no_anonymous_table_gives_anybody_away():
    assert TABLES is Base.metadata
    assert {model.__name__: found for model in anonymous() if (found := faults(model))} == {}


class Elsewhere(DeclarativeBase):
    """Tables of this test alone, which Candor's own metadata never hears of."""

    metadata = sa.MetaData()
    type_annotation_map = Base.type_annotation_map

    team: Mapped[str] = mapped_column(primary_key=True, sort_order=-100)


class Whisper(Anonymous, Elsewhere):
    """As it should be: whom it is about stands in the box that it was put into."""

    __tablename__ = "whispers"

    box: Mapped[UUID]
    words: Mapped[str]
    seal: Mapped[str | None]

    __table_args__ = (sa.Index(None, "team", "box"), Anonymous.LAID_BY_ID)


class Plain(Anonymous, Elsewhere):
    """As it should be, without anything of its own."""

    __tablename__ = "plain"


class Gossip(Anonymous, Elsewhere):
    """Everything that an anonymous table must not have."""

    __tablename__ = "gossip"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, sort_order=-90)
    written_by: Mapped[str]
    at: Mapped[datetime]
    about: Mapped[str]
    message: Mapped[UUID] = mapped_column(default=uuid4)

    __table_args__ = (
        person_of("about"),
        sa.ForeignKeyConstraint(["team", "message"], ["outbox.team", "outbox.id"]),
        sa.Index(None, "team", "about"),
    )


class Counted(Anonymous, Elsewhere):
    """A key of its own, and one with more in it."""

    __tablename__ = "counted"

    id: Mapped[UUID] = key()
    number: Mapped[int] = mapped_column(primary_key=True)


def test_the_rules_let_good_tables_be():
    assert faults(Whisper) == faults(Plain) == []


def test_the_rules_find_every_fault():
    assert faults(Gossip) == [
        "SQLite lays its rows in the order in which they came",
        "about: leads to people",
        "at: a moment",
        "id: not random",
        "message: leads to outbox",
        "message: made when the row was written",
        "written_by: a person, by its name",
    ]
    assert faults(Counted) == ["its key is not (team, id)"]


def test_the_rows_of_a_good_table_lie_in_the_order_of_their_ids():
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        Elsewhere.metadata.tables["plain"].create(connection)
        ids = [uuid4() for _ in range(50)]
        for id in ids:
            connection.execute(sa.insert(Plain), {"team": "T", "id": id})
        found = connection.exec_driver_sql("SELECT id FROM plain NOT INDEXED").scalars().all()
    engine.dispose()
    assert found == sorted(id.hex for id in ids) != [id.hex for id in ids]
