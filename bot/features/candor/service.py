"""What Candor does about itself: help, set-up, preferences, one's own data, health."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from bot.features.candor import forms, views
from bot.features.candor import settings as changing
from bot.kit import policy
from bot.kit.blocks import Block, View
from bot.kit.config import DAYS, SETTINGS, Config, parse
from bot.kit.context import Actor
from bot.kit.errors import Invalid
from bot.kit.rooms import File, Maker, Room
from bot.kit.times import next_at
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
    """`/candor settings key=value`; without a value it shows the setting."""
    key, sign, value = typed.partition("=")
    if not sign:
        if typed and typed not in SETTINGS:
            raise Invalid(value=say("There is no setting “{key}”.", key=typed))
        return views.changed([typed], actor.config) if typed else views.settings_text(actor.config)
    keys = changing.change(unit, actor, {key.strip(): value}, now=now)
    return views.changed(keys, Config(unit.settings.all()))


def set_section(unit: Unit, actor: Actor, form: forms.SettingsForm, *, now: datetime) -> list[str]:
    """Saves a section; a setting that cannot be used is told beside its own field."""
    pairs = forms.pairs(form)
    for key, typed in pairs.items():
        beside(key, typed)
    return changing.change(unit, actor, pairs, now=now)


def beside(key: str, typed: str) -> None:
    """A setting that cannot be used is told beside its own field."""
    try:
        parse(key, typed)
    except Invalid as wrong:
        raise Invalid(**{forms.field_name(key): wrong.sentence}) from None


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
    pairs = {
        "hr": ",".join(form.hr),
        "kudos_channel": form.kudos_channel,
        "hr_channel": form.hr_channel,
        "values": form.values,
        "country": form.country,
        "timezone": form.timezone,
    }
    for key, typed in pairs.items():
        beside(key, typed)
    return changing.change(unit, actor, pairs, now=now)


def preferences_modal(unit: Unit, actor: Actor, *, now: datetime) -> View:
    chosen = unit.preferences.get(actor.id)
    snoozed = chosen is not None and chosen.snooze_until is not None and chosen.snooze_until > now
    return forms.preferences_view(chosen, actor.config, snoozed)


def prefer(unit: Unit, actor: Actor, form: forms.PreferencesForm, *, now: datetime) -> None:
    """Saves how the person wants to be spoken to; their schedules are planned anew."""
    if bool(form.quiet_from) != bool(form.quiet_until):
        missing = "quiet_until" if form.quiet_from else "quiet_from"
        raise Invalid(**{missing: say("Quiet hours need both times; empty both for none.")})
    quiet = f"{form.quiet_from}-{form.quiet_until}" if form.quiet_from else ""
    fields: dict[str, Any] = {
        "workdays": ",".join(day for day in DAYS if day in form.workdays),
        "quiet_hours": quiet,
        "bundles": dict.fromkeys(form.bundles, True),
        "optional": {kind: kind in form.wanted for kind, _ in forms.OPTIONAL},
    }
    if form.snooze != "keep":
        fields["snooze_until"] = snooze_until(form.snooze, actor, now)
    unit.preferences.save(actor.id, now=now, **fields)
    unit.slots.replan(actor.id)


def snooze_until(choice: str, actor: Actor, now: datetime) -> datetime | None:
    """The moment a snooze ends: an hour, the next local morning, a week."""
    if choice == "hour":
        return now + timedelta(hours=1)
    if choice == "week":
        return now + timedelta(days=7)
    if choice == "today":
        quiet = actor.config.quiet_hours
        morning = quiet[1] if quiet else time(9)
        tomorrow = now + timedelta(hours=12) if actor.today(now).hour < 12 else now
        return next_at(tomorrow, morning, actor.zone)
    return None


def ask_my_data(unit: Unit, actor: Actor, source: str, *, now: datetime) -> Message:
    """Puts the file with everything about the person into their DM; asked twice by a retry, it comes once."""
    key = f"candor.about:{actor.id}:{source}"
    unit.outbox.put(key, views.my_data(actor.id), to=actor.id, kind="candor.about", due=now)
    unit.audit.write(actor.id, "candor.about", None, "candor", now=now, about=actor.id)
    return views.my_data_coming()


def about_maker(rooms: Callable[[], Iterable[Room]]) -> Maker:
    """The own-data file: every room tells what it knows about the person."""

    def gather(unit: Unit, args: Mapping[str, Any]) -> dict[str, Any]:
        person = str(args["person"])
        return {room.noun: dict(room.about(unit, person)) for room in rooms() if room.about is not None}

    return Maker(gather, about_file)


def about_file(facts: Mapping[str, Any]) -> File:
    """JSON, so that people and programs can read it (GDPR, articles 15 and 20)."""
    text = json.dumps(facts, ensure_ascii=False, indent=2, default=str)
    return File("candor-about-me.json", text.encode())


def welcome(unit: Unit, person: str, prefix: str, *, now: datetime) -> None:
    """A word of welcome, once in a person's life; not to bots, guests without leave, leavers, people from elsewhere."""
    found = unit.people.introduce(person)
    if found is None or policy.E not in policy.roles_of(found, Config(unit.settings.all())):
        return
    unit.outbox.put(f"candor.welcome:{person}", views.welcome(prefix), to=person, kind="candor.welcome", due=now)


def answer(unit: Unit, person: str, event: str, prefix: str, *, now: datetime) -> None:
    """Somebody wrote to Candor: it says what it understands."""
    found = unit.people.introduce(person)
    if found is None or policy.E not in policy.roles_of(found, Config(unit.settings.all())):
        return
    key = f"candor.answer:{event}"
    unit.outbox.put(key, views.answer_to_message(prefix), to=person, kind="candor.answer", due=now)


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
