"""Candor about itself: help, settings, welcome, health."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.features.candor.forms import GROUPS, label_of, section_of
from bot.kit import policy
from bot.kit.blocks import (
    Block,
    View,
    actions,
    button,
    channel,
    context,
    divider,
    escape,
    file_address,
    header,
    link,
    mention,
    message,
    modal,
    section,
    typed,
)
from bot.kit.config import SECTIONS, Config
from bot.kit.context import Actor
from bot.kit.help import renamed, uses
from bot.kit.rooms import Room
from bot.kit.words import count, listed, say
from storage.outbox import Message

ROLE_NAMES = {"hr": "HR", "admins": "Candor's admins"}


def overview(actor: Actor, rooms: Sequence[Room], prefix: str) -> list[Block]:
    """Everything that this person can do, room by room."""
    blocks: list[Block] = [header(say("What Candor can do for you"))]
    for room in rooms:
        lines = uses(room, actor, prefix)
        if lines and not actor.config.off(room.noun, actor.country):
            blocks += [section(f"*{say(room.title)}*\n{lines}")]
    also = say("Every command also works as `{candor}`.", candor=f"/{prefix}candor <room> …")
    return [*blocks, context(also, say("Only what you may do is listed."))]


def help_message(actor: Actor, rooms: Sequence[Room], prefix: str) -> Message:
    return message(say("What Candor can do for you"), *overview(actor, rooms, prefix))


def help_modal(actor: Actor, rooms: Sequence[Room], prefix: str) -> View:
    return modal(say("Candor"), overview(actor, rooms, prefix), close=say("Close"))


def settings_modal(config: Config) -> View:
    """The sections, each with what is set and a button to change it."""
    blocks: list[Block] = []
    for id in SECTIONS:
        title, keys = section_of(id)
        lines = [
            f"{escape(label_of(key))}: {readable(key, config.text(key))}"
            for key in keys
            if key in config.stored or not key.startswith("retention")
        ]
        blocks += [
            section(
                f"*{say(title)}*",
                accessory=button(say("Change"), "candor.section", id, says=say("Change {title}", title=title)),
            ),
            section("\n".join(lines)),
            divider(),
        ]
    return modal(say("Settings"), blocks[:-1], close=say("Close"))


def shown(value: str) -> str:
    return value or "–"


def readable(key: str, value: str) -> str:
    """A setting's value as mrkdwn: people, groups and channels by name. Views notify nobody."""
    if not value:
        return "–"
    if key.endswith("_channel"):
        return channel(value)
    if key in GROUPS:
        return listed([f"<!subteam^{id}>" if id.startswith("S") else mention(id) for id in value.split(",")])
    return escape(value.replace(",", ", "))


def settings_text(config: Config, keys: Sequence[str]) -> Message:
    lines = [f"{key} = {shown(config.text(key))}" for key in keys]
    text = escape(lines[0]) if len(lines) == 1 else say("Settings")
    return message(text, typed("\n".join(lines)))


def changed(keys: Sequence[str], config: Config) -> Message:
    if not keys:
        return message(say("That was set already; nothing changed."))
    lines = [f"{key} = {shown(config.text(key))}" for key in keys]
    return message(escape(say("Saved: {keys}", keys=", ".join(keys))), typed("\n".join(lines)))


def saved(keys: Sequence[str]) -> View:
    told = say("Saved: {keys}.", keys=", ".join(keys)) if keys else say("Nothing changed.")
    return modal(say("Settings"), [typed(told)], close=say("Close"))


def roles_changed(by: str | None, key: str, added: Sequence[str], removed: Sequence[str]) -> Message:
    """Told to all of HR and all admins."""
    who = mention(by) if by else say("The operator")
    parts = []
    if added:
        parts.append(say("added {people}", people=listed([mention(person) for person in added])))
    if removed:
        parts.append(say("removed {people}", people=listed([mention(person) for person in removed])))
    what = say(
        "{who} changed who is in {role}: {parts}.", who=who, role=say(ROLE_NAMES[key]), parts=" ; ".join(parts) or "–"
    )
    return message(what, section(what), summary=what)


def welcome(prefix: str) -> Message:
    """Sent once to each person."""
    text = say("Hello! I am Candor. I help you thank colleagues, and keep quiet otherwise.")
    how = say(
        "Try `{kudos}`. My Home tab gathers what is yours; in the preferences you say when I may speak. "
        "`{mine}` sends you everything that I know about you.",
        kudos=renamed("/kudos @colleague for what they did", prefix),
        mine=renamed("/candor my data", prefix),
    )
    return message(text, section(text), section(how), actions(button(say("Preferences"), "candor.preferences")))


def answer_to_message(prefix: str) -> Message:
    """Somebody wrote to Candor; it cannot chat."""
    helps = renamed("/candor help", prefix)
    text = say("I only understand commands and buttons. `{helps}` shows what I can do for you.", helps=helps)
    return message(text, section(text), actions(button(say("Help"), "candor.help")))


def told(sentence: str) -> Message:
    """One sentence, as it is."""
    return message(escape(sentence), typed(sentence))


def setup_card() -> list[Block]:
    """For admins, until somebody is HR."""
    return [
        section(
            say("*Candor is not set up yet.* Tell it who is HR and where kudos are posted; it takes a minute."),
            accessory=button(say("Set up"), "candor.setup", style="primary"),
        )
    ]


def health(paused: str | None, failed: Sequence[Mapping[str, str]]) -> list[Block]:
    """For HR and admins: deliveries that need a hand. Ids and reasons, no words."""
    blocks: list[Block] = []
    if paused:
        blocks.append(
            section(say("*Delivery is paused:* {why}. Nothing is lost; it goes on by itself.", why=escape(paused)))
        )
    if failed:
        told = count(len(failed), "*{n} message could not be delivered:*", "*{n} messages could not be delivered:*")
        lines = [f"• {escape(one['kind'])} → {addressed(one['to'])}: {escape(one['why'])}" for one in failed]
        blocks.append(section("\n".join([told, *lines])))
    return blocks


def addressed(recipient: str) -> str:
    return mention(recipient) if recipient[:1] in "UW" else channel(recipient)


def who_sees_what(rooms: Sequence[Room], actor: Actor) -> View:
    """The policy's statements, in its own words."""
    blocks: list[Block] = [
        section(say("*Who can see and do what*, in the words of the rules that the software follows:"))
    ]
    for room in rooms:
        lines = [say(found.words) for verb, found in policy.POLICY.items() if verb.partition(".")[0] == room.noun]
        if lines:
            blocks += [section(f"*{say(room.title)}*\n" + "\n".join(f"• {escape(line)}" for line in lines))]
    return modal(say("Who sees what"), blocks, close=say("Close"))


def my_data_coming() -> Message:
    return message(say("I am gathering everything that I know about you; it comes as a file by direct message."))


def my_data(person: str) -> Message:
    text = say("Here is everything that I know about you, as a file. It is deleted from Slack after seven days.")
    file = {"maker": "candor.about", "args": {"person": person}, "id": "about"}
    return message(text, section(text + "\n" + link(file_address("about"), "candor-about-me.json")), files=[file])
