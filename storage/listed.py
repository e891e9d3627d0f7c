"""Lists of texts as one parameter, so that a statement reads the same however many there are.

`column.in_(…)` has a parameter for each: the statement's text is written anew each time that it runs, and the database
cannot keep it prepared.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ARRAY, Dialect, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType, TypeDecorator, TypeEngine


class Listed(TypeDecorator[Sequence[str]]):
    """A parameter that is a list of texts: an array on PostgreSQL, JSON on SQLite."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(String()) if dialect.name == "postgresql" else String())

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        return list(value) if dialect.name == "postgresql" else json.dumps(list(value))


class among(FunctionElement[Any]):  # noqa: N801 - it stands where functions stand
    """`among(column, list)`: whether the column's value is in the list, a parameter of type `Listed`."""

    type = NullType()  # as a Boolean it would be written `… = 1` on SQLite, which keeps its index from being used
    inherit_cache = True


@compiles(among, "postgresql")
def _by_array(element: among, compiler: Any, **how: Any) -> str:
    column, listed = (compiler.process(part, **how) for part in element.clauses)
    return f"{column} = ANY ({listed})"


@compiles(among, "sqlite")
def _by_json(element: among, compiler: Any, **how: Any) -> str:
    column, listed = (compiler.process(part, **how) for part in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({listed}))"
