"""Moving the workspace's clock on the page: what comes by schedule comes, once."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import holidays
import pytest
from playwright.async_api import expect

from tests.kit.demo import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LONG = 120_000
"""Milliseconds that days of the fictional company may take to be played."""


def recap_day(today: date) -> date:
    """The first working day of the next month in Australia, where the reader lives: a recap is no news, so it waits."""
    day = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    while day.weekday() > 4 or day in holidays.country_holidays("AU"):
        day += timedelta(days=1)
    return day


async def test_on_the_first_of_the_month_the_recap_comes_as_a_picture_once(visitor: Visitor):
    await visitor.comes("ines", channel="kudos")
    await visitor.says("/kudos @wulandari for taking the night shift twice #care")
    await visitor.page.keyboard.press("Escape")
    await expect(visitor.message("You thanked @Wulandari")).to_be_visible()
    await visitor.comes("wulandari", tab="messages")
    await expect(visitor.message("Hello! I am Candor.")).to_be_visible()
    await visitor.on("clock-button").click()
    now = datetime.fromisoformat(await visitor.on("clock-exact").input_value())
    month = f"{now:%B %Y}"
    await visitor.on("clock-exact").fill(f"{recap_day(now.date())}T10:01")
    await visitor.on("clock-set").click()
    await expect(visitor.on("clock-status")).to_contain_text("It is now", timeout=LONG)
    await visitor.page.keyboard.press("Escape")
    recap = visitor.message(f"Your kudos in {month}")
    picture = recap.get_by_role("img", name=f"Your kudos in {month}. You received")
    await expect(picture).to_be_visible()
    await visitor.page.wait_for_function(
        "image => image.complete && image.naturalWidth > 600", arg=await picture.element_handle()
    )
    assert "By days of the month:" in (await picture.get_attribute("alt") or "")
    await visitor.keeps("recap")
    await visitor.on("clock-button").click()
    await visitor.on("clock+1-hour").click()
    await expect(visitor.on("clock-status")).to_contain_text("It is now", timeout=LONG)
    await expect(visitor.on("messages").get_by_role("img", name=f"Your kudos in {month}")).to_have_count(1)
