"""Fixtures for the pretend Slack: a connected Bolt app, and a bare sandbox with a client."""

from __future__ import annotations

import pytest

from sandbox.server import Sandbox
from tests.sandbox.rig import client_of, manifest, rigged

PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch):
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(params=["socket", "http"])
async def rig(request):
    """A Bolt app connected in each mode."""
    async with rigged(request.param) as it:
        yield it


@pytest.fixture
async def box():
    """A sandbox without limits on the pace; nobody is connected."""
    async with Sandbox(manifest(), pace="off", retries=(0.05, 0.05, 0.05)) as it:
        yield it


@pytest.fixture
def client(box):
    return client_of(box)
