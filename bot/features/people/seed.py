"""The fictional company's directory: people, who reports to whom since when, user groups, and the settings HR chose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby, islice
from random import Random
from typing import Any, TypeVar

from bot.company import Company, Person
from bot.company.world import channels_for_settings
from storage import Unit
from storage.lines import ReportingLine

T = TypeVar("T")
TOGETHER = 2_000
"""Rows per batch: memory stays the same however large the company is."""


def seed(unit: Unit, company: Company, rng: Random, *, since: datetime, now: datetime) -> None:
    """Writes the directory into an empty workspace. `rng` is not needed: the company has drawn everything."""
    for some in batches((person for person in company if person.active), TOGETHER):
        unit.people.save([row_of(person) for person in some], now)
    leavers = sorted((person for person in company if person.left), key=left_on)
    for day, gone in groupby(leavers, key=left_on):
        unit.people.save([row_of(person) for person in gone], day)
    for lines in batches(company.lines(), TOGETHER):
        unit.insert(
            ReportingLine,
            [
                {
                    "person": line.person,
                    "manager": line.manager,
                    "starts_at": line.starts_at,
                    "ends_at": line.ends_at,
                    "source": "csv",
                }
                for line in lines
            ],
        )
    for group in company.groups():
        unit.groups.save(group.id, group.members, handle=group.handle, name=group.name, now=now)
    unit.settings.change(settings_of(company), by=None, now=since)


def row_of(person: Person) -> dict[str, Any]:
    """A directory row, as the sync would read it from the company's Slack, with what a CSV file adds."""
    return {
        "id": person.id,
        "name": person.name,
        "display_name": person.display or None,
        "email": person.email,
        "title": person.title,
        "department": person.department or None,
        "country": person.country or None,
        "locale": person.locale,
        "tz": person.zone,
        "leader": person.leader,
        "active": person.active,
        "is_guest": person.guest,
        "is_admin": person.admin,
        "is_owner": person.owner,
    }


def settings_of(company: Company) -> dict[str, str | None]:
    """What the company's HR has set; everything else keeps its default."""
    house = company.house
    cast = [company.person(place) for place in range(len(company.roles))]
    return {
        "hr": ",".join(person.id for person in cast if person.hr) or None,
        "admins": ",".join(person.id for person in cast if person.admin and not person.owner) or None,
        "values": ",".join(house.values),
        "timezone": house.zone,
        "country": house.country,
        **channels_for_settings(),
    }


def left_on(person: Person) -> datetime:
    """The moment of leaving; only for those who left."""
    if person.left is None:
        raise ValueError(f"{person.id} has not left.")
    return person.left


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most `size` items, in order."""
    source = iter(items)
    while some := list(islice(source, size)):
        yield some
