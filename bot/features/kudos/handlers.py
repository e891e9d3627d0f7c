"""Kudos: Slack in. Each handler reads, calls a service, answers."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from uuid import UUID

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.features.kudos import reading, service, views, wall
from bot.features.kudos.forms import EditForm, KudosForm
from bot.features.kudos.rules import Thanks
from bot.features.kudos.service import Place
from bot.features.kudos.wall import Filters
from bot.kit.call import Call
from bot.kit.doors import Doors
from bot.kit.errors import Invalid, Missing
from bot.kit.help import renamed
from bot.kit.words import say, speaking
from storage.outbox import Message

PATIENCE = 1.5
"""Seconds that Slack gets to tell what a channel is, before a form opens without knowing."""

CLOSED = ("privategroup", "directmessage")
"""What Slack calls a conversation whose name is nobody else's business."""

doors = Doors("kudos")


def kudos_of(value: object) -> UUID:
    """The kudos that a button or form speaks of."""
    try:
        return UUID(str(value))
    except ValueError:
        raise Missing(say("That kudos is not there any more.")) from None


@doors.command("/kudos", may="kudos.give")
async def on_command(call: Call) -> None:
    if not call.text:
        await on_open(call)
        return
    await give_typed(call, private=False)


@doors.command("/kudos", "private", may="kudos.give")
async def on_private(call: Call) -> None:
    await give_typed(call, private=True)


async def give_typed(call: Call, *, private: bool) -> None:
    kudos = renamed("/kudos", call.house.prefix)
    words = call.house.table.words("/kudos")
    answer = await call.work(
        service.give_typed, call.text, words, kudos, source=call.source, now=call.now, private=private
    )
    await call.reply(answer.message)
    if answer.named:
        call.soon(check_channel(call, answer.kudos.id, answer.named))


async def check_channel(call: Call, kudos: UUID, channel: str) -> None:
    """Tells the giver at once where Slack will not let the card in."""
    client = await call.slack()
    try:
        found = (await client.conversations_info(channel=channel)).get("channel") or {}
    except SlackApiError as refused:
        if refused.response.get("error") != "channel_not_found":
            return
        found = {"is_archived": True}
    if found.get("is_archived") or (found.get("is_private") and not found.get("is_member")):
        with speaking(call.language):
            await call.tell(views.unposted(channel, kudos))


@doors.action("kudos.open", may="kudos.give")
@doors.shortcut("kudos.give", may="kudos.give")
async def on_open(call: Call) -> None:
    view = await call.read(reading.form, home=call.view.get("type") == "home")
    call.soon(call.open(view))
    await call.ack()


@doors.message_shortcut("kudos.quote", may="kudos.give")
async def on_quote(call: Call) -> None:
    call.soon(open_about(call))
    await call.ack()


async def open_about(call: Call) -> None:
    """The form for a message's author. Whether the message may be quoted is Slack's to say."""
    about = reading.About(
        channel=call.channel,
        ts=str(call.message.get("ts") or ""),
        thread_ts=str(call.message.get("thread_ts") or ""),
        author=str(call.message.get("user") or ""),
        text=str(call.message.get("text") or ""),
        open=await is_open(call),
    )
    await call.open(await call.read(reading.form_about, about))


async def is_open(call: Call) -> bool:
    """Whether everybody in the workspace may read the channel; False where that cannot be told in time."""
    label = str((call.body.get("channel") or {}).get("name") or "")
    if not call.channel.startswith("C") or label in CLOSED or label.startswith("mpdm-"):
        return False
    client = await call.slack()
    try:
        async with asyncio.timeout(PATIENCE):
            found = (await client.conversations_info(channel=call.channel)).get("channel") or {}
    except (SlackApiError, TimeoutError, aiohttp.ClientError):
        return False
    shared = found.get("is_ext_shared") or found.get("is_private") or found.get("is_im") or found.get("is_mpim")
    return bool(found) and not shared


@doors.submission(KudosForm, may="kudos.give")
async def on_give(call: Call) -> None:
    form = KudosForm.read(call.view)
    thanks = Thanks(
        people=form.to,
        groups=form.groups,
        text=form.words,
        tags=form.values,
        channel=form.channel or None,
        private=bool(form.private),
        link=form.meta.get("link"),
        quote=form.meta.get("quote"),
    )
    given = await call.work(service.give, thanks, source=call.source, now=call.now, tell=True)
    await call.ack()
    if form.channel and given.new and given.kudos.channel:
        call.soon(check_channel(call, given.kudos.id, given.kudos.channel))
    if form.meta.get("home"):
        call.soon(call.home())


@doors.action("kudos.join", may="kudos.join")
async def on_join(call: Call) -> None:
    ts = str(call.message.get("ts") or "")
    place = Place(call.channel, ts) if call.channel and ts else None
    joined = await call.work(service.join, kudos_of(call.value), place, now=call.now)
    if joined:
        await call.ack()
    else:
        await say_back(call, "You have said so already: once is enough.")


