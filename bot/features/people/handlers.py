"""The directory's doors: its command, its file, and what Slack tells about people and groups."""

from __future__ import annotations

import re

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.features.people import importing, service, sync, views
from bot.kit import csvfile
from bot.kit.call import Call
from bot.kit.doors import Doors
from bot.kit.downloads import download
from bot.kit.errors import Missing, Refused, Sentence
from bot.kit.words import say
from storage import StorageDown

doors = Doors("people")
MENTION = re.compile(r"^<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")


@doors.command("/people", may="people.read")
async def on_people(call: Call) -> None:
    asked = call.text.strip()
    if match := MENTION.match(asked):
        await call.reply(await call.read(service.show, match.group(1), now=call.now))
    elif asked:
        await call.reply(await call.read(service.search, asked, call.house.table.words("/people")))
    else:
        await call.reply(await call.read(service.show, call.caller.user, now=call.now))


@doors.command("/people", "search", may="people.read")
async def on_search(call: Call) -> None:
    if not call.text:
        raise Missing(say("Write the beginning of a name after “search”."))
    await call.reply(await call.read(service.search, call.text, ()))


@doors.command("/people", "team", may="people.read")
async def on_team(call: Call) -> None:
    await call.reply(await call.read(service.team, now=call.now))


@doors.command("/people", "import", may="people.import")
async def on_import_command(call: Call) -> None:
    call.soon(call.open(views.ImportForm.modal()))
    await call.ack()


@doors.action("people.open_import", may="people.import")
async def on_import_button(call: Call) -> None:
    call.soon(call.open(views.ImportForm.modal()))
    await call.ack()


@doors.submission(views.ImportForm, may="people.import")
async def on_file(call: Call) -> None:
    form = views.ImportForm.read(call.view)
    await call.work(service_nothing)
    call.soon(work_through(call, form.file[0], apply=False))
    await call.show(views.reading())


@doors.submission(views.APPLY, may="people.import")
async def on_apply(call: Call) -> None:
    await call.work(service_nothing)
    call.soon(work_through(call, str(call.view["private_metadata"]), apply=True))
    await call.show(views.working())


def service_nothing(*_: object) -> None:
    """The introduction alone: the file is fetched from Slack, which no transaction waits for."""


async def work_through(call: Call, file: str, *, apply: bool) -> None:
    """Fetches the file and shows, in the modal that waits, what it would change or has changed."""
    try:
        content = await download(await call.slack(), file, call.caller.user, csvfile.LARGEST)
        shown = await call.work(importing.by_hand, content, apply=apply, now=call.now)
    except Sentence as told:
        await call.refresh(views.failed(told.sentence))
        return
    except (StorageDown, SlackApiError, aiohttp.ClientError, TimeoutError):
        await call.refresh(views.failed(say("That did not work just now, and nothing was changed. Please try again.")))
        raise
    await call.refresh(views.preview(shown, file))


@doors.command("/people", "sync", may="people.import")
@doors.action("people.sync", may="people.import")
async def on_sync(call: Call) -> None:
    await call.work(service_nothing)
    await call.reply(views.started())
    call.soon(read_everybody(call))


async def read_everybody(call: Call) -> None:
    """Everybody from Slack, and a word when it is done."""
    await call.house.sync(call.team)
    await call.tell(views.synced())


@doors.event("team_join")
async def on_join(call: Call) -> None:
    await save_user(call)


@doors.event("user_change")
async def on_change(call: Call) -> None:
    await save_user(call)


async def save_user(call: Call) -> None:
    row = sync.person_row(call.event["user"], call.team)
    await call.system(sync.save_people, [row], now=call.now)


@doors.event("subteam_created")
async def on_group_created(call: Call) -> None:
    call.soon(refresh_groups(call))


@doors.event("subteam_updated")
async def on_group_updated(call: Call) -> None:
    call.soon(refresh_groups(call))


@doors.event("subteam_members_changed")
async def on_group_members(call: Call) -> None:
    call.soon(refresh_groups(call))


async def refresh_groups(call: Call) -> None:
    """All groups anew: the event tells too little, and a workspace has few."""
    try:
        await sync.groups(call.house.storage, await call.slack(), call.team, call.now)
    except SlackApiError as refused:
        raise Refused(
            say("Slack did not let me read the groups: {error}", error=refused.response["error"])
        ) from refused
