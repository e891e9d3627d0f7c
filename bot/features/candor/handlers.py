"""Candor's own doors: help, settings, preferences, one's data, and the events that concern the app itself."""

from __future__ import annotations

from difflib import get_close_matches

from bot.features.candor import forms, service, views
from bot.kit.blocks import clip
from bot.kit.call import Call, nothing
from bot.kit.doors import Doors
from bot.kit.errors import Missing
from bot.kit.words import say

doors = Doors("candor")


@doors.command("/candor", may="candor.use")
async def on_candor(call: Call) -> None:
    if call.text:
        await call.read(nothing)
        raise lost(call, call.text.split(maxsplit=1)[0])
    await on_help(call)


def lost(call: Call, word: str) -> Missing:
    """What to say to a word that nobody knows: the nearest that somebody does."""
    known = [*call.house.table.words("/candor"), *call.house.rooms]
    near = get_close_matches(word.lower(), known, n=1, cutoff=0.0)[0]
    near = {"my": "my data"}.get(near, near)
    return Missing(say("I don't know “{word}”. Did you mean “{near}”?", word=clip(word, 40), near=near))


@doors.command("/candor", "help", may="candor.use")
async def on_help(call: Call) -> None:
    await call.reply(await call.read(service.overview, list(call.house.rooms.values()), call.house.prefix))


@doors.action("candor.help", may="candor.use")
async def on_help_button(call: Call) -> None:
    view = await call.read(service.overview_modal, list(call.house.rooms.values()), call.house.prefix)
    call.soon(call.open(view))
    await call.ack()


@doors.command("/candor", "settings", may="candor.settings")
@doors.action("candor.settings", may="candor.settings")
async def on_settings(call: Call) -> None:
    if call.text:
        await call.reply(await call.work(service.set_typed, call.text, now=call.now))
        return
    call.soon(call.open(await call.read(service.settings_modal)))
    await call.ack()


@doors.action("candor.section", may="candor.settings")
async def on_section(call: Call) -> None:
    call.soon(call.open(await call.read(service.section_modal, call.value)))
    await call.ack()


@doors.submission(forms.SettingsForm, may="candor.settings")
async def on_section_saved(call: Call) -> None:
    keys = await call.work(service.set_section, forms.SettingsForm.read(call.view), now=call.now)
    call.soon(call.home())
    await call.show(views.saved(keys))


@doors.command("/candor", "setup", may="candor.settings")
@doors.action("candor.setup", may="candor.settings")
async def on_setup(call: Call) -> None:
    call.soon(call.open(await call.read(service.setup_modal)))
    await call.ack()


@doors.submission(forms.SetupForm, may="candor.settings")
async def on_set_up(call: Call) -> None:
    keys = await call.work(service.set_up, forms.SetupForm.read(call.view), now=call.now)
    call.soon(call.home())
    await call.show(views.saved(keys))


@doors.command("/candor", "preferences", may="candor.use")
@doors.action("candor.preferences", may="candor.use")
async def on_preferences(call: Call) -> None:
    call.soon(call.open(await call.read(service.preferences_modal, list(call.house.rooms.values()), now=call.now)))
    await call.ack()


@doors.submission(forms.PreferencesForm, may="candor.use")
async def on_preferred(call: Call) -> None:
    form = forms.PreferencesForm.read(call.view)
    await call.work(service.prefer, form, list(call.house.rooms.values()), now=call.now)
    await call.ack()


@doors.command("/candor", "my", may="candor.use")
async def on_my_data(call: Call) -> None:
    if call.text.lower() != "data":
        await call.read(nothing)
        raise lost(call, f"my {call.text}".strip())
    await call.reply(await call.work(service.ask_my_data, call.source, now=call.now))


@doors.command("/candor", "who", may="candor.use")
@doors.command("/candor", "privacy", may="candor.use")
async def on_privacy(call: Call) -> None:
    call.soon(call.open(await call.read(service.privacy_modal, list(call.house.rooms.values()))))
    await call.ack()


@doors.event("app_home_opened")
async def on_home(call: Call) -> None:
    if call.event.get("tab") == "home":
        call.soon(call.home())
    if await call.house.storage.read(call.team, service.to_be_welcomed, call.caller.user, now=call.now):
        await call.system(service.welcome, call.caller.user, call.house.prefix, now=call.now)


@doors.event("message")
async def on_message(call: Call) -> None:
    """A direct message to Candor; its own messages and edits are none."""
    event = call.event
    if event.get("channel_type") != "im" or event.get("subtype") or event.get("bot_id"):
        return
    await call.system(service.answer, call.caller.user, call.source, call.house.prefix, now=call.now)


@doors.event("app_uninstalled")
async def on_uninstalled(call: Call) -> None:
    await call.house.revoked(call.team)


@doors.event("tokens_revoked")
async def on_revoked(call: Call) -> None:
    if (call.event.get("tokens") or {}).get("bot"):
        await call.house.revoked(call.team)
