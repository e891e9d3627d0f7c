"""Bad tables and charts: one complaint each; and what a message may hold only so much of."""

from __future__ import annotations

import pytest

from sandbox.limits import Complaint, check_message, check_response_url
from tests.sandbox.limits_payloads import (
    Bad,
    Json,
    cell,
    chart,
    complaints,
    container,
    data_table,
    expected,
    grid,
    message,
    pie,
    rich,
    rich_section,
    visualization,
    words,
    x,
)


def table(rows: object, **more: object) -> Json:
    return {"type": "table", "rows": rows, **more}


def drawn(**more: object) -> Json:
    return visualization({**chart(), **more})


def point(label: object, value: object = 1) -> Json:
    return {"label": label, "value": value}


FIT = "must have exactly one data point for each category"

BAD = [
    Bad("no rows", table([]), "must provide at least 1 items", "/rows"),
    Bad("101 rows", table(grid(101, 1)), "no more than 100 items allowed", "/rows"),
    Bad("21 columns", table(grid(1, 21)), "no more than 20 items allowed", "/rows/0"),
    Bad("a row of no cells", table([[]]), "must provide at least 1 items", "/rows/0"),
    Bad("a row that is an object", table([cell()]), "must provide an array", "/rows/0"),
    Bad("an empty cell", table([[cell("")]]), "must be more than 0 characters", "/rows/0/0/text"),
    Bad(
        "a cell of plain text",
        table([[{"type": "plain_text", "text": "a"}]]),
        "unsupported type: plain_text",
        "/rows/0/0/type",
    ),
    Bad(
        "a number without value",
        table([[{"type": "raw_number", "text": "1"}]]),
        "missing required field: value",
        "/rows/0/0",
    ),
    Bad(
        "a number in words",
        table([[{"type": "raw_number", "text": "1", "value": "1"}]]),
        "must provide a number",
        "/rows/0/0/value",
    ),
    Bad(
        "21 settings", table(grid(1, 1), column_settings=[{}] * 21), "no more than 20 items allowed", "/column_settings"
    ),
    Bad(
        "a column aligned by chance",
        table(grid(1, 1), column_settings=[None, {"align": "justify"}]),
        "must be a valid enum value",
        "/column_settings/1/align",
    ),
    Bad(
        "10,001 characters in a table",
        table([[cell(x(10_001))]]),
        "must be less than 10001 characters in all cells",
        "/rows",
    ),
    Bad("a data table without caption", {"type": "data_table", "rows": grid(2, 2)}, "missing required field: caption"),
    Bad("a data table of one row", data_table(rows=grid(1, 2)), "must provide at least 2 items", "/rows"),
    Bad("a data table of 202 rows", data_table(rows=grid(202, 1)), "no more than 201 items allowed", "/rows"),
    Bad(
        "a data table of 21 columns",
        data_table(rows=[grid(1, 21)[0], [cell()]]),
        "no more than 20 items allowed",
        "/rows/0",
    ),
    Bad(
        "uneven rows",
        data_table(rows=[*grid(2, 2), [cell()]]),
        "must have the same number of cells as the first row",
        "/rows/2",
    ),
    Bad(
        "rich text in the header",
        data_table(rows=[[rich()], [cell()]]),
        "unsupported type: rich_text",
        "/rows/0/0/type",
    ),
    Bad("a page of 101", data_table(page_size=101), "must be less than or equal to 100", "/page_size"),
    Bad("a page of 0", data_table(page_size=0), "must be greater than or equal to 1", "/page_size"),
    Bad(
        "a column that is not there",
        data_table(row_header_column_index=2),
        "must be the index of a column",
        "/row_header_column_index",
    ),
    Bad(
        "20,001 characters in a data table",
        data_table(rows=[[cell()], [cell(x(19_997))]]),
        "must be less than 20001 characters in all cells",
        "/rows",
    ),
    Bad("a chart title of 51", visualization(title=x(51)), "must be less than 51 characters", "/title"),
    Bad(
        "a chart title that is an object",
        visualization(title={"type": "plain_text", "text": "a"}),
        "must provide a string",
        "/title",
    ),
    Bad("a chart of nothing", {"type": "data_visualization", "title": "A"}, "missing required field: chart"),
    Bad("a radar", visualization(chart("radar")), "unsupported type: radar", "/chart/type"),
    Bad("a pie of nothing", visualization(pie(0)), "must provide at least 1 items", "/chart/segments"),
    Bad("a pie of 13", visualization(pie(13)), "no more than 12 items allowed", "/chart/segments"),
    Bad(
        "a part of 0",
        visualization({"type": "pie", "segments": [point("a", 0)]}),
        "must be greater than 0",
        "/chart/segments/0/value",
    ),
    Bad(
        "a part of 21 letters",
        visualization({"type": "pie", "segments": [point(x(21))]}),
        "must be less than 21 characters",
        "/chart/segments/0/label",
    ),
    Bad(
        "a part of true",
        visualization({"type": "pie", "segments": [point("a", True)]}),
        "must provide a number",
        "/chart/segments/0/value",
    ),
    Bad("a bar chart of segments", drawn(segments=[]), "invalid additional property: segments", "/chart"),
    Bad("no series", drawn(series=[]), "must provide at least 1 items", "/chart/series"),
    Bad(
        "13 series",
        visualization(chart(names=tuple("abcdefghijklm"))),
        "no more than 12 items allowed",
        "/chart/series",
    ),
    Bad(
        "21 categories",
        drawn(axis_config={"categories": [str(n) for n in range(21)]}),
        "no more than 20 items allowed",
        "/chart/axis_config/categories",
    ),
    Bad(
        "a category twice",
        drawn(axis_config={"categories": ["Mon", "Mon"]}),
        "items must be unique",
        "/chart/axis_config/categories",
    ),
    Bad(
        "an axis of 51 letters",
        drawn(axis_config={"categories": ["Mon", "Tue"], "x_label": x(51)}),
        "must be less than 51 characters",
        "/chart/axis_config/x_label",
    ),
    Bad(
        "a series of 21 letters",
        visualization(chart(names=(x(21),))),
        "must be less than 21 characters",
        "/chart/series/0/name",
    ),
    Bad(
        "21 points",
        drawn(series=[{"name": "a", "data": [point(str(n)) for n in range(21)]}]),
        "no more than 20 items allowed",
        "/chart/series/0/data",
    ),
    Bad(
        "two series of one name",
        visualization(chart(names=("a", "a"))),
        "series names must be unique",
        "/chart/series/1/name",
    ),
    Bad("a point too few", drawn(series=[{"name": "a", "data": [point("Mon")]}]), FIT, "/chart/series/0/data"),
    Bad(
        "a point of another category",
        drawn(series=[{"name": "a", "data": [point("Mon"), point("Wed")]}]),
        FIT,
        "/chart/series/0/data",
    ),
    Bad(
        "a point twice",
        drawn(series=[{"name": "a", "data": [point("Mon"), point("Mon")]}]),
        FIT,
        "/chart/series/0/data",
    ),
    Bad(
        "a chart without axes",
        visualization({"type": "line", "series": chart()["series"]}),
        "missing required field: axis_config",
        "/chart",
    ),
]


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.wrong)
def test_a_bad_table_or_chart_is_refused(bad: Bad):
    assert complaints("message", bad.part) == expected("message", bad.message, bad.pointer)


