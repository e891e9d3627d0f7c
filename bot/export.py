"""`candor export`: one file per record kind, in the contract's fields.

A file appears whole or not at all. Spreadsheet programs run cells that begin like a formula: in CSV such a cell gets an
apostrophe before it (OWASP, CSV injection), in XLSX every text is written as text.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal, TextIO
from uuid import UUID

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from bot.kit.rooms import Records
from storage import Unit


class NotWritten(Exception):
    """A file cannot be written; `str()` says which, and why."""


Format = Literal["jsonl", "csv", "xlsx"]
Record = Mapping[str, Any]
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
CELL = 32_767
"""Characters that a cell of a spreadsheet holds (Excel specifications and limits)."""
ROWS = 1_048_576
"""Rows of a sheet, likewise."""


def told(value: Any) -> Any:
    """A value as the contract writes it: moments in UTC with `Z`, days as `YYYY-MM-DD`, unknown as null."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").replace(".000000Z", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {key: told(found) for key, found in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [told(found) for found in value]
    return None if value == "" else value


def cell(value: Any) -> Any:
    """A value for a spreadsheet's cell: lists joined by commas, truth as yes and no."""
    value = told(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(str(found) for found in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return "" if value is None else value


def harmless(value: Any) -> Any:
    """A CSV cell that no spreadsheet program runs. Numbers stay numbers."""
    if isinstance(value, str) and value.startswith(RISKY):
        return "'" + value
    return value


def write_jsonl(file: TextIO, records: Iterable[Record]) -> int:
    count = 0
    for record in records:
        count += 1
        file.write(json.dumps({key: told(value) for key, value in record.items()}, ensure_ascii=False) + "\n")
    return count


def write_csv(file: TextIO, records: Iterable[Record]) -> int:
    writer = csv.writer(file)
    count = 0
    for count, record in enumerate(records, 1):
        if count == 1:
            writer.writerow(record)
        writer.writerow([harmless(cell(value)) for value in record.values()])
    return count


def write_xlsx(place: Path, kind: str, records: Iterable[Record]) -> int:
    """One workbook; another sheet begins where one is full. Texts too long for a cell are cut, with an ellipsis."""
    count = 0
    with xlsxwriter.Workbook(str(place), {"constant_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True})
        sheet = None
        row = ROWS
        for count, record in enumerate(records, 1):
            if row >= ROWS:
                sheet = book.add_worksheet(f"{kind[:25]} {count}" if sheet else kind[:31])
                for column, name in enumerate(record):
                    sheet.write_string(0, column, name, bold)
                sheet.freeze_panes(1, 0)
                row = 1
            assert sheet is not None
            for column, value in enumerate(record.values()):
                found = cell(value)
                if isinstance(found, str):
                    sheet.write_string(row, column, found if len(found) <= CELL else found[: CELL - 1] + "…")
                else:
                    sheet.write_number(row, column, found)
            row += 1
        if sheet is None:
            book.add_worksheet(kind[:31])
    return count


def whole(place: Path, write: Callable[[Path], int]) -> int:
    """Runs `write` on a draft beside `place` and moves it there once it is complete; `NotWritten` if it cannot be.

    Only the owner may read it: it tells about people.
    """
    draft = place.with_name(f".{place.name}.draft")
    try:
        try:
            draft.unlink(missing_ok=True)
            draft.touch(mode=0o600)
            count = write(draft)
            draft.replace(place)
        finally:
            draft.unlink(missing_ok=True)
    except (OSError, FileCreateError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise NotWritten(f"{place} cannot be written: {reason}.") from None
    return count


def export_kind(
    unit: Unit, kind: str, records: Records, folder: Path, form: Format, since: datetime | None, words: bool
) -> int:
    """Writes one kind's file; answers how many records it holds."""
    found: Iterator[Record] = records(unit, since, words)
    place = folder / f"{kind}.{form}"
    if form == "xlsx":
        return whole(place, lambda draft: write_xlsx(draft, kind, found))
    writer = write_jsonl if form == "jsonl" else write_csv

    def write(draft: Path) -> int:
        with draft.open("w", encoding="utf-8", newline="") as file:
            return writer(file, found)

    return whole(place, write)
