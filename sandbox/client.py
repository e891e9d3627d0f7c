"""People for tests: they go through the same HTTP doors as the page, and speak like people.

async with Slack(box.url) as slack:
    ada = await slack.person("ada")
    await ada.types("/kudos @bob for the launch", channel="general")
    message = await ada.waits_for(lambda: ada.last("kudos"))
    await ada.clicks(message, "kudos.join")
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, Self, TypeVar

import aiohttp

from sandbox.clientfields import chosen, find_field, wanted_state
from sandbox.jsontypes import Json
from sandbox.webapi.chat import notification_text

Seen = TypeVar("Seen")
PATIENCE = 8.0


class SlackSaid(Exception):
    """What a person read instead of getting their way; `errors` stand beside the fields, by block id."""

    def __init__(self, error: str, text: str, errors: Mapping[str, str] | None = None) -> None:
        super().__init__(f"{error}: {text}" + (f" {dict(errors)}" if errors else ""))
        self.error = error
        self.text = text
        self.errors = dict(errors or {})


class Slack:
    """The sandbox from outside: people, clock, faults, world."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._http: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession(trust_env=False)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.http.close()

    @property
    def http(self) -> aiohttp.ClientSession:
        if self._http is None:
            raise RuntimeError("Use `async with Slack(url) as slack`.")
        return self._http

    async def get(self, door: str, **query: str) -> Json:
        async with self.http.get(f"{self.url}/sandbox/api/{door}", params=query) as answer:
            said: Json = await answer.json()
            return said

    async def post(self, door: str, order: Json) -> Json:
        """Raises SlackSaid when the answer is not ok."""
        async with self.http.post(f"{self.url}/sandbox/api/{door}", json=order) as answer:
            said: Json = await answer.json()
        if not said.get("ok"):
            raise SlackSaid(said.get("error", ""), said.get("text", ""), said.get("errors"))
        return said

    async def boot(self) -> Json:
        return await self.get("boot")

    async def person(self, key: str) -> Person:
        """By handle, real name or id. Raises LookupError."""
        for each in (await self.boot())["people"]:
            if key in (each["id"], each["name"], each["real_name"]):
                return Person(self, each["id"], each["name"])
        raise LookupError(f"There is no person {key}.")

    async def moves_clock(self, seconds: float) -> str:
        return str((await self.post("clock", {"move": seconds}))["now"])

    async def sets_clock(self, moment: str) -> str:
        return str((await self.post("clock", {"set": moment}))["now"])

    async def causes(self, kind: str, **how: Any) -> str:
        """A fault; its id."""
        return str((await self.post("faults", {"kind": kind, **how}))["id"])

    async def changes(self, verb: str, **how: Any) -> Json:
        """A change of the world."""
        return await self.post("world", {"verb": verb, **how})

    async def log(self) -> list[Json]:
        entries: list[Json] = (await self.get("log"))["entries"]
        return entries