@pytest.mark.parametrize("kind", ["bar", "area", "line"])
def test_a_chart_may_dip_below_zero_and_fill_its_axes(kind: str):
    days = tuple(str(number) for number in range(20))
    drawing = chart(kind, days, tuple("abcdefghijkl"))
    drawing["series"][0]["data"][0]["value"] = -2.5
    drawing["axis_config"] |= {"x_label": x(50), "y_label": x(50)}
    assert complaints("message", visualization(drawing, title=x(50))) == []


def test_tables_may_be_as_large_as_slack_says():
    assert complaints("message", table(grid(100, 20))) == []
    assert complaints("message", data_table(rows=grid(201, 20)[:201])) == []
    assert complaints("message", table([[cell(x(4_000)), rich(rich_section(words(x(6_000))))]])) == []


def test_a_message_shows_two_charts_and_no_third():
    three = [visualization()] * 3
    assert complaints("message", *three[:2]) == []
    assert complaints("message", *three) == [
        Complaint("invalid_blocks", "too many data_visualization blocks", "/blocks/2")
    ]
    attached = message(*three[:2], attachments=[{"blocks": [visualization()]}])
    assert check_message(attached, method="chat.postMessage") == [
        Complaint("invalid_attachments", "too many data_visualization blocks", "/attachments/0/blocks/0")
    ]


def test_a_message_shows_one_table_wherever_it_stands():
    one = table(grid(1, 1))
    told = Complaint("invalid_attachments", "only_one_table_allowed", "/blocks/1")
    assert complaints("message", one, one) == [told]
    nested = Complaint("invalid_attachments", "only_one_table_allowed", "/blocks/1/child_blocks/0")
    assert complaints("message", one, container(child_blocks=[one])) == [nested]
    assert complaints("message", one, data_table()) == []


def test_data_tables_share_their_characters():
    half = data_table(rows=[[cell("a")], [cell(x(10_000))]])
    told = "must be less than 20001 characters in all cells"
    assert complaints("message", half, half) == [Complaint("invalid_blocks", told, "/blocks/1/rows")]


def test_tables_do_not_count_as_the_texts_of_a_message():
    assert complaints("message", data_table(rows=[[cell("a")], [cell(x(19_999))]])) == []


def test_markdown_blocks_share_their_characters():
    halves = [{"type": "markdown", "text": x(6_000)}, {"type": "markdown", "text": x(6_001)}]
    told = "must be less than 12001 characters in all markdown blocks"
    assert check_response_url({"blocks": halves}) == [Complaint("msg_blocks_too_long", told, "/blocks")]
    attached = {"blocks": halves[:1], "attachments": [{"blocks": halves[1:]}]}
    assert check_message(attached, method="chat.postMessage") == [Complaint("msg_blocks_too_long", told, "/blocks")]
    assert check_response_url({"blocks": halves[:1] * 2}) == []