async def say_back(call: Call, sentence: str) -> None:
    with speaking(call.language):
        await call.reply(Message(text=say(sentence)))


@doors.action("kudos.unseal", may="kudos.read")
async def on_unseal(call: Call) -> None:
    call.soon(call.open(await call.read(reading.unseal, kudos_of(call.value))))
    await call.ack()


@doors.command("/kudos", "edit", may="kudos.change")
async def on_edit_latest(call: Call) -> None:
    found = await call.read(reading.edit_latest, now=call.now)
    if isinstance(found, Message):
        await call.reply(found)
        return
    call.soon(call.open(found))
    await call.ack()


@doors.action("kudos.change", may="kudos.change")
async def on_change(call: Call) -> None:
    under = str(call.view.get("private_metadata") or "") if call.view.get("type") == "modal" else ""
    view = await call.read(reading.edit_form, kudos_of(call.value), now=call.now, under=under)
    call.soon(call.open(view))
    await call.ack()


@doors.submission(EditForm, may="kudos.change")
async def on_edit(call: Call) -> None:
    form = EditForm.read(call.view)
    await call.work(service.edit, kudos_of(form.meta.get("kudos")), form.words, form.values, now=call.now)
    await call.ack()
    call.soon(call.home())
    below = call.view.get("previous_view_id")
    if below and form.meta.get("under"):
        call.soon(redraw(call, str(below), str(form.meta["under"])))


async def redraw(call: Call, view_id: str, packed: str) -> None:
    """The list below a form, as it is after the change."""
    view = await call.read(reading.wall_page, Filters.unpack(packed), now=call.now)
    client = await call.slack()
    await client.views_update(view_id=view_id, view=view)


@doors.command("/kudos", "revoke", may="kudos.change")
async def on_revoke_latest(call: Call) -> None:
    await call.reply(await call.work(reading.revoke_latest, now=call.now))


@doors.action("kudos.revoke", may="kudos.change")
async def on_revoke(call: Call) -> None:
    words = await call.work(service.revoke_answer, kudos_of(call.value), now=call.now)
    if call.view.get("type") == "modal":
        call.soon(redraw(call, str(call.view["id"]), str(call.view.get("private_metadata") or "")))
        await call.ack()
        return
    if call.view.get("type") == "home":
        call.soon(call.home())
    await call.reply(words)


@doors.action("kudos.repost", may="kudos.change")
async def on_repost(call: Call) -> None:
    again = await call.work(service.repost, kudos_of(call.value), now=call.now)
    await say_back(call, "I am trying again." if again else "It is posted already.")


@doors.command("/kudos", "wall", may="kudos.read")
async def on_wall(call: Call) -> None:
    call.soon(call.open(await call.read(reading.wall_typed, call.text, now=call.now)))
    await call.ack()


@doors.command("/kudos", "mine", may="kudos.read")
async def on_mine(call: Call) -> None:
    if call.text:
        raise Invalid(filters=say("“mine” takes nothing else; the wall has filters."))
    await open_wall(call, Filters(mine=True))


@doors.action("kudos.mine", may="kudos.read")
async def on_my_kudos(call: Call) -> None:
    await open_wall(call, Filters(mine=True))


@doors.action("kudos.wall", may="kudos.read")
async def on_open_wall(call: Call) -> None:
    await open_wall(call, Filters())


async def open_wall(call: Call, filters: Filters) -> None:
    call.soon(call.open(await call.read(reading.wall_page, filters, now=call.now)))
    await call.ack()


@doors.action("kudos.by_person", may="kudos.read")
async def on_by_person(call: Call) -> None:
    await turn(call, replace(filters_of(call), person=call.value or None).top())


@doors.action("kudos.by_value", may="kudos.read")
async def on_by_value(call: Call) -> None:
    await turn(call, replace(filters_of(call), value=call.value or None).top())


@doors.action("kudos.by_period", may="kudos.read")
async def on_by_period(call: Call) -> None:
    days = call.value if call.value in dict(wall.PERIODS) else None
    await turn(call, replace(filters_of(call), days=days, since=None, until=None).top())


@doors.action("kudos.all", may="kudos.read")
async def on_all(call: Call) -> None:
    await turn(call, Filters())


@doors.action("kudos.older", may="kudos.read")
async def on_older(call: Call) -> None:
    filters = filters_of(call)
    await turn(call, replace(filters, trail=(*filters.trail, call.value)[-wall.TRAIL :]))


@doors.action("kudos.newer", may="kudos.read")
async def on_newer(call: Call) -> None:
    await turn(call, filters_of(call).newer())


def filters_of(call: Call) -> Filters:
    return Filters.unpack(str(call.view.get("private_metadata") or ""))


async def turn(call: Call, filters: Filters) -> None:
    """The open wall shows something else."""
    view = await call.read(reading.wall_page, filters, now=call.now)
    call.soon(call.refresh(view))
    await call.ack()
