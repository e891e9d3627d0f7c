"""Help: what this person can do in a room, and nothing that they cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.kit import policy
from bot.kit.blocks import Block, context, escape, header, message, section
from bot.kit.context import Actor
from bot.kit.rooms import Room
from bot.kit.words import say
from storage import Unit
from storage.outbox import Message

if TYPE_CHECKING:
    from bot.kit.call import Call
    from bot.kit.doors import Handler


def renamed(typed: str, prefix: str) -> str:
    """A command line of ours under this deployment's prefix."""
    return typed.replace("/", f"/{prefix}", 1) if prefix and typed.startswith("/") else typed


def uses(room: Room, actor: Actor, prefix: str) -> str:
    """The lines of a room's help that the policy lets this actor use, as mrkdwn."""
    lines = [
        f"• `{escape(renamed(use.typed, prefix))}`  {say(use.does)}"
        for use in room.uses
        if policy.allowed(actor, use.may)
    ]
    return "\n".join(lines)


def help_message(unit: Unit, actor: Actor, room: Room, prefix: str) -> Message:
    lines = uses(room, actor, prefix)
    blocks: list[Block] = [header(say(room.title)), section(say(room.story))]
    if lines:
        blocks.append(section(lines))
    everything = renamed("/candor help", prefix)
    blocks.append(context(say("`{candor}` shows everything that Candor can do for you.", candor=everything)))
    return message(say(room.title) + "\n" + lines, *blocks)


def help_text(room: Room, prefix: str) -> Handler:
    """A handler that answers with one room's help."""

    async def on_help(call: Call) -> None:
        await call.reply(await call.read(help_message, room, prefix))

    return on_help
