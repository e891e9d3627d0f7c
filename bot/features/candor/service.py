"""What Candor does about itself: help, set-up, preferences, one's own data, health."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from bot.features.candor import forms, views
from bot.features.candor import settings as changing
from bot.kit import policy
from bot.kit.blocks import Block, View
from bot.kit.config import DAYS, SETTINGS, Config, hours, parse, weekdays
from bot.kit.context import Actor, Caller
from bot.kit.errors import Invalid, Refused
from bot.kit.forms import Choice, Form
from bot.kit.rooms import Room
from bot.kit.times import ONE_DAY, local_day, local_moment
from bot.kit.words import say
from storage import Unit
from storage.outbox import Message

TOLD = 5
"""Undelivered messages named on Home."""
NEVER_SET_UP = ("hr", "kudos_channel")


def overview(unit: Unit, actor: Actor, rooms: Sequence[Room], prefix: str) -> Message:
    return views.help_message(actor, rooms, prefix)


def overview_modal(unit: Unit, actor: Actor, rooms: Sequence[Room], prefix: str) -> View:
    return views.help_modal(actor, rooms, prefix)


def privacy_modal(unit: Unit, actor: Actor, rooms: Sequence[Room]) -> View:
    return views.who_sees_what(rooms, actor)


def settings_modal(unit: Unit, actor: Actor) -> View:
    return views.settings_modal(actor.config)


def section_modal(unit: Unit, actor: Actor, section: str) -> View:
    return forms.section_view(section, actor.config)


def set_typed(unit: Unit, actor: Actor, typed: str, *, now: datetime) -> Message:
    """`/candor settings key=value`, or a space instead of the sign; without a value it shows the setting."""
    key, sign, value = typed.partition("=")
    if not sign and (spaced := typed.partition(" "))[0] in SETTINGS and spaced[2]:
        key, sign, value = spaced
    if not sign:
        if typed and typed not in SETTINGS:
            parse(typed, "")
        return views.settings_text(actor.config, [typed] if typed else list(SETTINGS))
    keys = changing.change(unit, actor, {key.strip(): value}, now=now)
    return views.changed(keys, Config(unit.settings.all()))


def set_section(unit: Unit, actor: Actor, form: Form, *, now: datetime) -> list[str]:
    """Saves a section; settings that cannot be used are told beside their own fields."""
    try:
        return changing.change(unit, actor, forms.pairs(form), now=now)
    except Invalid as wrong:
        typed = {key: group for key, group in forms.GROUPS.items() if form.answers[group]}  # people are only picked
        raise Invalid(**{typed.get(field, field): told for field, told in wrong.fields.items()}) from None


def setup_modal(unit: Unit, actor: Actor) -> View:
    """The first run's form, with what is known already."""
    config = actor.config
    values: dict[str, Any] = {
        "hr": [id for id in config.several("hr") if not id.startswith("S")] or [actor.id],
        "kudos_channel": config.text("kudos_channel"),
        "hr_channel": config.text("hr_channel"),
        "values": ", ".join(config.values),
        "country": config.text("country"),
        "timezone": config.stored.get("timezone") or actor.tz or config.text("timezone"),
    }
    return forms.SetupForm.modal(values=values)


def set_up(unit: Unit, actor: Actor, form: forms.SetupForm, *, now: datetime) -> list[str]:
    groups = [id for id in actor.config.several("hr") if id.startswith("S")]  # the form cannot show them
    pairs = {
        "hr": ",".join([*form.hr, *groups]),
        "kudos_channel": form.kudos_channel,
        "hr_channel": form.hr_channel,
        "values": form.values,
        "country": form.country,
        "timezone": form.timezone,
    }
    return changing.change(unit, actor, pairs, now=now)


def preferences_modal(unit: Unit, actor: Actor, rooms: Sequence[Room], *, now: datetime) -> View:
    chosen = unit.preferences.get(actor.id)
    snoozed = chosen is not None and chosen.snooze_until is not None and chosen.snooze_until > now
    kinds, wholes = offered(rooms, actor)
    return forms.preferences_view(chosen, actor.config, snoozed, kinds, wholes)


def offered(rooms: Sequence[Room], actor: Actor) -> tuple[list[Choice], list[Choice]]:
    """What the rooms that are open to this person let them do without, and have once a day."""
    here = [room for room in rooms if not actor.config.off(room.noun, actor.country)]
    return [each for room in here for each in room.optional], [each for room in here for each in room.bundles]


