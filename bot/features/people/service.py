"""What one can ask of the directory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from difflib import get_close_matches

from bot.features.people import views
from bot.kit import policy
from bot.kit.blocks import Block
from bot.kit.context import Actor
from bot.kit.errors import Missing, Unknown
from bot.kit.times import zone
from bot.kit.words import say
from storage import Unit
from storage.outbox import Message
from storage.people import Person

FOUND = 10
TEAM = 50
LARGE = 1_000
"""People beyond which Home does not look for those without a manager: it would have to look at everybody."""
LONGEST = 200
"""Characters of a search that are looked at; no name has more."""


def show(unit: Unit, actor: Actor, person_id: str, *, now: datetime) -> Message:
    """One person of the directory; `Missing` for strangers, bots and leavers, `Unknown` for whom it lacks."""
    person = unit.people.get(person_id)
    if person is None:
        told = say("I don't know that person yet; I am looking them up. Please try again in a few seconds.")
        raise Unknown(told, person_id)
    if not person.active or person.is_bot or person.external:
        raise Missing(say("That person is not (any more) in the directory."))
    reports = unit.people.reports_of(person.id, now)
    local = now.astimezone(zone(person.tz, actor.config.text("timezone"))).strftime("%H:%M")
    return views.entry(person, manager_of(unit, person.id, now), len(reports), local)


def search(unit: Unit, actor: Actor, asked: str, words: Sequence[str]) -> Message:
    """People whose names begin with the words; where there are none, the subcommand that may have been meant."""
    people = unit.people.search(asked[:LONGEST], limit=FOUND + 1)
    near = get_close_matches(asked.split(maxsplit=1)[0].lower(), words, n=1) if not people else []
    return views.found(people[:FOUND], asked, len(people) > FOUND, near[0] if near else "")


def team(unit: Unit, actor: Actor, *, now: datetime) -> Message:
    """The actor's reports."""
    return views.team(reports_of(unit, actor.id, TEAM, now))


def manager_of(unit: Unit, person: str, now: datetime) -> Person | None:
    manager = unit.people.manager_of(person, now)
    found = unit.people.get(manager) if manager is not None else None
    return found if found is not None and found.active else None


def reports_of(unit: Unit, person: str, limit: int, now: datetime) -> list[Person]:
    """Active reports by name, `limit` at most."""
    known = unit.people.many(unit.people.reports_of(person, now)[:limit])
    return sorted((one for one in known.values() if one.active), key=lambda one: one.name.casefold())


def card(unit: Unit, actor: Actor, now: datetime) -> list[Block]:
    """The room's card: one's manager and reports; for HR and admins, imports and who has no manager."""
    may_import = policy.allowed(actor, "people.import")
    counted = may_import and not unit.people.more_than(LARGE)
    without = len(unit.people.without_manager(limit=100)) if counted else 0
    return views.card(manager_of(unit, actor.id, now), reports_of(unit, actor.id, 15, now), may_import, without)
