"""The Home tab: what an employee, a manager and HR find there, and that its buttons do what the commands do."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.kit.demo import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_an_employee_finds_their_own_things_on_home(visitor: Visitor):
    await visitor.comes("yael", tab="home")
    home = visitor.on("home")
    await expect(home).to_contain_text(re.compile("Good (morning|afternoon|evening), Yael"))
    await expect(home).to_contain_text("You report to @Ada.")
    await expect(home.get_by_role("button", name="Give kudos")).to_be_visible()
    await expect(home).not_to_contain_text("To you report")
    await expect(visitor.button("Settings")).to_have_count(0)
    await expect(visitor.button("Import people")).to_have_count(0)
    await visitor.button("Help").click()
    help_text = await visitor.sees_modal("Candor")
    await expect(help_text).to_contain_text("/kudos mine")
    await expect(help_text).not_to_contain_text("import")


async def test_a_manager_finds_their_people_on_home(visitor: Visitor):
    await visitor.comes("ada", tab="home")
    await expect(visitor.on("home")).to_contain_text("You report to @Tomás Iglesias.")
    await expect(visitor.on("home")).to_contain_text(re.compile("To you report .*@Jonas Petersen"))
    await expect(visitor.button("Settings")).to_have_count(0)
    await visitor.keeps("home-manager")


async def test_the_wall_is_filtered_and_paged(visitor: Visitor):
    ingrid, noor, kenji = [await visitor.demo.person(name) for name in ("ingrid", "noor", "kenji")]
    await kenji.types(f"/kudos <@{ingrid.id}> for saying no to the shortcut #courage")
    await kenji.types(f"/kudos <@{noor.id}> for asking what nobody asked #courage")
    await kenji.types(f"/kudos <@{noor.id}> for the notes that everybody found #clarity")
    await visitor.comes("clementine", tab="home")
    await visitor.button("Kudos wall").click()
    wall = await visitor.sees_modal("Kudos wall")
    entries = wall.locator("blockquote")
    await expect(entries).to_have_count(8)
    first = await entries.first.inner_text()
    await wall.get_by_role("button", name="Show older kudos").click()
    await expect(entries.first).not_to_have_text(first)
    await wall.get_by_role("button", name="Show newer kudos").click()
    await expect(entries.first).to_have_text(first)
    await expect(wall).to_contain_text("the notes that everybody found")
    await visitor.chooses("kudos.by_value", "#courage")
    await expect(entries.first).to_have_text("asking what nobody asked")
    await expect(wall).not_to_contain_text("the notes that everybody found")
    await visitor.chooses("kudos.by_person", "Ingrid")
    await expect(entries.first).to_have_text("saying no to the shortcut")
    await visitor.keeps("wall")
    await wall.get_by_role("button", name="Remove all filters").click()
    await expect(entries.first).to_have_text(first)


async def test_preferences_are_kept(visitor: Visitor):
    await visitor.comes("grace", tab="home")
    await visitor.button("Preferences").click()
    modal = await visitor.sees_modal("Preferences")
    await modal.get_by_label("Saturday").check()
    await modal.get_by_label("The monthly recap of my kudos").uncheck()
    await visitor.keeps("preferences")
    await visitor.submits()
    await expect(modal).to_have_count(0)
    await visitor.conversation("random").click()
    await visitor.says("/candor preferences")
    await expect(modal.get_by_label("Saturday")).to_be_checked()
    await expect(modal.get_by_label("Monday")).to_be_checked()
    await expect(modal.get_by_label("Sunday")).not_to_be_checked()
    await expect(modal.get_by_label("The monthly recap of my kudos")).not_to_be_checked()


async def test_hr_changes_settings_and_all_of_hr_and_the_admins_hear_who_did(visitor: Visitor):
    await visitor.comes("marta", tab="home")
    await visitor.button("Settings").click()
    modal = await visitor.sees_modal("Settings")
    await expect(modal).to_contain_text("Kudos channel: #kudos")
    await visitor.keeps("settings")
    await modal.get_by_role("button", name="Change Kudos").click()
    await visitor.sees_modal("Kudos")
    await visitor.field("kudos_weekly_allowance").fill("many")
    await visitor.submits()
    await expect(visitor.error("kudos_weekly_allowance")).not_to_be_empty()
    await visitor.field("kudos_weekly_allowance").fill("50")
    await visitor.submits()
    await expect(modal).to_contain_text("Saved")
    await visitor.on("modal-x").click()
    await visitor.button("Settings").click()
    await expect(modal).to_contain_text("Kudos weekly allowance: 50")
    await modal.get_by_role("button", name="Change Who is who").click()
    await visitor.sees_modal("Who is who")
    await visitor.chooses("hr", "Priya")
    await visitor.page.keyboard.press("Escape")
    await visitor.submits()
    await expect(modal).to_contain_text("Saved")
    await visitor.comes("sina", tab="messages")
    await expect(visitor.message("@Marta Wiśniewska changed who is in HR: added @Priya Raghunathan")).to_be_visible()


GOOD = "id,title,manager\n{samir},Forecast Engineer,{tomas}\n"
WRONG = "id,title,manager,country\n{samir},Engineer,nobody@nowhere.example,DE\n{tomas},VP,-,ATLANTIS\n"


async def test_hr_imports_people_after_seeing_what_would_change(visitor: Visitor):
    slack = visitor.demo.slack
    addresses = {"samir": (await slack.person("samir")).id, "tomas": (await slack.person("tomas")).id}
    await visitor.comes("zuzanna", tab="home")
    await expect(visitor.on("home")).to_contain_text("To you report")
    await visitor.button("Import people").click()
    modal = await visitor.sees_modal("Import people")
    await upload(visitor, "wrong.csv", WRONG.format(**addresses))
    await expect(modal).to_contain_text("This cannot be imported")
    await expect(modal).to_contain_text("Line 2, column manager: nobody in the workspace has “nobody@nowhere.example”.")
    await expect(modal).to_contain_text("Line 3, column country: “ATLANTIS” is no country")
    await visitor.keeps("import-wrong")
    await visitor.on("modal-x").click()
    await visitor.button("Import people").click()
    await upload(visitor, "people.csv", GOOD.format(**addresses))
    await expect(modal).to_contain_text("This would change")
    await visitor.keeps("import-preview")
    await visitor.submits()
    await expect(modal).to_contain_text("Imported")
    await visitor.comes("samir", channel="random")
    await visitor.says("/people")
    entry = visitor.message("Forecast Engineer")
    await expect(entry).to_contain_text("Reports to @Tomás Iglesias")


async def upload(visitor: Visitor, name: str, content: str) -> None:
    file = {"name": name, "mimeType": "text/csv", "buffer": content.encode()}
    await visitor.element("file").locator("input[type=file]").set_input_files(file)
    await expect(visitor.on("modal").locator("[data-file]")).to_contain_text(name)
    await visitor.submits()
