"""What leaves the directory: its export, and what it knows about one person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from storage import Unit

PAGE = 1000
ENTRY = (
    *("id", "name", "display_name", "email", "title", "department", "country", "locale", "tz", "leader", "active"),
    *("is_guest", "is_admin", "is_owner", "updated_at"),
)
FIELDS = ("id", "name", "email", "manager", "title", "department", "country", "tz", "leader", "active", "is_guest")


def people(unit: Unit, since: datetime | None, words: bool, now: datetime) -> Iterator[dict[str, Any]]:
    """The contract's `people`: everybody whom the directory ever knew, leavers and guests included, bots not.

    `manager` is who it is at `now`, whatever is planned for later.
    """
    after = ""
    while page := unit.people.everyone(limit=PAGE, after=after):
        managers = unit.people.managers_of((person.id for person in page), now)
        for person in page:
            if not person.is_bot:
                yield {
                    "id": person.id,
                    "name": person.name,
                    "email": person.email,
                    "manager": managers.get(person.id),
                    "title": person.title,
                    "department": person.department,
                    "country": person.country,
                    "tz": person.tz,
                    "leader": person.leader,
                    "active": person.active,
                    "is_guest": person.is_guest,
                }
        after = page[-1].id


def about(unit: Unit, person_id: str) -> Mapping[str, Any]:
    """The directory's entry of one person, and their reporting lines."""
    person = unit.people.get(person_id)
    if person is None:
        return {}
    entry = {name: getattr(person, name) for name in ENTRY}
    lines = [
        {"manager": line.manager, "from": line.starts_at, "until": line.ends_at, "source": line.source}
        for line in unit.people.lines_of(person_id)
    ]
    return {"directory": entry, "reporting_lines": lines, "groups": unit.groups.groups_of(person_id)}
