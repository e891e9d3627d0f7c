"""Help, settings and set-up, as people meet them."""

from __future__ import annotations

from storage import Unit
from tests.kit.conversation import Conversation, words
from tests.kit.made import Made


def texts(message) -> str:
    return words([dict(message or {})])


async def test_help_shows_only_what_one_may(slack: Conversation, made: Made):
    (ann,) = await made.people("Ann")
    (eve,) = await made.people("Eve", is_admin=True)
    anns = texts((await slack.speaks(ann).types("/candor help")).message)
    eves = texts((await slack.speaks(eve).types("/candor help")).message)
    assert "/kudos" in anns
    assert "/candor settings" not in anns
    assert "/candor settings" in eves


async def test_an_unknown_word_is_answered_with_the_nearest(slack: Conversation, made: Made):
    (ann,) = await made.people("Ann")
    reply = await slack.speaks(ann).types("/candor prefrences")
    assert "preferences" in reply.text
    assert "/candor prefrences" in texts(reply.message), "what they typed is never lost"


async def test_every_command_also_works_behind_candor(slack: Conversation, made: Made):
    ann, bob = await made.people("Ann", "Bob")
    await slack.speaks(ann).types(f"/candor kudos {bob.mention} for holding the ladder")
    assert "holding the ladder" in await slack.speaks(bob).reads("kudos")


async def test_an_admin_sets_a_setting_by_typing(slack: Conversation, made: Made):
    (eve,) = await made.people("Eve", is_admin=True)
    reply = await slack.speaks(eve).types("/candor settings kudos_weekly_allowance=3")
    assert "kudos_weekly_allowance = 3" in texts(reply.message)
    assert (await stored(made))["kudos_weekly_allowance"] == "3"


async def test_a_setting_that_cannot_be_is_refused_with_how_to_mend_it(slack: Conversation, made: Made):
    (eve,) = await made.people("Eve", is_admin=True)
    reply = await slack.speaks(eve).types("/candor settings digest_time=25:99")
    assert "09:00" in texts(reply.message)
    assert "digest_time" not in await stored(made)


async def test_an_employee_may_neither_see_nor_set_settings(slack: Conversation, made: Made):
    (ann,) = await made.people("Ann")
    for line in ("/candor settings", "/candor settings hr=U1", "/candor setup"):
        assert "may not" in (await slack.speaks(ann).types(line)).text
    assert await slack.speaks(ann).hand.modal() is None
    assert "hr" not in await stored(made)


async def test_a_section_is_changed_in_its_form(slack: Conversation, made: Made):
    (eve,) = await made.people("Eve", is_admin=True)
    speaker = slack.speaks(eve)
    await speaker.types("/candor settings")
    overview = await speaker.modal()
    await speaker.clicks(overview, "candor.section")
    section = await speaker.modal()
    assert section["callback_id"] == "candor.settings_section"
    await speaker.submits(hr=[eve.id])
    assert (await stored(made))["hr"] == eve.id


async def test_who_is_hr_is_told_to_all_of_them(slack: Conversation, made: Made):
    eve, hal = await made.people("Eve", "Hal", is_admin=True)
    ann, bob = await made.people("Ann", "Bob")
    await made.settings(hr=ann.id)
    await slack.speaks(eve).types(f"/candor settings hr={bob.id}")
    for who in (eve, hal, ann, bob):
        told = await slack.speaks(who).reads_dms()
        assert "HR" in told, who.name
        assert eve.id in told


async def test_the_first_admin_sets_candor_up(slack: Conversation, made: Made):
    (eve,) = await made.people("Eve", is_admin=True)
    speaker = slack.speaks(eve)
    home = await speaker.home()
    assert "not set up yet" in words([home])
    await speaker.clicks(home, "candor.setup")
    assert not (await speaker.submits(kudos_channel="C0KUDOS001", values="craft, care")).error
    known = await stored(made)
    assert known["hr"] == eve.id
    assert known["values"] == "craft,care"
    assert "not set up yet" not in words([await speaker.home()])


async def test_who_sees_what_is_told_in_the_policy_s_words(slack: Conversation, made: Made):
    (ann,) = await made.people("Ann")
    await slack.speaks(ann).types("/candor privacy")
    assert "Public kudos are for everyone" in words([await slack.speaks(ann).modal()])


async def stored(made: Made) -> dict[str, str]:
    return await made.storage.read(made.team, settings_of)


def settings_of(unit: Unit) -> dict[str, str]:
    return unit.settings.all()


async def test_home_offers_settings_to_whom_they_belong(slack: Conversation, made: Made):
    (ann,) = await made.people("Ann")
    (eve,) = await made.people("Eve", is_admin=True)
    assert "candor.settings" not in words([await slack.speaks(ann).home()])
    home = await slack.speaks(eve).home()
    await slack.speaks(eve).clicks(home, "candor.settings")
    assert "Kudos weekly allowance" in words([await slack.speaks(eve).modal()])


async def test_a_setting_is_typed_with_a_sign_or_a_space(slack: Conversation, made: Made):
    (eve,) = await made.people("Eve", is_admin=True)
    assert "Saved" in (await slack.speaks(eve).types("/candor settings values craft, care")).text
    assert (await stored(made))["values"] == "craft,care"
    assert "Saved" in (await slack.speaks(eve).types("/candor settings timezone = Asia/Tokyo")).text
    assert (await stored(made))["timezone"] == "Asia/Tokyo"
    assert (await slack.speaks(eve).types("/candor settings timezone")).text == "timezone = Asia/Tokyo"
