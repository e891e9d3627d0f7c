"""One function per intention: give, change, revoke, join in, look."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bot.features.kudos import rules, views
from bot.features.kudos.recap import gathered, recap_message
from bot.features.kudos.rules import Thanks
from bot.features.kudos.typed import parse
from bot.kit import policy
from bot.kit.blocks import as_typed
from bot.kit.config import Config
from bot.kit.context import Actor
from bot.kit.errors import Invalid, Missing
from bot.kit.times import week_start
from bot.kit.words import say, speaking
from storage import Unit
from storage.kudos import Kudos, KudosCard
from storage.moves import LEFT, Move
from storage.outbox import Message, Put
from storage.outgoing import CHANNEL_POST, NUDGE, SENT


@dataclass(frozen=True)
class Given:
    """What became of a wish to give; `new` is False where the same request had come before."""

    kudos: KudosCard
    new: bool


@dataclass(frozen=True)
class Answer:
    """What the giver of a typed kudos is told; `named` is the channel that they named, if the card is new there."""

    kudos: KudosCard
    message: Message
    named: str | None


@dataclass(frozen=True)
class Place:
    """Where Slack shows a card: known from the click on it."""

    channel: str
    ts: str


def card_key(kudos: UUID) -> str:
    return f"kudos:{kudos}"


def dm_key(kudos: UUID, person: str) -> str:
    return f"kudos:{kudos}:{person}"


def told_key(kudos: UUID) -> str:
    return f"kudos:{kudos}:giver"


def give_typed(
    unit: Unit,
    actor: Actor,
    line: str,
    words: Sequence[str],
    kudos: str,
    *,
    source: str,
    now: datetime,
    private: bool = False,
) -> Answer:
    """Gives what a command's text says. `words` are the subcommands, `kudos` the command's name, for the sentences."""
    typed = parse(line, actor.config.values)
    if not typed.people and not typed.groups:
        rules.no_receiver(line, words, kudos)
    if typed.nowhere:
        raise Invalid(
            channel=say(
                "I don't know the channel #{name}. Choose it from Slack's list as you type.", name=typed.nowhere
            )
        )
    thanks = Thanks(typed.people, typed.text, typed.groups, typed.tags, typed.channel, private)
    given = give(unit, actor, thanks, source=source, now=now)
    later = [person for person in typed.later if person not in (*given.kudos.receivers, actor.id)]
    named = given.kudos.channel if typed.channel and given.new else None
    return Answer(given.kudos, views.given(given.kudos, later), named)


def give(unit: Unit, actor: Actor, thanks: Thanks, *, source: str, now: datetime, tell: bool = False) -> Given:
    """Saves a kudos and its messages. The same `source` again is the same kudos; with other words it is an edit.

    `tell`: the giver cannot be answered directly and gets a DM where nothing is posted.
    """
    text = rules.substance(thanks.text)
    team = unit.installations.about() if thanks.link else None
    link, quote = rules.evidence(thanks, team.url if team is not None else None)
    values = rules.values(thanks.tags, actor.config.values)
    channel = rules.destination(thanks, actor.config.text("kudos_channel"))
    receivers = find_receivers(unit, actor, thanks)
    allowed = actor.config.number("kudos_weekly_allowance")
    used = unit.kudos.allowance_used(actor.id, week_start(now, actor.zone)) if allowed else 0
    kudos, new = unit.kudos.give(
        source=source,
        giver=actor.id,
        receivers=receivers,
        text=text,
        values=values,
        channel=channel,
        private=thanks.private,
        link=link,
        quote=quote,
        at=now,
    )
    if not new:
        return Given(regive(unit, actor, kudos, text, values, receivers, thanks.private, channel, now=now), False)
    if allowed:
        rules.within_allowance(allowed, used + len(receivers), len(receivers))
    told = tell and channel is None and not thanks.private
    unit.outbox.put_all(messages(kudos, actor, now, told=told))
    return Given(kudos, True)


def find_receivers(unit: Unit, actor: Actor, thanks: Thanks) -> tuple[str, ...]:
    """The people behind the names and groups, as the directory has them now."""
    rules.few_enough(max(len(thanks.people), len(thanks.groups)))  # before anybody is looked up
    members: dict[str, Sequence[str]] = {}
    if thanks.groups:
        members |= unit.groups.members_of(thanks.groups)
        for group in set(thanks.groups) - set(members):  # unknown, switched off, or empty: they differ
            known = unit.groups.get(group)
            if known is not None:
                members[group] = ()
    people = unit.people.many({*thanks.people, *(person for group in members.values() for person in group)})
    return rules.receivers(actor.id, thanks, people, members, guests=actor.config.on("guests"))


def messages(kudos: KudosCard, actor: Actor, now: datetime, *, told: bool) -> Iterable[Put]:
    """Everything that a new kudos sends: the card, a DM to each receiver, and a word to the giver if wanted."""
    if kudos.channel and not kudos.private:
        card = views.card(kudos, {actor.id: actor.name})
        yield Put(card_key(kudos.id), card, kudos.channel, "kudos.card", now, CHANNEL_POST)
    for person in kudos.receivers:
        yield Put(dm_key(kudos.id, person), views.dm(kudos, person), person, "kudos.dm", now)
    if told:
        yield Put(told_key(kudos.id), views.given(kudos), actor.id, "kudos.given", now)


def regive(
    unit: Unit,
    actor: Actor,
    kudos: KudosCard,
    text: str,
    values: Sequence[str],
    receivers: Sequence[str],
    private: bool,
    channel: str | None,
    *,
    now: datetime,
) -> KudosCard:
    """A request that came before. With other words it is an edit; whom it reached can no longer be chosen."""
    policy.check_own(actor, "kudos.change", kudos.giver)
    if (kudos.text, kudos.values) == (text, tuple(values)) and not _elsewhere(kudos, receivers, private, channel):
        return kudos
    rules.check_open(kudos.at, kudos.revoked_at, now)
    if _elsewhere(kudos, receivers, private, channel):
        raise Invalid(
            to=say("This was saved and sent already, so only its words can change. Close this and use /kudos edit.")
        )
    return _rewrite(unit, actor, kudos, text, values, now)


def _elsewhere(kudos: KudosCard, receivers: Sequence[str], private: bool, channel: str | None) -> bool:
    return (set(kudos.receivers), kudos.private, kudos.channel) != (set(receivers), private, channel)


def known(unit: Unit, actor: Actor, kudos_id: UUID) -> KudosCard:
    """A kudos that the actor may know of; to others a private one is as `Missing` as none."""
    kudos = unit.kudos.card(kudos_id)
    if kudos is None or (kudos.private and actor.id not in (kudos.giver, *kudos.receivers)):
        raise Missing(say("That kudos is not there any more."))
    return kudos


def own(unit: Unit, actor: Actor, kudos_id: UUID, *, now: datetime) -> KudosCard:
    """A kudos that the actor may still edit or revoke; else `Missing` or `Refused`. Who changes it locks it first."""
    kudos = known(unit, actor, kudos_id)
    policy.check_own(actor, "kudos.change", kudos.giver)
    rules.check_open(kudos.at, kudos.revoked_at, now)
    return kudos


def latest(unit: Unit, actor: Actor, *, now: datetime) -> list[KudosCard]:
    """What the actor gave within the last 24 hours, newest first; `Missing` where there is nothing."""
    found = unit.kudos.given(actor.id, now - rules.OPEN_FOR, limit=10)
    still = [kudos for kudos in found if rules.still_open(kudos.at, now)]
    if not still:
        raise Missing(say("You have given no kudos within the last 24 hours, and older ones stay as they are."))
    return still


def edit(unit: Unit, actor: Actor, kudos_id: UUID, words: str, tags: Sequence[str], *, now: datetime) -> KudosCard:
    """Other words and values, within 24 hours; the card and the DMs follow. The same again changes nothing."""
    unit.lock(Kudos, kudos_id)
    kudos = own(unit, actor, kudos_id, now=now)
    text = rules.substance(words)
    kept = [value for value in tags if value in kudos.values]
    values = tuple(kept) + rules.values([tag for tag in tags if tag not in kept], actor.config.values)
    if text in (kudos.text, as_typed(kudos.text)) and set(values) == set(kudos.values):
        return kudos
    return _rewrite(unit, actor, kudos, text, values, now)


def _rewrite(unit: Unit, actor: Actor, kudos: KudosCard, text: str, values: Sequence[str], now: datetime) -> KudosCard:
    unit.kudos.edit(kudos.id, text=text, values=values, at=now)
    changed = unit.kudos.card(kudos.id)
    if changed is None:
        raise Missing(say("That kudos is not there any more."))
    unit.outbox.change(card_key(kudos.id), views.card(changed, names(unit, changed)))
    for person in changed.receivers:
        unit.outbox.change(dm_key(kudos.id, person), views.dm(changed, person))
    unit.audit.write(actor.id, "kudos.edit", str(kudos.id), "kudos", now=now)
    return changed


def revoke(unit: Unit, actor: Actor, kudos_id: UUID, *, now: datetime) -> KudosCard:
    """Takes a kudos back within 24 hours: card and DMs go, or never come. Twice is once."""
    unit.lock(Kudos, kudos_id)
    kudos = unit.kudos.card(kudos_id)
    if kudos is not None and kudos.revoked_at is not None and kudos.giver == actor.id:
        return kudos
    kudos = own(unit, actor, kudos_id, now=now)
    unit.kudos.revoke(kudos.id, now)
    unit.outbox.withdraw(card_key(kudos.id))
    for person in kudos.receivers:
        unit.outbox.withdraw(dm_key(kudos.id, person))
    unit.outbox.withdraw(told_key(kudos.id))
    unit.audit.write(actor.id, "kudos.revoke", str(kudos.id), "kudos", now=now)
    return kudos


def revoke_answer(unit: Unit, actor: Actor, kudos_id: UUID, *, now: datetime) -> Message:
    """Revokes, and hands the words back."""
    return views.revoked(revoke(unit, actor, kudos_id, now=now).text)


def join(unit: Unit, actor: Actor, kudos_id: UUID, place: Place | None, *, now: datetime) -> bool:
    """The actor says so too; False if they had before. The card shows it."""
    unit.lock(Kudos, kudos_id)
    kudos = known(unit, actor, kudos_id)
    rules.check_joining(
        actor.id, kudos.giver, kudos.receivers, private=kudos.private, revoked=kudos.revoked_at is not None
    )
    if not unit.kudos.join(kudos.id, actor.id, now):
        return False
    joined = unit.kudos.card(kudos.id)
    if joined is None:
        raise Missing(say("That kudos is not there any more."))
    message = views.card(joined, names(unit, joined))
    key = card_key(kudos.id)
    here = place is not None and place.channel == kudos.channel
    if not unit.outbox.change(key, message) and place is not None and here and unit.outbox.state(key) is None:
        unit.outbox.adopt(key, kind="kudos.card", to=place.channel, channel=place.channel, slack_ts=place.ts, now=now)
        unit.outbox.change(key, message)
    return True


def names(unit: Unit, kudos: KudosCard) -> dict[str, str]:
    """The names that a card shows: the giver's and those of the first who joined."""
    found = unit.people.many({kudos.giver, *kudos.joined[: views.NAMED]})
    return {person: row.name for person, row in found.items()}


