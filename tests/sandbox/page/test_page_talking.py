"""Messages, threads, reactions, whispers, unread marks: what people do all day."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image
from playwright.async_api import Browser, expect

from .conftest import ADA, BOB, GENERAL, Stage


def picture() -> bytes:
    """A small PNG."""
    image = io.BytesIO()
    Image.new("RGB", (8, 8), "#1264a3").save(image, "PNG")
    return image.getvalue()


pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_message_appears_at_once_and_exactly_as_typed(stage: Stage):
    await stage.open()
    await stage.says("5 < 6 && *not bold* <script>alert(1)</script> & _ :tada:")
    row = stage.message("5 < 6 && *not bold* <script>alert(1)</script> & _")
    await expect(row).to_be_visible()
    await expect(row.locator(".emoji").first).to_have_attribute("aria-label", "tada emoji")
    await expect(stage.on("composer")).to_have_value("")
    stage.witness.nothing_wrong()


async def test_slacks_tokens_spelled_by_hand_stay_words_and_ping_nobody(stage: Stage):
    await stage.open()
    words = f"<!channel> *bold* <@{BOB}> <https://x.example|y> & _ &amp; &lt;"
    await stage.says(words)
    row = stage.message("*bold*")
    await expect(row.locator(".message-content")).to_have_text(words)
    await expect(row.get_by_test_id("mention")).to_have_count(0)


async def test_a_chosen_name_is_a_mention_only_where_the_name_ends(stage: Stage):
    await stage.open()
    await stage.on("composer").press_sequentially("@bo")
    await stage.page.keyboard.press("Enter")
    await stage.on("composer").press_sequentially("and @Bobbin <@&>")
    await stage.page.keyboard.press("Enter")
    await expect(stage.message("Bobbin").get_by_test_id("mention")).to_have_text("@Bob")
    await expect(stage.message("Bobbin").locator(".message-content")).to_have_text("@Bob and @Bobbin <@&>")


async def test_shift_enter_writes_a_second_line(stage: Stage):
    await stage.open()
    composer = stage.on("composer")
    await composer.fill("one")
    await composer.press("Shift+Enter")
    await composer.press_sequentially("two")
    await composer.press("Enter")
    await expect(stage.message(re.compile(r"one\s*two"))).to_be_visible()


async def test_another_person_sees_it_without_a_reload_and_reads_the_unread_mark(stage: Stage, browser: Browser):
    await stage.open(ADA, "c=C0RANDOM01")
    context = await browser.new_context()
    other = Stage(stage.box, stage.app, await context.new_page())
    await other.open(BOB)
    await other.says("Good morning, @ada!")
    mark = stage.page.locator(f'[data-channel="{GENERAL}"][data-testid="conversation"]')
    await expect(mark).to_have_class(re.compile("unread"))
    await expect(mark.get_by_test_id("badge")).to_have_text("1")
    await mark.click()
    await expect(stage.message("Good morning")).to_be_visible()
    await expect(stage.on("new-line")).to_be_visible()
    await expect(stage.message("Good morning").get_by_test_id("mention")).to_have_text("@Ada")
    await expect(mark.get_by_test_id("badge")).to_have_count(0)
    await other.says("And again")
    await expect(stage.message("And again")).to_be_visible()
    await context.close()


async def test_replies_live_in_the_thread_pane(stage: Stage):
    await stage.open()
    await stage.says("Who has the key?")
    await stage.message("Who has the key?").hover()
    await stage.message("Who has the key?").get_by_test_id("reply-in-thread").click()
    await stage.on("thread-composer").fill("I do")
    await stage.on("thread-composer").press("Enter")
    await expect(stage.on("thread-messages").get_by_test_id("message").filter(has_text="I do")).to_be_visible()
    await expect(stage.message("Who has the key?").get_by_test_id("open-thread")).to_contain_text("1 reply")
    await expect(stage.on("messages").get_by_text("I do", exact=True)).to_have_count(0)
    assert "t=" in stage.page.url
    await stage.on("close-thread").click()
    await expect(stage.on("thread-messages")).to_have_count(0)


async def test_commands_do_not_work_in_threads(stage: Stage):
    await stage.open()
    await stage.says("A parent")
    await stage.message("A parent").hover()
    await stage.message("A parent").get_by_test_id("reply-in-thread").click()
    await stage.on("thread-composer").fill("/form")
    await stage.on("thread-composer").press("Escape")
    await stage.on("thread-composer").press("Enter")
    await expect(stage.on("notice")).to_contain_text("/form is not supported in threads")
    assert stage.app.count("command") == 0


async def test_a_reaction_is_added_counted_and_taken_back(stage: Stage):
    await stage.open()
    await stage.says("React to me")
    row = stage.message("React to me")
    await row.hover()
    await row.get_by_test_id("add-reaction").click()
    await stage.on("emoji-search").fill("rocket")
    await stage.on("emoji-search").press("Enter")
    pill = row.get_by_test_id("reaction")
    await expect(pill).to_have_attribute("aria-pressed", "true")
    await expect(pill).to_contain_text("1")
    await pill.click()
    await expect(row.get_by_test_id("reaction")).to_have_count(0)


async def test_a_whisper_is_seen_by_one_person_until_dismissed(stage: Stage, browser: Browser):
    await stage.open()
    context = await browser.new_context()
    other = Stage(stage.box, stage.app, await context.new_page())
    await other.open(BOB)
    await stage.says("/whisper sesame")
    row = stage.message("Only you hear this: sesame")
    await expect(row.get_by_test_id("only-visible")).to_have_text(" Only visible to you")
    await other.says("Hello")
    await expect(other.message("Hello")).to_be_visible()
    await expect(other.message("sesame")).to_have_count(0)
    await row.get_by_test_id("dismiss").click()
    await expect(row).to_have_count(0)
    await stage.page.reload()
    await expect(stage.message("Hello")).to_be_visible()
    await expect(stage.message("sesame")).to_have_count(0)
    await context.close()


async def test_one_edits_and_deletes_ones_own_message(stage: Stage):
    await stage.open()
    await stage.says("A tpyo")
    row = stage.message("A tpyo")
    await row.hover()
    await row.get_by_test_id("more-actions").click()
    await stage.on("edit-message").click()
    await stage.page.get_by_label("Edit message").fill("A typo")
    await stage.page.get_by_label("Edit message").press("Enter")
    row = stage.message("A typo")
    await expect(row).to_contain_text("(edited)")
    await row.hover()
    await row.get_by_test_id("more-actions").click()
    await stage.on("delete-message").click()
    await stage.on("confirm-yes").click()
    await expect(stage.message("A typo")).to_have_count(0)


async def test_a_message_shortcut_reaches_the_app_with_its_message(stage: Stage):
    await stage.open()
    await stage.says("Keep me")
    await stage.message("Keep me").hover()
    await stage.message("Keep me").get_by_test_id("more-actions").click()
    await stage.on("message-shortcut").click()
    payload = await stage.hears("shortcut")
    assert payload["callback_id"] == "keep"
    assert payload["message"]["text"] == "Keep me"


async def test_a_command_that_is_not_answered_says_so_and_keeps_the_words(stage: Stage):
    await stage.open()
    await stage.says("/silence please")
    row = stage.message("Slackbot")
    await expect(row).to_contain_text("/silence", timeout=15_000)
    await expect(stage.on("composer")).to_have_value("/silence please")


async def test_a_file_is_shared_with_the_message(stage: Stage):
    await stage.open()
    await stage.on("composer-file").set_input_files({"name": "plan.txt", "mimeType": "text/plain", "buffer": b"hello"})
    await expect(stage.page.locator(".composer-files .chip")).to_contain_text("plan.txt")
    await stage.says("Here it is")
    await expect(stage.message("Here it is").get_by_test_id("file")).to_contain_text("plan.txt")


async def test_a_picture_is_shown_with_its_words_and_enlarged(stage: Stage):
    await stage.open()
    await stage.app.client.conversations_join(channel=GENERAL)
    await stage.app.client.files_upload_v2(
        channel=GENERAL, filename="pulse.png", title="Pulse", alt_txt="Mood over six weeks", content=picture()
    )
    await stage.page.get_by_role("button", name=re.compile("Enlarge")).click()
    await expect(stage.page.get_by_role("dialog").get_by_role("img")).to_be_visible()
    width = "document.querySelector('[role=dialog] img').naturalWidth"
    await stage.page.wait_for_function(f"{width} === 8")
    await stage.page.keyboard.press("Escape")
    await expect(stage.page.get_by_role("dialog")).to_have_count(0)
    stage.witness.nothing_wrong()


async def test_one_joins_and_leaves_a_channel(stage: Stage):
    await stage.open(ADA, "c=C0ENGINEER")
    await expect(stage.on("composer")).to_have_count(0)
    await stage.on("join").click()
    await expect(stage.on("composer")).to_be_visible()
    await stage.on("channel-menu").click()
    await stage.on("leave").click()
    await expect(stage.on("join")).to_be_visible()


async def test_an_archived_channel_takes_no_words(stage: Stage):
    await stage.open(ADA, "c=C0OLDNEWS1")
    await expect(stage.page.locator(".join-bar")).to_contain_text("archived channel")
    await expect(stage.on("composer")).to_have_count(0)
