"""The sandbox knows an app by its manifest only, and its rules touch neither network nor disk."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import sandbox

ROOT = Path(sandbox.__file__).parent
SOURCES = sorted(ROOT.rglob("*.py"))
RULES = [ROOT / "limits.py", ROOT / "manifest_rules.py", *sorted((ROOT / "blockkit").rglob("*.py"))]

CANDOR = {"bot", "storage", "schedules", "tests", "benchmarks"}
PLAIN = {
    "__future__",
    "collections",
    "dataclasses",
    "datetime",
    "decimal",
    "json",
    "re",
    "sandbox",
    "typing",
    "urllib",
    "zoneinfo",
}


def imported(source: Path) -> Iterator[str]:
    """The top-level packages that a file imports, wherever in it, and strings handed to importlib."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "sandbox" if node.level else (node.module or "").partition(".")[0]
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in (
            "import_module",
            "__import__",
        ):
            yield from (str(each.value).partition(".")[0] for each in node.args if isinstance(each, ast.Constant))


def test_the_sources_are_found():
    assert {"limits.py", "manifest.py", "surfaces.py"} <= {source.name for source in SOURCES}


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: str(source.relative_to(ROOT)))
def test_no_part_of_the_sandbox_imports_candor(source: Path):
    assert CANDOR.isdisjoint(imported(source))


@pytest.mark.parametrize("source", RULES, ids=lambda source: str(source.relative_to(ROOT)))
def test_the_rules_are_pure(source: Path):
    assert set(imported(source)) <= PLAIN


def test_an_import_would_be_seen(tmp_path: Path):
    (tmp_path / "a.py").write_text("def f():\n    import bot.app\n    importlib.import_module('storage.people')\n")
    assert set(imported(tmp_path / "a.py")) == {"bot", "storage"}
