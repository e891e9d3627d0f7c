"""A CSV file of people: previewed line by line, applied as a whole or not at all.

Columns, by any order and case: `email` or `id` (who; one of them), `manager` (address or id; `-` for nobody), `title`,
`department`, `country` (two letters), `leader` (yes/no), `since` (the day from which the manager holds). A column that
is absent is left as it is, and so is an empty cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import holidays

from bot.features.people.sync import save_people
from bot.kit import csvfile, policy
from bot.kit.blocks import clip
from bot.kit.config import Config
from bot.kit.context import Actor
from bot.kit.times import local_moment, zone
from bot.kit.words import count, say
from storage import Unit
from storage.lines import loops

LONGEST = 200
LAYOUT = csvfile.Layout(
    columns=("id", "email", "manager", "title", "department", "country", "leader", "since"),
    one_of=("email", "id"),
    synonyms={"e-mail": "email", "mail": "email", "user": "id", "user id": "id", "reports to": "manager"},
)
YES = ("yes", "y", "true", "1", "x", "ja", "oui", "si", "sí")
NO = ("no", "n", "false", "0", "nein", "non")


@dataclass
class Preview(csvfile.Preview):
    """How many people change, and how many of them get another manager, besides."""

    people: int = 0
    managers: int = 0


@dataclass
class Wanted:
    """One readable line: who, what becomes of them, and who manages them from when."""

    line: int
    person: str
    fields: dict[str, Any]
    manager: str | None = None
    moves: bool = False
    since: datetime | None = None


class Reader:
    """Reads cells of one file against the directory."""

    def __init__(self, unit: Unit, rows: list[tuple[int, dict[str, str]]], preview: Preview, now: datetime) -> None:
        self.preview = preview
        self.now = now
        self.zone = zone(Config(unit.settings.all()).text("timezone"))
        named = {cells.get(column, "") for _, cells in rows for column in ("id", "email", "manager")}
        self.by_email = unit.people.by_email(name for name in named if "@" in name)
        self.known = unit.people.many(
            {name for name in named if "@" not in name and name} | set(self.by_email.values())
        )

    def person(self, typed: str) -> str | None:
        id = self.by_email.get(typed.lower()) if "@" in typed else typed
        return id if id in self.known else None

    def row(self, line: int, cells: Mapping[str, str]) -> Wanted | None:
        """One line, or None where it cannot be read; the problems are in the preview by then."""
        typed = cells.get("id") or cells.get("email", "")
        column = "id" if cells.get("id") else "email"
        person = self.person(typed) if typed else None
        if person is None:
            problem = (
                say("nobody in the workspace has “{typed}”.", typed=clip(typed, 80)) if typed else say("it is empty.")
            )
            self.preview.error(line, column, problem)
            return None
        wanted = Wanted(line, person, {})
        for name in ("title", "department"):
            if cells.get(name):
                wanted.fields[name] = clip(cells[name], LONGEST)
        self.country(cells, wanted)
        self.leader(cells, wanted)
        self.manager(cells, wanted)
        return wanted

    def country(self, cells: Mapping[str, str], wanted: Wanted) -> None:
        typed = cells.get("country", "").upper()
        if not typed:
            return
        if typed not in holidays.list_supported_countries():
            self.preview.error(
                wanted.line, "country", say("“{typed}” is no country; write DE, FR, …", typed=clip(typed, 40))
            )
        wanted.fields["country"] = typed

    def leader(self, cells: Mapping[str, str], wanted: Wanted) -> None:
        typed = cells.get("leader", "").lower()
        if not typed:
            return
        if typed not in YES + NO:
            self.preview.error(wanted.line, "leader", say("“{typed}” is neither yes nor no.", typed=clip(typed, 40)))
        wanted.fields["leader"] = typed in YES

    def manager(self, cells: Mapping[str, str], wanted: Wanted) -> None:
        typed = cells.get("manager", "")
        if cells.get("since"):
            try:
                wanted.since = local_moment(date.fromisoformat(cells["since"]), time(), self.zone)
            except (ValueError, OverflowError):  # the year 1 has no midnight everywhere
                problem = say("“{typed}” is no day; write 2026-12-31.", typed=clip(cells["since"], 40))
                self.preview.error(wanted.line, "since", problem)
        if not typed:
            if cells.get("since"):
                self.preview.error(wanted.line, "since", say("it says from when, but the manager is missing."))
            return
        wanted.moves = True
        if typed == "-":
            return
        if not self.known[wanted.person].active:
            problem = say("{name} has left, and reports to nobody.", name=self.known[wanted.person].name)
            self.preview.error(wanted.line, "manager", problem)
            return
        manager = self.person(typed)
        if manager is None:
            problem = say("nobody in the workspace has “{typed}”.", typed=clip(typed, 80))
            self.preview.error(wanted.line, "manager", problem)
        elif manager == wanted.person:
            self.preview.error(wanted.line, "manager", say("nobody manages themselves."))
        elif not self.known[manager].active:
            self.preview.error(wanted.line, "manager", say("{name} has left.", name=self.known[manager].name))
        elif self.known[manager].is_bot or self.known[manager].external:
            problem = say("{name} is no member of this workspace.", name=self.known[manager].name)
            self.preview.error(wanted.line, "manager", problem)
        else:
            wanted.manager = manager


def read_file(unit: Unit, content: bytes, preview: Preview, now: datetime) -> list[Wanted]:
    """The file's lines, checked one by one and against each other."""
    rows = csvfile.rows(content, LAYOUT, preview)
    reader = Reader(unit, rows, preview, now)
    found = [wanted for line, cells in rows if (wanted := reader.row(line, cells)) is not None]
    seen: dict[str, int] = {}
    for wanted in found:
        if wanted.person in seen:
            preview.error(wanted.line, "email", say("the same person stands on line {line}.", line=seen[wanted.person]))
        seen.setdefault(wanted.person, wanted.line)
    if not preview.wrong:
        lines = unit.people.open_lines()
        for wanted in found:
            if wanted.moves and wanted.manager is None:
                lines.pop(wanted.person, None)
            elif wanted.manager is not None:
                lines[wanted.person] = wanted.manager
        for circle in loops(lines.items()):
            names = unit.people.many(circle)
            told = " → ".join(names[person].name for person in [*circle, circle[0]])
            line = max((seen[person] for person in circle if person in seen), default=1)
            preview.error(line, "manager", say("these would manage each other in a circle: {told}.", told=told))
    return found


