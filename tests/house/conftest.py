"""What the house's tests look at: its manifest and its doors."""

from __future__ import annotations

import pytest

from bot.features import FEATURES
from bot.kit.doors import Door
from sandbox.manifest import Manifest
from tests.kit.source import ROOT


@pytest.fixture(scope="session")
def manifest() -> Manifest:
    return Manifest.load(ROOT / "manifest.yml")


@pytest.fixture(scope="session")
def doors() -> list[Door]:
    """Every door of every room."""
    return [door for room in FEATURES for door in room.doors.entries]
