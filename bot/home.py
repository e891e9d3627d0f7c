"""App Home: what waits for the person first, then every room's card."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.kit import policy
from bot.kit.blocks import VIEW_BLOCKS, Block, View, actions, button, context, divider, escape, header, home, section
from bot.kit.context import Actor, Caller
from bot.kit.errors import Sentence, Unknown
from bot.kit.rooms import Card, Room
from bot.kit.words import say, speaking
from storage import Unit

SPARE = 4
"""Blocks kept free for the line that says that something is left out, and the foot."""


WAITING = 60
"""Blocks that what waits may take, so that cards and the foot have room."""
LEAST = 3
"""Blocks of a shortened card: the line above it, its heading, and where the rest is. Eleven such cards always fit."""


def compose(unit: Unit, caller: Caller, rooms: Sequence[Room], now: datetime, prefix: str) -> View:
    """One person's Home. Somebody who may not use Candor reads why; `Unknown` for one whom the directory lacks."""
    try:
        actor = policy.introduce(unit, caller, now)
    except Unknown:
        raise
    except Sentence as told:
        return apology(told)
    with speaking(actor.config.language):
        return home(blocks(unit, actor, rooms, now, prefix))


def apology(told: Sentence) -> View:
    """Home for somebody who finds nothing there."""
    return home([header(say("Candor")), section(escape(told.sentence))])


def blocks(unit: Unit, actor: Actor, rooms: Sequence[Room], now: datetime, prefix: str) -> list[Block]:
    """Greeting, what waits, the cards in the rooms' order, and where help is; at most what a view holds."""
    local = actor.today(now)
    greeting = (
        say("Good morning") if local.hour < 12 else say("Good afternoon") if local.hour < 18 else say("Good evening")
    )
    first = actor.name.split(" ")[0]
    found: list[Block] = [header(f"{greeting}, {first}")]
    open_rooms = [room for room in rooms if not actor.config.off(room.noun, actor.country)]
    waiting = gathered(unit, actor, now, [room.waiting for room in open_rooms])
    left_out = len(waiting) > WAITING
    if waiting:
        found += [section(say("*What waits for you*")), *waiting[:WAITING]]
    else:
        found.append(context(say("Nothing waits for you.")))
    cards = [(room, [divider(), *card]) for room in open_rooms if room.card and (card := room.card(unit, actor, now))]
    shares = fair([len(card) for _, card in cards], VIEW_BLOCKS - SPARE - len(found))
    for (room, card), share in zip(cards, shares, strict=True):
        left_out |= share < min(LEAST, len(card))
        found += shortened(card, share, command_of(room, prefix))
    if left_out:
        found.append(context(say("There is more than fits here; the commands show everything.")))
    helps = f"/{prefix}candor help"
    foot = say("`{helps}` shows everything that Candor can do for you.", helps=helps)
    buttons = [button(say("Preferences"), "candor.preferences"), button(say("Help"), "candor.help")]
    if policy.allowed(actor, "candor.settings"):
        buttons.append(button(say("Settings"), "candor.settings"))
    return [*found, divider(), context(foot), actions(*buttons)]


def fair(wanted: Sequence[int], room: int) -> list[int]:
    """How much each gets of `room`: what it wants where that is little, an equal part of the rest where it is much."""
    shares = [0] * len(wanted)
    for left, place in zip(range(len(wanted), 0, -1), sorted(range(len(wanted)), key=wanted.__getitem__), strict=True):
        shares[place] = min(wanted[place], room // left)
        room -= shares[place]
    return shares


def shortened(card: Sequence[Block], share: int, command: str) -> list[Block]:
    """The card in so many blocks: whole, or its beginning and where the rest is, or not at all."""
    if len(card) <= share:
        return list(card)
    if share < LEAST:
        return []
    return [*card[: share - 1], context(say("… more: `{command}`", command=command))]


def command_of(room: Room, prefix: str) -> str:
    return f"/{prefix}{room.command.removeprefix('/') or f'candor {room.noun}'}"


def gathered(unit: Unit, actor: Actor, now: datetime, cards: Sequence[Card | None]) -> list[Block]:
    return [block for card in cards if card is not None for block in card(unit, actor, now)]
