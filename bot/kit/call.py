"""One call from Slack, as handlers see it: what was said, by whom, and the ways to answer."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, TypeVar

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.kit import policy
from bot.kit.blocks import Block, View, escape, message, typed
from bot.kit.config import Config
from bot.kit.context import Actor, Caller, Clock
from bot.kit.doors import ACTION, COMMAND, EVENT, OPTIONS, SUBMISSION, Door, Table
from bot.kit.elements import said_by
from bot.kit.errors import Refused, Sentence, Unknown
from bot.kit.forms import page_of
from bot.kit.keys import Keys
from bot.kit.metrics import Metrics
from bot.kit.rooms import Publish, Room
from bot.kit.tasks import Tasks
from bot.kit.words import say, speak, speaking
from storage import Storage, StorageDown, Unit
from storage.outbox import Message

MENTIONED = re.compile(r"<@([UW][A-Z0-9]+)")
MOST_NAMED = 10

P = ParamSpec("P")
T = TypeVar("T")


@dataclass
class House:
    """What the composition root hands to every call."""

    storage: Storage
    clock: Clock
    table: Table
    rooms: Mapping[str, Room]
    keys: Keys
    """Handed on to services that seal: `call.work(service.answer, form, keys=call.house.keys, …)`."""
    slack: Callable[[str], Awaitable[AsyncWebClient]]
    """The Web API for a team."""
    respond: Callable[[str, Mapping[str, Any]], Awaitable[None]]
    """Posts a payload to a response_url."""
    publish: Publish
    look_up: Callable[[str, tuple[str, ...]], Awaitable[None]]
    """Has Slack asked for people and groups that the directory lacks."""
    sync: Callable[[str], Awaitable[None]]
    """Reads a team's whole directory from Slack."""
    revoked: Callable[[str], Awaitable[None]]
    """The workspace took its token back."""
    wake: Callable[[str], None]
    """Tells the delivery that something may have been put; only a hint."""
    prefix: str = ""
    languages: dict[str, str] = field(default_factory=dict)
    """Each workspace's language as it was last seen, for what is said before anybody was introduced."""
    tasks: Tasks = field(default_factory=Tasks)
    metrics: Metrics = field(default_factory=Metrics)


def introduced(
    unit: Unit,
    call: Call,
    function: Callable[Concatenate[Unit, Actor, P], T],
    /,
    *args: P.args,
    **kw: P.kwargs,
) -> T:
    """Runs `function` on behalf of the caller, once the policy has introduced and admitted them."""
    found, config = policy.meet(unit, call.caller, call.now, call.named)
    call.language = call.house.languages[call.team] = config.language
    with speaking(config.language):
        actor = policy.admit(found, config, call.caller)
        policy.check(actor, call.door.may)
        if config.off(call.door.room, actor.country):
            raise Refused(say("This part of Candor is switched off here. HR can tell you why."))
        call.introduced = True
        return function(unit, actor, *args, **kw)


def spoken(unit: Unit, function: Callable[Concatenate[Unit, P], T], /, *args: P.args, **kw: P.kwargs) -> T:
    """Runs `function` on Candor's own account, in the workspace's language."""
    with speaking(Config(unit.settings.all()).language):
        return function(unit, *args, **kw)


def nothing(unit: Unit, actor: Actor) -> None:
    """An introduction and no more."""


