"""Schedules between a real database and the sandbox, at an hour that stands still."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import yaml

from sandbox.server import Sandbox
from storage import Storage
from tests.kit.deliveries import Post
from tests.kit.made import Made

MANIFEST = Path(__file__).parents[2] / "manifest.yml"


@pytest.fixture
async def box() -> AsyncIterator[Sandbox]:
    """A workspace without limits of speed."""
    async with Sandbox(yaml.safe_load(MANIFEST.read_text()), pace="off") as box:
        yield box


@pytest.fixture
async def post(storage: Storage, box: Sandbox) -> AsyncIterator[Post]:
    """Everything around one delivery, once on each database."""
    async with Post(storage, box) as post:
        yield post


@pytest.fixture
async def made(post: Post) -> Made:
    return Made(post.storage, post.clock)
