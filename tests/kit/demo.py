"""The demo as a newcomer meets it: `candor demo` in a folder of its own, and one person's page of it in Chromium.

One demo serves a whole session of tests, in any order: each brings its own kudos with words of its own, and leaves the
workspace usable for the others.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from playwright.async_api import Locator, Page, expect

from sandbox.client import Person, Slack
from tests.kit.browser import Witness

ROOT = Path(__file__).parent.parent.parent
PICTURES = ROOT / "var" / "artifacts" / "journeys"
PATIENCE = 25_000
"""Milliseconds that a page may take for anything, on a machine that does much else."""

Json = dict[str, Any]


class Demo:
    """A running demo. `slack` are its people without a browser, for what a journey is not about."""

    def __init__(self, url: str, slack: Slack) -> None:
        self.url = url
        self.slack = slack
        self.expected: list[str] = []
        """Parts of the complaints that some test was about."""

    async def person(self, handle: str) -> Person:
        return await self.slack.person(handle)

    async def complaints(self) -> list[str]:
        """Everything so far that Slack would have refused, and that no test expected."""
        said = [f"{entry['name']}: {each}" for entry in await self.slack.log() for each in entry["complaints"]]
        return [each for each in said if not any(part in each for part in self.expected)]


@asynccontextmanager
async def running_demo(folder: Path) -> AsyncIterator[Demo]:
    """`python -m bot demo` with everything that it writes in `folder`; given once it has said its address."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "SYSTEMROOT") if name in os.environ}
    env = kept | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    log = folder / "demo.log"
    with log.open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "demo", "--port", "0"),
            cwd=folder,
            env=env,
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
        )
    try:
        async with Slack(await _address(process, log)) as slack:
            yield Demo(slack.url, slack)
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
        async with asyncio.timeout(30):
            await process.wait()


async def _address(process: asyncio.subprocess.Process, log: Path) -> str:
    assert process.stdout is not None
    async with asyncio.timeout(120):
        while line := (await process.stdout.readline()).decode():
            if "The workspace is open:" in line:
                return line.split()[-1].rstrip("/")
    raise AssertionError(f"The demo ended before it was open:\n{log.read_text(encoding='utf-8')}")


class Visitor:
    """Somebody at the demo's page, with words for what they do there."""

    def __init__(self, demo: Demo, page: Page) -> None:
        self.demo, self.page = demo, page
        self.witness = Witness(page, demo.url)

    async def comes(self, handle: str, *, channel: str = "general", tab: str = "") -> None:
        """Opens the page as this person: in a channel, or at the app's `home` or `messages`."""
        person = await self.demo.person(handle)
        place = {"app": tab} if tab else {"c": await person.channel(channel)}
        await self.page.goto("about:blank")
        await self.page.goto(f"{self.demo.url}/#{urlencode({'as': person.id, **place})}")
        await self.page.locator("body[data-ready]").wait_for()

    async def becomes(self, name: str) -> None:
        """Another person, by the list of people."""
        await self.on("act-as").click()
        await self.on("act-as-search").fill(name)
        await self.on("act-as-search").press("Enter")
        await expect(self.on("act-as")).to_contain_text(name)

    def on(self, testid: str) -> Locator:
        return self.page.get_by_test_id(testid)

    def conversation(self, name: str) -> Locator:
        """A channel in the list on the left."""
        return self.on("conversation").filter(has=self.page.get_by_text(name, exact=True))

    def message(self, words: str) -> Locator:
        """The newest message here that holds the words."""
        return self.on("messages").get_by_test_id("message").filter(has_text=words).last

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def element(self, name: str) -> Locator:
        """A form's field, by the name that its form gives it, or any element by its action id."""
        return self.page.locator(f'[data-action-id="{name}"], [data-action-id$=".{name}"]').last

    def field(self, name: str) -> Locator:
        """What one types into, of an element."""
        return self.element(name).locator("[data-control]").first

    def error(self, block_id: str) -> Locator:
        """The sentence beside a form's field."""
        return self.page.locator(f'[data-error-for="{block_id}"]')

    async def says(self, line: str, exactly: str = "") -> None:
        """Into the composer. In `line` every `@word` takes the first suggestion; `exactly` follows as it stands."""
        composer = self.on("composer")
        await composer.fill("")
        for number, part in enumerate(line.split("@")):
            if number:
                name, _, part = part.partition(" ")
                await composer.press_sequentially(f"@{name}")
                await expect(self.on("suggestion").first).to_be_visible()
                await composer.press("Tab")
            await composer.press_sequentially(part)
        await composer.press_sequentially(exactly)
        await composer.press("Escape")
        await composer.press("Enter")

    async def chooses(self, name: str, *words: str) -> None:
        """Types and takes, in a select, each of these."""
        field = self.field(name)
        await field.click()
        for each in words:
            await field.fill(each)
            await self.page.locator(".popover-list .option", has_text=each).first.click()

    async def submits(self) -> None:
        await self.on("modal-submit").click()

    async def closes_forms(self) -> None:
        """Slack keeps an open form for its person, so that the next test would find it."""
        if await self.on("modal-x").count():
            await self.on("modal-x").click()
            await expect(self.on("modal")).to_have_count(0)

    async def sees_modal(self, title: str) -> Locator:
        await expect(self.on("modal-title")).to_have_text(title)
        return self.on("modal")

    async def keeps(self, name: str) -> None:
        """A picture of the page as it stands, for people to look at."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        await self.page.mouse.move(0, 0)
        await self.page.screenshot(path=PICTURES / f"{name}.png", animations="disabled")
