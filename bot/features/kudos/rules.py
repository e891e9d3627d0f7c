"""What makes a kudos: substance, receivers, values, the week's allowance, and the day in which it may change. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import get_close_matches
from typing import NoReturn, Protocol

from bot.kit.blocks import clean, clip
from bot.kit.errors import Invalid, Missing, Refused, Unknown
from bot.kit.words import count, either, listed, say

SUBSTANCE = 10
LONGEST = 3000
MOST_RECEIVERS = 10
OPEN_FOR = timedelta(hours=24)
QUOTE = 300
"""Characters of a quoted message that are kept and shown; its link has the rest."""
CHANNEL = re.compile(r"[CG][A-Z0-9]{1,20}")
MESSAGE = re.compile(r"/archives/[CDG][A-Z0-9]+/p[0-9]+(?:\?thread_ts=[0-9.]+&cid=[CDG][A-Z0-9]+)?")
"""A message's address in Slack, behind the workspace's own."""


class Member(Protocol):
    """What the directory tells of a person."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def active(self) -> bool: ...
    @property
    def is_bot(self) -> bool: ...
    @property
    def is_guest(self) -> bool: ...
    @property
    def external(self) -> str | None: ...


@dataclass(frozen=True)
class Thanks:
    """What somebody wants to give, from text or from a form. `people` and `groups` are ids; `tags` as typed."""

    people: tuple[str, ...]
    text: str
    groups: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    channel: str | None = None
    private: bool = False
    link: str | None = None
    quote: str | None = None


def substance(text: str) -> str:
    """The cleaned text; `Invalid(words=…)` where it says too little or too much."""
    words = clean(text).strip()
    if len(words) < SUBSTANCE:
        raise Invalid(
            words=say(
                "A few more words, please: say what for, in at least {n} characters; this has {got}.",
                n=SUBSTANCE,
                got=len(words),
            )
        )
    if len(words) > LONGEST:
        raise Invalid(words=say("Please keep it to {n} characters; this has {got}.", n=LONGEST, got=len(words)))
    return words


def values(tags: Iterable[str], known: Sequence[str]) -> tuple[str, ...]:
    """The company's values behind the tags, spelled as HR spells them, each once; `Invalid(values=…)` for others."""
    spelled = {value.casefold(): value for value in known}
    found: dict[str, None] = {}
    for tag in tags:
        value = spelled.get(tag.casefold())
        if value is None:
            raise Invalid(values=_no_value(tag, known, spelled))
        found[value] = None
    return tuple(found)


def _no_value(tag: str, known: Sequence[str], spelled: Mapping[str, str]) -> str:
    if not known:
        return say("#{tag} is no value: this company has not named its values yet. Leave the tag out.", tag=tag)
    near = [spelled[each] for each in get_close_matches(tag.casefold(), spelled, n=3, cutoff=0.5)]
    if near:
        tags = either([f"#{value}" for value in near])
        return say("#{tag} is none of our values. Did you mean {tags}?", tag=tag, tags=tags)
    tags = listed([f"#{value}" for value in known[:10]])
    return say("#{tag} is none of our values. They are {tags}.", tag=tag, tags=tags)


def takes_part(person: Member, *, guests: bool) -> bool:
    """Whether a person can be thanked at all."""
    return person.active and not person.is_bot and not person.external and (guests or not person.is_guest)


def receivers(
    giver: str, thanks: Thanks, people: Mapping[str, Member], members: Mapping[str, Sequence[str]], *, guests: bool
) -> tuple[str, ...]:
    """Who is thanked: the named ones, then the groups' members, each once.

    One invalid name refuses the whole; inside a group the giver, bots, leavers and guests are passed over.
    `people` are those of the directory, `members` each known group's.
    """
    if absent := [person for person in thanks.people if person not in people]:
        raise Unknown(
            say("I don't know one of these people yet; I am looking them up. Please try again in a few seconds."),
            *absent,
        )
    if absent := [group for group in thanks.groups if group not in members]:
        raise Unknown(
            say("I don't know that group's members yet; I am looking them up. Please try again in a few seconds."),
            *absent,
        )
    for person in thanks.people:
        if reason := why_not(giver, people[person], guests=guests):
            raise Invalid(to=reason)
    found = dict.fromkeys(thanks.people)
    for group in thanks.groups:
        for person in members[group]:
            if person != giver and person in people and takes_part(people[person], guests=guests):
                found[person] = None
    if not found:
        raise Invalid(to=_nobody(thanks))
    few_enough(len(found))
    return tuple(found)


def few_enough(people: int) -> None:
    if people > MOST_RECEIVERS:
        raise Invalid(to=say("These are {n} people; thank at most {most} at once.", n=people, most=MOST_RECEIVERS))


