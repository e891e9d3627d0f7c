"""Who may do and see what: one page of statements in words that HR can review.

Every door names its statement (`may="kudos.give"`); the actor is introduced and the statement checked inside the
transaction that does the work. A statement's `own` rule, where it has one, is checked by the service with the record in
hand (`check_own`); whose rows a query may return, `circle` says. docs/privacy.md prints this table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.kit.config import Config
from bot.kit.context import Actor, Caller, Role
from bot.kit.errors import Refused, Unknown
from bot.kit.words import say, speaking
from storage import Unit
from storage.circles import Circle, own
from storage.people import Introduction

E, M, L, H, A, G = Role.EMPLOYEE, Role.MANAGER, Role.LEADER, Role.HR, Role.ADMIN, Role.GUEST
MEMBERS = frozenset({E})
HR_AND_ADMINS = frozenset({H, A})
ADMINS = frozenset({A})


@dataclass(frozen=True)
class Statement:
    """`who` holds the roles of which the actor must have one; `words` say it so that HR can review it.

    `circle`, where the words speak of certain people's rows: whose these are, for this actor.
    """

    who: frozenset[Role]
    words: str
    circle: Callable[[Actor], Circle] | None = None


def _own(actor: Actor) -> Circle:
    return own(actor.id)


POLICY: Mapping[str, Statement] = {
    "kudos.give": Statement(MEMBERS, "Everyone may thank colleagues; guests only where the settings let them."),
    "kudos.join": Statement(MEMBERS, "Everyone may join in a public kudos, except its giver and receivers."),
    "kudos.change": Statement(MEMBERS, "Only the giver may edit or revoke a kudos, for 24 hours."),
    "kudos.read": Statement(
        MEMBERS, "Public kudos are for everyone; private ones for their giver and receivers.", circle=_own
    ),
    "people.read": Statement(MEMBERS, "Everyone may see names, titles, departments and who manages whom."),
    "people.import": Statement(HR_AND_ADMINS, "HR and admins may import and sync the directory."),
    "candor.use": Statement(MEMBERS, "Everyone may see help, their preferences and what Candor knows about them."),
    "candor.settings": Statement(HR_AND_ADMINS, "HR and admins may read and change settings."),
    "candor.admins": Statement(HR_AND_ADMINS, "HR and admins may change who is HR or admin; all of them are told."),
    "candor.health": Statement(HR_AND_ADMINS, "HR and admins see messages that could not be delivered, without texts."),
}


def allowed(actor: Actor, verb: str) -> bool:
    """Whether the statement lets this actor; a verb without a statement is refused loudly (KeyError)."""
    return bool(POLICY[verb].who & actor.roles)


def check(actor: Actor, verb: str) -> None:
    """Raises `Refused` with the statement's words where the actor may not."""
    if not allowed(actor, verb):
        raise Refused(say("You may not do that. {words}", words=say(POLICY[verb].words)))


def check_own(actor: Actor, verb: str, owner: str) -> None:
    """Raises `Refused` unless the record is the actor's own."""
    check(actor, verb)
    if actor.id != owner:
        raise Refused(say("You may not do that. {words}", words=say(POLICY[verb].words)))


def circle(actor: Actor, verb: str) -> Circle:
    """Whose rows the statement opens to this actor, for a shelf's `within`; `Refused` where it opens none to them.

    LookupError for a statement that says nothing of rows: it needs a `circle` first.
    """
    check(actor, verb)
    chosen = POLICY[verb].circle
    if chosen is None:
        raise LookupError(f"The statement {verb} does not say whose rows it opens; give it a circle.")
    return chosen(actor)


def roles_of(found: Introduction, config: Config) -> frozenset[Role]:
    """The roles of a directory entry, from the directory and the settings."""
    person = found.person
    if not person.active or person.is_bot or person.external:
        return frozenset({Role.STRANGER})
    if person.is_guest and not config.on("guests"):
        return frozenset({Role.GUEST})
    roles = {Role.EMPLOYEE}
    if person.is_guest:
        roles.add(Role.GUEST)
    if found.has_reports:
        roles |= {Role.MANAGER, Role.LEADER}
    if person.leader:
        roles.add(Role.LEADER)
    named = {person.id, *found.groups}
    if named & set(config.several("hr")):
        roles.add(Role.HR)
    if person.is_admin or person.is_owner or named & set(config.several("admins")):
        roles.add(Role.ADMIN)
    return frozenset(roles)


def introduce(unit: Unit, caller: Caller, now: datetime, named: Sequence[str] = ()) -> Actor:
    """The actor behind a caller. `Refused` for strangers and guests, `Unknown` for one whom the directory lacks."""
    found, config = meet(unit, caller, now, named)
    with speaking(config.language):
        return admit(found, config, caller)


def meet(unit: Unit, caller: Caller, now: datetime, named: Sequence[str] = ()) -> tuple[Introduction | None, Config]:
    """What is known of a caller, and the workspace's settings: one statement if the process knows the latter.

    `now` decides whose manager they are: a line that begins next month takes nobody's role away today. `named`: people
    whom the work will ask for; they are read along.
    """
    found = unit.people.introduce(caller.user, now, named=named)
    return found, Config(unit.settings.all())


def admit(found: Introduction | None, config: Config, caller: Caller) -> Actor:
    """The actor, or the sentence that says why not."""
    if found is None:
        if caller.foreign:
            raise Refused(say("Candor is for members of the workspace that it is installed in."))
        raise Unknown(say("I don't know you yet; I am looking you up. Please try again in a few seconds."), caller.user)
    roles = roles_of(found, config)
    person = found.person
    if Role.STRANGER in roles:
        raise Refused(say("Candor is for current members of this workspace."))
    if Role.EMPLOYEE not in roles:
        raise Refused(say("Candor is for members; here, guests do not take part. HR can change that in the settings."))
    return Actor(
        id=person.id,
        name=person.name,
        roles=roles,
        config=config,
        tz=person.tz,
        locale=person.locale,
        country=person.country or config.text("country") or None,
    )