class Person:
    """One person at the page. Channels are named by id or by name; messages are dictionaries with their `channel`."""

    def __init__(self, slack: Slack, user_id: str, name: str) -> None:
        self.slack = slack
        self.id = user_id
        self.name = name

    async def does(self, verb: str, **what: Any) -> Json:
        """Any verb of the page. Raises SlackSaid."""
        return await self.slack.post("do", {"as": self.id, "verb": verb, **what})

    async def conversations(self) -> list[Json]:
        found: list[Json] = (await self.slack.get("conversations", **{"as": self.id}))["conversations"]
        return found

    async def channel(self, key: str) -> str:
        """The id of a channel by its name or id. Raises LookupError."""
        wanted = key.removeprefix("#")
        for each in await self.conversations():
            if wanted in (each["id"], each["name"]):
                return str(each["id"])
        raise LookupError(f"{self.name} sees no channel {key}.")

    async def types(self, text: str, *, channel: str = "general", thread: str = "") -> Json:
        """Into the composer: what starts with a slash is a command, whose immediate answer is returned."""
        where = await self.channel(channel)
        if text.startswith("/"):
            command, _, rest = text.partition(" ")
            return await self.does("command", channel=where, command=command, text=rest)
        return await self.does("say", channel=where, text=text, **({"thread_ts": thread} if thread else {}))

    async def says(self, text: str, *, channel: str = "general", thread: str = "", files: Sequence[str] = ()) -> str:
        """Posts a message; its ts."""
        order: Json = {"channel": await self.channel(channel), "text": text, "files": list(files)}
        return str((await self.does("say", **order, **({"thread_ts": thread} if thread else {})))["ts"])

    async def tells_app(self, text: str) -> str:
        """A message in the app's Messages tab; its ts."""
        return await self.says(text, channel=(await self.does("home", tab="messages"))["channel"])

    async def uploads(self, name: str, content: bytes) -> str:
        """A file; its id."""
        form = aiohttp.FormData()
        form.add_field("file", content, filename=name)
        address = f"{self.slack.url}/sandbox/api/upload"
        async with self.slack.http.post(address, params={"as": self.id}, data=form) as answer:
            return str((await answer.json())["file"]["id"])

    async def opens_home(self) -> Json | None:
        """Opens the Home tab; the view that is there at that moment."""
        view: Json | None = (await self.does("home", tab="home"))["view"]
        return view

    async def home(self) -> Json | None:
        view: Json | None = (await self.slack.get("home", **{"as": self.id}))["view"]
        return view

    async def stack(self) -> list[Json]:
        found: list[Json] = (await self.slack.get("views", **{"as": self.id}))["stack"]
        return found

    async def modal(self) -> Json | None:
        """The modal on top."""
        stack = await self.stack()
        return stack[-1] if stack else None

    async def sees(self, channel: str, *, thread: str = "") -> list[Json]:
        """Messages, oldest first, ephemerals for this person included."""
        where = await self.channel(channel)
        query = {"as": self.id, "channel": where, "limit": "200"} | ({"thread": thread} if thread else {})
        found = (await self.slack.get("messages", **query))["messages"]
        return [{**each, "channel": where} for each in found]

    async def last(self, channel: str) -> Json | None:
        found = await self.sees(channel)
        return found[-1] if found else None

    async def dms(self) -> list[Json]:
        """The direct conversation with the app; empty when there is none yet."""
        for each in await self.conversations():
            if each.get("app"):
                return await self.sees(each["id"])
        return []

    async def ephemerals(self, channel: str = "general") -> list[Json]:
        return [each for each in await self.sees(channel) if each.get("ephemeral")]

    async def unread(self, channel: str) -> tuple[int, int]:
        """Unread messages, and those that call for this person."""
        where = await self.channel(channel)
        found = next(each for each in await self.conversations() if each["id"] == where)
        return found["unread"], found["mentions"]

    async def clicks(self, where: Json, action_id: str, choice: Any = None, *, block_id: str = "") -> Json:
        """A button, or with `choice` (value, label, id, date…) any other element, of a message or view."""
        block, element = find_field(where, action_id, block_id)
        container = _container(where)
        at: Json = {"container": container, "block_id": block["block_id"], "action_id": element["action_id"]}
        said = {} if element["type"] == "button" else await chosen(element, choice, self._suggestions(at))
        return await self.does("action", **at, element=said)

    async def suggestions(self, where: Json, action_id: str, words: str) -> list[Json]:
        """What an external select offers for these words."""
        block, element = find_field(where, action_id, "")
        at = {"container": _container(where), "block_id": block["block_id"], "action_id": element["action_id"]}
        return await self._suggestions(at)(words)

    def _suggestions(self, at: Json) -> Callable[[str], Awaitable[list[Json]]]:
        async def ask(words: str) -> list[Json]:
            said = await self.does("suggest", **at, value=words)
            groups: list[Json] = said.get("option_groups") or [{"options": said.get("options") or []}]
            return [option for group in groups for option in group["options"]]

        return ask

    async def submits(self, fields: Mapping[str, Any] | None = None, *, view: Json | None = None) -> None:
        """Fills the modal on top (fields by block_id, action_id or label) and presses Submit. Raises SlackSaid."""
        shown = view or await self.modal()
        if shown is None:
            raise LookupError(f"{self.name} has no modal open.")
        state = await wanted_state(
            shown, fields or {}, lambda at: self._suggestions({**at, "container": _container(shown)})
        )
        await self.does("submit", view_id=shown["id"], state=state)

    async def closes(self, *, clear: bool = False) -> None:
        """Cancel, or with `clear` the cross."""
        shown = await self.modal()
        if shown is None:
            raise LookupError(f"{self.name} has no modal open.")
        await self.does("close", view_id=shown["id"], clear=clear)

    async def runs_shortcut(self, callback_id: str) -> None:
        await self.does("shortcut", callback_id=callback_id)

    async def runs_message_shortcut(self, callback_id: str, message: Json) -> None:
        await self.does("message_shortcut", callback_id=callback_id, channel=message["channel"], ts=message["ts"])

    async def waits_for(self, look: Callable[[], Awaitable[Seen | None]], *, seconds: float = PATIENCE) -> Seen:
        """Looks again at every piece of live news until there is something to see. Raises TimeoutError."""
        address = f"{self.slack.url}/sandbox/api/live"
        async with asyncio.timeout(seconds), self.slack.http.ws_connect(address, params={"as": self.id}) as news:
            while True:
                if seen := await look():
                    return seen
                await news.receive()


def _container(where: Json) -> Json:
    if "ts" in where:
        return {"type": "message", "channel": where["channel"], "ts": where["ts"]}
    return {"type": "view", "view_id": where["id"]}


def words_of(message: Json) -> str:
    """A message's text as a person reads it, entities undone."""
    return notification_text(message)
