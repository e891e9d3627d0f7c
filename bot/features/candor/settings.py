"""Changing settings: checked all together, applied together, audited, and told to whom it concerns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from bot.features.candor import views
from bot.features.candor.forms import field_name
from bot.kit import policy
from bot.kit.config import SETTINGS, Config, parse
from bot.kit.context import Actor
from bot.kit.errors import Invalid, Unknown
from bot.kit.words import say
from storage import Unit, new_id
from storage.outbox import Put

ROLES = ("hr", "admins")
TOLD = 1_000
"""How many of the workspace's admins hear of a change of roles; a company has fewer."""


def change(unit: Unit, actor: Actor | None, pairs: Mapping[str, str], *, now: datetime) -> list[str]:
    """Sets settings from what was typed; answers the keys that changed. `actor` is None for the operator.

    Raises `Invalid` naming the first that cannot be used; nothing is changed then.
    """
    if actor is not None:
        policy.check(actor, "candor.settings")
    before = Config(unit.settings.all())
    wanted = checked(pairs)
    if actor is not None and set(wanted) & set(ROLES):
        policy.check(actor, "candor.admins")
    for key in sorted(set(wanted) & set(ROLES)):
        if wanted[key] != before.text(key):
            known(unit, key, wanted[key].split(","), looked_up=actor is not None)
            keep_one(actor, key, wanted[key])
    unit.settings.change(wanted, by=actor.id if actor else None, now=now)
    after = Config(unit.settings.all())
    changed = sorted(key for key in wanted if before.text(key) != after.text(key))
    for key in changed:
        unit.audit.write(actor.id if actor else None, "candor.setting", key, "candor", now=now)
    if any(SETTINGS[key].moves for key in changed):
        unit.slots.replan_everybody()
    for key in sorted(set(changed) & set(ROLES)):
        tell_roles(unit, actor, key, before, after, now)
    return changed


def checked(pairs: Mapping[str, str]) -> dict[str, str]:
    """What to store, by key; `Invalid` names all that cannot be used, each as its field in a form is named."""
    wanted: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for key, typed in pairs.items():
        try:
            wanted[key] = parse(key, typed)
        except Invalid as problem:
            wrong[field_name(key)] = problem.sentence
    if wrong:
        raise Invalid(**wrong)
    return wanted


def known(unit: Unit, key: str, ids: Iterable[str], *, looked_up: bool) -> None:
    """Only members and groups whom the directory knows can hold a role; `looked_up`: Slack can be asked for others.

    Before the first sync nobody is known, and the operator's word is taken.
    """
    wanted = [id for id in ids if id]
    if not looked_up and not unit.people.everyone(limit=1):
        return
    people = unit.people.many(id for id in wanted if not id.startswith("S"))
    for id in wanted:
        if unit.groups.get(id) is None if id.startswith("S") else id not in people:
            if looked_up:
                raise Unknown(say("I don't know {id} yet; I am looking. Please try again in a few seconds.", id=id), id)
            raise Invalid(
                **{key: say("{id} is nobody in the directory. Run `candor people sync` if they are new.", id=id)}
            )
    for person in people.values():
        if not person.active or person.is_bot or person.external:
            raise Invalid(**{key: say("{name} is no member of this workspace (any more).", name=person.name)})


def keep_one(actor: Actor | None, key: str, wanted: str) -> None:
    """HR cannot shut itself out by a slip; the operator can do anything."""
    if key == "hr" and not wanted and actor is not None:
        raise Invalid(hr=say("Somebody must be HR; name who follows before you leave the list."))


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
    known = unit.people.many(circle)
    here = [id for id in circle if id not in known or (known[id].active and not known[id].is_bot)]
    unit.outbox.put_all(
        Put(f"candor.roles:{event}:{person}", message, person, "candor.roles", now) for person in sorted(here)
    )
