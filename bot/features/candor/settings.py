"""Changing settings: checked all together, applied together, audited, and told to whom it concerns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from bot.features.candor import views
from bot.kit import policy
from bot.kit.config import Config, parse
from bot.kit.context import Actor
from bot.kit.errors import Invalid
from bot.kit.words import say
from storage import Unit, new_id

ROLES = ("hr", "admins")
MOVES_SCHEDULES = (
    *("timezone", "workdays", "quiet_hours", "country", "checkin_day", "checkin_time", "digest_day", "digest_time"),
    *("guests", "rooms_off", "coaching_cadence_days", "goal_cadence_days"),
)
TOLD = 50
"""How many people hear of a change of roles; a company has fewer people in HR."""


def change(unit: Unit, actor: Actor | None, pairs: Mapping[str, str], *, now: datetime) -> list[str]:
    """Sets settings from what was typed; answers the keys that changed. `actor` is None for the operator.

    Raises `Invalid` naming the first that cannot be used; nothing is changed then.
    """
    if actor is not None:
        policy.check(actor, "candor.settings")
    before = Config(unit.settings.all())
    wanted = {key: parse(key, typed) for key, typed in pairs.items()}
    if actor is not None and set(wanted) & set(ROLES):
        policy.check(actor, "candor.admins")
    for key in set(wanted) & set(ROLES):
        known(unit, wanted[key].split(","))
        keep_one(actor, key, wanted[key])
    changed = unit.settings.change(wanted, by=actor.id if actor else None, now=now)
    for key in changed:
        unit.audit.write(actor.id if actor else None, "candor.setting", key, "candor", now=now)
    if set(changed) & set(MOVES_SCHEDULES):
        unit.slots.replan_everybody()
    after = Config(unit.settings.all())
    for key in sorted(set(changed) & set(ROLES)):
        tell_roles(unit, actor, key, before, after, now)
    return sorted(changed)


def known(unit: Unit, ids: Iterable[str]) -> None:
    """People and groups whom the directory does not know cannot hold a role."""
    wanted = [id for id in ids if id]
    people = unit.people.many(id for id in wanted if not id.startswith("S"))
    for id in wanted:
        missing = unit.groups.get(id) is None if id.startswith("S") else id not in people or not people[id].active
        if missing:
            raise Invalid(
                value=say("{id} is nobody in the directory. Run `candor people sync` if they are new.", id=id)
            )


def keep_one(actor: Actor | None, key: str, wanted: str) -> None:
    """HR cannot shut itself out by a slip; the operator can do anything."""
    if key == "hr" and not wanted and actor is not None:
        raise Invalid(value=say("Somebody must be HR; name who follows before you leave the list."))


def holders(unit: Unit, config: Config, key: str) -> set[str]:
    """The people behind a role's setting, groups expanded."""
    listed = set(config.several(key))
    members = unit.groups.members_of(id for id in listed if id.startswith("S"))
    return {id for id in listed if not id.startswith("S")}.union(*members.values())


def tell_roles(unit: Unit, actor: Actor | None, key: str, before: Config, after: Config, now: datetime) -> None:
    """Everybody who is or was HR or admin hears who changed the circle, and how."""
    old, new = holders(unit, before, key), holders(unit, after, key)
    circle = {id for config in (before, after) for role in ROLES for id in holders(unit, config, role)}
    circle |= {person.id for person in unit.people.administrators(TOLD)}
    by = actor.id if actor is not None else None
    message = views.roles_changed(by, key, sorted(new - old), sorted(old - new))
    event = new_id()
    for person in sorted(circle)[:TOLD]:
        unit.outbox.put(f"candor.roles:{event}:{person}", message, to=person, kind="candor.roles", due=now)
