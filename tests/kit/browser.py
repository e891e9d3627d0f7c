"""Chromium for tests: `$CHROMIUM`, else Debian's, else Playwright's own. Without one, tests skip, but fail in CI."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
OWN = "playwright's own"


def chromium() -> str:
    """The path of a Chromium, `OWN` when Playwright has downloaded one, or "" when there is none."""
    for name in (os.environ.get("CHROMIUM") or "", "chromium", "chromium-browser"):
        if name and (found := shutil.which(name)):
            return found
    downloads = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    return OWN if any(downloads.glob("chromium*")) else ""


def needed() -> str:
    """`chromium()`, or this test's end: skipped on a machine without one, failed where CI=true."""
    found = chromium()
    if found:
        return found
    reason = "There is no Chromium: install Debian's `chromium` or name one in $CHROMIUM."
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    """A headless Chromium with an empty profile; closed at the end, with every page in it."""
    path = needed()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=None if path == OWN else path, args=FLAGS)
        try:
            yield browser
        finally:
            await browser.close()


class Witness:
    """What a page did that it should not: errors in its scripts and console, requests to other servers."""

    def __init__(self, page: Page, home: str) -> None:
        self.errors: list[str] = []
        self.strangers: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda line: self.errors.append(line.text) if line.type == "error" else None)
        page.on("request", lambda request: None if _home(request.url, home) else self.strangers.append(request.url))

    def nothing_wrong(self) -> None:
        """Asserts that the page's scripts ran without an error and spoke to nobody else."""
        assert self.errors == []
        assert self.strangers == []


def _home(url: str, home: str) -> bool:
    return url.startswith((home, home.replace("http", "ws", 1), "data:", "blob:", "about:"))
