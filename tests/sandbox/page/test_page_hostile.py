"""Nothing that people or apps write becomes markup, code, or a request."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.kit.gallery_hostile import HOSTILE, SHORT

from .conftest import Stage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

FOREIGN = (
    "main script, main img[onerror], main svg[onload], main [onmouseover], [role=dialog] script, #layers img[src=x]"
)


async def unharmed(stage: Stage) -> None:
    assert await stage.page.evaluate("window.pwned") is None
    await expect(stage.page.locator(FOREIGN)).to_have_count(0)
    links = await stage.page.locator("a[href]").evaluate_all("nodes => nodes.map(n => n.protocol)")
    assert set(links) <= {"http:", "https:", "mailto:"}
    stage.witness.nothing_wrong()


async def test_hostile_words_in_every_place_of_messages_and_modals_stay_words(stage: Stage):
    await stage.open()
    await stage.says(f"/hostile {HOSTILE}")
    await expect(stage.on("modal-title")).to_have_text("<b>bold</b>")
    await expect(stage.on("modal-submit")).to_have_text("<i>go</i>")
    await expect(stage.field("text")).to_have_value(HOSTILE)
    await unharmed(stage)
    await stage.page.keyboard.press("Escape")
    for kind in ("header", "section", "context", "rich_text", "actions", "table", "card", "data_visualization"):
        await expect(stage.page.locator(f'.message [data-block="{kind}"]').first).to_be_visible()
    await expect(stage.page.locator('[data-block="header"]').last).to_have_text(HOSTILE)
    await stage.element("hostile.pick").locator("input").click()
    await expect(stage.page.locator(".option").first).to_contain_text(SHORT)
    await unharmed(stage)


async def test_what_people_type_stays_words(stage: Stage):
    await stage.open()
    await stage.says(HOSTILE)
    await expect(stage.message("window.pwned=1")).to_contain_text("<script>")
    await stage.says(SHORT)
    await expect(stage.message(SHORT)).to_be_visible()
    await unharmed(stage)


async def test_hostile_names_of_people_channels_and_files_stay_words(stage: Stage):
    stage.box.change("change_person", user="U0BOB00000", real_name=HOSTILE, display_name=SHORT, title=HOSTILE)
    await stage.open()
    await stage.on("act-as").click()
    await stage.on("act-as-search").fill("onerror")
    await expect(stage.page.locator(".option").first).to_contain_text("<script>")
    await stage.page.keyboard.press("Escape")
    await stage.on("composer-file").set_input_files(
        {
            "name": "<img src=x onerror=window.pwned=1>.txt",
            "mimeType": "text/html",
            "buffer": b"<script>window.pwned=1</script>",
        }
    )
    await stage.says("a file")
    await expect(stage.message("a file").get_by_test_id("file")).to_contain_text("<img src=x")
    await unharmed(stage)


async def test_hostile_payloads_stay_words_in_the_developer_pane(stage: Stage):
    await stage.open()
    await stage.says(f"/whisper {HOSTILE}")
    await stage.on("tools").click()
    await stage.page.locator('[data-testid="log-row"][data-name="/whisper"]').click()
    await expect(stage.on("log-detail")).to_contain_text("onerror")
    await unharmed(stage)


async def test_pictures_elsewhere_are_named_and_never_fetched(stage: Stage):
    await stage.open()
    await stage.says("/gallery media")
    await expect(stage.page.get_by_role("img", name="A cat on a desk")).to_be_visible()
    stage.witness.nothing_wrong()
