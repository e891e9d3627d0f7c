"""Modals: every input submits what Slack would send; errors, stack, suggestions, silence."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import expect

from .conftest import BOB, GENERAL, GRACE, Stage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def submitted(stage: Stage) -> dict[str, Any]:
    await stage.submits()
    payload = await stage.hears("submission")
    await expect(stage.on("modal")).to_have_count(0)
    return {block: values[block] for block, values in payload["view"]["state"]["values"].items()}


async def test_untouched_fields_are_empty_as_slack_sends_them(stage: Stage):
    await stage.open()
    await stage.opens_form()
    await stage.field("text").fill("enough")
    state = await submitted(stage)
    assert state["text"] == {"type": "plain_text_input", "value": "enough"}
    assert state["long"] == {"type": "plain_text_input", "value": None}
    assert state["static"] == {"type": "static_select", "selected_option": None}
    assert state["users"] == {"type": "multi_users_select", "selected_users": []}
    assert state["boxes"] == {"type": "checkboxes", "selected_options": []}
    assert state["date"] == {"type": "datepicker", "selected_date": None}
    assert state["moment"] == {"type": "datetimepicker", "selected_date_time": None}
    stage.witness.nothing_wrong()


async def test_texts_and_numbers_arrive_as_typed(stage: Stage):
    await stage.open()
    await stage.opens_form()
    await stage.field("text").fill("<!channel> *x* & y")
    await stage.field("long").fill("one\ntwo")
    await stage.field("number").fill("7")
    await stage.field("email").fill("ada@example.com")
    await stage.field("url").fill("https://example.com/x")
    state = await submitted(stage)
    assert state["text"]["value"] == "<!channel> *x* & y"
    assert state["long"]["value"] == "one\ntwo"
    assert state["number"] == {"type": "number_input", "value": "7"}
    assert state["email"]["value"] == "ada@example.com"
    assert state["url"]["value"] == "https://example.com/x"


async def test_selects_arrive_with_their_choices(stage: Stage):
    await stage.open()
    await stage.opens_form()
    await stage.field("text").fill("enough")
    await stage.chooses("groups", "Plum")
    await stage.chooses("statics", "Apple", "Pear")
    await stage.chooses("user", "Grace")
    await stage.chooses("users", "Bob", "Grace")
    await stage.page.keyboard.press("Escape")
    await stage.chooses("channel", "general")
    await stage.chooses("place", "general")
    state = await submitted(stage)
    assert state["groups"]["selected_option"]["value"] == "plum"
    assert state["groups"]["selected_option"]["text"]["text"] == "Plum"
    assert [each["value"] for each in state["statics"]["selected_options"]] == ["apple", "pear"]
    assert state["user"]["selected_user"] == GRACE
    assert state["users"]["selected_users"] == [BOB, GRACE]
    assert state["channel"]["selected_channel"] == GENERAL
    assert state["place"]["selected_conversation"] == GENERAL


async def test_a_full_select_offers_no_more(stage: Stage):
    await stage.open()
    await stage.opens_form()
    await stage.chooses("statics", "Apple", "Pear")
    await expect(stage.page.locator(".popover-list")).to_contain_text("You can choose up to 2")
    await stage.field("statics").press("Backspace")
    await expect(stage.element("statics").locator(".chip")).to_have_count(1)


async def test_dates_times_and_moments_are_in_the_persons_zone(stage: Stage):
    await stage.open(BOB)
    await stage.opens_form()
    await stage.field("text").fill("enough")
    await stage.field("date").click()
    await stage.page.locator('[data-day="2026-11-27"]').click()
    await stage.field("time").fill("4:15 pm")
    await stage.field("time").press("Enter")
    await stage.element("moment").locator('[data-part="date"]').fill("2026-12-01")
    await stage.element("moment").locator('[data-part="time"]').fill("09:00")
    await stage.element("moment").locator('[data-part="time"]').press("Enter")
    state = await submitted(stage)
    assert state["date"]["selected_date"] == "2026-11-27"
    assert state["time"]["selected_time"] == "16:15"
    assert state["moment"]["selected_date_time"] == 1796112000  # 2026-12-01 09:00 in Berlin


async def test_boxes_radios_and_rich_words(stage: Stage):
    await stage.open()
    await stage.opens_form()
    await stage.field("text").fill("enough")
    await stage.element("boxes").get_by_label("Apple").check()
    await stage.element("boxes").get_by_label("Plum").check()
    await stage.element("radio").get_by_label("Pear").check()
    rich = stage.field("rich")
    await rich.click()
    await rich.press_sequentially("plain ")
    await rich.press("Control+b")
    await rich.press_sequentially("bold")
    state = await submitted(stage)
    assert [each["value"] for each in state["boxes"]["selected_options"]] == ["apple", "plum"]
    assert state["radio"]["selected_option"]["value"] == "pear"
    (part,) = state["rich"]["rich_text_value"]["elements"]
    assert part["elements"] == [
        {"type": "text", "text": "plain "},
        {"type": "text", "text": "bold", "style": {"bold": True}},
    ]


async def test_an_uploaded_file_is_submitted(stage: Stage):
    await stage.open()
    await stage.opens_form()
    await stage.field("text").fill("enough")
    await stage.field("file").set_input_files({"name": "people.csv", "mimeType": "text/csv", "buffer": b"id,name\n"})
    await expect(stage.element("file").locator(".file-row")).to_contain_text("people.csv")
    state = await submitted(stage)
    assert [each["name"] for each in state["file"]["files"]] == ["people.csv"]


async def test_suggestions_come_from_the_app_as_one_types(stage: Stage):
    await stage.open()
    await stage.opens_form()
    await stage.field("text").fill("enough")
    await stage.chooses("external", "lis")
    assert stage.app.last("suggestion")["value"] == "lis"
    await stage.field("grouped").click()
    await expect(stage.page.locator(".popover-list .listbox-label")).to_have_text(["A", "B", "L", "P"])
    await stage.page.locator(".popover-list .option", has_text="Prague").click()
    await stage.page.keyboard.press("Escape")
    state = await submitted(stage)
    assert state["external"]["selected_option"]["value"] == "lisbon"
    assert [each["value"] for each in state["grouped"]["selected_options"]] == ["prague"]


async def test_silence_to_a_suggestion_is_told_in_the_list(stage: Stage):
    await stage.open()
    await stage.opens_form()
    stage.app.silent = True
    await stage.field("external").fill("x")
    await expect(stage.page.locator(".popover-list .listbox-note")).not_to_contain_text("Loading", timeout=15_000)
    await expect(stage.page.locator(".popover-list .option")).to_have_count(0)


async def test_the_page_itself_refuses_what_slacks_client_refuses(stage: Stage):
    await stage.open()
    await stage.opens_form()
    await stage.submits()
    await expect(stage.page.locator('[data-error-for="text"]')).to_have_text("Please complete this required field.")
    await expect(stage.field("text")).to_be_focused()
    await expect(stage.field("text")).to_have_attribute("aria-invalid", "true")
    await stage.field("text").fill("ab")
    await expect(stage.page.locator('[data-error-for="text"]')).to_be_empty()
    await stage.field("number").fill("11")
    await stage.field("email").fill("nobody")
    await stage.submits()
    await expect(stage.page.locator('[data-error-for="text"]')).to_contain_text("at least 3 characters")
    await expect(stage.page.locator('[data-error-for="number"]')).to_contain_text("at most 10")
    await expect(stage.page.locator('[data-error-for="email"]')).to_contain_text("valid email")
    assert stage.app.count("submission") == 0


async def test_the_apps_errors_stand_beside_their_fields_and_keep_the_words(stage: Stage):
    await stage.open()
    await stage.opens_form()
    await stage.field("text").fill("refuse me")
    await stage.field("long").fill("kept")
    await stage.submits()
    await expect(stage.page.locator('[data-error-for="text"]')).to_have_text("No, not that.")
    await expect(stage.page.locator('[data-error-for="email"]')).to_have_text("And not this.")
    await expect(stage.field("text")).to_be_focused()
    await expect(stage.field("long")).to_have_value("kept")
    await stage.field("text").fill("better")
    await stage.submits()
    await expect(stage.on("modal")).to_have_count(0)


async def test_no_answer_in_three_seconds_shows_slacks_own_words(stage: Stage):
    await stage.open()
    await stage.opens_form()
    await stage.field("text").fill("slow")
    await stage.submits()
    await expect(stage.on("modal-submit")).to_be_disabled()
    await expect(stage.on("modal-trouble")).to_have_text("We had some trouble connecting. Try again?", timeout=15_000)
    await expect(stage.field("text")).to_have_value("slow")
    await expect(stage.on("modal-submit")).to_be_enabled()


async def test_modals_stack_and_back_keeps_what_was_written(stage: Stage):
    await stage.open()
    await stage.says("/stack")
    await expect(stage.on("modal-title")).to_have_text("Level 1")
    await stage.field("words").fill("written below")
    await stage.element("push").click()
    await expect(stage.on("modal-title")).to_have_text("Level 2")
    await expect(stage.field("words")).to_have_value("")
    await stage.on("modal-back").click()
    await expect(stage.on("modal-title")).to_have_text("Level 1")
    await expect(stage.field("words")).to_have_value("written below")
    assert (await stage.hears("closed"))["is_cleared"] is False
    await stage.page.keyboard.press("Escape")
    await expect(stage.on("modal")).to_have_count(0)
    assert (await stage.hears("closed", 2))["is_cleared"] is True
    await expect(stage.on("composer")).to_be_focused()


async def test_a_dispatching_input_tells_the_app_at_once(stage: Stage):
    await stage.open()
    await stage.opens_form()
    await stage.chooses("static", "Pear")
    payload = await stage.hears("action")
    assert payload["actions"][0]["selected_option"]["value"] == "pear"
    assert payload["view"]["state"]["values"]["static"]["static"]["selected_option"]["value"] == "pear"


async def test_enter_in_a_line_submits_and_a_global_shortcut_opens_the_form(stage: Stage):
    await stage.open()
    await stage.on("shortcuts").click()
    await stage.on("global-shortcut").click()
    await expect(stage.on("modal")).to_be_visible()
    await stage.field("text").fill("by Enter")
    await stage.field("text").press("Enter")
    assert (await stage.hears("submission"))["view"]["state"]["values"]["text"]["text"]["value"] == "by Enter"


async def test_an_open_modal_survives_a_reload(stage: Stage):
    await stage.open()
    await stage.opens_form()
    await stage.page.reload()
    await expect(stage.on("modal-title")).to_have_text("Every input")
