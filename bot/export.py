"""`candor export`: one file per record kind, in the contract's fields. A file appears whole or not at all."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal, TextIO

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from bot.kit.rooms import Export
from bot.kit.sheets import Record, add_sheet, cell, harmless, told
from storage import Unit


class NotWritten(Exception):
    """A file cannot be written; `str()` says which, and why."""


Format = Literal["jsonl", "csv", "xlsx"]


def write_jsonl(file: TextIO, records: Iterable[Record]) -> int:
    count = 0
    for record in records:
        count += 1
        file.write(json.dumps({key: told(value) for key, value in record.items()}, ensure_ascii=False) + "\n")
    return count


def write_csv(file: TextIO, fields: Sequence[str], records: Iterable[Record]) -> int:
    """A table with its fields on top, even where it has no rows."""
    writer = csv.writer(file)
    writer.writerow(fields)
    count = 0
    for record in records:
        count += 1
        writer.writerow([harmless(cell(record[name])) for name in fields])
    return count


def write_xlsx(place: Path, kind: str, fields: Sequence[str], records: Iterable[Record]) -> int:
    with xlsxwriter.Workbook(str(place), {"constant_memory": True, "strings_to_formulas": False}) as book:
        return add_sheet(book, kind, fields, records)


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


def complete(kind: str, fields: Sequence[str], records: Iterable[Record]) -> Iterator[Record]:
    """The records, once it is sure that each has the fields that stand on top, and no other that would get lost."""
    for record in records:
        if tuple(record) != tuple(fields):
            raise ValueError(f"A record of {kind} has the fields {', '.join(record)} and not {', '.join(fields)}.")
        yield record


def export_kind(
    unit: Unit,
    kind: str,
    export: Export,
    folder: Path,
    form: Format,
    since: datetime | None,
    words: bool,
    *,
    now: datetime,
) -> int:
    """Writes one kind's file; answers how many records it holds."""
    found = complete(kind, export.fields, export.records(unit, since, words, now))
    place = folder / f"{kind}.{form}"
    if form == "xlsx":
        return whole(place, lambda draft: write_xlsx(draft, kind, export.fields, found))

    def write(draft: Path) -> int:
        with draft.open("w", encoding="utf-8", newline="") as file:
            return write_jsonl(file, found) if form == "jsonl" else write_csv(file, export.fields, found)

    return whole(place, write)
