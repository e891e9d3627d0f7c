"""Tables that leave Candor as files: values as the contract writes them, and cells that no spreadsheet program runs.

Spreadsheet programs run cells that begin like a formula: in CSV such a cell gets an apostrophe before it (OWASP, CSV
injection), in XLSX every text is written as text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import xlsxwriter

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


def add_sheet(book: xlsxwriter.Workbook, name: str, fields: Sequence[str], records: Iterable[Record]) -> int:
    """A table in a workbook, its fields on top, even where it has no rows; answers how many it has.

    Another sheet begins where one is full. Texts too long for a cell are cut, with an ellipsis.
    """
    count = 0
    bold = book.add_format({"bold": True})
    sheet, row = _headed(book, name[:31], fields, bold), 1
    for count, record in enumerate(records, 1):
        if row >= ROWS:
            sheet, row = _headed(book, f"{name[:25]} {count}", fields, bold), 1
        for column, title in enumerate(fields):
            found = cell(record[title])
            if isinstance(found, str):
                sheet.write_string(row, column, found if len(found) <= CELL else found[: CELL - 1] + "…")
            else:
                sheet.write_number(row, column, found)
        row += 1
    return count


def _headed(book: xlsxwriter.Workbook, name: str, fields: Sequence[str], bold: Any) -> Any:
    sheet = book.add_worksheet(name)
    for column, title in enumerate(fields):
        sheet.write_string(0, column, title, bold)
    sheet.freeze_panes(1, 0)
    return sheet
