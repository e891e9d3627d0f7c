"""Reading a CSV file that a person made: as spreadsheets save it, and what is wrong is told by line and column.

    LAYOUT = Layout(columns=("email", "title"), one_of=("email",), synonyms={"mail": "email"})

    preview = Preview()
    for line, cells in rows(content, LAYOUT, preview):
        if not cells.get("title"):
            preview.error(line, "title", say("it is empty."))
    if preview.wrong:
        preview.refuse()

Either all of a file can be used or nothing: after a problem of the file as a whole `rows` gives no line.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from bot.kit.blocks import clean, clip
from bot.kit.words import count, either, say

LARGEST = 5_000_000
"""Bytes: some 50,000 lines of a directory."""
MOST = 100_000
"""Lines; many short ones would take far more memory than their bytes."""
TOLD = 50
"""Lines of a preview or problems that are told one by one."""
SHOWN = 40
"""Characters of a column's name in a problem."""


@dataclass(frozen=True)
class Layout:
    """The columns that a file may have, in any order and case; one of `one_of` must be there."""

    columns: Sequence[str]
    one_of: Sequence[str] = ()
    synonyms: Mapping[str, str] = field(default_factory=dict)
    """Other names of columns, in lower case."""

    def column(self, typed: str) -> str:
        """The column that a cell of the first line names; what names none stays as it is."""
        name = typed.strip().lower()
        return self.synonyms.get(name, name)


@dataclass
class Preview:
    """What a file would change, or what is wrong with it. `lines` tell it; `wrong` says that nothing can be applied."""

    lines: list[str] = field(default_factory=list)
    wrong: bool = False
    applied: bool = False
    problems: int = 0

    def error(self, line: int, column: str, problem: str) -> None:
        """Notes a problem. All are counted, the first are told, since a file can have as many as lines."""
        self.wrong = True
        self.problems += 1
        if self.problems <= TOLD:
            self.lines.append(say("Line {line}, column {column}: {problem}", line=line, column=column, problem=problem))

    def refuse(self) -> None:
        """The end of what is told about a file that cannot be used."""
        if self.problems > TOLD:
            self.lines.append(count(self.problems - TOLD, "… and {n} more problem.", "… and {n} more problems."))
        self.lines.append(say("Nothing was changed."))

    def shorten(self, one: str, many: str) -> None:
        """Leaves the first lines, and says in a sentence for one or many how many more there are."""
        rest = len(self.lines) - TOLD
        if rest > 0:
            self.lines[TOLD:] = [count(rest, one, many)]


def rows(content: bytes, layout: Layout, preview: Preview) -> list[tuple[int, dict[str, str]]]:
    """Each filled line's number and its trimmed cells by column; none after a problem, which the preview tells."""
    if len(content) > LARGEST:
        preview.error(1, "-", say("the file is larger than {n} MB; import it in parts.", n=LARGEST // 1_000_000))
        return []
    text = clean(decoded(content))
    reader = csv.reader(io.StringIO(text), delimiter=delimiter_of(text))
    try:
        names = [layout.column(cell) for cell in next(reader, [])]
        while names and not names[-1]:
            names.pop()  # spreadsheets save empty columns behind the last one
        filled = ((reader.line_num, trimmed(cells, names)) for cells in reader if any(cell.strip() for cell in cells))
        lines = list(islice(filled, MOST + 1))
    except csv.Error as broken:
        preview.error(reader.line_num, "-", say("this is no CSV: {broken}", broken=broken))
        return []
    check_names(names, layout, preview)
    check_lines(lines, len(names), preview)
    if preview.wrong:
        return []
    return [(line, {name: cell.strip() for name, cell in zip(names, cells, strict=True)}) for line, cells in lines]


def decoded(content: bytes) -> str:
    """The file's text: UTF-8 or UTF-16 by its mark, else UTF-8, else what Windows writes."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def delimiter_of(text: str) -> str:
    """What separates cells: the candidate that the first line holds most often."""
    first = text.split("\n", 1)[0]
    return max((",", ";", "\t"), key=first.count)


def trimmed(cells: list[str], names: list[str]) -> list[str]:
    """The cells without empty ones beyond the last column."""
    while len(cells) > len(names) and not cells[-1].strip():
        cells = cells[:-1]
    return cells


def check_names(names: Sequence[str], layout: Layout, preview: Preview) -> None:
    """The first line: columns that are known, each once, and one that must be there."""
    for name in names:
        if name not in layout.columns:
            known = ", ".join(layout.columns)
            preview.error(1, clip(name, SHOWN) or "-", say("I know no such column; I know {known}.", known=known))
    if layout.one_of and not set(layout.one_of) & set(names):
        preview.error(1, "-", say("there must be a column {names}.", names=either(list(layout.one_of))))
    for name, times in sorted(Counter(names).items()):
        if times > 1:
            preview.error(1, clip(name, SHOWN) or "-", say("this column stands there twice."))


def check_lines(lines: Sequence[tuple[int, Sequence[str]]], width: int, preview: Preview) -> None:
    """All other lines: some, not too many, each with a cell for every column."""
    if not lines:
        preview.error(1, "-", say("nothing stands below the names of the columns."))
    if len(lines) > MOST:
        preview.error(lines[-1][0], "-", say("the file has more than {n} lines; import it in parts.", n=f"{MOST:,}"))
    for line, cells in lines:
        if len(cells) != width:
            problem = say("{got} cells where the first line has {want}.", got=len(cells), want=width)
            preview.error(line, "-", problem)
