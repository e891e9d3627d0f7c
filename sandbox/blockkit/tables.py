"""Tables and charts: table, data_table and data_visualization blocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sandbox.blockkit.composition import FLAG, kind
from sandbox.blockkit.richtext import RICH_TEXT
from sandbox.blockkit.schema import Choice, Number, Rows, Shape, Text, Walk, one_of, whole

TABLE_LETTERS = 10_000
"""Characters that all cells of a message's table may hold together."""

DATA_TABLE_LETTERS = 20_000
"""Characters that all cells of a message's data tables may hold together."""

_raw = {
    **kind("raw_text", {"text": Text(least=1)}),
    **kind("raw_number", {"value": Number(), "text": Text(least=1)}),
}
_header_cell = Choice(_raw)
_cell = Choice({**_raw, **RICH_TEXT.shapes})


def letters(value: Any) -> int:
    """How many characters of text a payload's part holds, however deep, tables inside it left out."""
    return sum(map(len, _texts(value)))


def _texts(value: Any) -> Iterator[str]:
    if type(value) is dict:
        if value.get("type") not in ("table", "data_table"):
            for name, held in value.items():
                if name == "text" and type(held) is str:
                    yield held
                else:
                    yield from _texts(held)
    elif type(value) is list:
        for item in value:
            yield from _texts(item)


def _note_table(value: Any, at: str, walk: Walk) -> None:
    walk.count("table", (letters(value["rows"]), at))


def _note_data_table(value: Any, at: str, walk: Walk) -> None:
    walk.count("data_table", (letters(value["rows"]), at))


def _note_chart(value: Any, at: str, walk: Walk) -> None:
    walk.count("data_visualization", at)


def _rows_are_even(rows: Any, at: str, walk: Walk) -> None:
    """Every row has as many cells as the first, and the first, the header, no rich text."""
    for place, row in enumerate(rows):
        if len(row) != len(rows[0]):
            walk.refuse("must have the same number of cells as the first row", f"{at}/{place}")
    for place, cell in enumerate(rows[0]):
        _header_cell.check(cell, f"{at}/0/{place}", walk)


def _header_column_exists(value: Any, at: str, walk: Walk) -> None:
    if value.get("row_header_column_index", 0) >= len(value["rows"][0]):
        walk.refuse("must be the index of a column", f"{at}/row_header_column_index")


TABLE = kind(
    "table",
    {"rows": Rows(Rows(_cell, 20, 1), 100, 1)},
    {
        "column_settings": Rows(
            Shape(takes={"align": one_of("left", "center", "right"), "is_wrapped": FLAG}), 20, nullable=True
        )
    },
    _note_table,
)

DATA_TABLE = kind(
    "data_table",
    {"caption": Text(least=1), "rows": Rows(Rows(_cell, 20, 1), 201, 2, rules=(_rows_are_even,))},
    {"page_size": whole(1, 100), "row_header_column_index": whole(0)},
    _header_column_exists,
    _note_data_table,
)

_name = Text(20, 1)
_segment = Shape({"label": _name, "value": Number(above=0)})
_series = Shape({"name": _name, "data": Rows(Shape({"label": _name, "value": Number()}), 20, 1)})
_axes = Shape({"categories": Rows(_name, 20, 1, unique=True)}, {"x_label": Text(50, 1), "y_label": Text(50, 1)})


def _series_fit_the_axes(chart: Any, at: str, walk: Walk) -> None:
    """Series have different names, and each exactly one point for every category."""
    categories = Counter(chart["axis_config"]["categories"])
    names = [series["name"] for series in chart["series"]]
    for place, series in enumerate(chart["series"]):
        if series["name"] in names[:place]:
            walk.refuse("series names must be unique", f"{at}/series/{place}/name")
        if Counter(point["label"] for point in series["data"]) != categories:
            walk.refuse("must have exactly one data point for each category", f"{at}/series/{place}/data")


_charts = kind("pie", {"segments": Rows(_segment, 12, 1)})
for _shape in ("bar", "area", "line"):
    _charts |= kind(_shape, {"series": Rows(_series, 12, 1), "axis_config": _axes}, None, _series_fit_the_axes)

DATA_VISUALIZATION = kind("data_visualization", {"title": Text(50, 1), "chart": Choice(_charts)}, None, _note_chart)
