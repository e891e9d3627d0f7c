"""Candor's own forms: settings by section, set-up, and each person's preferences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.kit.blocks import View
from bot.kit.config import DAYS, SECTIONS, SETTINGS, Config, hours, weekdays
from bot.kit.errors import Missing
from bot.kit.forms import (
    ChannelField,
    ChecksField,
    Choice,
    ChoiceField,
    Field,
    Form,
    PeopleField,
    TextField,
    TimeField,
)
from bot.kit.words import languages, say

DAY_NAMES: Sequence[Choice] = (
    ("mon", "Monday"),
    ("tue", "Tuesday"),
    ("wed", "Wednesday"),
    ("thu", "Thursday"),
    ("fri", "Friday"),
    ("sat", "Saturday"),
    ("sun", "Sunday"),
)
GROUPS = {"hr": "hr_group", "admins": "admins_group"}
"""Slack's people picker offers no user groups, so a role has a second field for one."""


def field_name(key: str) -> str:
    return key.replace(".", "__")


def label_of(key: str) -> str:
    """A setting's name as people read it: `hr_channel` is "HR channel"."""
    words = key.replace("_", " ").replace(".", ": ")
    return f"HR{words[2:]}" if words.split()[0] == "hr" else words.capitalize()


def _field(key: str) -> Field[Any]:
    """How a setting is asked, by its name's ending, its default and its role."""
    means, label, default = SETTINGS[key].means, label_of(key), SETTINGS[key].default
    if key in GROUPS:
        return PeopleField(label, hint=means, optional=True, at_most=50)
    if key.endswith("_channel"):
        return ChannelField(label, hint=means, optional=True)
    if default in ("off", "on"):
        return ChoiceField(label, [("off", "Off"), ("on", "On")], hint=means)
    if key.endswith("_day") and default in DAYS:
        return ChoiceField(label, DAY_NAMES, hint=means)
    if key.endswith("_time"):
        return TimeField(label, hint=means)
    if key == "language":
        return ChoiceField(label, hint=means)
    return TextField(label, hint=means, optional=default == "" or key == "quiet_hours", at_most=1000)


def settings_form() -> type[Form]:
    """A form of all settings; a section asks some of them."""
    fields = {field_name(key): _field(key) for key in SETTINGS}
    for key, name in GROUPS.items():
        hint = "A user group's id (S…), beside or instead of people."
        fields[name] = TextField(f"{label_of(key)} as a user group", hint=hint, optional=True)
    return type("SettingsForm", (Form,), fields, name="candor.settings_section", title="Settings", submit="Save")


SettingsForm = settings_form()


def section_view(section: str, config: Config) -> View:
    """One section, filled with what is set."""
    title, keys = section_of(section)
    asked = {field_name(key) for key in keys} | {GROUPS[key] for key in keys if key in GROUPS}
    values: dict[str, Any] = {}
    for key in keys:
        listed = config.several(key)
        if key in GROUPS:
            values[field_name(key)] = [id for id in listed if not id.startswith("S")]
            values[GROUPS[key]] = ",".join(id for id in listed if id.startswith("S"))
        else:
            values[field_name(key)] = config.text(key)
    without = [name for name in SettingsForm.fields if name not in asked]
    choices = {"language": [(code, code) for code in languages()]}
    return SettingsForm.modal(values=values, choices=choices, without=without, meta={"section": section}, title=title)


def section_of(id: str) -> tuple[str, Sequence[str]]:
    """A section's title and settings; `Missing` for what is none."""
    if id not in SECTIONS:
        raise Missing(say("There is no such section of the settings; please open them anew."))
    return SECTIONS[id], [key for key, setting in SETTINGS.items() if setting.section == id]


def pairs(form: Form) -> dict[str, str]:
    """What a submitted section sets, as typed text by key."""
    found: dict[str, str] = {}
    for key in section_of(str(form.meta.get("section")))[1]:
        value = form.answers[field_name(key)]
        if key in GROUPS:
            value = ",".join(filter(None, (*value, form.answers[GROUPS[key]].strip())))
        found[key] = str(value)
    return found


class SetupForm(Form, name="candor.setup", title="Set up Candor", submit="Done"):
    """The first run: what Candor cannot know by itself."""

    hr = PeopleField("Who is HR?", hint="They see the organisation's figures and change settings.", at_most=50)
    kudos_channel = ChannelField(
        "Where are kudos posted?", optional=True, hint="A public channel; invite Candor to private ones."
    )
    hr_channel = ChannelField("Where does HR get the weekly digest?", optional=True)
    values = TextField("The company's values", optional=True, hint="Comma-separated, such as craft, courage, care.")
    country = TextField("Country", optional=True, at_most=2, hint="Two letters, for public holidays: DE, FR, US …")
    timezone = TextField("Time zone", hint="Such as Europe/Berlin; people's own zones come from Slack.")


SNOOZES: Sequence[Choice] = (
    ("none", "Not snoozed"),
    ("hour", "For an hour"),
    ("today", "Until tomorrow morning"),
    ("week", "For a week"),
    ("keep", "As it is now"),
)


class PreferencesForm(Form, name="candor.preferences", title="Preferences", submit="Save"):
    """How one person wants to be spoken to."""

    workdays = ChecksField("My working days", DAY_NAMES)
    quiet_from = TimeField(
        "Quiet from",
        optional=True,
        hint="From then on reminders wait. News still comes; Slack keeps it silent in Do Not Disturb.",
    )
    quiet_until = TimeField("Quiet until", optional=True)
    bundles = ChecksField("Once a day instead of at once", optional=True)
    wanted = ChecksField("I would like", optional=True)
    snooze = ChoiceField("Snooze reminders", SNOOZES)


def preferences_view(
    chosen: Any, config: Config, snoozed: bool, kinds: Sequence[Choice], wholes: Sequence[Choice]
) -> View:
    """The form with what holds for the person: their choice, else the company's.

    `kinds` are the messages that one may do without, `wholes` those that one may have once a day.
    """
    quiet = hours(chosen.quiet_hours) if chosen and chosen.quiet_hours is not None else config.quiet_hours
    days = weekdays(chosen.workdays) if chosen and chosen.workdays else config.workdays
    bundles = chosen.bundles if chosen else {}
    optional = chosen.optional if chosen else {}
    values = {
        "workdays": [DAYS[day] for day in sorted(days)],
        "quiet_from": quiet[0].isoformat("minutes") if quiet else "",
        "quiet_until": quiet[1].isoformat("minutes") if quiet else "",
        "bundles": [kind for kind, _ in wholes if bundles.get(kind)],
        "wanted": [kind for kind, _ in kinds if optional.get(kind, True)],
        "snooze": "keep" if snoozed else "none",
    }
    offered = [(value, say(text)) for value, text in SNOOZES if snoozed or value != "keep"]
    return PreferencesForm.modal(values=values, choices={"bundles": wholes, "wanted": kinds, "snooze": offered})
