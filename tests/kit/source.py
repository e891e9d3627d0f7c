"""The project's own text, for tests about the house itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "storage", "schedules", "sandbox")
NOT_OURS = {".git", ".venv", ".env", ".hypothesis", "var", "build", "dist", "node_modules", "__pycache__", "htmlcov"}


def files(*endings: str, below: Path = ROOT) -> Iterator[Path]:
    """Every file of the project with one of these endings; all of them without."""
    for path in sorted(below.iterdir()):
        if path.name in NOT_OURS or path.name.endswith((".egg-info", "_cache")) or path.name.startswith(".coverage"):
            continue
        if path.is_dir():
            yield from files(*endings, below=path)
        elif not endings or path.name.endswith(endings):
            yield path


def modules(*packages: str) -> Iterator[Path]:
    """The Python files of these packages, of all four without."""
    for package in packages or PACKAGES:
        yield from files(".py", below=ROOT / package)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def named(path: Path) -> str:
    """As it is written in messages: `bot/kit/doors.py`."""
    return path.relative_to(ROOT).as_posix()


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Every call in a file with the last part of what is called: `button` of `blocks.button(…)`."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                yield node.func.attr, node
            elif isinstance(node.func, ast.Name):
                yield node.func.id, node


def strings(path: Path) -> Iterator[str]:
    """Every string constant in a file, docstrings included."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
