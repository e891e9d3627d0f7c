"""Noise: when Candor's own ideas may reach a person, and which of them together.

News (what somebody did) comes at once; who prefers gets it once a day. Nudges (Candor's own ideas) keep quiet hours,
working days, public holidays, Do Not Disturb and snooze, and a budget per local day and week; what exceeds it waits,
and what has waited comes folded into one message.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID

from bot.kit.config import Config, hours, weekdays
from bot.kit.times import Rhythm, day_start, next_at, week_start, zone
from storage import Unit
from storage.claims import FOLD, Claim
from storage.held import HeldShelf
from storage.outgoing import NEWS, NUDGE, POST

BUNDLE_AT = time(16, 0)
"""When news that somebody wants once a day comes, in their local time."""


@dataclass(frozen=True)
class Held:
    """One waiting message, as far as noise cares. `waited`: it was put off before."""

    id: UUID
    nature: str
    waited: bool
    foldable: bool


@dataclass(frozen=True)
class Budget:
    """Nudges a person may get and has got, in their local day and week."""

    per_day: int
    per_week: int
    today: int
    this_week: int

    @property
    def left(self) -> int:
        return max(0, min(self.per_day - self.today, self.per_week - self.this_week))


@dataclass(frozen=True)
class Decision:
    """Groups that go now (a group of several is one message), and those that wait, until when."""

    go: tuple[tuple[UUID, ...], ...]
    wait: tuple[UUID, ...] = ()
    until: datetime | None = None


def decide(
    held: Sequence[Held], rhythm: Rhythm, budget: Budget, now: datetime, quiet_until: datetime | None
) -> Decision:
    """What becomes of a person's waiting messages at this moment. `quiet_until`: the end of their Do Not Disturb."""
    news = [one for one in held if one.nature != NUDGE]
    nudges = [one for one in held if one.nature == NUDGE]
    go = _together(news)
    if not nudges:
        return Decision(tuple(go))
    everything = tuple(one.id for one in nudges)
    allowed = rhythm.next_allowed(max(now, quiet_until or now))
    if allowed is None or allowed > now:
        return Decision(tuple(go), everything, allowed or rhythm.next_day(now))
    groups = _together([one for one in nudges if one.waited]) + [(one.id,) for one in nudges if not one.waited]
    chosen, rest = groups[: budget.left], groups[budget.left :]
    waiting = tuple(id for group in rest for id in group)
    until = None
    if waiting:
        spent_week = budget.this_week + len(chosen) >= budget.per_week
        start = rhythm.next_week(now) if spent_week else rhythm.next_day(now)
        until = rhythm.next_allowed(start) or start
    return Decision((*go, *chosen), waiting, until)


def _together(some: Sequence[Held]) -> list[tuple[UUID, ...]]:
    """All that can be folded as one group; each other alone."""
    folded = tuple(one.id for one in some if one.foldable)
    alone = [(one.id,) for one in some if not one.foldable]
    return ([folded] if folded else []) + alone


def bundle_moment(rhythm: Rhythm, now: datetime) -> datetime:
    """When today's news comes to somebody who wants it once a day."""
    moment = next_at(now, BUNDLE_AT, rhythm.where) or now
    return rhythm.next_allowed(moment) or moment


def wants_bundled(bundles: Mapping[str, Any], kind: str) -> bool:
    """Whether a preference bundles this kind of news; a room's noun stands for all of its kinds."""
    return bool(bundles.get(kind) or bundles.get(kind.partition(".")[0]))


def rhythms(unit: Unit, people: Iterable[str]) -> dict[str, Rhythm]:
    """Each person's hours: their own preferences, the workspace's settings for the rest. Only people who are here."""
    known = {id: row for id, row in unit.people.many(people).items() if row.active}
    config = Config(unit.settings.all())
    chosen = unit.preferences.many(known)
    found = {}
    for id, row in known.items():
        mine = chosen.get(id)
        own_days = None if mine is None else mine.workdays
        own_hours = None if mine is None else mine.quiet_hours
        found[id] = Rhythm(
            where=zone(row.tz, config.text("timezone")),
            workdays=config.workdays if own_days is None else weekdays(own_days),
            quiet=config.quiet_hours if own_hours is None else hours(own_hours),
            country=row.country or config.text("country") or None,
            snooze_until=None if mine is None else mine.snooze_until,
        )
    return found


def bundled(unit: Unit, claims: Sequence[Claim], now: datetime) -> dict[UUID, datetime]:
    """Which of these news their receivers want once a day, and when that is."""
    fresh = [
        claim
        for claim in claims
        if claim.nature == NEWS
        and claim.work == POST
        and claim.kind != FOLD
        and claim.recipient[:1] in "UW"
        and claim.released_at is None
        and not claim.attempts
        and claim.thread_ts is None
    ]
    if not fresh:
        return {}
    chosen = unit.preferences.many({claim.recipient for claim in fresh})
    held = [claim for claim in fresh if claim.recipient in chosen]
    held = [claim for claim in held if wants_bundled(chosen[claim.recipient].bundles, claim.kind)]
    hours_of = rhythms(unit, {claim.recipient for claim in held}) if held else {}
    return {claim.id: bundle_moment(hours_of[claim.recipient], now) for claim in held if claim.recipient in hours_of}


def release(unit: Unit, person: str, now: datetime, quiet_until: datetime | None) -> int:
    """Lets go what may reach this person now; answers how many messages that makes. One replica at a time does it."""
    shelf = HeldShelf(unit)
    if not shelf.alone_with(person):
        return 0
    rows = shelf.waiting(person, now)
    rhythm = rhythms(unit, [person]).get(person)
    if rhythm is None:
        shelf.cancel([row.id for row in rows])
        return 0
    config = Config(unit.settings.all())
    today, this_week = shelf.spent(person, day_start(now, rhythm.where), week_start(now, rhythm.where))
    budget = Budget(config.number("nudges_per_day"), config.number("nudges_per_week"), today, this_week)
    held = [Held(row.id, row.nature, row.waited, _foldable(row.payload, row.under)) for row in rows]
    decision = decide(held, rhythm, budget, now, quiet_until)
    by_id = {row.id: row for row in rows}
    for group in decision.go:
        if len(group) > 1:
            shelf.fold([by_id[id] for id in group], now)
        else:
            shelf.release(group, now)
    if decision.until is not None:
        shelf.wait(decision.wait, decision.until)
    return len(decision.go)


def _foldable(payload: Mapping[str, Any] | None, under: str | None) -> bool:
    """A message with files is made for itself, and one with plainer blocks may need them."""
    return under is None and not {"files", "instead"} & (payload or {}).keys()