def from_file(unit: Unit, content: bytes, *, apply: bool, actor: str | None, now: datetime) -> Preview:
    """Previews a file; with `apply` and nothing wrong, applies all of it. `actor` is None for the operator."""
    preview = Preview()
    found = read_file(unit, content, preview, now)
    if preview.wrong:
        preview.refuse()
        return preview
    people = unit.people.many(wanted.person for wanted in found)
    managers = unit.people.managers_of([wanted.person for wanted in found], now)
    for wanted in found:
        tell_changes(unit, wanted, people[wanted.person], managers.get(wanted.person), preview)
    preview.shorten("… and {n} more person.", "… and {n} more people.")
    if apply:
        carry_out(unit, found, now)
        unit.audit.write(
            actor, "people.import", None, "people", now=now, people=preview.people, managers=preview.managers
        )
        preview.applied = True
    told = count(preview.people, "{n} person changes", "{n} people change")
    moved = count(preview.managers, "{n} gets another manager", "{n} get another manager")
    state = say("Applied.") if apply else say("Nothing was changed yet.")
    preview.lines.append(f"{told}; {moved}. {state}")
    return preview


def shown(value: Any) -> str:
    """A field's value as people write it in the file."""
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    return str(value or "–")


def tell_changes(unit: Unit, wanted: Wanted, person: Any, manager: str | None, preview: Preview) -> None:
    """One line per person whom the file changes."""
    changes = [
        f"{name}: {shown(getattr(person, name))} → {shown(new)}"
        for name, new in wanted.fields.items()
        if getattr(person, name) != new
    ]
    if wanted.moves and wanted.manager != manager:
        names = unit.people.many(filter(None, (manager, wanted.manager)))
        before = names[manager].name if manager in names else "–"
        after = names[wanted.manager].name if wanted.manager in names else "–"
        changes.append(say("manager: {before} → {after}", before=before, after=after))
        preview.managers += 1
    if changes:
        preview.people += 1
        preview.lines.append(f"{person.name}: {'; '.join(changes)}")


def carry_out(unit: Unit, found: list[Wanted], now: datetime) -> None:
    """Fields first, then reporting lines by the moment from which they hold."""
    save_people(unit, [{"id": wanted.person, **wanted.fields} for wanted in found if wanted.fields], now=now)
    by_moment: dict[datetime, dict[str, str | None]] = {}
    for wanted in found:
        if wanted.moves:
            by_moment.setdefault(wanted.since or now, {})[wanted.person] = wanted.manager
    for at in sorted(by_moment):
        unit.people.set_managers(by_moment[at], at, "csv")
    if subjects := [wanted.person for wanted in found if wanted.moves]:
        unit.slots.replan(*subjects)


def by_hand(unit: Unit, actor: Actor, content: bytes, *, apply: bool, now: datetime) -> Preview:
    """The same on behalf of somebody in Slack."""
    policy.check(actor, "people.import")
    return from_file(unit, content, apply=apply, actor=actor.id, now=now)
