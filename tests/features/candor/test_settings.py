"""Settings by command and form: all or nothing, beside their fields, audited, and told to whom they concern."""

from __future__ import annotations

import pytest

from bot.features.candor.forms import SettingsForm, field_name, section_of, section_view
from bot.kit.config import SECTIONS, SETTINGS, Config
from sandbox.limits import check_view
from storage import Unit
from tests.kit.conversation import Conversation, Speaker, words
from tests.kit.made import Made


async def stored(made: Made) -> dict[str, str]:
    return await made.storage.read(made.team, lambda unit: unit.settings.all())


async def trail(made: Made) -> list[tuple[str | None, str, str | None]]:
    return await made.storage.read(made.team, entries)


def entries(unit: Unit) -> list[tuple[str | None, str, str | None]]:
    return [(row.actor, row.action, row.subject) for row in unit.audit.page()]


async def opened(speaker: Speaker, section: str) -> None:
    """The form of one section, from the overview."""
    await speaker.types("/candor settings")
    overview = await speaker.modal()
    block = next(block for block in overview["blocks"] if (block.get("accessory") or {}).get("value") == section)
    await speaker.hand.clicks(overview, "candor.section", block_id=block["block_id"])
    await speaker.conversation.settles()


def test_every_setting_stands_in_one_section_of_the_form():
    listed = [key for section in SECTIONS for key in section_of(section)[1]]
    assert sorted(listed) == sorted(SETTINGS)
    assert {field_name(key) for key in SETTINGS} < SettingsForm.fields.keys()


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_is_a_view_that_slack_takes(section: str):
    config = Config({"hr": "U1,S1", "kudos_channel": "C1", "values": "craft", "rooms_off": "talent"})
    assert check_view(section_view(section, config), method="views.open") == []


@pytest.mark.parametrize("section", SECTIONS)
async def test_a_section_submitted_as_it_is_changes_nothing(slack: Conversation, made: Made, section: str):
    eve = await made.person("Eve", is_admin=True)
    await made.settings(hr=eve.id, kudos_channel="C0KUDOS001", values="craft,care")
    speaker = slack.speaks(eve)
    before = Config(await stored(made))
    await opened(speaker, section)
    reply = await speaker.submits()
    assert not reply.error, reply
    assert "Nothing changed" in words([await speaker.modal()])
    after = Config(await stored(made))
    assert {key: after.text(key) for key in SETTINGS} == {key: before.text(key) for key in SETTINGS}
    assert await trail(made) == []
    assert await slack.speaks(eve).reads_dms() == ""


async def test_everything_wrong_in_a_section_is_told_beside_its_field(slack: Conversation, made: Made):
    eve = await made.person("Eve", is_admin=True)
    speaker = slack.speaks(eve)
    await opened(speaker, "time")
    reply = await speaker.submits(timezone="Berlin", nudges_per_day="lots", quiet_hours="09:00-09:00", country="DE")
    assert set(reply.fields or {}) == {"timezone", "nudges_per_day", "quiet_hours"}
    assert "country" not in await stored(made)
    await speaker.submits(timezone="Europe/Berlin", nudges_per_day="3", quiet_hours="", country="de")
    known = await stored(made)
    assert (known["timezone"], known["nudges_per_day"], known["quiet_hours"], known["country"]) == (
        *("Europe/Berlin", "3", ""),
        "DE",
    )
    assert {subject for _, _, subject in await trail(made)} == {"timezone", "nudges_per_day", "quiet_hours", "country"}
    assert {actor for actor, _, _ in await trail(made)} == {eve.id}


async def test_a_role_may_be_people_and_a_group(slack: Conversation, made: Made):
    eve, hal = await made.people("Eve", "Hal", is_admin=True)
    ann = await made.person("Ann")
    group = "S0HRGROUP1"
    slack.running.box.change("add_group", id=group, handle="hr", name="HR", users=[ann.id])
    await slack.settles()
    speaker = slack.speaks(eve)
    await opened(speaker, "roles")
    assert (await speaker.submits(hr=[hal.id], hr_group="no group")).fields.keys() == {"hr_group"}
    assert (await speaker.submits(hr=[hal.id], hr_group="S0UNKNOWN1")).error
    assert not (await speaker.submits(hr=[hal.id], hr_group=group)).error
    assert (await stored(made))["hr"] == f"{hal.id},{group}"
    for who in (eve, hal, ann):
        assert "added" in await slack.speaks(who).reads_dms(), who.name
    assert "Kudos weekly" in words([await asked(slack.speaks(ann))]), "a member of the group is HR at once"


async def asked(speaker: Speaker) -> dict:
    await speaker.types("/candor settings")
    return await speaker.modal()