def repost(unit: Unit, actor: Actor, kudos_id: UUID, *, now: datetime) -> bool:
    """Tries a card again that Slack would not take; True if it waits to be sent (again)."""
    unit.lock(Kudos, kudos_id)
    kudos = own(unit, actor, kudos_id, now=now)
    key = card_key(kudos.id)
    if unit.outbox.revive(key):
        unit.outbox.change(key, views.card(kudos, names(unit, kudos)))
    return unit.outbox.state(key) != SENT


def recap(unit: Unit, person: str, month: date, *, now: datetime) -> bool:
    """Puts the recap of the month that holds the day `month` into the outbox, as a nudge with its picture.

    Once per person and month, and only if there is something to tell; True if it was put.
    """
    with speaking(Config(unit.settings.all()).language):
        first = month.replace(day=1)
        facts = gathered(unit, person, first)
        if facts is None:
            return False
        key = f"kudos.recap:{person}:{first:%Y-%m}"
        message = recap_message(facts, person, first)
        return unit.outbox.put(key, message, to=person, kind="kudos.recap", due=now, nature=NUDGE)


def hand_over(unit: Unit, move: Move, now: datetime) -> None:
    """Who left is sent nothing more: what still waits for them could not be delivered. What they gave and got stays."""
    if move.kind != LEFT:
        return
    person = unit.people.get(move.person)
    if person is not None and not person.active:
        unit.outbox.cancel_for(move.person, "kudos")
