"""Keyboard, screen reader, contrast, narrow screens."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import expect

from tests.kit.gallery_blocks import MESSAGES

from .conftest import BOB, GENERAL, Stage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

Theme = Literal["light", "dark"]
AUDIT = (Path(__file__).parent / "audit.js").read_text()
THEMES: tuple[Theme, ...] = ("light", "dark")


async def audited(stage: Stage) -> None:
    assert await stage.page.evaluate(AUDIT) == []


@pytest.mark.parametrize("theme", THEMES)
async def test_messages_of_every_kind_pass_the_audit(stage: Stage, theme: Theme):
    await stage.page.emulate_media(color_scheme=theme)
    await stage.open()
    await stage.says("Words, `code`, <https://example.com|a link>")
    await stage.says("/whisper hello")
    await stage.says("/gallery")
    await expect(stage.page.locator(".message .blocks")).to_have_count(len(MESSAGES) + 1)
    await stage.message("hello").hover()
    await audited(stage)
    await stage.page.locator(".message").first.hover()
    await audited(stage)


@pytest.mark.parametrize("theme", THEMES)
async def test_a_form_with_open_lists_and_errors_passes_the_audit(stage: Stage, theme: Theme):
    await stage.page.emulate_media(color_scheme=theme)
    await stage.open()
    await stage.opens_form()
    await stage.submits()
    await audited(stage)
    await stage.field("users").click()
    await audited(stage)
    await stage.page.keyboard.press("Escape")
    await stage.chooses("users", "Bob")
    await stage.field("date").click()
    await audited(stage)


@pytest.mark.parametrize("theme", THEMES)
async def test_home_menus_and_tools_pass_the_audit(stage: Stage, theme: Theme):
    await stage.page.emulate_media(color_scheme=theme)
    await stage.open("U0ADA00000", "app=home")
    await expect(stage.on("home")).to_contain_text("Good morning")
    await stage.on("tools").click()
    await stage.on("log-row").first.click()
    await audited(stage)
    for tab in ("tools-faults", "tools-world"):
        await stage.on(tab).click()
        await audited(stage)
    await stage.on("tools-close").click()
    await stage.on("clock-button").click()
    await audited(stage)
    await stage.page.keyboard.press("Escape")
    await stage.on("act-as").click()
    await audited(stage)
    await stage.page.keyboard.press("Escape")
    await stage.page.keyboard.press("Control+k")
    await audited(stage)


async def test_control_k_jumps_by_keyboard_alone(stage: Stage):
    await stage.open()
    await stage.page.keyboard.press("Control+k")
    await expect(stage.on("jump-search")).to_be_focused()
    await stage.page.keyboard.type("rand")
    await stage.page.keyboard.press("Enter")
    await expect(stage.on("channel-name")).to_have_text("random")
    await stage.page.keyboard.press("Control+k")
    await stage.page.keyboard.type("Grace")
    await stage.page.keyboard.press("Enter")
    await expect(stage.on("channel-name")).to_contain_text("Grace")


async def test_the_composer_completes_commands_with_their_usage(stage: Stage):
    await stage.open()
    await stage.on("composer").press_sequentially("/ga")
    await expect(stage.on("suggestion")).to_have_count(1)
    await expect(stage.on("suggestion")).to_contain_text("/gallery [which part]")
    await stage.page.keyboard.press("Tab")
    await expect(stage.on("composer")).to_have_value("/gallery ")
    await expect(stage.page.locator(".usage-line")).to_contain_text("[which part]")


async def test_the_composer_completes_people_groups_channels_and_emoji(stage: Stage):
    await stage.open()
    composer = stage.on("composer")
    await composer.press_sequentially("Thanks @gra")
    await stage.page.keyboard.press("Enter")
    await composer.press_sequentially("and @engin")
    await stage.page.keyboard.press("Enter")
    await composer.press_sequentially("in #rand")
    await stage.page.keyboard.press("Enter")
    await composer.press_sequentially(":rocke")
    await stage.page.keyboard.press("Enter")
    await stage.page.keyboard.press("Enter")
    row = stage.message("Thanks")
    await expect(row.get_by_test_id("mention")).to_have_text(["@Grace", "@engineers", "#random"])
    await expect(row.locator(".emoji").first).to_have_attribute("aria-label", "rocket emoji")


async def test_arrows_walk_menus_and_messages_and_escape_returns_the_focus(stage: Stage):
    await stage.open()
    await stage.says("first")
    await stage.says("second")
    await expect(stage.message("second")).to_be_visible()
    await stage.on("messages").focus()
    await stage.page.keyboard.press("ArrowUp")
    await expect(stage.message("second")).to_be_focused()
    await stage.page.keyboard.press("m")
    await expect(stage.page.get_by_role("menuitem").first).to_be_focused()
    await stage.page.keyboard.press("ArrowDown")
    await expect(stage.page.get_by_role("menuitem").nth(1)).to_be_focused()
    await stage.page.keyboard.press("Escape")
    await expect(stage.page.get_by_role("menu")).to_have_count(0)
    await expect(stage.message("second").get_by_test_id("more-actions")).to_be_focused()


async def test_focus_stays_inside_a_modal_and_returns_after_it(stage: Stage):
    await stage.open()
    await stage.says("/stack")
    await expect(stage.on("modal")).to_be_visible()
    await expect(stage.field("words")).to_be_focused()
    for _ in range(12):
        await stage.page.keyboard.press("Tab")
        assert await stage.page.evaluate("Boolean(document.activeElement.closest('[data-testid=modal]'))")
    assert await stage.page.evaluate("document.getElementById('app').inert") is True
    await stage.page.keyboard.press("Escape")
    await expect(stage.on("modal")).to_have_count(0)
    assert await stage.page.evaluate("document.getElementById('app').inert") is False


async def test_a_select_works_by_keyboard(stage: Stage):
    await stage.open()
    await stage.opens_form()
    await stage.field("static").focus()
    await stage.page.keyboard.press("ArrowDown")
    await stage.page.keyboard.press("ArrowDown")
    await stage.page.keyboard.press("ArrowDown")
    await expect(stage.field("static")).to_have_attribute("aria-activedescendant", re.compile(".+"))
    await stage.page.keyboard.press("Enter")
    await expect(stage.field("static")).to_have_value("Pear")
    await expect(stage.field("static")).to_have_attribute("aria-expanded", "false")


async def test_a_calendar_works_by_keyboard(stage: Stage):
    await stage.open()
    await stage.opens_form()
    await stage.field("date").focus()
    await stage.page.keyboard.press("ArrowDown")
    for key in ("ArrowDown", "ArrowRight", "PageDown", "Enter"):
        await stage.page.keyboard.press(key)
    await expect(stage.field("date")).to_have_value("January 1st, 2027")


async def test_new_messages_are_spoken(stage: Stage):
    await stage.open()
    await stage.app.client.chat_postMessage(channel=GENERAL, text="The build is *green*")
    await expect(stage.page.locator("#announcer")).to_contain_text("Gallery: The build is green")


async def test_on_a_narrow_screen_the_side_bar_is_a_drawer(stage: Stage):
    await stage.page.set_viewport_size({"width": 390, "height": 800})
    await stage.open()
    await expect(stage.page.locator("#sidebar")).to_be_hidden()
    await stage.on("drawer").click()
    await stage.page.locator('[data-channel="C0RANDOM01"]').click()
    await expect(stage.on("channel-name")).to_have_text("random")
    await expect(stage.page.locator("#sidebar")).to_be_hidden()
    await stage.opens_form()
    wide = await stage.page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert wide is False
    await audited(stage)


async def test_a_chart_is_drawn_for_the_width_it_has(stage: Stage):
    await stage.page.set_viewport_size({"width": 390, "height": 800})
    await stage.open()
    await stage.says("/gallery lines")
    fits = (
        "[...document.querySelectorAll('svg.plot')].every(n => Math.abs(n.viewBox.baseVal.width - n.clientWidth) < 13)"
    )
    await stage.page.wait_for_function(f"document.querySelectorAll('svg.plot').length === 2 && {fits}")


async def test_the_theme_follows_the_system_until_one_chooses(stage: Stage):
    await stage.page.emulate_media(color_scheme="light")
    await stage.open()
    ground = "getComputedStyle(document.querySelector('main')).backgroundColor"
    assert await stage.page.evaluate(ground) == "rgb(255, 255, 255)"
    await stage.page.emulate_media(color_scheme="dark")
    assert await stage.page.evaluate(ground) == "rgb(26, 29, 33)"
    await stage.on("theme").click()
    assert await stage.page.evaluate(ground) == "rgb(255, 255, 255)"
    await stage.page.reload()
    await expect(stage.on("composer")).to_be_visible()
    assert await stage.page.evaluate(ground) == "rgb(255, 255, 255)"


async def test_one_becomes_another_person_by_searching(stage: Stage):
    await stage.open()
    await stage.on("act-as").click()
    await stage.on("act-as-search").fill("engineer")
    await expect(stage.on("option").filter(has_text="Bob Tennant")).to_be_visible()
    await stage.on("act-as-search").fill("bob")
    await stage.page.keyboard.press("Enter")
    await expect(stage.on("act-as")).to_contain_text("Bob Tennant")
    assert f"as={BOB}" in stage.page.url
    await expect(stage.page.locator('[data-channel="C0ENGINEER"]')).to_be_visible()
    await expect(stage.page.locator('[data-channel="C0PEOPLE01"]')).to_have_count(0)
