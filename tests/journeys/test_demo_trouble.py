"""Where people are refused, where Slack loses patience, and what the developer pane tells of it."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from sandbox.client import SlackSaid
from tests.kit.demo import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_guest_is_politely_refused_everywhere(visitor: Visitor):
    await visitor.comes("bodhi", channel="random")
    await visitor.says("/kudos @grace for the light in the pictures")
    refusal = "Candor is for members; here, guests do not take part."
    await expect(visitor.message(refusal).get_by_test_id("only-visible")).to_be_visible()
    await visitor.on("app").click()
    await expect(visitor.on("home")).to_contain_text(refusal)
    await expect(visitor.button("Give kudos")).to_have_count(0)
    await visitor.keeps("guest")


async def test_somebody_who_has_left_can_neither_be_thanked_nor_thank(visitor: Visitor):
    slack = visitor.demo.slack
    here = [each for each in (await slack.boot())["people"] if not each["deleted"] and not each["is_bot"]]
    leaver = here[-1]  # those whom the journeys know stand first
    await visitor.comes("ines", channel="random")
    await slack.changes("deactivate", user=leaver["id"])
    await visitor.on("composer").press_sequentially(f"/kudos <@{leaver['id']}> for everything over the years")
    await visitor.on("composer").press("Enter")
    await expect(visitor.message("left")).to_contain_text(leaver["real_name"])
    with pytest.raises(SlackSaid):
        await (await slack.person(leaver["id"])).types("/kudos", channel="random")


async def test_one_cannot_act_as_a_leaver_and_sees_who_is_a_guest(visitor: Visitor):
    await visitor.comes("ines", channel="random")
    await visitor.on("act-as").click()
    await visitor.on("act-as-search").fill("Rasmus Thorvald")
    await expect(visitor.on("option")).to_have_count(0)
    await visitor.on("act-as-search").fill("Bodhi")
    await expect(visitor.on("option")).to_contain_text("guest")


async def test_an_app_that_says_nothing_gets_slacks_own_words_and_comes_back(visitor: Visitor):
    visitor.demo.expected.append("/people: The app did not acknowledge within 3 seconds.")
    await visitor.comes("mateus", channel="sales")
    await visitor.on("tools").click()
    try:
        await visitor.demo.slack.causes("half_dead_socket")
        await visitor.says("/people")
        said = visitor.message("Slackbot")
        await expect(said).to_contain_text('/people failed with the error "operation_timeout"')
        await expect(visitor.on("composer")).to_have_value("/people")
        row = visitor.page.locator('.log-row.wrong[data-name="/people"]')
        await row.click()
        await expect(visitor.on("complaints")).to_contain_text("The app did not acknowledge within 3 seconds.")
        await visitor.keeps("timeout")
    finally:
        await visitor.button("Clear the list").click()
        await visitor.demo.slack.causes("drop_socket")
        await expect(visitor.page.locator('[data-name="apps.connections.open"]').first).to_be_visible()
        await expect(visitor.on("app")).not_to_contain_text("off")
    await visitor.says("/people")
    await expect(visitor.message("Mateus Figueiredo")).to_contain_text("Reports to @Ingrid Halvorsen")


async def test_the_developer_pane_shows_what_was_said_and_how_fast(visitor: Visitor):
    await visitor.comes("declan", channel="general")
    await visitor.on("tools").click()
    await visitor.says("/candor help")
    await visitor.on("log-filter").fill('"text":"help"')
    row = visitor.page.locator('[data-testid="log-row"][data-name="/candor"]').first
    await expect(row).to_contain_text(re.compile(r"\d+ ms"))
    await row.click()
    detail = visitor.on("log-detail")
    await expect(detail).to_contain_text('"command": "/candor"')
    await expect(detail).to_contain_text("What Candor can do for you")
    await expect(visitor.on("complaints")).to_have_count(0)
    assert "xoxb" not in await detail.inner_text()
    await visitor.on("log-filter").fill("")
    await expect(visitor.on("log-row").nth(3)).to_be_visible()
    await visitor.keeps("developer")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_a_telephones_width_is_enough(visitor: Visitor, dark: bool):
    await visitor.page.set_viewport_size({"width": 390, "height": 780})
    await visitor.page.emulate_media(color_scheme="dark" if dark else "light")
    await visitor.comes("grace", channel="kudos")
    await expect(visitor.button("Add your thanks to this kudos").last).to_be_visible()
    await visitor.keeps(f"narrow-{'dark' if dark else 'light'}")
    await visitor.on("drawer").click()
    await visitor.on("app").click()
    await visitor.on("tab-home").click()
    await visitor.button("Give kudos").click()
    await visitor.sees_modal("Give kudos")
    await visitor.keeps(f"narrow-form-{'dark' if dark else 'light'}")
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert await visitor.page.evaluate(wider) <= 0


async def test_dark_and_light_are_a_button_away(visitor: Visitor):
    await visitor.comes("ada", channel="kudos")
    paper = "getComputedStyle(document.querySelector('#main')).backgroundColor"
    light = await visitor.page.evaluate(paper)
    await visitor.on("theme").click()
    assert await visitor.page.evaluate(paper) != light
    await visitor.keeps("dark")
