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
    for room in open_rooms:
        card = room.card(unit, actor, now) if room.card is not None else []
        if not card:
            continue
        if len(found) + len(card) + SPARE > VIEW_BLOCKS:
            left_out = True
            continue
        found += [divider(), *card]
    if left_out:
        found.append(context(say("There is more than fits here; the commands show everything.")))
    helps = f"/{prefix}candor help"
    foot = say("`{helps}` shows everything that Candor can do for you.", helps=helps)
    buttons = [button(say("Preferences"), "candor.preferences"), button(say("Help"), "candor.help")]
    if policy.allowed(actor, "candor.settings"):
        buttons.append(button(say("Settings"), "candor.settings"))
    return [*found, divider(), context(foot), actions(*buttons)]


def gathered(unit: Unit, actor: Actor, now: datetime, cards: Sequence[Card | None]) -> list[Block]:
    return [block for card in cards if card is not None for block in card(unit, actor, now)]
