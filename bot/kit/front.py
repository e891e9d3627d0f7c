"""The front: takes every payload that Bolt hands over, finds its door, and translates what goes wrong into sentences.

This is the one place that turns errors into Slack's shapes: a field's error in a modal, an ephemeral for a command or a
click, an apology with a reference for what nobody foresaw.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from difflib import get_close_matches
from time import perf_counter
from typing import Any
from uuid import uuid4

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.kit.blocks import as_typed, clean, context_typed, escape, message, typed
from bot.kit.call import Call, House
from bot.kit.context import Caller
from bot.kit.doors import (
    ACTION,
    CLOSED,
    COMMAND,
    EVENT,
    MESSAGE_SHORTCUT,
    OPTIONS,
    SHORTCUT,
    SUBMISSION,
    Door,
)
from bot.kit.errors import Invalid, Sentence, Unknown, trace
from bot.kit.forms import asked_by
from bot.kit.help import help_text
from bot.kit.words import say, speaking
from storage import StorageDown

log = logging.getLogger("candor.front")
CANDOR = "/candor"


def installed_team(body: Mapping[str, Any]) -> str:
    """The key under which this installation's rows stand: the workspace's id, or the organisation's."""
    authorizations = body.get("authorizations") or [{}]
    is_org = body.get("is_enterprise_install") in (True, "true") or authorizations[0].get("is_enterprise_install")
    enterprise = body.get("enterprise") or {}
    if is_org:
        return str(enterprise.get("id") or body.get("enterprise_id") or authorizations[0].get("enterprise_id") or "")
    view_team = (body.get("view") or {}).get("app_installed_team_id")
    team = body.get("team") or {}
    named = team if isinstance(team, str) else team.get("id")
    return str(view_team or authorizations[0].get("team_id") or named or body.get("team_id") or "")


def caller_of(body: Mapping[str, Any]) -> Caller:
    """Who is calling. Somebody is foreign whose own workspace is not the one that Candor is installed in."""
    team = installed_team(body)
    user = body.get("user") or {}
    own = user.get("team_id") if isinstance(user, Mapping) else None
    event_user = (body.get("event") or {}).get("user")
    id = user.get("id") if isinstance(user, Mapping) else user
    found = id or body.get("user_id") or (event_user.get("id") if isinstance(event_user, Mapping) else event_user)
    workspace = str(own or body.get("team_id") or team)
    return Caller(team=team, user=str(found or ""), foreign=not team.startswith("E") and workspace != team)


def kind_and_id(body: Mapping[str, Any]) -> tuple[str, str]:
    """The payload's kind of door and its id."""
    if body.get("command"):
        return COMMAND, str(body["command"])
    kind = body.get("type")
    if kind == "event_callback":
        return EVENT, str(body["event"].get("type"))
    if kind == "block_actions":
        return ACTION, str(body["actions"][0].get("action_id"))
    if kind in ("view_submission", "view_closed"):
        return (SUBMISSION if kind == "view_submission" else CLOSED), str(body["view"].get("callback_id"))
    if kind in ("shortcut", "message_action"):
        return (SHORTCUT if kind == "shortcut" else MESSAGE_SHORTCUT), str(body.get("callback_id"))
    return OPTIONS, str(body.get("action_id"))


def parted(text: str) -> tuple[str, str]:
    """The first word, and what follows it as it was typed."""
    first, *rest = text.split(maxsplit=1)[:2] or [""]
    return first, "".join(rest)


