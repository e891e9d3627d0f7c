"""The conversation itself: a person speaks, Candor answers, through every door that Slack has."""

from __future__ import annotations

from tests.kit.conversation import Conversation, words
from tests.kit.made import Made


async def test_help_answers_whoever_asks(slack: Conversation, made: Made):
    (ann,) = await made.people("Ann")
    reply = await slack.speaks(ann).types("/candor help")
    assert reply.message is not None
    assert "/kudos" in words([dict(reply.message)])
    assert reply.error == ""


async def test_thanks_arrive_in_the_channel_and_with_their_receiver(slack: Conversation, made: Made):
    ann, bob = await made.people("Ann", "Bob")
    reply = await slack.speaks(ann).gives_kudos(bob, "for staying late")
    assert reply.error == ""
    assert "staying late" in await slack.speaks(bob).reads("kudos")
    assert bob.id in await slack.speaks(ann).reads("kudos")
    assert len(await slack.speaks(bob).dms()) == 1


async def test_thanks_to_oneself_are_an_error_for_oneself_alone(slack: Conversation, made: Made):
    ann, bob = await made.people("Ann", "Bob")
    reply = await slack.speaks(ann).gives_kudos(ann, "for being so modest")
    assert reply.error
    assert await slack.speaks(bob).sees("kudos") == []


async def test_a_form_is_filled_in_and_kept(slack: Conversation, made: Made):
    ann, bob = await made.people("Ann", "Bob")
    speaker = slack.speaks(ann)
    await speaker.types("/kudos")
    assert (await speaker.modal())["callback_id"] == "kudos.give"
    assert (await speaker.submits(to=[bob.id], words="short")).fields
    assert not (await speaker.submits(to=[bob.id], words="for the long night")).error
    assert "long night" in await slack.speaks(bob).reads("kudos")


async def test_home_is_drawn_for_whoever_opens_it(slack: Conversation, made: Made):
    (ann,) = await made.people("Ann")
    assert (await slack.speaks(ann).home())["blocks"]
