"""Preferences, one's own data, welcome, and a word to Candor."""

from __future__ import annotations

from storage import Unit
from storage.audit import AuditEntry
from tests.kit.conversation import Conversation
from tests.kit.made import Made


async def test_whoever_opens_home_is_welcomed_once(slack: Conversation, made: Made):
    (ann,) = await made.people("Ann")
    for _ in range(3):
        await slack.speaks(ann).home()
    told = [each for each in await slack.speaks(ann).dms() if "I am Candor" in each["text"]]
    assert len(told) == 1


async def test_who_writes_to_candor_gets_an_answer(slack: Conversation, made: Made):
    (ann,) = await made.people("Ann")
    await slack.speaks(ann).hand.tells_app("hello there")
    await slack.settles()
    assert "/candor help" in await slack.speaks(ann).reads_dms()
    await slack.settles()
    answers = [each for each in await slack.speaks(ann).dms() if "/candor help" in each["text"]]
    assert len(answers) == 1, "Candor does not answer itself"


async def test_preferences_are_kept(slack: Conversation, made: Made):
    (ann,) = await made.people("Ann")
    speaker = slack.speaks(ann)
    await speaker.types("/candor preferences")
    reply = await speaker.submits(workdays=["mon", "tue", "wed"], quiet_from="17:00", quiet_until="10:00")
    assert not reply.error
    kept = await made.storage.read(made.team, lambda unit: unit.preferences.get(ann.id))
    assert kept is not None
    assert kept.workdays == "mon,tue,wed"
    assert kept.quiet_hours == "17:00-10:00"


async def test_half_of_the_quiet_hours_is_told_beside_the_other_half(slack: Conversation, made: Made):
    (ann,) = await made.people("Ann")
    speaker = slack.speaks(ann)
    await speaker.types("/candor preferences")
    reply = await speaker.submits(quiet_from="17:00", quiet_until=None)
    assert "quiet_until" in (reply.fields or {})


async def test_my_data_comes_as_a_file_to_me_alone(slack: Conversation, made: Made):
    ann, bob = await made.people("Ann", "Bob")
    await made.kudos(bob, ann, text="for the quiet help")
    await slack.speaks(ann).types("/candor my data")
    told = await slack.speaks(ann).dms()
    assert "candor-about-me.json" in told[-1]["text"] + str(told[-1].get("blocks"))
    files = list(slack.running.box.world.files.values())
    assert len(files) == 1
    assert "for the quiet help" in files[0].content.decode()
    assert await slack.speaks(bob).dms() == []
    assert await made.storage.read(made.team, actions) == ["candor.about"]


async def test_guests_people_from_elsewhere_bots_and_leavers_are_refused(slack: Conversation, made: Made):
    gus = await made.person("Gus", is_guest=True)
    ivo = await made.person("Ivo", external="T0PARTNER1")
    assert "guests do not take part" in (await slack.speaks(gus).types("/candor preferences")).text
    assert "current members" in (await slack.speaks(ivo).types("/candor preferences")).text
    lea = await made.person("Lea")
    await made.leaves(lea)
    assert "current members" in (await slack.speaks(lea).types("/kudos")).text


async def test_guests_take_part_where_the_settings_let_them(slack: Conversation, made: Made):
    gus = await made.person("Gus", is_guest=True)
    ann = await made.person("Ann")
    await made.settings(guests="on")
    assert not (await slack.speaks(gus).gives_kudos(ann, "for the warm welcome")).error


async def test_a_room_that_is_switched_off_says_so(slack: Conversation, made: Made):
    ann, bob = await made.people("Ann", "Bob")
    await made.settings(rooms_off="kudos")
    reply = await slack.speaks(ann).gives_kudos(bob, "for nothing in particular")
    assert "switched off" in reply.error
    assert "/kudos" not in str((await slack.speaks(ann).types("/candor help")).message)


def actions(unit: Unit) -> list[str]:
    return [each.action for each in unit.audit.all(unit.audit.of(AuditEntry))]
