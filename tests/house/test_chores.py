"""The chores, the locks and the pages say the same thing."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.kit.source import PACKAGES, ROOT, files, modules, named, tree

CHORES = ("setup", "demo", "test", "check", "bench", "migration", "help", "lock")
# Joined here, so that this file does not name what no file may name.
INDEX_HOSTS = [
    "py" + "pi.org",
    "python" + "hosted.org",
    "npm" + "js.",
    "deb." + "debian.org",
    "security." + "debian.org",
]
PLACES = ["/" + "work/", "/" + "root/", "/home/" + "user"]


def test_help_names_every_chore():
    told = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert sorted(re.findall(r"^ +make ([a-z]+)", told, re.MULTILINE)) == sorted(CHORES)


@pytest.mark.parametrize("page", ["README.md", "docs/newcomer.md"])
def test_pages_name_only_chores_that_exist(page: str):
    assert set(re.findall(r"`?make ([a-z]+)", (ROOT / page).read_text())) - {"it", "a", "sure"} <= set(CHORES)


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_has_hashes_and_no_address(lock: str):
    text = (ROOT / lock).read_text()
    assert "://" not in text
    assert not re.search(r"^\s*(-i|--(extra-)?index-url|--find-links|--trusted-host)", text, re.MULTILINE)
    pins = re.findall(r"^([a-z0-9-]+)(?:\[[a-z,]+\])?==[^ ]+(?: ;[^\\\n]*)? \\\n    --hash=sha256:", text, re.MULTILINE)
    assert len(pins) == len(re.findall(r"^[a-z]", text, re.MULTILINE)) > 40


def test_the_locks_hold_what_pyproject_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    run, dev = _pins("requirements.lock"), _pins("requirements-dev.lock")
    groups = project["dependency-groups"]
    for wanted in [*project["project"]["dependencies"], *groups["build"]]:
        assert _satisfied(Requirement(wanted), run), f"{wanted}: run `make lock`"
    for wanted in groups["dev"]:
        assert _satisfied(Requirement(wanted), dev), f"{wanted}: run `make lock`"
    assert run.items() <= dev.items()


def _pins(lock: str) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([a-z0-9-]+)(?:\[[a-z,]+\])?==([^ ]+)", (ROOT / lock).read_text(), re.MULTILINE):
        found.setdefault(name, set()).add(version)
    return {name: frozenset(versions) for name, versions in found.items()}


def _satisfied(wanted: Requirement, pins: dict[str, frozenset[str]]) -> bool:
    versions = pins.get(wanted.name.lower().replace("_", "-"), frozenset())
    return bool(versions) and all(version in wanted.specifier for version in versions)


def test_no_file_names_an_index_or_a_place_of_one_machine():
    found = []
    for path in files():
        if path.suffix in {".png", ".ttf", ".woff2", ".ico", ".db"}:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [f"{named(path)}: {word}" for word in [*INDEX_HOSTS, *PLACES] if word in text]
    assert found == []


def test_no_file_is_called_after_nothing():
    vague = {"utils", "helpers", "misc", "common", "manager", "managers"}
    assert [named(path) for path in files(".py", ".js") if path.stem.lower() in vague] == []


def test_no_name_in_the_code_is_vague():
    vague = re.compile(r"^\s*class \w*(Manager|Helper|Impl|Data)\b", re.MULTILINE)
    assert [named(path) for path in files(".py") if vague.search(path.read_text())] == []


def test_every_link_between_pages_leads_somewhere():
    broken = []
    for page in files(".md"):
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text()):
            if "://" not in target and not target.startswith("mailto:") and not (page.parent / target).exists():
                broken.append(f"{named(page)} -> {target}")
    assert broken == []


def test_every_folder_that_a_page_names_exists():
    """Guides that describe folders which are gone are worse than none."""
    named_there = re.compile(r"`((?:bot|storage|schedules|sandbox|tests|docs|benchmarks)/[\w./-]*)`")
    gone = []
    for page in files(".md"):
        for place in named_there.findall(page.read_text()):
            if not (ROOT / place).exists():
                gone.append(f"{named(page)} -> {place}")
    assert gone == []


def test_records_are_numbered_without_gaps():
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs" / "decisions").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_changelog_names_every_command(manifest):
    text = (ROOT / "CHANGELOG.md").read_text()
    assert [each.command for each in manifest.commands if f"`{each.command}`" not in text] == []


def test_what_git_ignores_is_not_needed():
    ignored = (ROOT / ".gitignore").read_text().split()
    assert {".venv/", "var/", ".env"} <= set(ignored)
    assert ".env.example" not in ignored
    assert Path(ROOT / ".ci" / "run").stat().st_mode & 0o111


def test_no_file_or_function_outgrows_its_reader():
    """As a rule a file stays under 300 lines and a function under 40; far past that, something wants its own room."""
    long = [
        named(path)
        for package in PACKAGES
        for path in files(".py", ".js", ".css", below=ROOT / package)
        if "versions" not in path.parts and len(path.read_text().splitlines()) > 500
    ]
    for path in modules():
        for node in ast.walk(tree(path)):
            if "versions" in path.parts or not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            if (node.end_lineno or 0) - node.lineno > 60:
                long.append(f"{named(path)}: {node.name}")
    assert long == []
