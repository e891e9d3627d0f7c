"""A delivery between a real database and the sandbox, over real HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import yaml

from sandbox.server import Sandbox
from storage import Storage
from tests.kit.deliveries import Post

MANIFEST = Path(__file__).parents[2] / "manifest.yml"


@pytest.fixture
async def box() -> AsyncIterator[Sandbox]:
    """A workspace without limits of speed; everything else is as strict as Slack."""
    async with Sandbox(yaml.safe_load(MANIFEST.read_text()), pace="off") as box:
        yield box


@pytest.fixture
async def slow_box() -> AsyncIterator[Sandbox]:
    """A workspace with Slack's limits of speed."""
    async with Sandbox(yaml.safe_load(MANIFEST.read_text()), pace="slack") as box:
        yield box


@pytest.fixture
async def post(storage: Storage, box: Sandbox) -> AsyncIterator[Post]:
    """Everything around one delivery, once on each database."""
    async with Post(storage, box) as post:
        yield post


@pytest.fixture
async def lite(sqlite: Storage, box: Sandbox) -> AsyncIterator[Post]:
    """The same on SQLite alone, for what is between us and Slack."""
    async with Post(sqlite, box) as post:
        yield post
