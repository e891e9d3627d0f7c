"""A CSV file of people: read as spreadsheets save it, told by line and column, applied as a whole or not at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.features.people.importing import Preview, from_file
from bot.kit import csvfile
from storage import Unit
from tests.kit.made import Made, Who

HEAD = "email,manager,title,department,country,leader,since"


async def reads(made: Made, content: bytes | str, *, apply: bool = False) -> Preview:
    raw = content.encode() if isinstance(content, str) else content
    return await made.storage.work(made.team, from_file, raw, apply=apply, actor=None, now=made.clock.now())


async def manager(made: Made, who: Who, at: datetime | None = None) -> str | None:
    return await made.storage.read(made.team, lambda unit: unit.people.manager_of(who.id, at))


async def crew(made: Made) -> tuple[Who, Who, Who]:
    """Ann, Bob and Eve with addresses."""
    found = [await made.person(name, email=f"{name.lower()}@quill.example") for name in ("Ann", "Bob", "Eve")]
    return found[0], found[1], found[2]


ROW = f"{HEAD}\nann@quill.example,eve@quill.example,Züchterin,Café,de,ja,\n"


@pytest.mark.parametrize(
    "content",
    [
        ROW.encode("utf-8"),
        ROW.encode("utf-8-sig"),
        ROW.encode("utf-16"),
        ROW.encode("cp1252"),
        ROW.replace("\n", "\r\n").encode(),
        ROW.replace(",", ";").encode(),
        ROW.replace(",", "\t").encode("utf-16"),
        ROW.replace("\n", ",,\n").encode(),
        ROW.replace("\n", "\n\n ,,,,,,\n").encode(),
        ROW.replace("email", "E-Mail").replace("manager", "Reports to ").encode(),
        ROW.replace("ann@quill.example", '" ANN@quill.example "').encode(),
    ],
    ids=["utf-8", "mark", "utf-16", "windows", "crlf", "semicolon", "tabs", "columns", "blank", "names", "quotes"],
)
async def test_a_file_is_read_as_programs_save_it(made: Made, content: bytes):
    ann, _, eve = await crew(made)
    shown = await reads(made, content, apply=True)
    assert not shown.wrong, shown.lines
    person = await made.storage.read(made.team, lambda unit: unit.people.get(ann.id))
    assert person is not None
    assert (person.title, person.department, person.country, person.leader) == ("Züchterin", "Café", "DE", True)
    assert await manager(made, ann) == eve.id


ROUND = [("ann", "bob"), ("bob", "eve"), ("eve", "ann")]
PROBLEMS = [
    ("", "Line 1, column -: there must be a column email or id"),
    (HEAD, "Line 1, column -: nothing stands below the names of the columns"),
    ("manager\nx", "Line 1, column -: there must be a column email or id"),
    ("email,salary\nann@quill.example,1", "Line 1, column salary: I know no such column"),
    ("email,email\na,b", "Line 1, column email: this column stands there twice"),
    ("email,title\nann@quill.example", "Line 2, column -: 1 cells where the first line has 2"),
    ("email,title\n,x", "Line 2, column email: it is empty"),
    ("email\nnobody@quill.example", "Line 2, column email: nobody in the workspace has “nobody@quill.example”"),
    ("id\nU9NOBODY", "Line 2, column id: nobody in the workspace has “U9NOBODY”"),
    ("email,manager\nann@quill.example,gone@x.example", "Line 2, column manager: nobody in the workspace has"),
    ("email,manager\nann@quill.example,ann@quill.example", "Line 2, column manager: nobody manages themselves"),
    ("email,manager\nann@quill.example,lea@quill.example", "Line 2, column manager: Lea has left"),
    ("email,manager\nlea@quill.example,ann@quill.example", "Line 2, column manager: Lea has left"),
    ("email,manager\nann@quill.example,robot@quill.example", "Line 2, column manager: Robot is no member"),
    ("email,country\nann@quill.example,Germany", "Line 2, column country: “GERMANY” is no country"),
    ("email,leader\nann@quill.example,perhaps", "Line 2, column leader: “perhaps” is neither yes nor no"),
    ("email,manager,since\nann@quill.example,-,1.1.26", "Line 2, column since: “1.1.26” is no day"),
    ("email,manager,since\nann@quill.example,,2026-01-01", "Line 2, column since: it says from when"),
    ("email\nann@quill.example\nANN@quill.example", "Line 3, column email: the same person stands on line 2"),
    (
        "email,manager\n" + "\n".join(f"{a}@quill.example,{b}@quill.example" for a, b in ROUND),
        "Line 4, column manager: these would manage each other in a circle: Ann → Bob → Eve → Ann",
    ),
    ('email,title\n"ann@quill.example,x', "cells where the first line has"),
]


@pytest.mark.parametrize(("content", "told"), PROBLEMS)
async def test_what_is_wrong_is_told_by_line_and_column_and_nothing_is_applied(made: Made, content: str, told: str):
    await crew(made)
    lea = await made.person("Lea", email="lea@quill.example")
    await made.leaves(lea)
    await made.person("Robot", email="robot@quill.example", is_bot=True)
    before = await made.storage.read(made.team, everything)
    shown = await reads(made, content, apply=True)
    assert shown.wrong
    assert any(told in line for line in shown.lines), shown.lines
    assert shown.lines[-1] == "Nothing was changed."
    assert await made.storage.read(made.team, everything) == before


async def test_a_circle_that_the_file_closes_with_what_is_known_is_found(made: Made):
    ann, bob, eve = await crew(made)
    await reads(made, f"id,manager\n{ann.id},{bob.id}\n{bob.id},{eve.id}", apply=True)
    shown = await reads(made, f"id,manager\n{eve.id},{ann.id}", apply=True)
    assert shown.wrong
    assert await manager(made, eve) is None
    swapped = await reads(made, f"id,manager\n{ann.id},-\n{eve.id},{ann.id}", apply=True)
    assert not swapped.wrong, "whoever is taken out of the circle in the same file closes none"
    assert await manager(made, eve) == ann.id


async def test_all_problems_are_told_as_far_as_one_can_read(made: Made):
    lines = "\n".join(f"nobody{number}@quill.example" for number in range(80))
    shown = await reads(made, f"email\n{lines}")
    assert len(shown.lines) == csvfile.TOLD + 2
    assert shown.lines[-2] == "… and 30 more problems."


async def test_a_line_holds_from_the_day_that_the_file_says(made: Made):
    ann, bob, eve = await crew(made)
    await made.settings(timezone="Asia/Kolkata")
    await reads(made, f"id,manager\n{ann.id},{bob.id}", apply=True)
    past = datetime(2026, 3, 1, tzinfo=UTC)
    await reads(made, f"id,manager,since\n{eve.id},{bob.id},2026-03-02", apply=True)
    assert await manager(made, eve, past) is None
    assert await manager(made, eve, datetime(2026, 3, 1, 18, 30, tzinfo=UTC)) == bob.id, "midnight in Kolkata"
    made.clock.move(days=10)
    await reads(made, f"id,manager\n{ann.id},{eve.id}", apply=True)
    assert await manager(made, ann, made.clock.now() - timedelta(days=1)) == bob.id, "yesterday stays true"
    assert await manager(made, ann, made.clock.now()) == eve.id
    await reads(made, f"id,manager\n{ann.id},-", apply=True)
    assert await manager(made, ann) is None


async def test_empty_cells_and_absent_columns_leave_what_is_known(made: Made):
    ann, bob, _ = await crew(made)
    await reads(made, f"id,title,department,manager\n{ann.id},Cook,Kitchen,{bob.id}", apply=True)
    shown = await reads(made, f"id,title,department,manager\n{ann.id},,Galley,", apply=True)
    assert shown.lines == ["Ann: department: Kitchen → Galley", "1 person changes; 0 get another manager. Applied."]
    person = await made.storage.read(made.team, lambda unit: unit.people.get(ann.id))
    assert person is not None
    assert (person.title, person.department) == ("Cook", "Galley")
    assert await manager(made, ann) == bob.id
    again = await reads(made, f"id,department\n{ann.id},Galley")
    assert again.people == 0


async def test_a_file_too_large_is_not_read(made: Made):
    shown = await reads(made, b"x" * (csvfile.LARGEST + 1))
    assert "larger than 5 MB" in shown.lines[0]


async def test_an_import_is_audited_with_numbers_alone(made: Made):
    ann, bob, _ = await crew(made)
    await reads(made, f"id,manager,title\n{ann.id},{bob.id},Cook", apply=True)
    entries = await made.storage.read(made.team, lambda unit: [(row.action, row.detail) for row in unit.audit.page()])
    assert entries == [("people.import", {"people": 1, "managers": 1})]


def everything(unit: Unit) -> list[tuple]:
    people = [(row.id, row.title, row.department, row.country, row.leader) for row in unit.people.everyone()]
    return [*people, *sorted(unit.people.open_lines().items()), len(unit.audit.page())]


async def test_a_preview_says_yes_and_no_as_the_file_does(made: Made):
    await crew(made)
    shown = await reads(made, "email,leader\nann@quill.example,yes")
    assert shown.lines[0] == "Ann: leader: no → yes"
