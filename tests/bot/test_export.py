"""Exports: the contract's fields, whole files or none, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import openpyxl
import pytest

from bot.export import NotWritten, export_kind, write_xlsx
from bot.features import FEATURES
from bot.kit.rooms import Export
from bot.kit.sheets import told
from storage import Storage, Unit
from storage.outbox import Message
from tests.kit.clock import MONDAY
from tests.kit.made import TEAM, Made

RISKY = ["=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(1)", "\t=1", "\r=1", "\n=1", "＝1+1", '=HYPERLINK("http://x")']
RECORD: dict[str, Any] = {
    "id": UUID(int=7),
    "at": datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
    "day": date(2026, 11, 23),
    "many": ["=a", "b"],
    "none": None,
    "empty": "",
    "yes": True,
    "number": -5,
    "detail": {"x": [datetime(2026, 1, 1, 0, 0, 0, 5, tzinfo=UTC)]},
}
KINDS = {kind: export for room in FEATURES for kind, export in room.exports.items()}


def records(unit: Unit, since: datetime | None, words: bool, now: datetime) -> Iterator[dict[str, Any]]:
    yield from ({**RECORD, "text": text} for text in RISKY)


TRIAL = Export((*RECORD, "text"), records)


async def exported(storage: Storage, folder: Path, form: str, kind: str = "trial", source=TRIAL, **how: Any) -> int:
    since, words = how.get("since"), how.get("words", False)
    return await storage.read(TEAM, export_kind, kind, source, folder, form, since, words, now=how.get("now", MONDAY))


async def test_jsonl_is_one_object_per_line_in_the_contract_s_spelling(storage: Storage, tmp_path: Path):
    assert await exported(storage, tmp_path, "jsonl") == len(RISKY)
    lines = (tmp_path / "trial.jsonl").read_text(encoding="utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    assert [one["text"] for one in found] == RISKY, "words stay as they were typed"
    assert found[0] | {"text": ""} == {
        "id": str(UUID(int=7)),
        "at": "2026-11-23T09:00:00Z",
        "day": "2026-11-23",
        "many": ["=a", "b"],
        "none": None,
        "empty": None,
        "yes": True,
        "number": -5,
        "detail": {"x": ["2026-01-01T00:00:00.000005Z"]},
        "text": "",
    }


async def test_no_cell_of_a_csv_begins_like_a_formula(storage: Storage, tmp_path: Path):
    await exported(storage, tmp_path, "csv")
    with (tmp_path / "trial.csv").open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    assert [one["text"] for one in found] == ["'" + text for text in RISKY]
    assert found[0]["many"] == "'=a, b"
    assert (found[0]["number"], found[0]["yes"], found[0]["none"]) == ("-5", "yes", "")


async def test_no_cell_of_a_workbook_is_a_formula(storage: Storage, tmp_path: Path):
    await exported(storage, tmp_path, "xlsx")
    book = openpyxl.load_workbook(tmp_path / "trial.xlsx")
    rows = list(book["trial"].iter_rows())
    head = [cell.value for cell in rows[0]]
    cells = [row[head.index("text")] for row in rows[1:]]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value.replace("_x000D_", "").lstrip("\n\t") for cell in cells] == [
        text.lstrip("\r\n\t") for text in RISKY
    ]
    number = rows[1][head.index("number")]
    assert (number.value, number.data_type) == (-5, "n")
    book.close()


def test_a_workbook_cuts_what_no_cell_holds_and_goes_on_on_another_sheet(tmp_path: Path, monkeypatch):
    monkeypatch.setattr("bot.kit.sheets.ROWS", 3)
    place = tmp_path / "many.xlsx"
    many = [{"n": str(number), "text": "é" * 40_000} for number in range(5)]
    assert write_xlsx(place, "k" * 40, ["n", "text"], many) == 5
    book = openpyxl.load_workbook(place)
    rows = [row for sheet in book for row in sheet.iter_rows(values_only=True)]
    assert [row[0] for row in rows] == ["n", "0", "1", "n", "2", "3", "n", "4"]
    assert all(len(row[1]) == 32_767 and row[1].endswith("…") for row in rows if row[0] != "n")
    book.close()


@pytest.mark.parametrize("form", ["jsonl", "csv", "xlsx"])
async def test_a_file_appears_whole_or_not_at_all(storage: Storage, tmp_path: Path, form: str):
    def breaks(*_: object) -> Iterator[dict[str, Any]]:
        yield {"id": "1"}
        raise RuntimeError("half way")

    place = tmp_path / f"trial.{form}"
    place.write_text("the one before")
    with pytest.raises(RuntimeError, match="half way"):
        await exported(storage, tmp_path, form, source=Export(("id",), breaks))
    assert place.read_text() == "the one before"
    assert list(tmp_path.glob(".*.draft")) == []


@pytest.mark.parametrize("form", ["jsonl", "csv", "xlsx"])
@pytest.mark.parametrize("kind", KINDS)
async def test_an_export_of_nothing_has_its_fields_on_top(storage: Storage, tmp_path: Path, form: str, kind: str):
    assert await exported(storage, tmp_path, form, kind, KINDS[kind]) == 0
    place = tmp_path / f"{kind}.{form}"
    if form == "xlsx":
        book = openpyxl.load_workbook(place)
        assert list(book[kind].iter_rows(values_only=True)) == [KINDS[kind].fields]
        book.close()
    else:
        assert place.read_text().splitlines() == ([",".join(KINDS[kind].fields)] if form == "csv" else [])


@pytest.mark.parametrize("form", ["jsonl", "csv", "xlsx"])
async def test_a_record_with_other_fields_than_its_kind_says_is_no_export(storage: Storage, tmp_path: Path, form: str):
    for fields in (("id",), ("id", "at", "more"), ("at", "id")):
        source = Export(fields, lambda *_: iter([{"id": "1", "at": None}]))
        with pytest.raises(ValueError, match="A record of trial has the fields id, at and not"):
            await exported(storage, tmp_path, form, source=source)


async def test_the_exported_manager_is_today_s(storage: Storage, tmp_path: Path, made: Made):
    boss, heir = await made.people("Boss", "Heir")
    emp = await made.person("Emp", manager=boss)
    today, then = made.clock.now(), made.clock.now() + timedelta(days=30)
    await storage.work(TEAM, lambda unit: unit.people.set_managers({emp.id: heir.id}, then, "csv"))
    for now, manager in ((today, boss), (then, heir)):
        await exported(storage, tmp_path, "jsonl", "people", KINDS["people"], now=now)
        found = [json.loads(line) for line in (tmp_path / "people.jsonl").read_text().splitlines()]
        assert [one["manager"] for one in found if one["id"] == emp.id] == [manager.id]


async def test_a_folder_that_cannot_be_written_is_told(storage: Storage, tmp_path: Path):
    for form in ("jsonl", "xlsx"):
        with pytest.raises(NotWritten, match=r"trial\.\w+ cannot be written: No such file"):
            await exported(storage, tmp_path / "gone", form)


def test_moments_of_other_zones_are_told_in_utc():
    berlin = datetime.fromisoformat("2026-11-23T10:00:00+01:00")
    assert told(berlin) == "2026-11-23T09:00:00Z"


FIELDS = {
    "people": "id name email manager title department country tz leader active is_guest",
    "kudos": "id at giver receivers text values channel private joined edited_at revoked_at",
    "audit": "id at actor action subject room detail",
    "messages": "id kind recipient state due_at sent_at slack_ts dedupe_key",
}


async def test_every_kind_has_the_contract_s_fields(storage: Storage, tmp_path: Path, made: Made):
    ann, bob = await made.people("Ann", "Bob")
    await made.kudos(ann, bob, text="for a quiet word", private=True)
    await storage.work(TEAM, lambda unit: unit.audit.write(ann.id, "a.b", None, "candor", now=made.clock.now()))
    await storage.work(TEAM, put, ann.id, made.clock.now())
    assert set(KINDS) == set(FIELDS)
    for kind, source in KINDS.items():
        await exported(storage, tmp_path, "jsonl", kind, source)
        lines = (tmp_path / f"{kind}.jsonl").read_text(encoding="utf-8").splitlines()
        assert lines, kind
        assert list(json.loads(lines[0])) == list(source.fields)
        assert list(json.loads(lines[0]))[: len(FIELDS[kind].split())] == FIELDS[kind].split(), kind


async def test_words_in_confidence_need_to_be_asked_for(storage: Storage, tmp_path: Path, made: Made):
    ann, bob = await made.people("Ann", "Bob")
    await made.kudos(ann, bob, text="for a quiet word", private=True)
    for words, wanted in ((False, None), (True, "for a quiet word")):
        await exported(storage, tmp_path, "jsonl", "kudos", KINDS["kudos"], words=words)
        assert json.loads((tmp_path / "kudos.jsonl").read_text(encoding="utf-8"))["text"] == wanted


async def test_since_leaves_out_what_is_older_and_all_are_told_oldest_first(
    storage: Storage, tmp_path: Path, made: Made
):
    ann, bob = await made.people("Ann", "Bob")
    now = made.clock.now()
    for days in (3, 1, 2):
        at = now - timedelta(days=days)
        await made.kudos(ann, bob, at=at, text=f"for {days} whole days")
        await storage.work(TEAM, lambda unit, at=at: unit.audit.write(ann.id, "a.b", None, "candor", now=at))
    for kind in ("kudos", "audit"):
        assert await exported(storage, tmp_path, "jsonl", kind, KINDS[kind], since=now - timedelta(days=2)) == 2
        assert await exported(storage, tmp_path, "jsonl", kind, KINDS[kind]) == 3
        moments = [json.loads(line)["at"] for line in (tmp_path / f"{kind}.jsonl").read_text().splitlines()]
        assert moments == sorted(moments), kind


async def test_a_long_trail_is_told_whole(storage: Storage, tmp_path: Path, made: Made, monkeypatch):
    monkeypatch.setattr("bot.features.candor.records.PAGE", 3)
    now = made.clock.now()

    def write(unit: Unit) -> None:
        for number in range(10):
            unit.audit.write(None, f"a.b{number}", None, "candor", now=now)

    await storage.work(TEAM, write)
    assert await exported(storage, tmp_path, "jsonl", "audit", KINDS["audit"]) == 10
    found = {json.loads(line)["action"] for line in (tmp_path / "audit.jsonl").read_text().splitlines()}
    assert len(found) == 10


def put(unit: Unit, person: str, now: datetime) -> None:
    unit.outbox.put("key:1", Message("hello"), to=person, kind="trial.message", due=now)
