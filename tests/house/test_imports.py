"""Imports descend, and a violation fails the check: shown by committing one in a copy."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.kit.source import PACKAGES, ROOT, modules, named, tree

# Imports the modules that it is given, and stops at the first deed that an import has no business doing.
WATCHED = """
import importlib, sys

def watch(event, what):
    acts = event in ("socket.connect", "socket.bind", "sqlite3.connect", "subprocess.Popen")
    writes = event == "open" and isinstance(what[0], str) and isinstance(what[1], str) and set(what[1]) & set("wax+")
    ours = not any(word in str(what) for word in ("fc-list", "matplotlib", "__pycache__"))  # its look for fonts
    if (acts or writes) and ours:
        raise SystemExit(f"importing did {event} {what}")

sys.addaudithook(watch)
for name in sys.argv[1:]:
    importlib.import_module(name)
"""
LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def lint(place: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache", "--config", "pyproject.toml"],
        cwd=place,
        env={"PYTHONPATH": str(place), "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The four packages without what is not Python: enough for imports."""
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__", "web"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_imports_descend(copy: Path):
    outcome = lint(copy)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("storage/people.py", "import bot.kit.errors", "Imports descend"),
        ("bot/kit/errors.py", "import bot.features.people", "Imports descend"),
        ("bot/features/kudos/__init__.py", "import bot.features.people", "Rooms never import each other"),
        ("sandbox/__init__.py", "import bot.kit.blocks", "The sandbox knows nothing of Candor"),
        ("storage/people.py", "import slack_sdk", "Storage knows nothing of Slack"),
        ("bot/features/kudos/__init__.py", "import sandbox", "Only the demo starts the sandbox"),
        ("bot/kit/policy.py", "import bot.settings", "Rooms know nothing of the process that they run in"),
    ],
)
def test_an_import_that_climbs_is_refused(copy: Path, file: str, line: str, contract: str):
    with (copy / file).open("a") as source:
        source.write(f"\n{line}\n")
    outcome = lint(copy)
    assert outcome.returncode != 0
    assert f"{contract} BROKEN" in outcome.stdout


def test_only_the_entrance_reads_the_environment():
    entrance = {"bot/__main__.py", "bot/cli.py", "bot/settings.py"}
    readers = {
        named(path)
        for path in modules("bot", "storage", "schedules")
        if any(
            word in path.read_text() for word in ("os.environ", "os.getenv", "from os import environ", "BaseSettings")
        )
    }
    assert readers <= entrance


ENDS = ("bot/kit/front.py", "bot/kit/tasks.py", "bot/kit/delivery/", "schedules/runner.py")
"""Where every error may end: the translator, background tasks, the delivery, the runner."""


def test_everything_is_caught_only_where_errors_end():
    blanket = {
        f"{named(path)}:{handler.lineno}"
        for path in modules("bot", "storage", "schedules")
        for handler in ast.walk(tree(path))
        if isinstance(handler, ast.ExceptHandler) and _catches_all(handler) and not _goes_on(handler)
    }
    assert {place for place in blanket if not place.startswith(ENDS)} == set()


def _catches_all(handler: ast.ExceptHandler) -> bool:
    caught = handler.type
    return caught is None or (isinstance(caught, ast.Name) and caught.id in ("Exception", "BaseException"))


def _goes_on(handler: ast.ExceptHandler) -> bool:
    """Whether the error only passes through: it is raised again, or handed to whoever waits for the result."""
    kept = any(
        isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Attribute) and each.targets[0].attr == "error"
        for each in handler.body
    )
    return kept or isinstance(handler.body[-1], ast.Raise)


@pytest.mark.parametrize("package", PACKAGES)
def test_importing_does_nothing(package: str, tmp_path: Path):
    """All modules of a package are imported where nothing is allowed: no network, no files, no environment."""
    names = [
        named(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for path in modules(package)
        if "migrations" not in path.parts and path.name != "__main__.py"
    ]
    outcome = subprocess.run(
        [sys.executable, "-c", WATCHED, *names],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": str(Path.home())},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert outcome.returncode == 0, outcome.stderr
