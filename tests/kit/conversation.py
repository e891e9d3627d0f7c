"""Conversations: what people do in Slack and what they read there, through the sandbox's doors and Bolt's dispatch.

reply = await slack.speaks(ann).gives_kudos(bob, "for staying late")
assert "Monday" in reply.error
assert "staying late" in await slack.speaks(bob).reads("kudos")
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from sandbox.client import Person, Slack, SlackSaid
from storage import Unit
from storage.kudos import Kudos
from tests.kit.made import Made, Who
from tests.kit.running import Running, running

Json = dict[str, Any]


@dataclass(frozen=True)
class Reply:
    """What came back, to this person alone. `error` is its text where nothing was done, and empty where it was."""

    text: str = ""
    error: str = ""
    message: Mapping[str, Any] | None = None
    fields: Mapping[str, str] | None = None
    """Sentences beside a modal's fields, by block id."""


class Speaker:
    """One person at their keyboard. After everything they do, what it set going comes to its end."""

    def __init__(self, conversation: Conversation, hand: Person) -> None:
        self.conversation = conversation
        self.hand = hand

    async def types(self, line: str, *, channel: str = "general") -> Reply:
        """Into the composer; a slash makes it a command, whose answer comes back."""
        try:
            answer = await self.hand.types(line, channel=channel)
        except SlackSaid as said:
            return Reply(text=said.text, error=said.text)
        finally:
            await self.conversation.settles()
        message = answer.get("response") or {}
        return Reply(text=str(message.get("text", "")), message=message)

    async def gives_kudos(self, to: Who | list[Who], words: str, *, channel: str = "general") -> Reply:
        """`/kudos @to words`"""
        receivers = [to] if isinstance(to, Who) else to
        before = await self.conversation.count_kudos()
        reply = await self.types(f"/kudos {' '.join(who.mention for who in receivers)} {words}", channel=channel)
        given = await self.conversation.count_kudos() > before
        return reply if given else Reply(reply.text, reply.text or "nothing was said", reply.message)

    async def clicks(self, where: Json, action: str, choice: Any = None) -> None:
        """A button or another element of a message or view."""
        await self.hand.clicks(where, action, choice)
        await self.conversation.settles()

    async def submits(self, **fields: Any) -> Reply:
        """Fills in the modal on top, by block id, and submits it."""
        try:
            await self.hand.submits(fields)
        except SlackSaid as said:
            words = " ".join(said.errors.values()) or said.text
            return Reply(text=words, error=words, fields=said.errors)
        finally:
            await self.conversation.settles()
        return Reply()

    async def runs(self, shortcut: str, message: Json | None = None) -> None:
        """A shortcut: a global one, or one on a message."""
        if message is None:
            await self.hand.runs_shortcut(shortcut)
        else:
            await self.hand.runs_message_shortcut(shortcut, message)
        await self.conversation.settles()

    async def modal(self) -> Json:
        """The modal on top; there must be one."""
        found = await self.hand.modal()
        assert found is not None, f"{self.hand.name} has no modal open"
        return found

    async def home(self) -> Json:
        """Opens the Home tab; what stands there then."""
        await self.hand.opens_home()
        await self.conversation.settles()
        found = await self.hand.home()
        assert found is not None, f"{self.hand.name} has no Home"
        return found

    async def sees(self, channel: str) -> list[Json]:
        """The messages of a channel, oldest first."""
        return await self.hand.sees(channel)

    async def dms(self) -> list[Json]:
        """What Candor told this person, oldest first."""
        return await self.hand.dms()

    async def reads(self, channel: str) -> str:
        """Everything in a channel as one text, for "is it there?"."""
        return words(await self.sees(channel))

    async def reads_dms(self) -> str:
        """Everything that Candor told this person, as one text."""
        return words(await self.dms())


class Conversation:
    """The workspace with everybody in it."""

    def __init__(self, running: Running, slack: Slack, made: Made) -> None:
        self.running = running
        self.slack = slack
        self.made = made
        self.expected: list[str] = []
        """Complaints (parts of them) that the test is about."""

    @property
    def complaints(self) -> list[str]:
        """Everything of Candor's that Slack would have refused, and that the test did not expect."""
        return [said for said in self.running.box.complaints if not any(part in said for part in self.expected)]

    def speaks(self, who: Who) -> Speaker:
        return Speaker(self, Person(self.slack, who.id, who.handle))

    async def settles(self) -> None:
        """Until nothing is on its way any more: events, tasks, and messages that are due."""
        await self.running.settle()

    async def moves_clock(self, **by: float) -> None:
        """Lets time pass (`days=1, hours=2`), plays what became due, and delivers it."""
        self.running.clock.move(**by)
        await self.running.box.clock.set(self.running.clock.now())
        await self.running.deliver()
        await self.settles()

    async def count_kudos(self) -> int:
        return await self.made.storage.read(self.made.team, _count_kudos)

    async def welcomes(self, who: Who) -> None:
        """Somebody whom a builder made joins the workspace and its channels."""
        facts = {key: who.facts[key] for key in ("tz", "locale", "is_admin", "is_owner") if key in who.facts}
        guest = {"guest": "multi"} if who.facts.get("is_guest") else {}
        self.running.box.world.add_person(id=who.id, name=who.handle, real_name=who.name, **facts, **guest)
        for channel in self.running.box.world.channels.values():
            if channel.kind == "public":
                channel.members[who.id] = None


@asynccontextmanager
async def conversation(made: Made) -> AsyncIterator[Conversation]:
    """A workspace whose kudos channel is #kudos; at its end nothing may have been said that Slack would refuse."""
    async with running(made.storage, made.clock) as parts, Slack(parts.box.url) as slack:
        await made.settings(kudos_channel="C0KUDOS001")
        found = Conversation(parts, slack, made)
        made.told.append(found.welcomes)
        yield found
        await found.settles()
        assert found.complaints == []


def words(messages: list[Json]) -> str:
    """Texts and blocks of messages, with the blocks' texts as they are written."""
    return "\n".join(json.dumps([each.get("text"), each.get("blocks", [])], ensure_ascii=False) for each in messages)


def _count_kudos(unit: Unit) -> int:
    return len(unit.kudos.all(unit.kudos.of(Kudos)))