def why_not(giver: str, person: Member, *, guests: bool) -> str | None:
    """Why this person cannot be thanked by the giver, as a sentence; None if they can."""
    if person.id == giver:
        return say("Kudos are for others: you cannot thank yourself. Leave yourself out.")
    if person.is_bot:
        return say("{name} is a bot; thank the person behind it instead.", name=person.name)
    if person.external:
        return say("{name} is from another workspace, which Candor does not reach.", name=person.name)
    if not person.active:
        return say("{name} has left, so kudos no longer reach them. Leave them out.", name=person.name)
    if person.is_guest and not guests:
        return say("{name} is a guest here, and guests do not take part. Leave them out.", name=person.name)
    return None


def no_receiver(line: str, words: Sequence[str], kudos: str) -> NoReturn:
    """Raises the sentence for a line that begins with no mention: a name that Slack did not know, or a mistyped word.

    `words` are the subcommands, `kudos` the command's own name here.
    """
    if not line:
        raise Invalid(to=say("Say whom you thank, such as: @ada for unblocking the release."))
    first = line.split(None, 1)[0]
    if first.startswith("@"):
        raise Invalid(
            to=say(
                "I cannot tell who {first} is. Choose people from the list that Slack shows as you type.", first=first
            )
        )
    rest = line[len(first) :].strip()
    # Words after the first are thanks without a receiver, unless the first looks like a subcommand.
    near = get_close_matches(first.casefold(), [*words, "help"], n=1, cutoff=0.6 if rest else 0.0)
    if not near:
        raise Invalid(
            to=say(
                "I cannot tell whom you thank. To thank people, begin with them: "
                "{kudos} @ada for unblocking the release.",
                kudos=kudos,
            )
        )
    raise Invalid(
        to=say(
            "There is no “{first}” here; the nearest is {kudos} {near}. To thank people, begin with them: "
            "{kudos} @ada for unblocking the release.",
            first=first[:40],
            kudos=kudos,
            near=near[0],
        )
    )


def _nobody(thanks: Thanks) -> str:
    if thanks.groups:
        return say("Nobody in that group can be thanked: it has no members besides you, bots and leavers.")
    return say("Choose whom you thank: people, or a group.")


def within_allowance(allowed: int, used: int, wanted: int) -> None:
    """`Refused` where `used` receivers this week, these `wanted` ones included, are more than `allowed`."""
    if used <= allowed:
        return
    left = max(0, allowed - (used - wanted))
    if not left:
        told = count(
            allowed,
            "You have given your one kudos of this week; you can thank people again from Monday.",
            "You have thanked {n} people this week, which is all there is; you can thank people again from Monday.",
        )
    else:
        told = say(
            "You can thank {left} more this week, and this names {wanted}; the rest has to wait for Monday.",
            left=left,
            wanted=wanted,
        )
    raise Refused(told)


def destination(thanks: Thanks, default: str) -> str | None:
    """The channel that the card goes to; None if it goes nowhere."""
    if thanks.private:
        if thanks.channel:
            raise Invalid(channel=say("Private kudos are posted nowhere: leave the channel out, or make them public."))
        return None
    if thanks.channel and not CHANNEL.fullmatch(thanks.channel):
        raise Invalid(channel=say("Kudos are posted in channels; please choose one from the list."))
    return thanks.channel or default or None


def evidence(thanks: Thanks, workspace: str | None) -> tuple[str | None, str | None]:
    """The link to a message of this workspace, and its words; without such a link neither.

    They come back from a form, and nothing in a form is believed: the card says "a message" over the link.
    """
    link, address = thanks.link, (workspace or "").rstrip("/")
    if not address or not isinstance(link, str) or not link.startswith(address):
        return None, None
    if not MESSAGE.fullmatch(link, len(address)):
        return None, None
    quote = clip(clean(thanks.quote).strip(), QUOTE) if isinstance(thanks.quote, str) else ""
    return link, quote or None


def still_open(at: datetime, now: datetime) -> bool:
    """Whether its giver may still edit or revoke a kudos given at `at`."""
    return now < at + OPEN_FOR


def check_open(at: datetime, revoked_at: datetime | None, now: datetime) -> None:
    """`Missing` for a revoked kudos, `Refused` for one that is older than a day."""
    if revoked_at is not None:
        raise Missing(say("That kudos was revoked."))
    if not still_open(at, now):
        raise Refused(say("Kudos can be edited and revoked for 24 hours, and that one is older."))


def check_joining(person: str, giver: str, thanked: Iterable[str], *, private: bool, revoked: bool) -> None:
    """Who may say "me too": everyone but giver and receivers, on a public kudos that stands."""
    if revoked:
        raise Missing(say("That kudos was revoked."))
    if private:
        raise Missing(say("I cannot find that kudos."))
    if person == giver:
        raise Refused(say("It is your own kudos, so you are in it already."))
    if person in set(thanked):
        raise Refused(say("This kudos is for you; enjoy it."))
