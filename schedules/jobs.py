"""What a job is: for whom, when, and what happens then.

A job's moments are planned one ahead, per subject, into the table `slots`; a sweep reads the few that are due. `when`
is pure, so planning can be repeated at any time; a mark per period keeps the thing itself from being repeated.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from slack_sdk.web.async_client import AsyncWebClient

from bot.kit.config import Config
from bot.kit.keys import Keys
from bot.kit.rooms import Room
from bot.kit.times import local_day, zone
from storage import Storage, Unit

LATE = timedelta(hours=2)
"""A nudge that is later than this waits for its next slot (product.md, Noise)."""


@dataclass(frozen=True)
class Ground:
    """What planning knows of a subject. `person` and `preference` are rows; None for the team itself."""

    config: Config
    where: ZoneInfo
    person: Any = None
    preference: Any = None

    @property
    def country(self) -> str | None:
        """The person's country, or the company's for people without one; None for the team itself."""
        return None if self.person is None else self.person.country or self.config.text("country") or None

    def wants(self, what: str) -> bool:
        """False for an optional thing that the person switched off."""
        return self.preference is None or self.preference.optional.get(what) is not False


@dataclass(frozen=True)
class Due:
    """One subject's slot that has come. `slot` is the moment it was planned for, `now` the moment it is."""

    subject: str
    slot: datetime
    label: str
    now: datetime
    ground: Ground


@dataclass(frozen=True)
class Tools:
    """What a job gets that speaks to Slack itself, outside of any transaction."""

    team: str
    storage: Storage
    slack: AsyncWebClient
    rooms: Sequence[Room]
    keys: Keys


class Subjects(Protocol):
    """Whom a job is about. A subject is an id: a person's, a record's, or empty for the team itself."""

    def page(self, unit: Unit, after: str, limit: int) -> dict[str, Ground]:
        """About `limit` subjects in the order of their ids, beyond `after`; none only where there are no more."""
        ...

    def some(self, unit: Unit, ids: Collection[str]) -> dict[str, Ground]:
        """Of these, the ones that are (still) subjects; ids of other jobs' subjects may be among them."""
        ...


def local_date(ground: Ground, moment: datetime) -> str:
    """The usual period: once per local day, however often the person's zone changes."""
    return local_day(moment, ground.where).isoformat()


@dataclass(frozen=True)
class Job:
    """One line of the timetable: `act` in a transaction of the database, or `call` outside of one.

    `when(ground, after)`: the first moment later than `after`; None for never. `label` names the period in which it is
    done once. `late`: how late it may still come after a downtime; None: it never expires. `catches_up`: whether every
    missed period is made up for, or only the last. The name begins with a room's noun: where HR switched that room off
    the job rests, unless it is `upkeep`. `act` speaks the workspace's language.
    """

    name: str
    subjects: Subjects
    when: Callable[[Ground, datetime], datetime | None]
    act: Callable[[Unit, Due], object] | None = None
    call: Callable[[Tools, Due], Awaitable[object]] | None = None
    label: Callable[[Ground, datetime], str] = local_date
    late: timedelta | None = None
    catches_up: bool = True
    upkeep: bool = False
    version: int = 1
    """Counted up when `when` changes: everybody is planned anew."""


class TheTeam:
    """The workspace itself is the one subject; its id is empty."""

    def page(self, unit: Unit, after: str, limit: int) -> dict[str, Ground]:
        return self.some(unit, [""]) if not after else {}

    def some(self, unit: Unit, ids: Collection[str]) -> dict[str, Ground]:
        if "" not in ids:
            return {}
        config = Config(unit.settings.all())
        return {"": Ground(config, zone(config.text("timezone")))}


class Everybody:
    """Every active member; guests where the settings let them take part."""

    def page(self, unit: Unit, after: str, limit: int) -> dict[str, Ground]:
        while rows := unit.people.active(limit, after):
            if found := self._grounds(unit, rows):
                return found
            after = rows[-1].id  # a page of guests who take no part
        return {}

    def some(self, unit: Unit, ids: Collection[str]) -> dict[str, Ground]:
        rows = unit.people.many(ids).values()
        return self._grounds(unit, [row for row in rows if row.active and not row.is_bot and row.external is None])

    def _grounds(self, unit: Unit, rows: Sequence[Any]) -> dict[str, Ground]:
        config = Config(unit.settings.all())
        guests = config.on("guests")
        chosen = unit.preferences.many([row.id for row in rows])
        return {
            row.id: Ground(config, zone(row.tz, config.text("timezone")), row, chosen.get(row.id))
            for row in rows
            if guests or not row.is_guest
        }


TEAM = TheTeam()
PEOPLE = Everybody()
