"""The directory as people meet it, and as Slack's news and files change it."""

from __future__ import annotations

from storage import Unit
from tests.kit.conversation import Conversation, words
from tests.kit.made import Made, Who


async def test_one_looks_somebody_up(slack: Conversation, made: Made):
    eve = await made.person("Eve")
    (ann,) = await made.people("Ann", manager=eve, title="Engineer", tz="Asia/Kolkata")
    reply = await slack.speaks(eve).types(f"/people {ann.mention}")
    shown = words([dict(reply.message or {})])
    assert "Engineer" in shown
    assert eve.id in shown
    assert "14:30" in shown, "09:00 in London's winter"


async def test_one_searches_by_the_beginning_of_a_name(slack: Conversation, made: Made):
    ann, anja, bob = await made.people("Ann Low", "Anja Berg", "Bob Hill")
    shown = words([dict((await slack.speaks(bob).types("/people an")).message or {})])
    assert ann.id in shown
    assert anja.id in shown
    assert bob.id not in shown


async def test_a_manager_sees_their_team(slack: Conversation, made: Made):
    eve = await made.person("Eve")
    ann, bob = await made.people("Ann", "Bob", manager=eve)
    shown = words([dict((await slack.speaks(eve).types("/people team")).message or {})])
    assert ann.id in shown
    assert bob.id in shown


async def test_a_leaver_is_no_longer_shown(slack: Conversation, made: Made):
    ann, bob = await made.people("Ann", "Bob")
    await made.leaves(ann)
    assert "not (any more)" in (await slack.speaks(bob).types(f"/people {ann.mention}")).text


async def test_joining_renaming_and_leaving_arrive_by_event(slack: Conversation, made: Made):
    box = slack.running.box
    box.change("add_person", id="U0NEW00001", name="nia", real_name="Nia Stone", tz="Asia/Kathmandu")
    await slack.settles()
    assert await known(made, "U0NEW00001") == ("Nia Stone", "Asia/Kathmandu", True)
    box.change("change_person", user="U0NEW00001", real_name="Nia Steel", tz="America/St_Johns")
    await slack.settles()
    assert await known(made, "U0NEW00001") == ("Nia Steel", "America/St_Johns", True)
    box.change("deactivate", user="U0NEW00001")
    await slack.settles()
    assert await known(made, "U0NEW00001") == ("Nia Steel", "America/St_Johns", False)


async def test_whoever_the_directory_lacks_is_looked_up(slack: Conversation, made: Made):
    ann = await made.person("Ann")
    slack.running.box.world.add_person(id="U0LATE0001", name="lou", real_name="Lou Late")
    lou = Who("U0LATE0001", "Lou Late")
    reply = await slack.speaks(ann).gives_kudos(lou, "for coming after all")
    assert reply.error, "nobody is thanked whom Candor does not know"
    await slack.settles()
    assert not (await slack.speaks(ann).gives_kudos(lou, "for coming after all")).error


async def test_a_group_s_members_follow_slack(slack: Conversation, made: Made):
    ann, bob, eve = await made.people("Ann", "Bob", "Eve")
    slack.running.box.change("add_group", id="S0CREW0001", handle="crew", name="Crew", users=[bob.id])
    await slack.settles()
    assert await members(made, "S0CREW0001") == [bob.id]
    slack.running.box.change("set_group", id="S0CREW0001", users=[bob.id, eve.id])
    await slack.settles()
    assert await members(made, "S0CREW0001") == sorted([bob.id, eve.id])
    reply = await slack.speaks(ann).types("/kudos <!subteam^S0CREW0001> for rowing as one")
    assert not reply.error
    shown = await slack.speaks(ann).reads("kudos")
    assert bob.id in shown
    assert eve.id in shown


async def test_an_employee_may_not_import(slack: Conversation, made: Made):
    ann = await made.person("Ann")
    assert "may not" in (await slack.speaks(ann).types("/people sync")).text
    await slack.speaks(ann).types("/people import")
    assert "may not" in words(await slack.speaks(ann).hand.ephemerals())
    assert await slack.speaks(ann).hand.modal() is None


async def test_a_file_is_previewed_and_then_imported(slack: Conversation, made: Made):
    eve = await made.person("Eve", is_admin=True, email="eve@quill.example")
    (ann,) = await made.people("Ann", email="ann@quill.example")
    speaker = slack.speaks(eve)
    file = await speaker.hand.uploads("people.csv", csv("ann@quill.example,eve@quill.example,Craft"))
    await speaker.types("/people import")
    assert not (await speaker.submits(file=[file])).error
    preview = await speaker.modal()
    assert preview["callback_id"] == "people.apply"
    assert await manager(made, ann) is None, "nothing changes before its preview was seen"
    await speaker.submits()
    assert await manager(made, ann) == eve.id
    assert "Imported" in words([await speaker.modal()])


async def test_a_file_with_a_fault_changes_nothing(slack: Conversation, made: Made):
    eve = await made.person("Eve", is_admin=True, email="eve@quill.example")
    (ann,) = await made.people("Ann", email="ann@quill.example")
    speaker = slack.speaks(eve)
    lines = csv("ann@quill.example,eve@quill.example,Craft", "nobody@quill.example,eve@quill.example,Craft")
    file = await speaker.hand.uploads("people.csv", lines)
    await speaker.types("/people import")
    await speaker.submits(file=[file])
    shown = words([await speaker.modal()])
    assert "cannot be imported" in shown
    assert "3" in shown, "the line is named"
    assert (await speaker.modal())["submit"] is None
    assert await manager(made, ann) is None