class Front:
    """Finds doors and runs them. One instance per process."""

    def __init__(self, house: House) -> None:
        self.house = house

    async def receive(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        """The single door that Bolt knows. Shutdown waits for what is inside."""
        kind, id = kind_and_id(body)
        started = perf_counter()
        language = self.house.languages.get(installed_team(body), "en")
        with self.house.tasks.inside(), speaking(language):
            await self.lead(ack, body, kind, id)
        self.house.metrics.seconds.labels(kind).observe(perf_counter() - started)

    async def lead(self, ack: AsyncAck, body: Mapping[str, Any], kind: str, id: str) -> None:
        """To the door that this kind of payload and id name."""
        caller = caller_of(body)
        if kind == EVENT:
            await self.hear(ack, body, id, caller)
        elif kind == COMMAND:
            await self.command(ack, body, id, caller)
        else:
            door = self.house.table.find(kind, id)
            if door is None:
                await self.stranger(ack, body, kind, caller)
            else:
                await self.run(Call(self.house, door, caller, body, ack))

    async def hear(self, ack: AsyncAck, body: Mapping[str, Any], id: str, caller: Caller) -> None:
        for door in self.house.table.events.get(id, ()):
            await self.run(Call(self.house, door, caller, body, ack))
        await ack()

    async def command(self, ack: AsyncAck, body: Mapping[str, Any], id: str, caller: Caller) -> None:
        """`/kudos …`, `/Pkudos …` and `/candor kudos …` are the same door."""
        name = "/" + id.removeprefix("/").removeprefix(self.house.prefix)
        text = clean(str(body.get("text") or "")).strip()
        first, rest = parted(text)
        if name == CANDOR and (behind := self.behind_candor(first)):
            name, text = behind, rest
            first, rest = parted(text)
        door = self.house.table.find(COMMAND, name, first.lower())
        if door is None:
            await self.stranger(ack, body, COMMAND, caller)
            return
        if first.lower() == "help" and door.word != "help":
            room = self.house.rooms[door.room]
            helped = Door(COMMAND, name, "help", "candor.use", door.room, help_text(room, self.house.prefix))
            await self.run(Call(self.house, helped, caller, body, ack, command=id))
            return
        await self.run(Call(self.house, door, caller, body, ack, text=rest if door.word else text, command=id))

    def behind_candor(self, word: str) -> str:
        """The command that `/candor <word> …` means: a room by its noun or its command's name; else empty."""
        for room in self.house.rooms.values():
            if room.command and word.lower() in (room.noun, room.command.removeprefix("/")):
                return room.command
        return ""

    async def stranger(self, ack: AsyncAck, body: Mapping[str, Any], kind: str, caller: Caller) -> None:
        """An id that no room knows: an old message's button, or a command of another version."""
        self.count(kind, "unknown")
        log.warning("no door for this %s", kind)
        known = [self.house.prefix + command.removeprefix("/") for command in self.house.table.commands()]
        if kind == COMMAND:
            near = get_close_matches(str(body["command"]).removeprefix("/"), known, n=1, cutoff=0.0)
            told = say("I have no such command. Did you mean /{near}?", near=near[0] if near else "candor")
            await ack(text=escape(told), response_type="ephemeral")
            return
        await ack()
        sentence = say("That belongs to another version of Candor and no longer works. Please open it anew.")
        if body.get("response_url"):
            payload = {"text": sentence, "response_type": "ephemeral", "replace_original": False}
            self.house.tasks.start(self.house.respond(str(body["response_url"]), payload))

    async def run(self, call: Call) -> None:
        """Runs a door's handler; whatever it raises becomes an answer."""
        outcome = "refused"
        try:
            await call.door.handler(call)
            outcome = "done"
        except Sentence as told:
            if isinstance(told, Unknown):
                self.house.tasks.start(self.house.look_up(call.team, told.ids))
            await self.tell(call, told)
        except StorageDown:
            outcome = "no database"
            log.error("database out of reach at %s %s", call.door.kind, call.door.id)
            if call.door.kind == EVENT:
                raise
            await self.tell(
                call, Sentence(say("I cannot reach my database, so nothing was saved. Please try again soon."))
            )
        except Exception as error:  # the translator
            outcome = "failed"
            reference = uuid4().hex[:8]
            log.error("%s at %s %s: %s", reference, call.door.kind, call.door.id, trace(error))
            if call.door.kind == EVENT:
                raise
            sorry = say("Something went wrong on my side and nothing was saved. Reference: {ref}.", ref=reference)
            await self.tell(call, Sentence(sorry))
        finally:
            self.count(call.door.kind, outcome)
        if not call.answered and call.door.kind != EVENT:
            await call.ack()

    def count(self, kind: str, outcome: str) -> None:
        self.house.metrics.calls.labels(kind, outcome).inc()

    async def tell(self, call: Call, told: Sentence) -> None:
        """One sentence in the shape that fits where the person is; what they typed stays with them."""
        if call.door.kind in (EVENT, CLOSED) or call.door.quiet:
            log.info("%s %s: refused", call.door.kind, call.door.id)
            return
        with speaking(call.language):
            if call.door.kind == SUBMISSION:
                await self.tell_form(call, told)
                return
            blocks = [typed(told.sentence)]
            if call.door.kind == COMMAND and call.body.get("text"):
                line = f"{call.command} {as_typed(clean(str(call.body['text'])).strip())}"
                blocks.append(context_typed(say("You typed: {typed}", typed=line)))
            if call.door.kind == OPTIONS:
                await call.offer([])
                return
            await call.reply(message(escape(told.sentence), *blocks))

    async def tell_form(self, call: Call, told: Sentence) -> None:
        """Errors beside their fields; a sentence without a field stands at the form's first question."""
        inputs = [block["block_id"] for block in call.view.get("blocks", ()) if block.get("type") == "input"]
        asked = {asked_by(block_id): block_id for block_id in inputs}
        fields = told.fields if isinstance(told, Invalid) else {}
        errors = {asked[field]: sentence for field, sentence in fields.items() if field in asked}
        if not errors and inputs:
            errors = {inputs[0]: told.sentence}
        if errors:
            await call.errors(errors)
        else:
            await call.reply(message(escape(told.sentence), typed(told.sentence)))
