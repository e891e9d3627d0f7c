"""CSV files that people made: read as spreadsheets save them, told by line and column, never half."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.kit.csvfile import LARGEST, MOST, TOLD, Layout, Preview, rows

GOALS = Layout(columns=("id", "goal", "due"), one_of=("id", "goal"), synonyms={"what": "goal"})


def read(content: bytes | str) -> tuple[list[tuple[int, dict[str, str]]], Preview]:
    preview = Preview()
    raw = content.encode() if isinstance(content, str) else content
    return rows(raw, GOALS, preview), preview


@pytest.mark.parametrize(
    "content",
    [
        "goal,due\nÜben,2027\n",
        "\ufeffgoal,due\r\nÜben,2027\r\n",
        "goal;due\nÜben;2027",
        "goal\tdue\nÜben\t2027".encode("utf-16"),
        "goal,due\nÜben,2027".encode("cp1252"),
        'WHAT , Due,,\n" Üben ",2027,,\n',
        "goal,due\nÜben,2027\n , \n\n",
    ],
)
def test_a_table_is_the_same_however_a_spreadsheet_saves_it(content: bytes | str):
    found, preview = read(content)
    assert found == [(2, {"goal": "Üben", "due": "2027"})], preview.lines
    assert not preview.wrong


def test_a_line_bears_the_number_that_an_editor_shows():
    found, _ = read('goal,due\n\n"over\ntwo lines",x\nlast,y')
    assert [line for line, _ in found] == [4, 5]
    assert found[0][1]["goal"] == "over\ntwo lines"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "Line 1, column -: there must be a column id or goal."),
        ("due\n2027", "Line 1, column -: there must be a column id or goal."),
        ("goal,what\na,b", "Line 1, column goal: this column stands there twice."),
        ("goal,owner\na,b", "Line 1, column owner: I know no such column; I know id, goal, due."),
        ("goal,,due\na,,b", "Line 1, column -: I know no such column; I know id, goal, due."),
        ("goal,due\na\nb,c,d", "Line 2, column -: 1 cells where the first line has 2."),
        ("goal,due\na\nb,c,d", "Line 3, column -: 3 cells where the first line has 2."),
        ("goal", "Line 1, column -: nothing stands below the names of the columns."),
        ("goal\n" + "x" * 140_000, "Line 2, column -: this is no CSV: field larger than field limit (131072)"),
        (b"x" * (LARGEST + 1), "Line 1, column -: the file is larger than 5 MB; import it in parts."),
        ("goal\n" + "a\n" * (MOST + 5), "Line 100002, column -: the file has more than 100,000 lines"),
    ],
)
def test_what_is_wrong_is_told_and_no_line_is_given(content: bytes | str, told: str):
    found, preview = read(content)
    assert found == []
    assert preview.wrong
    assert any(line.startswith(told) for line in preview.lines), preview.lines


def test_problems_without_end_are_counted_and_the_first_are_told():
    _, preview = read("goal,due\n" + "a\n" * 5_000)
    assert len(preview.lines) == TOLD
    preview.refuse()
    assert preview.lines[TOLD:] == ["… and 4950 more problems.", "Nothing was changed."]


def test_a_long_preview_says_how_much_more_there_is():
    preview = Preview([f"goal {number}" for number in range(TOLD + 1)])
    preview.shorten("… and {n} more goal.", "… and {n} more goals.")
    assert preview.lines[TOLD - 1 :] == [f"goal {TOLD - 1}", "… and 1 more goal."]
    preview = Preview(["goal"])
    preview.shorten("… and {n} more goal.", "… and {n} more goals.")
    assert preview.lines == ["goal"]


@given(some.binary(max_size=200) | some.text(max_size=200).map(lambda text: f"goal,due\n{text}".encode()))
def test_any_bytes_are_lines_or_a_problem_and_never_both(content: bytes):
    found, preview = read(content)
    assert bool(found) is not preview.wrong
    assert all(set(cells) <= set(GOALS.columns) for _, cells in found)
