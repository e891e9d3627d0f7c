"""The clock, the developer pane, faults, live updates and coming back after a break."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from playwright.async_api import expect

from .conftest import ADA, BOB, GENERAL, GRACE, MEI, Stage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_the_clock_shows_the_persons_own_time(stage: Stage):
    await stage.open()
    await expect(stage.on("clock")).to_have_text("Mon, Nov 23, 09:30")
    await stage.page.evaluate(f"location.hash = '#as={MEI}&c={GENERAL}'")
    await expect(stage.on("clock")).to_have_text("Mon, Nov 23, 18:30")


async def test_the_clock_is_moved_by_hours_days_weeks_and_to_monday(stage: Stage):
    await stage.open(MEI)
    await stage.on("clock-button").click()
    await stage.on("clock+1-hour").click()
    await expect(stage.on("clock")).to_have_text("Mon, Nov 23, 19:30")
    await stage.on("clock+1-day").click()
    await expect(stage.on("clock")).to_have_text("Tue, Nov 24, 19:30")
    await stage.on("clock-monday").click()
    await expect(stage.on("clock")).to_have_text("Mon, Nov 30, 09:00")
    await stage.on("clock+1-week").click()
    await expect(stage.on("clock")).to_have_text("Mon, Dec 7, 09:00")
    await stage.on("clock-exact").fill("2027-01-15T08:45")
    await stage.on("clock-set").click()
    await expect(stage.on("clock-status")).to_contain_text("It is now Fri, Jan 15, 08:45")
    assert abs(stage.box.clock.now() - datetime(2027, 1, 14, 23, 45, tzinfo=UTC)).total_seconds() < 60


async def test_after_a_move_past_midnight_today_is_yesterday(stage: Stage):
    await stage.open()
    await stage.says("Before midnight")
    await expect(stage.page.locator(".day").last).to_have_text("Today")
    await stage.box.clock.move(86_400)
    await stage.on("clock-button").click()
    await stage.on("clock+1-hour").click()
    await expect(stage.page.locator(".day").last).to_have_text("Yesterday")


async def test_a_long_move_shows_that_it_runs(stage: Stage):
    gate = asyncio.Event()

    async def slowly(old: datetime, new: datetime) -> None:
        await gate.wait()

    stage.box.clock.on_move(slowly)
    await stage.open()
    await stage.on("clock-button").click()
    await stage.on("clock+1-day").click()
    await expect(stage.on("clock-status")).to_contain_text("Moving the clock")
    await expect(stage.on("clock+1-week")).to_be_disabled()
    gate.set()
    await expect(stage.on("clock-status")).to_contain_text("It is now")
    await expect(stage.on("clock+1-week")).to_be_enabled()


async def test_the_developer_pane_shows_requests_their_time_and_payload(stage: Stage):
    await stage.open()
    await stage.on("tools").click()
    await stage.says("/whisper open")
    row = stage.page.locator('[data-testid="log-row"][data-name="/whisper"]')
    await expect(row).to_contain_text("ms")
    await row.click()
    await expect(stage.on("log-detail")).to_contain_text('"command": "/whisper"')
    await expect(stage.on("log-detail")).to_contain_text("Only you hear this: open")
    await stage.on("log-filter").fill("nothing like this")
    await expect(stage.on("log-row")).to_have_count(0)
    await stage.on("log-filter").fill("whisper")
    await expect(stage.on("log-row")).to_have_count(1)


async def test_what_slack_refuses_is_red_in_the_pane_and_told_as_a_notice(stage: Stage):
    await stage.open()
    blocks = [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}]
    with pytest.raises(Exception, match="invalid_blocks"):
        await stage.app.client.chat_postMessage(channel=GENERAL, text="too long", blocks=blocks)
    notice = stage.on("notice").filter(has_text="must be less than 151 characters")
    await expect(notice).to_contain_text("Slack would refuse this")
    await expect(stage.on("problem-count")).to_contain_text("1")
    await notice.get_by_role("button", name="Show requests").click()
    await stage.on("log-wrong").check()
    await stage.on("log-row").click()
    await expect(stage.on("complaints")).to_contain_text("/blocks/0/text/text")


async def test_a_fault_is_added_shown_and_removed(stage: Stage):
    await stage.open()
    await stage.on("tools").click()
    await stage.on("tools-faults").click()
    await stage.on("fault-kind").select_option("rate_limit")
    await stage.page.locator('[data-name="method"]').fill("chat.postMessage")
    await stage.on("fault-add").click()
    await expect(stage.on("fault")).to_contain_text("chat.postMessage")
    with pytest.raises(Exception, match="rate"):
        await stage.app.client.chat_postMessage(channel=GENERAL, text="hello")
    await stage.on("tools-log").click()
    await expect(stage.page.locator('.log-row.wrong[data-name="chat.postMessage"]')).to_contain_text("429")
    await stage.on("tools-faults").click()
    await expect(stage.on("fault")).to_have_count(0)


async def test_the_page_comes_back_after_a_break_and_shows_what_it_missed(stage: Stage):
    await stage.page.add_init_script(
        """
        const Real = WebSocket;
        window.lines = [];
        window.WebSocket = class extends Real {
            constructor(...all) { super(...all); window.lines.push(this); }
        };
        """
    )
    await stage.open()
    await stage.page.evaluate("window.lines.at(-1).close()")
    await expect(stage.on("connection")).to_have_text("Reconnecting…")
    await stage.app.client.chat_postMessage(channel=GENERAL, text="While you were away")
    await expect(stage.message("While you were away")).to_be_visible()
    await expect(stage.on("connection")).to_be_empty()


async def test_people_who_are_renamed_or_leave_change_at_once(stage: Stage):
    await stage.open(ADA, f"c={GENERAL}")
    await stage.app.client.chat_postMessage(channel=GENERAL, text=f"Ask <@{GRACE}>")
    await expect(stage.message("Ask").get_by_test_id("mention")).to_have_text("@Grace")
    stage.box.change("change_person", user=GRACE, real_name="Grace Newname", display_name="gracie")
    await expect(stage.message("Ask").get_by_test_id("mention")).to_have_text("@gracie")
    stage.box.change("deactivate", user=BOB)
    await stage.on("act-as").click()
    await stage.on("act-as-search").fill("bob")
    await expect(stage.on("option")).to_have_count(0)


async def test_a_new_group_can_be_mentioned_at_once(stage: Stage):
    await stage.open()
    stage.box.change("add_group", id="S0GARDENER", handle="gardeners", name="Gardeners", users=[BOB])
    await stage.on("composer").press_sequentially("Hello @gard")
    await expect(stage.on("suggestion")).to_contain_text("Gardeners · 1 person")
    await stage.page.keyboard.press("Enter")
    await stage.page.keyboard.press("Enter")
    await expect(stage.message("Hello").get_by_test_id("mention")).to_have_text("@gardeners")


async def test_a_profile_opens_from_a_name_and_leads_to_a_conversation(stage: Stage):
    await stage.open()
    await stage.app.client.chat_postMessage(channel=GENERAL, text=f"Ask <@{MEI}>")
    await stage.message("Ask").get_by_test_id("mention").click()
    await expect(stage.on("profile")).to_contain_text("6:30 PM (Asia/Tokyo)")
    await stage.on("profile").get_by_role("button", name="Message").click()
    await expect(stage.on("channel-name")).to_contain_text("Mei")


async def test_the_workspace_panel_adds_people_and_channels_and_lets_people_go(stage: Stage):
    await stage.open()
    await stage.on("tools").click()
    await stage.on("tools-world").click()
    await stage.page.get_by_label("Name of somebody new").fill("Zoe Winter")
    await stage.page.get_by_role("button", name="Add person").click()
    await expect(stage.on("world-status")).to_have_text("Joined.")
    await stage.page.get_by_label("Name of a new channel").fill("garden")
    await stage.page.get_by_role("button", name="Add channel").click()
    await expect(stage.page.locator('[data-testid="conversation"]', has_text="garden")).to_be_visible()
    await stage.on("world-person").fill("Bob")
    await stage.page.locator(".popover-list .option").first.click()
    await stage.page.get_by_role("button", name="Deactivate", exact=True).click()
    await expect(stage.on("world-status")).to_have_text("Deactivated.")
    await stage.on("act-as").click()
    await stage.on("act-as-search").fill("o")
    await expect(stage.on("option").filter(has_text="Zoe Winter")).to_be_visible()
    await expect(stage.on("option").filter(has_text="Bob Tennant")).to_have_count(0)