def csv(*lines: str) -> bytes:
    return "\n".join(["email,manager,department", *lines]).encode()


async def known(made: Made, person: str) -> tuple[str, str, bool] | None:
    def look(unit: Unit) -> tuple[str, str, bool] | None:
        found = unit.people.get(person)
        return None if found is None else (found.name, found.tz, found.active)

    return await made.storage.read(made.team, look)


async def members(made: Made, group: str) -> list[str]:
    def look(unit: Unit) -> list[str]:
        return unit.groups.members_of([group]).get(group, [])

    return await made.storage.read(made.team, look)


async def manager(made: Made, who: Who) -> str | None:
    def look(unit: Unit) -> str | None:
        return unit.people.manager_of(who.id)

    return await made.storage.read(made.team, look)


async def test_whoever_one_asks_for_in_vain_is_there_a_moment_later(slack: Conversation, made: Made):
    ann = await made.person("Ann")
    slack.running.box.world.add_person(id="U0LATE0001", name="lou", real_name="Lou Late")
    assert "looking them up" in (await slack.speaks(ann).types("/people <@U0LATE0001>")).text
    await slack.settles()
    assert "Lou Late" in words([dict((await slack.speaks(ann).types("/people <@U0LATE0001>")).message or {})])


async def test_whoever_is_unknown_is_looked_up_and_can_speak_then(slack: Conversation, made: Made):
    lou = Who("U0LATE0001", "Lou Late")
    await slack.welcomes(lou)
    assert "I am looking you up" in (await slack.speaks(lou).types("/people")).text
    assert "Lou Late" in words([dict((await slack.speaks(lou).types("/people")).message or {})])
    nia = Who("U0LATE0002", "Nia New")
    await slack.welcomes(nia)
    await slack.speaks(nia).types("/kudos")
    assert "looking you up" in words(await slack.speaks(nia).hand.ephemerals()), "a modal that did not open says why"
    await slack.speaks(nia).types("/kudos")
    assert (await slack.speaks(nia).modal())["callback_id"] == "kudos.give"


async def test_home_of_somebody_unknown_looks_them_up_by_itself(slack: Conversation, made: Made):
    slack.running.box.world.add_person(id="U0LATE0001", name="lou", real_name="Lou Late")
    assert "Lou" in words([await slack.speaks(Who("U0LATE0001", "Lou Late")).home()])


async def test_a_subcommand_that_is_none_names_the_nearest(slack: Conversation, made: Made):
    ann = await made.person("Ann")
    assert "“team”" in (await slack.speaks(ann).types("/people taem")).text
    assert "beginning of a name" in (await slack.speaks(ann).types("/people search")).text
    assert ann.id in words([dict((await slack.speaks(ann).types("/people search ann")).message or {})])
    assert "<!channel>" not in (await slack.speaks(ann).types("/people <!channel>")).text


async def test_bots_and_people_from_elsewhere_are_not_shown(slack: Conversation, made: Made):
    ann = await made.person("Ann")
    robot = await made.person("Robot", is_bot=True)
    ivo = await made.person("Ivo", external="T0PARTNER1")
    for who in (robot, ivo):
        assert "not (any more)" in (await slack.speaks(ann).types(f"/people {who.mention}")).text
        assert who.id not in words([dict((await slack.speaks(ann).types(f"/people {who.name}")).message or {})])


async def test_hr_reads_everybody_anew_and_hears_when_it_is_done(slack: Conversation, made: Made):
    eve = await made.person("Eve", is_admin=True)
    slack.running.box.world.add_person(id="U0LATE0001", name="lou", real_name="Lou Late")
    await slack.speaks(eve).types("/people sync")
    assert await known(made, "U0LATE0001") is not None
    assert "up to date" in words(await slack.speaks(eve).hand.ephemerals())


async def test_a_name_has_no_power_wherever_it_is_shown(slack: Conversation, made: Made):
    boss = await made.person("<!channel> *Boss*")
    ann = await made.person("Ann", manager=boss, title="<@U1> & _Cook_")
    shown = words([dict((await slack.speaks(ann).types("/people")).message or {})])
    assert "<!channel>" not in shown
    assert "&lt;@U1&gt; &amp;" in shown
    assert "<!channel>" not in words([await slack.speaks(ann).home()])


async def test_the_preview_of_an_import_says_when_slack_does_not_hand_out_the_file(slack: Conversation, made: Made):
    eve = await made.person("Eve", is_admin=True)
    speaker = slack.speaks(eve)
    await made.people("Ann", email="ann@quill.example")
    file = await speaker.hand.uploads("people.csv", csv("ann@quill.example,-,Craft"))
    await speaker.types("/people import")
    await speaker.submits(file=[file])
    slack.running.box.world.files.pop(file)
    slack.expected.append("file_not_found")
    await speaker.submits()
    assert "Slack did not give me that file" in words([await speaker.modal()])