async def test_who_leaves_the_circle_hears_of_it_too_and_leavers_do_not(slack: Conversation, made: Made):
    ann, bob, lea = await made.people("Ann", "Bob", "Lea")
    await made.settings(hr=f"{ann.id},{bob.id},{lea.id}")
    await made.leaves(lea)
    await slack.speaks(ann).types(f"/candor settings hr={ann.id}")
    assert f"removed <@{bob.id}>" in await slack.speaks(bob).reads_dms()
    assert [row.recipient for row in await made.outbox()] == sorted([ann.id, bob.id])
    assert "may not" in (await slack.speaks(bob).types("/candor settings")).text, "and it holds at once"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("hr=", "Somebody must be HR"),
        ("hr=U0NOBODY01", "I am looking"),
        ("hr=eve!", "neither a person's id"),
        ("digesttime=09:00", "did you mean “digest_time”"),
        ("digesttime", "did you mean “digest_time”"),
        ("rooms_off=candor", "cannot be switched off"),
        ("rooms_off=kudoz", "did you mean “kudos”"),
        ("anonymity_threshold=2", "from 3 to"),
    ],
)
async def test_what_cannot_be_set_is_refused_and_nothing_changes(slack: Conversation, made: Made, line: str, told: str):
    eve = await made.person("Eve")
    await made.settings(hr=eve.id)
    slack.expected.append("user_not_found")
    before = await stored(made)
    reply = await slack.speaks(eve).types(f"/candor settings {line}")
    assert told in reply.text
    assert await stored(made) == before
    assert await trail(made) == []


async def test_neither_leavers_nor_bots_can_hold_a_role(slack: Conversation, made: Made):
    eve = await made.person("Eve", is_admin=True)
    lea, robot = await made.person("Lea"), await made.person("Robot", is_bot=True)
    await made.leaves(lea)
    for who in (lea, robot):
        assert "no member" in (await slack.speaks(eve).types(f"/candor settings hr={who.id}")).text


async def test_one_setting_can_be_looked_at(slack: Conversation, made: Made):
    eve = await made.person("Eve", is_admin=True)
    assert "digest_time = 09:00" in words(
        [dict((await slack.speaks(eve).types("/candor settings digest_time")).message or {})]
    )
    assert "nothing changed" in (await slack.speaks(eve).types("/candor settings digest_time=9:00")).text


async def test_a_change_is_seen_by_the_very_next_word(slack: Conversation, made: Made):
    eve, ann, bob = *(await made.people("Eve", is_admin=True)), *(await made.people("Ann", "Bob"))
    for state, refused in (("kudos:DE", False), ("kudos", True), ("", False)):
        await slack.speaks(eve).types(f"/candor settings rooms_off={state}")
        assert (
            "switched off" in (await slack.speaks(ann).types(f"/kudos {bob.mention} for this and that")).text
        ) == refused


async def test_a_room_may_be_off_for_one_country_alone(slack: Conversation, made: Made):
    ann, bob = await made.person("Ann", country="DE"), await made.person("Bob", country="FR")
    await made.settings(rooms_off="kudos:DE", kudos_channel="C0KUDOS001")
    assert "switched off" in (await slack.speaks(ann).gives_kudos(bob, "for this and for that")).error
    assert not (await slack.speaks(bob).gives_kudos(ann, "for this and for that")).error
    assert "Kudos" not in words([await slack.speaks(ann).home()])
    assert "Kudos" in words([await slack.speaks(bob).home()])


async def test_set_up_keeps_a_group_that_its_form_cannot_show(slack: Conversation, made: Made):
    eve = await made.person("Eve", is_admin=True)
    group = await made.group("hr", eve)
    await made.settings(hr=group)
    speaker = slack.speaks(eve)
    await speaker.types("/candor setup")
    assert (await speaker.submits(country="Germany")).error
    reply = await speaker.submits(hr=[eve.id], country="XX", timezone="Berlin", values="two words")
    assert set(reply.fields or {}) == {"country", "timezone", "values"}
    assert not (await speaker.submits(hr=[eve.id], country="de", timezone="Europe/Berlin", values="craft")).error
    assert (await stored(made))["hr"] == f"{eve.id},{group}"
    assert (await stored(made))["country"] == "DE"


async def test_a_change_that_is_taken_back_is_not_remembered(made: Made):
    await made.settings(language="en", digest_time="08:00")

    def fails(unit: Unit) -> None:
        unit.settings.change({"digest_time": "11:00"}, by=None, now=made.clock.now())
        assert unit.settings.get("digest_time") == "11:00"
        raise RuntimeError("taken back")

    with pytest.raises(RuntimeError, match="taken back"):
        await made.storage.work(made.team, fails)
    assert (await stored(made))["digest_time"] == "08:00"
    await made.settings(digest_time="12:00")
    assert (await stored(made))["digest_time"] == "12:00"
