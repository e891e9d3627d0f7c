"""A browser for all tests of the page, and for each a sandbox with the gallery app in it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from sandbox.clock import SandboxClock
from sandbox.server import Sandbox
from tests.kit.browser import Witness, needed, open_browser
from tests.kit.gallery import MANIFEST, Gallery
from tests.kit.gallery_moment import MONDAY_MORNING

GENERAL = "C0GENERAL1"
ADA, BOB, GRACE, MEI = "U0ADA00000", "U0BOB00000", "U0GRACE000", "U0MEI00000"


class Stage:
    """One person's page on a running sandbox, with words for what they do there."""

    def __init__(self, box: Sandbox, app: Gallery, page: Page) -> None:
        self.box, self.app, self.page = box, app, page
        self.witness = Witness(page, box.url)

    async def open(self, who: str = ADA, place: str = f"c={GENERAL}") -> None:
        await self.page.goto(f"{self.box.url}/#as={who}&{place}")
        await self.page.locator("body[data-ready]").wait_for()

    def on(self, testid: str) -> Locator:
        return self.page.get_by_test_id(testid)

    def element(self, action_id: str) -> Locator:
        return self.page.locator(f'[data-action-id="{action_id}"]').last

    def field(self, action_id: str) -> Locator:
        """What one types into, of an element."""
        return self.element(action_id).locator("[data-control]").first

    def message(self, words: str | re.Pattern[str]) -> Locator:
        return self.on("messages").get_by_test_id("message").filter(has_text=words).last

    async def says(self, text: str) -> None:
        await self.on("composer").fill(text)
        await self.on("composer").press("Enter")

    async def chooses(self, action_id: str, *words: str) -> None:
        """Types and takes, in a select, each of these."""
        field = self.field(action_id)
        await field.click()
        for each in words:
            await field.fill(each)
            await self.page.locator(".popover-list .option", has_text=each).first.click()

    async def opens_form(self) -> Locator:
        await self.says("/form")
        await expect(self.on("modal")).to_be_visible()
        return self.on("modal")

    async def hears(self, kind: str, times: int = 1) -> dict[str, Any]:
        """The newest payload of a kind, once the app has heard so many of them."""
        async with asyncio.timeout(10):
            while self.app.count(kind) < times:
                await self.app.news.wait()
                self.app.news.clear()
        return self.app.last(kind)

    async def submits(self) -> None:
        await self.on("modal-submit").click()


@pytest.fixture(autouse=True)
def _chromium_is_here() -> None:
    needed()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with open_browser() as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def stage(browser: Browser) -> AsyncIterator[Stage]:
    clock = SandboxClock(MONDAY_MORNING)
    async with Sandbox(MANIFEST, clock=clock, pace="off") as box, Gallery(box) as app:
        context = await browser.new_context(viewport={"width": 1280, "height": 860}, reduced_motion="reduce")
        context.set_default_timeout(10_000)
        stage = Stage(box, app, await context.new_page())
        yield stage
        await context.close()


@pytest.fixture(autouse=True)
def _patience() -> None:
    expect.set_options(timeout=10_000)