@dataclass
class Call:
    """A command, click, submission, shortcut or event on its way through its door."""

    house: House
    door: Door
    caller: Caller
    body: Mapping[str, Any]
    bolt_ack: AsyncAck
    text: str = ""
    """What was typed after a command (and its subcommand), as Slack sent it."""
    command: str = ""
    """The command as this deployment names it, with its slash and prefix."""
    language: str = "en"
    introduced: bool = False
    answered: bool = False

    def __post_init__(self) -> None:
        self.language = self.house.languages.get(self.team, self.language)

    @property
    def team(self) -> str:
        return self.caller.team

    @property
    def now(self) -> datetime:
        return self.house.clock.now()

    @property
    def named(self) -> list[str]:
        """The first people whom a command's text mentions: its work will ask for them."""
        return MENTIONED.findall(self.text)[:MOST_NAMED]

    @property
    def trigger(self) -> str:
        return str(self.body.get("trigger_id") or "")

    @property
    def response_url(self) -> str:
        return str(self.body.get("response_url") or "")

    @property
    def channel(self) -> str:
        """The channel a command, click or message shortcut came from; empty elsewhere."""
        return str(self.body.get("channel_id") or (self.body.get("channel") or {}).get("id") or "")

    @property
    def view(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.body.get("view") or {}
        return found

    @property
    def message(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.body.get("message") or {}
        return found

    @property
    def event(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.body.get("event") or {}
        return found

    @property
    def element(self) -> Mapping[str, Any]:
        """The element that was used: `actions[0]` of the payload."""
        found: Mapping[str, Any] = (self.body.get("actions") or [{}])[0]
        return found

    @property
    def value(self) -> str:
        """What a button, menu or picker says; for an options request what was typed so far."""
        if self.door.kind == OPTIONS:
            return str(self.body.get("value") or "")
        return next(iter(self.values), "")

    @property
    def values(self) -> tuple[str, ...]:
        """Everything that boxes, a picker or a menu of several say, in their order."""
        return said_by(self.element)

    @property
    def source(self) -> str:
        """The natural key that a retry repeats: of the view, form and page, the trigger, or the event."""
        if self.door.kind == SUBMISSION:
            page = page_of(self.view)
            return f"v:{self.view.get('id')}:{self.door.id}" + (f":{page}" if page else "")
        if self.body.get("event_id"):
            return f"e:{self.body['event_id']}"
        return f"t:{self.trigger}"

    async def work(self, function: Callable[Concatenate[Unit, Actor, P], T], *args: P.args, **kw: P.kwargs) -> T:
        """One transaction on behalf of the caller: `function(unit, actor, …)`."""
        found = await self.house.storage.work(self.team, introduced, self, function, *args, **kw)
        speak(self.language)  # what the handler says from here on
        self.house.wake(self.team)
        return found

    async def read(self, function: Callable[Concatenate[Unit, Actor, P], T], *args: P.args, **kw: P.kwargs) -> T:
        """The same for reading only."""
        found = await self.house.storage.read(self.team, introduced, self, function, *args, **kw)
        speak(self.language)
        return found

    async def system(self, function: Callable[Concatenate[Unit, P], T], *args: P.args, **kw: P.kwargs) -> T:
        """One transaction of Candor's own, for events, which have no actor."""
        found = await self.house.storage.work(self.team, spoken, function, *args, **kw)
        self.house.wake(self.team)
        return found

    def soon(self, work: Awaitable[Any]) -> None:
        """Starts what calls Slack; the answer does not wait for it, and the person hears if it fails."""
        self.house.tasks.start(work, self._tell_failure)

    async def ack(self) -> None:
        """The plain answer: received, and for a modal: close."""
        self.answered = True
        await self.bolt_ack()

    async def reply(self, message: Message) -> None:
        """Answers only to the person: in the command's own answer, else by response_url, else by DM."""
        if self.door.kind == COMMAND and not self.answered:
            self.answered = True
            await self.bolt_ack(text=message.text, blocks=message.blocks or None, response_type="ephemeral")
            return
        if not self.answered:
            await self.ack()
        self.soon(self.tell(message))

    async def replace(self, message: Message) -> None:
        """Answers a click by changing the message that was clicked in, an ephemeral one too; pictures stay behind."""
        if not self.answered:
            await self.ack()
        self.soon(self.tell(message, instead=True))

    async def tell(self, message: Message, *, instead: bool = False) -> None:
        """Reaches the person after the answer went out, or changes what they clicked in. It waits for Slack."""
        if self.response_url:
            payload = {"text": message.text, "blocks": message.blocks, "replace_original": instead}
            await self.house.respond(self.response_url, payload | ({} if instead else {"response_type": "ephemeral"}))
            return
        await self.system(put_word, self.caller.user, message, key=f"word:{self.source}", now=self.now)

    async def show(self, view: View) -> None:
        """Answers a submission by replacing its modal."""
        self.answered = True
        await self.bolt_ack(response_action="update", view=view)

    async def push(self, view: View) -> None:
        """Answers a submission by putting a modal on top."""
        self.answered = True
        await self.bolt_ack(response_action="push", view=view)

    async def clear(self) -> None:
        """Answers a submission by closing every modal."""
        self.answered = True
        await self.bolt_ack(response_action="clear")

    async def errors(self, errors: Mapping[str, str]) -> None:
        """Answers a submission with sentences beside its fields."""
        self.answered = True
        await self.bolt_ack(response_action="errors", errors=dict(errors))

    async def offer(self, options: list[Block]) -> None:
        """Answers an external select."""
        self.answered = True
        await self.bolt_ack(options=options[:100])

    async def slack(self) -> AsyncWebClient:
        return await self.house.slack(self.team)

    async def open(self, view: View) -> None:
        """Opens a modal: on top of the one that was clicked in, if any. To be started by `soon`."""
        if not self.introduced:
            await self.read(nothing)
        client = await self.slack()
        in_modal = self.door.kind == ACTION and self.view.get("type") == "modal"
        opener = client.views_push if in_modal else client.views_open
        await opener(trigger_id=self.trigger, view=view)

    async def refresh(self, view: View) -> None:
        """Replaces the modal that was clicked in, if it is still open. To be started by `soon`."""
        client = await self.slack()
        try:
            await client.views_update(view_id=str(self.view["id"]), view=view)
        except SlackApiError as refused:
            if refused.response.get("error") != "not_found":
                raise

    async def home(self, person: str = "") -> None:
        """Publishes the Home tab anew, the caller's or another's. To be started by `soon`."""
        await self.house.publish(self.team, person or self.caller.user)

    async def _tell_failure(self, error: BaseException) -> None:
        """Whoever asked hears it; behind an event nobody did."""
        if isinstance(error, Unknown):
            self.house.tasks.start(self.house.look_up(self.team, error.ids))
        if self.door.kind == EVENT or self.door.quiet:
            return
        with speaking(self.language):
            if isinstance(error, Sentence):
                sentence = error.sentence
            elif isinstance(error, StorageDown):
                sentence = say("I cannot reach my database just now. Please try again soon.")
            else:
                sentence = say("Slack did not let me show that. Please try again.")
        await self.tell(message(escape(sentence), typed(sentence)))


def put_word(unit: Unit, person: str, message: Message, *, key: str, now: datetime) -> None:
    """A word to one person by DM, through the outbox."""
    unit.outbox.put(key, message, to=person, kind="candor.word", due=now)