def prefer(unit: Unit, actor: Actor, form: forms.PreferencesForm, rooms: Sequence[Room], *, now: datetime) -> None:
    """Saves how the person wants to be spoken to; their schedules are planned anew.

    What they chose before about a room that is closed to them now is kept.
    """
    if bool(form.quiet_from) != bool(form.quiet_until):
        missing = "quiet_until" if form.quiet_from else "quiet_from"
        raise Invalid(**{missing: say("Quiet hours need both times; empty both for none.")})
    if form.quiet_from and form.quiet_from == form.quiet_until:
        raise Invalid(quiet_until=say("Both times are the same; empty both for no quiet hours."))
    quiet = f"{form.quiet_from}-{form.quiet_until}" if form.quiet_from else ""
    workdays = ",".join(day for day in DAYS if day in form.workdays)
    company = actor.config
    chosen = unit.preferences.get(actor.id)
    kinds, wholes = offered(rooms, actor)
    unasked = {kind: on for kind, on in (chosen.bundles if chosen else {}).items() if kind not in dict(wholes)}
    fields: dict[str, Any] = {
        "workdays": workdays if weekdays(workdays) != company.workdays else None,
        "quiet_hours": quiet if hours(quiet) != company.quiet_hours else None,
        "bundles": unasked | {kind: True for kind, _ in wholes if kind in form.bundles},
        "optional": (chosen.optional if chosen else {}) | {kind: kind in form.wanted for kind, _ in kinds},
    }
    if form.snooze != "keep":
        fields["snooze_until"] = snooze_until(form.snooze, form.quiet_until, actor, now)
    unit.preferences.save(actor.id, now=now, **fields)
    unit.slots.replan(actor.id)


def snooze_until(choice: str, morning: str, actor: Actor, now: datetime) -> datetime | None:
    """The moment a snooze ends: an hour, the next local morning (when quiet hours end, else at nine), a week."""
    if choice == "hour":
        return now + timedelta(hours=1)
    if choice == "week":
        return now + timedelta(days=7)
    if choice == "today":
        begins = time.fromisoformat(morning) if morning else time(9)
        return local_moment(local_day(now, actor.zone) + ONE_DAY, begins, actor.zone)
    return None


def ask_my_data(unit: Unit, actor: Actor, source: str, *, now: datetime) -> Message:
    """Puts the file with everything about the person into their DM; asked twice by a retry, it comes once."""
    key = f"candor.about:{actor.id}:{source}"
    if unit.outbox.put(key, views.my_data(actor.id), to=actor.id, kind="candor.about", due=now):
        unit.audit.write(actor.id, "candor.about", None, "candor", now=now, about=actor.id)
    return views.my_data_coming()


WELCOMED = "candor.welcome"
"""Kept with the person's preferences, as a message that is not wanted again: they outlast messages and marks."""


def to_be_welcomed(unit: Unit, person: str, *, now: datetime) -> bool:
    """Whether this is somebody who takes part and was never welcomed."""
    chosen = unit.preferences.get(person)
    return (chosen is None or chosen.optional.get(WELCOMED) is not False) and takes_part(unit, person, now)


def takes_part(unit: Unit, person: str, now: datetime) -> bool:
    """False for bots, guests without leave, leavers, people from elsewhere or unknown."""
    found = unit.people.introduce(person, now)
    return found is not None and policy.E in policy.roles_of(found, Config(unit.settings.all()))


def welcome(unit: Unit, person: str, prefix: str, *, now: datetime) -> None:
    """A word of welcome, once in a person's life."""
    if not to_be_welcomed(unit, person, now=now):
        return
    unit.outbox.put(f"{WELCOMED}:{person}", views.welcome(prefix), to=person, kind=WELCOMED, due=now)
    chosen = unit.preferences.get(person)
    unit.preferences.save(person, now=now, optional=(chosen.optional if chosen else {}) | {WELCOMED: False})


def answer(unit: Unit, person: str, event: str, prefix: str, *, now: datetime) -> None:
    """Somebody wrote to Candor: it says what it understands, or to a guest why it does nothing for them."""
    try:
        policy.introduce(unit, Caller(unit.team, person), now)
        told = views.answer_to_message(prefix)
    except Refused as refused:
        told = views.told(refused.sentence)
    unit.outbox.put(f"candor.answer:{event}", told, to=person, kind="candor.answer", due=now)


def waiting(unit: Unit, actor: Actor, now: datetime) -> list[Block]:
    """For admins and HR: set-up while nobody is HR, and what could not be delivered."""
    blocks: list[Block] = []
    if policy.allowed(actor, "candor.settings") and not all(actor.config.text(key) for key in NEVER_SET_UP):
        blocks += views.setup_card()
    if policy.allowed(actor, "candor.health"):
        paused = unit.outbox.paused()
        failed = [{"kind": row.kind, "to": row.recipient, "why": row.error or "?"} for row in unit.outbox.failed(TOLD)]
        blocks += views.health(paused.reason if paused else None, failed)
    return blocks
