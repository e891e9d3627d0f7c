"""Thanking on the demo's page: typed, by form, from a message, joined, changed, taken back."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.kit.demo import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_newcomer_thanks_a_colleague_who_hears_of_it_and_others_join_in(visitor: Visitor):
    page, words = visitor.page, "redrawing the tiles while the storm was still on"
    await page.goto(visitor.demo.url)
    await visitor.becomes("Adaeze Okonkwo")
    await visitor.conversation("kudos").click()
    composer = visitor.on("composer")
    await composer.press_sequentially("/kud")
    await expect(visitor.on("suggestion")).to_contain_text("Thank colleagues")
    await composer.press("Tab")
    await composer.press_sequentially("@jona")
    await expect(visitor.on("suggestion").first).to_contain_text("Jonas Petersen")
    await visitor.keeps("typing")
    await composer.press("Enter")
    await composer.press_sequentially(f"for {words} #craft")
    await composer.press("Enter")  # takes the suggestion: there is a channel of that name
    await composer.press("Enter")
    answer = visitor.message("You thanked @Jonas Petersen")
    await expect(answer.get_by_test_id("only-visible")).to_contain_text("Only visible to you")
    await expect(answer).to_contain_text("It is posted in #kudos")
    card = visitor.message(words).filter(has_text="Adaeze Okonkwo thanks")
    await expect(card).to_contain_text("#craft")
    await expect(visitor.on("messages").get_by_text(words)).to_have_count(1)
    await visitor.keeps("given")

    await visitor.becomes("Jonas Petersen")
    app = visitor.on("app")
    await expect(app.get_by_test_id("badge")).to_have_text("1")
    await expect(visitor.on("messages").get_by_text("You thanked @Jonas")).to_have_count(0)
    await app.click()
    letter = visitor.message(words)
    await expect(letter).to_contain_text("@Ada thanks you")
    await expect(app.get_by_test_id("badge")).to_have_count(0)
    await visitor.keeps("received")

    await visitor.becomes("Grace Whitlock")
    await visitor.conversation("kudos").click()
    row = visitor.message(words)
    stamp = await row.get_attribute("data-ts")
    await row.get_by_role("button", name="Add your thanks to this kudos").click()
    await expect(row).to_contain_text("1 person says so too: Grace Whitlock")
    assert await row.get_attribute("data-ts") == stamp
    await row.get_by_role("button", name="Add your thanks to this kudos").click()
    await expect(visitor.message("You have said so already: once is enough.")).to_be_visible()
    await expect(row).to_contain_text("1 person says so too: Grace Whitlock")
    await visitor.keeps("joined")


async def test_the_form_takes_everything_and_keeps_the_words_that_are_too_few(visitor: Visitor):
    await visitor.comes("ada", channel="general")
    await visitor.says("/kudos")
    modal = await visitor.sees_modal("Give kudos")
    await visitor.field("words").fill("Thanks")
    await visitor.submits()
    await expect(visitor.error("words")).to_contain_text("at least 10 characters")
    await expect(visitor.field("words")).to_have_value("Thanks")
    await visitor.keeps("form-error")
    words = "Thanks for the calm voices on the bridge tonight"
    await visitor.field("words").fill(words)
    await visitor.submits()
    await expect(visitor.error("to")).to_contain_text("whom you thank")
    await expect(visitor.field("words")).to_have_value(words)
    await visitor.chooses("to", "Grace Whitlock", "Nguyễn Thị Bảo")
    await visitor.page.keyboard.press("Escape")
    await visitor.chooses("values", "#courage", "#together")
    await visitor.page.keyboard.press("Escape")
    await visitor.chooses("channel", "storm-watch")
    await visitor.keeps("form")
    await visitor.submits()
    await expect(modal).to_have_count(0)
    await visitor.conversation("storm-watch").click()
    card = visitor.message(words)
    await expect(card).to_contain_text("Adaeze Okonkwo thanks @Grace and @Bảo")
    await expect(card).to_contain_text("#courage #together")


async def test_a_private_kudos_is_posted_nowhere(visitor: Visitor):
    words = "for listening to me on that long Thursday"
    await visitor.comes("ada", tab="home")
    await visitor.button("Give kudos").click()
    modal = await visitor.sees_modal("Give kudos")
    await visitor.chooses("to", "Yael Barak")
    await visitor.page.keyboard.press("Escape")
    await visitor.field("words").fill(words)
    await modal.get_by_label("Only those whom I thank; it is posted nowhere").check()
    await visitor.submits()
    await expect(modal).to_have_count(0)
    await expect(visitor.on("home")).to_contain_text(words)
    await visitor.comes("yael", tab="messages")
    letter = visitor.message("@Ada thanks you")
    await expect(letter).to_contain_text("Private: posted nowhere, only for you.")
    await letter.get_by_role("button", name="Read this private kudos").click()
    await expect(visitor.on("modal")).to_contain_text(words)
    await visitor.page.keyboard.press("Escape")
    await expect(visitor.on("modal")).to_have_count(0)
    await visitor.conversation("kudos").click()
    await expect(visitor.on("messages").get_by_test_id("message").last).to_be_visible()
    await expect(visitor.on("messages").get_by_text(words)).to_have_count(0)


async def test_the_giver_edits_and_revokes_and_the_card_follows(visitor: Visitor):
    await visitor.comes("jonas", channel="kudos")
    await visitor.says("/kudos @samir for the tidy migrations of Tuesday")
    answer = visitor.message("You thanked")
    await answer.get_by_role("button", name="Edit this kudos").click()
    await visitor.sees_modal("Edit kudos")
    await expect(visitor.field("words")).to_have_value("the tidy migrations of Tuesday")
    await visitor.field("words").fill("the tidy migrations of Wednesday")
    await visitor.chooses("values", "#craft")
    await visitor.page.keyboard.press("Escape")
    await visitor.submits()
    card = visitor.message("migrations of Wednesday").filter(has_text="Jonas Petersen thanks")
    await expect(card).to_contain_text("Edited")
    await expect(visitor.on("messages").get_by_text("migrations of Tuesday")).to_have_count(0)
    await answer.get_by_role("button", name="Revoke this kudos").click()
    await visitor.on("confirm-yes").click()
    await expect(card).to_have_count(0)
    await expect(visitor.message("Revoked. Nobody sees it any more.")).to_contain_text("migrations of Wednesday")
    await visitor.comes("samir", tab="messages")
    await expect(visitor.on("messages").get_by_test_id("message").last).to_be_visible()
    await expect(visitor.on("messages").get_by_text("migrations of")).to_have_count(0)


async def test_a_message_is_thanked_for_with_its_words_and_link(visitor: Visitor):
    said = "I have put spare batteries into every van, just in case."
    await (await visitor.demo.person("declan")).says(said, channel="general")
    await visitor.comes("ines", channel="general")
    await visitor.message(said).hover()
    await visitor.message(said).get_by_test_id("more-actions").click()
    await visitor.on("message-shortcut").filter(has_text="Give kudos").click()
    modal = await visitor.sees_modal("Give kudos")
    await expect(modal).to_contain_text(said)
    await expect(visitor.element("to")).to_contain_text("Declan O’Rourke")
    await visitor.field("words").fill("for thinking of what nobody thinks of")
    await visitor.keeps("quoting")
    await visitor.submits()
    await expect(modal).to_have_count(0)
    await visitor.conversation("kudos").click()
    card = visitor.message("for thinking of what nobody thinks of")
    await expect(card).to_contain_text(f"About a message: “{said}”")
    await card.get_by_role("link", name="a message").click()
    await expect(visitor.on("channel-name")).to_contain_text("general")
    await expect(visitor.message(said)).to_be_visible()


async def test_the_composers_menu_offers_the_form_too(visitor: Visitor):
    await visitor.comes("ines", channel="random")
    await visitor.on("shortcuts").click()
    await visitor.on("global-shortcut").filter(has_text="Give kudos").click()
    await visitor.sees_modal("Give kudos")
    await visitor.page.keyboard.press("Escape")
    await expect(visitor.on("modal")).to_have_count(0)


HOSTILE = "<!channel> *bold* {who} <https://x.example|y> & _ `code` &amp; done"


async def test_what_somebody_types_appears_exactly_so_and_calls_nobody(visitor: Visitor):
    grace = await visitor.demo.person("grace")
    typed, filled_in = HOSTILE.format(who="<@U0NOBODY00>"), HOSTILE.format(who=f"<@{grace.id}>")
    await visitor.comes("kenji", channel="kudos")
    await visitor.says("/kudos @yael ", typed)
    card = visitor.message("x.example").filter(has_text="Kenji Moriyama thanks")
    await expect(card.locator("blockquote")).to_have_text(typed)
    await expect(card.get_by_test_id("mention")).to_have_text(["@יעל ברק"])
    await visitor.says("/kudos")
    await visitor.sees_modal("Give kudos")
    await visitor.chooses("to", "Wulandari")
    await visitor.page.keyboard.press("Escape")
    await visitor.field("words").fill(filled_in)
    await visitor.submits()
    card = visitor.message(filled_in)
    await expect(card.locator("blockquote")).to_have_text(filled_in)
    await expect(card.get_by_test_id("mention")).to_have_text(["@Wulandari"])
    await expect(card.get_by_test_id("message-content").get_by_role("link")).to_have_count(0)
    await visitor.keeps("hostile")
    assert (await grace.unread("kudos"))[1] == 0
