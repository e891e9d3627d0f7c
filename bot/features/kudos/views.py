"""Kudos as Slack shows them: the card, the receivers' letters, the answers to the giver, the forms.

In a channel only the receivers are mentioned, since only they are addressed; the giver and those who join in are named.
What people wrote stands in rich_text and plain_text alone, where Slack parses nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from bot.features.kudos.rules import QUOTE
from bot.kit.blocks import (
    FALLBACK,
    Block,
    View,
    actions,
    as_typed,
    button,
    channel,
    clip,
    confirm,
    context,
    escape,
    marked,
    mention,
    message,
    modal,
    plain,
    section,
)
from bot.kit.words import count, listed, say
from storage.kudos import KudosCard
from storage.outbox import Message

NAMED = 12
"""People who joined that a card names; the others are counted."""
EMOJI = re.compile(r"(?<![\w:]):(?P<name>[+-]1|[a-z][a-z0-9_'-]{0,98}):(?::skin-tone-(?P<tone>[2-6]):)?(?![\w])")
"""Slack's own writing of an emoji; a name that the workspace lacks is shown as it stands."""


def text_of(words: str, **style: bool) -> Block:
    """A rich_text element that shows words exactly as they are."""
    found: Block = {"type": "text", "text": words}
    return found | ({"style": style} if style else {})


def words_of(text: str) -> list[Block]:
    """People's words as rich_text elements: exactly as typed, and with the emoji that Slack writes as `:tada:`."""
    found: list[Block] = []
    place = 0
    for code in EMOJI.finditer(text):
        if code.start() > place:
            found.append(text_of(text[place : code.start()]))
        tone = {"skin_tone": int(code["tone"])} if code["tone"] else {}
        found.append({"type": "emoji", "name": code["name"], **tone})
        place = code.end()
    if place < len(text):
        found.append(text_of(text[place:]))
    return found


def quoted(text: str) -> Block:
    return {"type": "rich_text_quote", "elements": words_of(text)}


def user(person: str) -> Block:
    return {"type": "user", "user_id": person}


def people(ids: Iterable[str]) -> list[Block]:
    """`@a, @b and @c` as rich_text elements."""
    ids = list(ids)
    found: list[Block] = []
    for place, person in enumerate(ids):
        if place:
            found.append(text_of(f" {say('and')} " if place == len(ids) - 1 else ", "))
        found.append(user(person))
    return found


def letter(head: list[Block], kudos: KudosCard) -> Block:
    """Who thanks whom, the words, and the message that they are about: one rich_text block."""
    parts: list[Block] = [
        {"type": "rich_text_section", "elements": head},
        quoted(as_typed(kudos.text)),
    ]
    if kudos.link:
        about: list[Block] = [
            text_of(say("About") + " "),
            {"type": "link", "url": kudos.link, "text": say("a message")},
        ]
        if kudos.quote:
            about.append(text_of(f": “{clip(kudos.quote, QUOTE)}”", italic=True))
        parts.append({"type": "rich_text_section", "elements": about})
    return {"type": "rich_text", "elements": parts}


def tags(values: Iterable[str]) -> str:
    return " ".join(f"#{value}" for value in values)


def fallback(head: str, kudos: KudosCard) -> str:
    """The whole kudos as one escaped line for notifications and screen readers, within Slack's limits."""
    tail = (" " + tags(kudos.values)) if kudos.values else ""
    words = escape(as_typed(kudos.text))
    return f"{head}: {clip(words, FALLBACK - len(head) - len(tail) - 2)}{tail}"


def card(kudos: KudosCard, names: Mapping[str, str]) -> Message:
    """The post in the channel. `names` has those of the giver and of the first who joined."""
    giver = names.get(kudos.giver) or say("Someone")
    head = [text_of(giver, bold=True), text_of(f" {say('thanks')} "), *people(kudos.receivers)]
    small = [tags(kudos.values)] if kudos.values else []
    if kudos.joined:
        small.append(joined_line([names[person] for person in kudos.joined if person in names], len(kudos.joined)))
    if kudos.edited_at:
        small.append(say("Edited"))
    blocks = [letter(head, kudos)]
    if small:
        blocks.append({"type": "context", "elements": [plain(line) for line in small]})
    blocks.append(actions(button(say("Add yours"), "kudos.join", kudos.id, says=say("Add your thanks to this kudos"))))
    told = say("{giver} thanks {receivers}", giver=escape(giver), receivers=mentions(kudos.receivers))
    return message(fallback(told, kudos), *blocks)


def joined_line(names: Sequence[str], joins: int) -> str:
    """`2 people say so too: Ann and Bob`"""
    named = [clip(name, 60) for name in names[:NAMED]]
    if joins > len(named):
        named.append(count(joins - len(named), "{n} other", "{n} others"))
    return count(joins, "1 person says so too: {people}", "{n} people say so too: {people}", people=listed(named))


