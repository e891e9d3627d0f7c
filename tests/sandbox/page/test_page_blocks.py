"""Every block is drawn and every element acts, in messages and on Home."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.kit.gallery_blocks import MESSAGES

from .conftest import BOB, Stage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def shows(stage: Stage, part: str) -> None:
    await stage.open()
    await stage.says(f"/gallery {part}")
    await expect(stage.page.locator(".message .blocks").last).to_be_visible()


@pytest.mark.parametrize("part", MESSAGES)
async def test_each_block_is_drawn_as_itself(stage: Stage, part: str):
    await shows(stage, part)
    drawn = stage.page.locator(".message").last.locator(".blocks").first.locator("> [data-block]")
    await expect(drawn).to_have_count(len(MESSAGES[part]))
    kinds = await drawn.evaluate_all("nodes => nodes.map(n => n.dataset.block)")
    assert kinds == [each["type"] for each in MESSAGES[part]]
    await expect(stage.page.locator(".unknown-block")).to_have_count(0)
    stage.witness.nothing_wrong()


async def test_mrkdwn_is_formatted_and_plain_text_is_not(stage: Stage):
    await shows(stage, "texts")
    words = stage.page.locator(".message").last
    await expect(words.locator("strong", has_text="bold").first).to_be_visible()
    await expect(words.locator("em", has_text="italic")).to_be_visible()
    await expect(words.locator("s", has_text="struck")).to_be_visible()
    await expect(words.locator("a", has_text="a link")).to_have_attribute("rel", "noopener noreferrer nofollow")
    await expect(words.locator("blockquote", has_text="quoted")).to_be_visible()
    await expect(words.get_by_text("plain: *not bold* <@U1>")).to_be_visible()
    await expect(words.get_by_text("*literal*")).to_be_visible()
    await expect(words.get_by_role("heading", name="Heading", exact=True)).to_be_visible()


async def test_dates_are_told_in_the_readers_zone(stage: Stage):
    await shows(stage, "texts")
    await expect(stage.page.locator(".date-token")).to_have_text("Tuesday, November 24th, 2026 at 6:00 AM")
    await stage.page.evaluate(f"location.hash = '#as={BOB}&c=C0GENERAL1'")
    await expect(stage.page.locator(".date-token")).to_have_text("Tuesday, November 24th, 2026 at 7:00 AM")


async def test_buttons_and_menus_send_what_slack_sends(stage: Stage):
    await shows(stage, "menus")
    await stage.element("acc.button").click()
    assert (await stage.hears("action"))["actions"][0]["value"] == "v1"
    await stage.element("overflow").locator("button").click()
    await stage.page.get_by_role("menuitem", name="Remove").click()
    assert (await stage.hears("action", 2))["actions"][0]["selected_option"]["value"] == "remove"
    await stage.chooses("pick", "Pear")
    payload = await stage.hears("action", 3)
    assert payload["actions"][0]["type"] == "static_select"
    assert payload["actions"][0]["selected_option"]["value"] == "pear"
    assert payload["state"]["values"]["row"]["day"]["selected_date"] == "2026-11-25"
    await stage.element("radio").get_by_label("Plum").check()
    assert (await stage.hears("action", 4))["actions"][0]["selected_option"]["value"] == "plum"
    await stage.element("feedback").get_by_role("button", name="Bad").click()
    assert (await stage.hears("action", 5))["actions"][0]["value"] == "bad"
    await stage.chooses("many", "Apple")
    assert [each["value"] for each in (await stage.hears("action", 6))["actions"][0]["selected_options"]] == ["apple"]


async def test_a_confirmation_is_asked_before_the_deed(stage: Stage):
    await shows(stage, "menus")
    await stage.element("danger").click()
    await expect(stage.on("confirm")).to_contain_text("This cannot be undone.")
    await stage.page.keyboard.press("Escape")
    await expect(stage.on("confirm")).to_have_count(0)
    assert stage.app.count("action") == 0
    await stage.element("danger").click()
    await stage.on("confirm-yes").click()
    assert (await stage.hears("action"))["actions"][0]["action_id"] == "danger"


async def test_an_app_that_stays_silent_is_told_beside_the_button(stage: Stage):
    await shows(stage, "live")
    stage.app.silent = True
    await stage.element("count").click()
    await expect(stage.page.locator(".block-trouble:visible")).to_have_text(
        "We had some trouble connecting. Try again?", timeout=15_000
    )


async def test_a_message_changes_in_place_and_keeps_the_focus(stage: Stage):
    await shows(stage, "live")
    await stage.element("count").focus()
    await stage.page.keyboard.press("Enter")
    await expect(stage.message("Counted one")).to_be_visible()
    await expect(stage.element("count")).to_be_focused()


async def test_a_data_table_turns_pages_and_sorts(stage: Stage):
    await shows(stage, "data")
    table = stage.on("data-table")
    await expect(table).to_contain_text("1–5 of 12")
    await table.get_by_role("button", name="Next page").click()
    await expect(table).to_contain_text("Team 06")
    await table.get_by_role("button", name="Goals").click()
    await expect(table.locator("tbody tr").first).to_contain_text("Team 12")
    await expect(table.locator("th[aria-sort]")).to_have_attribute("aria-sort", "ascending")


async def test_charts_say_their_figures(stage: Stage):
    await shows(stage, "pies")
    pie, bars = stage.on("chart").nth(0), stage.on("chart").nth(1)
    await expect(pie.get_by_role("img")).to_have_attribute(
        "aria-label", "Goals by status. On track: 14, 67%; At risk: 5, 24%; Off track: 2, 10%"
    )
    await expect(bars.locator("rect.bar")).to_have_count(12)
    await bars.get_by_text("Show figures").click()
    await expect(bars.get_by_role("row", name="Jun")).to_contain_text("42")


async def test_home_is_published_and_published_anew_without_losing_a_note(stage: Stage):
    await stage.open("U0ADA00000", "app=home")
    await expect(stage.on("home")).to_contain_text("2 things wait for you")
    await stage.field("home.note").fill("half a thought")
    await stage.element("home.more").click()
    await expect(stage.on("home")).to_contain_text("Published anew")
    await expect(stage.field("home.note")).to_have_value("half a thought")
    values = (await stage.hears("action"))["view"]["state"]["values"]
    assert values["home.note"]["home.note"]["value"] == "half a thought"


async def test_the_apps_messages_tab_takes_messages(stage: Stage):
    await stage.open()
    await stage.on("app").click()
    await stage.on("tab-messages").click()
    await stage.says("Hello, app")
    await expect(stage.message("Hello, app")).to_be_visible()
    assert (await stage.hears("message"))["text"] == "Hello, app"
    await stage.on("tab-about").click()
    await expect(stage.page.locator(".about-list").first).to_contain_text("/gallery")
