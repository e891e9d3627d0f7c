"""docs/newcomer.md is followed to the letter, in a copy: a room is added, a form, a column, a setting."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.kit.source import ROOT, files

BLOCK = re.compile(r"^```(\w+) (new )?(\S+/?\S*\.\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Step:
    """One fenced block of the page: a new file, or lines to find (` `), to replace (`-`) and to add behind them (`+`).

    A line is found by how it begins; of a line to replace, the rest stays.
    """

    file: str
    new: bool
    text: str

    def follow(self, place: Path) -> None:
        target = place / self.file
        if self.new:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(self.text)
            return
        source = target.read_text()
        behind, rest = 0, ""
        for line in self.text.splitlines():
            mark, words = line[:1], line[1:]
            if mark == "+":
                added = words + (rest or "\n")
                source, behind, rest = source[:behind] + added + source[behind:], behind + len(added), ""
                continue
            found = re.compile(rf"^{re.escape(words)}(.*\n)", re.MULTILINE).search(source)
            assert found, f"{self.file} has no line {words.strip()!r}: the recipe is out of date"
            behind = found.end()
            if mark == "-":
                source, behind, rest = source[: found.start()] + source[found.end() :], found.start(), found.group(1)
        target.write_text(source)


def steps(heading: str) -> list[Step]:
    page = (ROOT / "docs" / "newcomer.md").read_text()
    section = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    assert section, f"docs/newcomer.md has no part called {heading!r}"
    return [Step(file, bool(new), text) for _, new, file, text in BLOCK.findall(section.group(1))]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """What a clone holds: files, and no folder that is empty."""
    place = tmp_path / "candor"
    for file in files():
        target = place / file.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, target)
    return place


def run(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A Python program in the copy, importing from there."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=place,
        env={**os.environ, "PYTHONPATH": str(place), "PYTHONDONTWRITEBYTECODE": "1", "COVERAGE_CORE": ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=170,
    )


def test_a_room_is_added_by_its_recipe(copy: Path):
    recipe = steps("A room")
    assert len(recipe) >= 8
    for step in recipe:
        step.follow(copy)
    told = run(
        copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist",
        "tests/features/cheers", "tests/house/test_doors.py", "tests/house/test_scopes.py",
    )  # fmt: skip
    assert told.returncode == 0, told.stdout[-3000:] + told.stderr[-1000:]
    strict = run(copy, "-m", "mypy", "bot/features/cheers")
    assert strict.returncode == 0, strict.stdout
    tidy = run(copy, "-m", "ruff", "check", "--no-cache", "bot/features/cheers", "tests/features/cheers")
    assert tidy.returncode == 0, tidy.stdout


def test_a_form_is_added_by_its_recipe(copy: Path):
    for step in [*steps("A room"), *steps("A form")]:
        step.follow(copy)
    told = run(
        copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist",
        "tests/features/cheers", "tests/house/test_doors.py",
    )  # fmt: skip
    assert told.returncode == 0, told.stdout[-3000:] + told.stderr[-1000:]
    strict = run(copy, "-m", "mypy", "bot/features/cheers")
    assert strict.returncode == 0, strict.stdout
    tidy = run(copy, "-m", "ruff", "check", "--no-cache", "bot/features/cheers", "tests/features/cheers")
    assert tidy.returncode == 0, tidy.stdout


def test_a_job_is_added_by_its_recipe(copy: Path):
    for step in [*steps("A room"), *steps("Something by the clock")]:
        step.follow(copy)
    told = run(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "tests/features/cheers")
    assert told.returncode == 0, told.stdout[-3000:] + told.stderr[-1000:]


def test_a_room_that_skips_a_step_is_told_so(copy: Path):
    for step in steps("A room"):
        if step.file != "manifest.yml":
            step.follow(copy)
    told = run(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "tests/house/test_doors.py")
    assert "test_manifest_names_every_command" in told.stdout
    assert told.returncode == 1


def test_a_column_is_added_by_its_recipe(copy: Path):
    for step in steps("A table or a column"):
        step.follow(copy)
    before = set((copy / "storage" / "migrations").rglob("*.py"))
    written = run(copy, "-m", "storage.migrations.write", "colour of a kudos")
    assert written.returncode == 0, written.stdout + written.stderr
    (migration,) = set((copy / "storage" / "migrations").rglob("*.py")) - before
    assert "colour" in migration.read_text()
    checked = run(copy, "-m", "storage.migrations.check")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_models_without_their_migration_are_refused(copy: Path):
    for step in steps("A table or a column"):
        step.follow(copy)
    checked = run(copy, "-m", "storage.migrations.check")
    assert checked.returncode == 1
    assert "colour" in checked.stdout + checked.stderr


def test_a_setting_is_added_by_its_recipe(copy: Path):
    for step in steps("A setting"):
        step.follow(copy)
    script = (
        "from bot.kit.config import Config, parse; print(Config({}).number('cheerfulness'), parse('cheerfulness', '5'))"
    )
    told = run(copy, "-c", script)
    assert told.stdout.split() == ["3", "5"], told.stderr
    asked = "tests/features/candor/test_settings.py::test_every_setting_stands_in_one_section_of_the_form"
    told = run(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", asked)
    assert told.returncode == 0, told.stdout[-3000:] + told.stderr[-1000:]