def mentions(ids: Iterable[str]) -> str:
    return listed([mention(person) for person in ids])


def dm(kudos: KudosCard, receiver: str) -> Message:
    """What one receiver gets."""
    others = [person for person in kudos.receivers if person != receiver]
    head = [user(kudos.giver), text_of(" " + say("thanks you"))]
    if others:
        head += [text_of(f" {say('and')} "), *people(others)]
    told = say("{giver} thanks you", giver=mention(kudos.giver))
    if others:
        told = say("{giver} thanks you and {others}", giver=mention(kudos.giver), others=mentions(others))
    small: list[Block] = [plain(tags(kudos.values))] if kudos.values else []
    if kudos.private:
        small.append(marked(say("Private: posted nowhere, only for you.") if not others else private_to_all()))
    elif kudos.channel:
        small.append(marked(say("Posted in {channel}.", channel=channel(kudos.channel))))
    if kudos.edited_at:
        small.append(plain(say("Edited")))
    below: list[Block] = [{"type": "context", "elements": small}] if small else []
    if kudos.private:  # confidential words stand in modals, not in messages, which Slack keeps and exports
        shut: Block = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": head}]}
        read = button(say("Read it"), "kudos.unseal", kudos.id, style="primary", says=say("Read this private kudos"))
        return message(told, shut, *below, actions(read), summary=told)
    return message(fallback(told, kudos), letter(head, kudos), *below, summary=told)


def unsealed(kudos: KudosCard) -> View:
    """A private kudos, opened by one of those whom it concerns."""
    head = [user(kudos.giver), text_of(f" {say('thanks')} "), *people(kudos.receivers)]
    small = [tags(kudos.values)] if kudos.values else []
    if kudos.edited_at:
        small.append(say("Edited"))
    blocks = [letter(head, kudos)]
    if small:
        blocks.append({"type": "context", "elements": [plain(line) for line in small]})
    return modal(say("A private kudos"), blocks, close=say("Close"))


def private_to_all() -> str:
    return say("Private: posted nowhere, only for the people named here.")


def given(kudos: KudosCard, later: Sequence[str] = ()) -> Message:
    """The answer to the giver: what happens now, and the ways to take it back."""
    told = say("You thanked {receivers}.", receivers=mentions(kudos.receivers))
    if kudos.private:
        told += " " + say("It is private: posted nowhere, they get a direct message.")
    elif kudos.channel:
        told += " " + say("It is posted in {channel}.", channel=channel(kudos.channel))
    else:
        told += " " + say("There is no kudos channel, so nothing is posted; they get a direct message.")
    blocks = [section(told)]
    if later:
        blocks.append(context(not_thanked(later)))
    blocks.append(changes(kudos.id))
    return message(told, *blocks)


def not_thanked(later: Sequence[str]) -> str:
    return say("Only people named before the first other word are thanked, so not {people}.", people=mentions(later))


def changes(kudos: UUID) -> Block:
    """The giver's two buttons, for as long as they work."""
    sure = confirm(
        say("Revoke this kudos?"),
        say("The post and the direct messages are taken back."),
        say("Revoke"),
        say("Keep"),
        danger=True,
    )
    return actions(
        button(say("Edit"), "kudos.change", kudos, says=say("Edit this kudos")),
        button(say("Revoke"), "kudos.revoke", kudos, confirm=sure, says=say("Revoke this kudos")),
    )


def revoked(words: str) -> Message:
    """The answer to a revocation. The words go back to their writer, who may want to say them better."""
    told = say("Revoked. Nobody sees it any more. You had written:")
    block: Block = {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_section", "elements": [text_of(told)]},
            quoted(as_typed(words)),
        ],
    }
    return message(told + " " + escape(as_typed(words)), block)


def choose(found: Sequence[KudosCard]) -> Message:
    """Several kudos that may still change, each with its buttons."""
    told = say("These can still be edited or revoked:")
    blocks = [section(told)]
    for kudos in found:
        head = {"type": "rich_text_section", "elements": [text_of(say("For") + " "), *people(kudos.receivers)]}
        words = quoted(clip(as_typed(kudos.text), QUOTE))
        blocks += [{"type": "rich_text", "elements": [head, words]}, changes(kudos.id)]
    return message(told, *blocks)


def unposted(channel_id: str, kudos: UUID) -> Message:
    """To the giver, when Slack will not let the card into the channel that they named."""
    told = say(
        "I cannot post in {channel}: it is archived, or private without me. Invite me there and press Post again, or "
        "leave it: those whom you thanked have been told.",
        channel=channel(channel_id),
    )
    return message(told, section(told), actions(button(say("Post again"), "kudos.repost", kudos)))
