"""Kudos as people live them: through signed HTTP, Bolt, the database, delivery, and back into Slack."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.features.kudos.handlers import kudos_of
from bot.kit.errors import Missing
from tests.kit.conversation import Conversation, Speaker, words
from tests.kit.made import Made, Who

HARMFUL = "<!channel> *bold* <@U0NOBODY> <https://x|y> & _"


@pytest.fixture
async def cast(slack: Conversation, made: Made) -> tuple[Who, ...]:
    await made.settings(values="craft,care")
    return await made.people("Ann", "Bob", "Cat")


async def whispers(speaker: Speaker, channel: str = "general") -> list[dict[str, Any]]:
    return await speaker.hand.ephemerals(channel)


def last_card(posts: list[dict[str, Any]]) -> dict[str, Any]:
    return [post for post in posts if "kudos.join" in str(post["blocks"])][-1]


async def test_typed_thanks_are_posted_once_with_tags(slack: Conversation, cast):
    ann, bob, cat = cast
    reply = await slack.speaks(ann).gives_kudos([bob, cat], "for unblocking the release #craft")
    assert "You thanked" in reply.text
    (post,) = await slack.speaks(cat).sees("kudos")
    assert "unblocking the release" in words([post])
    assert "#craft" in words([post])
    for who in (bob, cat):
        assert "thanks you" in await slack.speaks(who).reads_dms()
    assert await slack.speaks(ann).dms() == []


async def test_what_somebody_types_appears_exactly_so_and_pings_nobody(slack: Conversation, cast):
    ann, bob, cat = cast
    await slack.speaks(ann).gives_kudos(bob, f"for {HARMFUL}")
    (post,) = await slack.speaks(cat).sees("kudos")
    assert {"type": "text", "text": HARMFUL} in post["blocks"][0]["elements"][1]["elements"]
    assert (await slack.speaks(cat).hand.unread("kudos"))[1] == 0
    assert (await slack.speaks(bob).hand.unread("kudos"))[1] == 1


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("wal", "nearest is /kudos wall"),
        ("great work everyone", "begin with them"),
        ("@nobody for the release", "who @nobody is"),
        ("{bob} thanks", "10 characters"),
        ("{bob} for the release #carft", "Did you mean #craft"),
        ("{bob} for the release in #nowhere", "don't know the channel"),
        ("{ann} for being so good", "cannot thank yourself"),
        ("{bob} " + "x" * 3001, "3000 characters"),
        ("wall since the dawn of man", "do not understand"),
        ("edit", "no kudos within the last 24 hours"),
        ("revoke", "no kudos within the last 24 hours"),
        ("private", "Say whom you thank"),
    ],
)
async def test_bad_input_gets_a_sentence_and_loses_no_words(slack: Conversation, cast, line: str, sentence: str):
    ann, bob, _ = cast
    typed = line.format(ann=ann.mention, bob=bob.mention)
    reply = await slack.speaks(ann).types(f"/kudos {typed}")
    assert sentence in reply.text
    seen = line.format(ann="@ann", bob="@bob")
    assert f"You typed: /kudos {seen}"[:100] in words([dict(reply.message or {})])
    assert await slack.speaks(bob).sees("kudos") == []


async def test_somebody_who_left_a_second_ago_is_refused_on_both_sides(slack: Conversation, made: Made, cast):
    ann, bob, cat = cast
    await made.leaves(bob)
    assert "Bob has left" in (await slack.speaks(ann).gives_kudos(bob, "for staying late")).error
    assert "current members" in (await slack.speaks(bob).gives_kudos(cat, "for staying late")).error


async def test_guests_take_part_only_where_the_settings_let_them(slack: Conversation, made: Made, cast):
    ann, _, _ = cast
    gus = await made.person("Gus", is_guest=True)
    assert "guest" in (await slack.speaks(ann).gives_kudos(gus, "for staying late")).error
    assert "guests" in (await slack.speaks(gus).gives_kudos(ann, "for staying late")).error
    await made.settings(guests="on")
    assert (await slack.speaks(ann).gives_kudos(gus, "for staying late")).error == ""


async def test_the_form_gives_what_it_says(slack: Conversation, made: Made, cast):
    ann, bob, cat = cast
    team = await made.group("night-shift", bob, cat, ann)
    speaker = slack.speaks(ann)
    await speaker.types("/kudos")
    reply = await speaker.submits(to=[], groups=["@night-shift"], words="for the quiet night", values=["craft"])
    assert reply.error == "", team
    (post,) = await speaker.sees("kudos")
    assert bob.id in words([post])
    assert cat.id in words([post])
    assert await speaker.hand.stack() == []


async def test_the_form_keeps_what_was_typed_and_says_what_is_wrong(slack: Conversation, made: Made, cast):
    ann, bob, _ = cast
    speaker = slack.speaks(ann)
    await speaker.runs("kudos.give")
    assert set((await speaker.submits(to=[ann.id], words="for being so good")).fields or {}) == {"to"}
    assert set((await speaker.submits(to=[], words="for being so good")).fields or {}) == {"to"}
    assert set((await speaker.submits(to=[bob.id], words="short")).fields or {}) == {"words"}
    wrong = await speaker.submits(to=[bob.id], words="for being so good", channel="C0GENERAL1", private=["yes"])
    assert set(wrong.fields or {}) == {"channel"}
    assert (await speaker.submits(to=[bob.id], words="for being so good", private=["yes"], channel=None)).error == ""
    assert await speaker.sees("kudos") == []
    assert "Private" in await slack.speaks(bob).reads_dms()


async def test_without_a_kudos_channel_the_giver_hears_that_nothing_is_posted(slack: Conversation, made: Made, cast):
    ann, bob, _ = cast
    await made.settings(kudos_channel="")
    assert "nothing is posted" in (await slack.speaks(ann).gives_kudos(bob, "for staying late")).text
    speaker = slack.speaks(ann)
    await speaker.types("/kudos")
    await speaker.submits(to=[bob.id], words="for staying later")
    assert "nothing is posted" in await speaker.reads_dms()
    assert len(await slack.speaks(bob).dms()) == 2


async def test_others_join_in_once_and_the_post_shows_it(slack: Conversation, cast):
    ann, bob, cat = cast
    await slack.speaks(ann).gives_kudos(bob, "for staying late")
    speaker = slack.speaks(cat)
    for _ in range(2):
        await speaker.clicks(last_card(await speaker.sees("kudos")), "kudos.join")
    assert "1 person says so too: Cat" in await speaker.reads("kudos")
    assert "once is enough" in words(await whispers(speaker, "kudos"))
    for who, sentence in ((ann, "your own kudos"), (bob, "is for you")):
        other = slack.speaks(who)
        await other.clicks(last_card(await other.sees("kudos")), "kudos.join")
        assert sentence in words(await whispers(other, "kudos"))


async def test_the_giver_edits_by_command_and_post_and_dm_follow(slack: Conversation, cast):
    ann, bob, _ = cast
    speaker = slack.speaks(ann)
    await speaker.gives_kudos(bob, "for staying late")
    await speaker.types("/kudos edit")
    assert (await speaker.submits(words="for the whole night", values=["care"])).error == ""
    post = await speaker.reads("kudos")
    assert "whole night" in post
    assert "#care" in post
    assert "Edited" in post
    assert "staying late" not in post + await slack.speaks(bob).reads_dms()
    assert len(await slack.speaks(bob).dms()) == 1


async def test_the_giver_revokes_from_the_answer_and_all_of_it_goes(slack: Conversation, cast):
    ann, bob, _ = cast
    speaker = slack.speaks(ann)
    await speaker.gives_kudos(bob, "for staying late")
    answer = (await whispers(speaker))[-1]
    await speaker.clicks(answer, "kudos.revoke")
    assert "Revoked" in words(await whispers(speaker))
    assert "staying late" not in await speaker.reads("kudos")
    assert "staying late" not in await slack.speaks(bob).reads_dms()


async def test_after_a_day_nothing_changes_any_more(slack: Conversation, made: Made, cast):
    ann, bob, _ = cast
    speaker = slack.speaks(ann)
    await speaker.gives_kudos(bob, "for staying late")
    answer = (await whispers(speaker))[-1]
    await slack.moves_clock(hours=24)
    await speaker.clicks(answer, "kudos.revoke")
    assert "24 hours" in words(await whispers(speaker))
    assert "staying late" in await speaker.reads("kudos")


async def test_a_message_is_quoted_with_its_link(slack: Conversation, cast):
    ann, bob, _ = cast
    await slack.speaks(bob).hand.says("The release is out &amp; quiet")
    speaker = slack.speaks(ann)
    message = (await speaker.sees("general"))[-1]
    await speaker.runs("kudos.quote", message)
    modal = await speaker.modal()
    assert "The release is out" in words([modal])
    assert modal["blocks"][2]["element"]["initial_users"] == [bob.id]
    assert (await speaker.submits(words="for a release without noise")).error == ""
    (post,) = await speaker.sees("kudos")
    assert f"archives/C0GENERAL1/p{message['ts'].replace('.', '')}" in words([post])
    assert "The release is out" in words([post])


async def test_words_from_a_private_channel_are_not_quoted(slack: Conversation, cast):
    ann, bob, _ = cast
    await slack.slack.changes("add_channel", name="secret", kind="private", members=[ann.id, bob.id])
    await slack.speaks(bob).hand.says("between the two of us", channel="secret")
    speaker = slack.speaks(ann)
    await speaker.runs("kudos.quote", (await speaker.sees("secret"))[-1])
    assert "between the two of us" not in words([await speaker.modal()])
    await speaker.submits(words="for a release without noise")
    post = await speaker.reads("kudos")
    assert "between the two of us" not in post
    assert "archives/" in post


async def test_the_wall_opens_filters_and_turns(slack: Conversation, made: Made, cast):
    ann, bob, cat = cast
    for number in range(10):
        await made.kudos(
            ann, bob, text=f"number {number} of ten", at=slack.running.clock.now() - timedelta(hours=number)
        )
    await made.kudos(bob, cat, text="with real craft", values=["craft"])
    speaker = slack.speaks(cat)
    await speaker.types("/kudos wall")
    assert "number 0" in words([await speaker.modal()])
    assert "number 9" not in words([await speaker.modal()])
    await speaker.clicks(await speaker.modal(), "kudos.older")
    assert "number 9" in words([await speaker.modal()])
    await speaker.clicks(await speaker.modal(), "kudos.newer")
    await speaker.clicks(await speaker.modal(), "kudos.by_value", "craft")
    assert "number" not in words([await speaker.modal()])
    assert "with real craft" in words([await speaker.modal()])
    await speaker.clicks(await speaker.modal(), "kudos.by_person", ann.id)
    assert "No kudos fit" in words([await speaker.modal()])
    await speaker.clicks(await speaker.modal(), "kudos.all")
    await speaker.clicks(await speaker.modal(), "kudos.by_period", "7")
    assert "number 0" in words([await speaker.modal()])


async def test_ones_own_kudos_are_edited_and_revoked_in_their_list(slack: Conversation, cast):
    ann, bob, _ = cast
    speaker = slack.speaks(ann)
    await speaker.types(f"/kudos private {bob.mention} for the talk on Friday")
    await speaker.types("/kudos mine")
    assert "Private" in words([await speaker.modal()])
    await speaker.clicks(await speaker.modal(), "kudos.change")
    await speaker.submits(words="for the talk on Thursday")
    assert "Thursday" in words([await speaker.modal()])
    await speaker.clicks(await speaker.modal(), "kudos.revoke")
    assert "Thursday" not in words([await speaker.modal()])
    assert "Thursday" not in await slack.speaks(bob).reads_dms()


async def test_home_shows_ones_kudos_and_opens_the_rest(slack: Conversation, cast):
    ann, bob, _ = cast
    await slack.speaks(ann).gives_kudos(bob, "for staying late")
    speaker = slack.speaks(bob)
    home = await speaker.home()
    assert "staying late" in words([home])
    await speaker.clicks(home, "kudos.wall")
    assert "staying late" in words([await speaker.modal()])
    await speaker.hand.closes()
    await speaker.clicks(await speaker.home(), "kudos.open")
    await speaker.submits(to=[ann.id], words="for saying thank you")
    assert "for saying thank you" in words([await speaker.hand.home() or {}])
    giver = slack.speaks(ann)
    await giver.clicks(await giver.home(), "kudos.revoke")
    assert "staying late" not in words([await giver.hand.home() or {}])


async def test_help_shows_the_room(slack: Conversation, cast):
    reply = await slack.speaks(cast[0]).types("/kudos help")
    for line in ("/kudos wall", "/kudos private", "/kudos edit", "/kudos revoke"):
        assert line in words([dict(reply.message or {})])
    assert "wall" in (await slack.speaks(cast[0]).types("/candor kudos wal")).text


async def test_a_channel_that_cannot_be_posted_in_is_told_at_once(slack: Conversation, cast):
    ann, bob, _ = cast
    found = await slack.slack.changes("add_channel", name="sealed", kind="private", members=[ann.id])
    slack.expected += ["channel_not_found"]
    speaker = slack.speaks(ann)
    await speaker.types(f"/kudos {bob.mention} for the sealed thing in <#{found['channel']}|sealed>")
    assert "cannot post" in words(await whispers(speaker))
    assert "the sealed thing" in await slack.speaks(bob).reads_dms()
    await slack.slack.changes("invite", channel=found["channel"], user=slack.running.box.workspace.app.bot_user_id)
    await speaker.clicks((await whispers(speaker))[-1], "kudos.repost")
    assert "the sealed thing" in await speaker.reads("sealed")


async def test_a_request_that_slack_repeats_is_one_kudos(slack: Conversation, cast):
    ann, bob, cat = cast
    await slack.slack.causes("duplicate")
    await slack.speaks(ann).gives_kudos([bob, cat], "for staying late")
    assert await slack.count_kudos() == 1
    assert len(await slack.speaks(ann).sees("kudos")) == 1
    assert len(await slack.speaks(bob).dms()) == 1


async def test_somebody_whom_the_directory_lacks_is_looked_up(slack: Conversation, cast):
    ann = cast[0]
    slack.running.box.world.add_person(id="U0NEWCOMER", name="newt", real_name="Newt Comer")
    speaker = slack.speaks(ann)
    told = await speaker.types("/kudos <@U0NEWCOMER> for the first week here")
    assert "looking them up" in told.text
    assert "You thanked" in (await speaker.types("/kudos <@U0NEWCOMER> for the first week here")).text


async def test_people_from_elsewhere_are_politely_refused(slack: Conversation, made: Made, cast):
    ann, bob, _ = cast
    ext = await made.person("Ext", external="T0OTHER999")
    await slack.speaks(ann).gives_kudos(bob, "for staying late")
    speaker = slack.speaks(ext)
    assert (await speaker.gives_kudos(ann, "for staying late")).error
    await speaker.clicks(last_card(await speaker.sees("kudos")), "kudos.join")
    assert "say so too" not in await slack.speaks(ann).reads("kudos")
    assert "members" in words(await whispers(speaker, "kudos"))


async def test_a_private_kudos_names_no_channel(slack: Conversation, cast):
    ann, bob, _ = cast
    told = await slack.speaks(ann).types(f"/kudos private {bob.mention} for the long talk in <#C0GENERAL1|general>")
    assert "posted nowhere" in told.text
    assert await slack.count_kudos() == 0


@pytest.mark.parametrize("value", ["", "x", "'; DROP TABLE kudos; --", "00000000-0000-0000-0000-00000000000g"])
def test_an_id_that_is_none_is_a_kudos_that_is_not_there(value: str):
    with pytest.raises(Missing):
        kudos_of(value)


async def test_a_private_kudos_stands_in_no_message_and_opens_for_those_whom_it_concerns(slack: Conversation, cast):
    ann, bob, _ = cast
    await slack.speaks(ann).types(f"/kudos private {bob.mention} for the talk on Friday")
    (message,) = await slack.speaks(bob).dms()
    assert "the talk on Friday" not in words([message])
    await slack.speaks(bob).clicks(message, "kudos.unseal")
    assert "the talk on Friday" in words([await slack.speaks(bob).modal()])
