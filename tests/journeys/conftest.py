"""One demo and one browser for all journeys on the page; for each journey a page of its own, watched for trouble."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.kit.browser import needed, open_browser
from tests.kit.demo import PATIENCE, Demo, Visitor, running_demo

WIDE = {"width": 1280, "height": 860}


@pytest.fixture
def patience() -> None:
    expect.set_options(timeout=PATIENCE)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    needed()
    async with open_browser() as opened:
        yield opened


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def demo(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Demo]:
    needed()
    async with running_demo(tmp_path_factory.mktemp("demo")) as demo:
        yield demo


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(
    demo: Demo, browser: Browser, patience: None, request: pytest.FixtureRequest
) -> AsyncIterator[Visitor]:
    """Ends with a picture, and the question whether anything went wrong or would have been refused by Slack."""
    context = await browser.new_context(viewport=WIDE, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    visitor = Visitor(demo, await context.new_page())
    yield visitor
    await visitor.keeps(f"end-of-{request.node.name.removeprefix('test_')}")
    await visitor.closes_forms()
    await context.close()
    visitor.witness.nothing_wrong()
    assert await demo.complaints() == []
