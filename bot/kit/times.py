"""Local time, done once: moments of local days, working days, quiet hours, and dates as people write them.

Moments are aware and in UTC; days and times of day are a person's own. What makes local time hard is decided here:
- a time that a clock change skips (02:30 in March) comes at the first moment after the gap, shifted by its length;
- a time that a clock change repeats (02:30 in October) comes once, the first time;
- a day that a zone skipped whole (30 December 2011 in Samoa) has no moments.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import dateparser
import holidays

ONE_DAY = timedelta(days=1)
EVERY_DAY = frozenset(range(7))
LOOK_AHEAD = 400
"""Days that are searched for a moment that suits; nobody is on leave for longer by calendar alone."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTH_FIRST = ("en-US", "en_US", "en-PH", "en_PH")
"""Locales in which 03/04 is the fourth of March; everywhere else it is the third of April."""


@cache
def zone_names() -> frozenset[str]:
    """Every zone that this machine knows. Read once: it walks a few hundred files."""
    return frozenset(available_timezones())


def zone(name: str | None, otherwise: str = "UTC") -> ZoneInfo:
    """The zone of that name; where the name is absent or unknown to this machine, the other; UTC at last."""
    for candidate in (name, otherwise):
        if candidate:
            try:
                return ZoneInfo(candidate)
            except (ZoneInfoNotFoundError, ValueError, OSError):
                continue
    return ZoneInfo("UTC")


def local_moment(day: date, at: time, where: ZoneInfo) -> datetime:
    """The one moment, in UTC, at which this local day reads this time (see the module's three decisions)."""
    return datetime.combine(day, at.replace(tzinfo=None), tzinfo=where).replace(fold=0).astimezone(UTC)


def day_exists(day: date, where: ZoneInfo) -> bool:
    """False for a day that the zone skipped whole, by moving across the date line."""
    return local_moment(day, time(0), where).astimezone(where).date() == day


def local_day(moment: datetime, where: ZoneInfo) -> date:
    """The date on a calendar that hangs there."""
    return moment.astimezone(where).date()


def day_start(moment: datetime, where: ZoneInfo) -> datetime:
    """When the local day that holds this moment began."""
    return local_moment(local_day(moment, where), time(0), where)


def week_start(moment: datetime, where: ZoneInfo) -> datetime:
    """When the local week (from Monday) that holds this moment began."""
    day = local_day(moment, where)
    return local_moment(day - day.weekday() * ONE_DAY, time(0), where)


def week_label(day: date) -> str:
    """The ISO week of a local day, as the contract writes it: `2026-W47`."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def week_of(moment: datetime, where: ZoneInfo) -> str:
    """The ISO week that a person there is living in: `2026-W47`."""
    return week_label(local_day(moment, where))


def week_days(label: str) -> tuple[date, date]:
    """Monday and Sunday of `2026-W47`; ValueError for what is no week."""
    year, _, week = label.partition("-W")
    monday = date.fromisocalendar(int(year), int(week), 1)
    return monday, monday + 6 * ONE_DAY


def _days_from(first: date, where: ZoneInfo) -> Iterator[date]:
    for step in range(LOOK_AHEAD):
        day = first + step * ONE_DAY
        if day_exists(day, where):
            yield day


def next_at(after: datetime, at: time, where: ZoneInfo, days: frozenset[int] = EVERY_DAY) -> datetime | None:
    """The first moment later than `after` that reads `at` on one of these weekdays (Monday is 0); None without days.

    Each local day has one such moment, on both sides of a clock change.
    """
    # A time that a gap moves past midnight belongs to the day before the one on the calendar.
    for day in _days_from(local_day(after, where) - ONE_DAY, where):
        if day.weekday() in days and (moment := local_moment(day, at, where)) > after:
            return moment
    return None


def next_monthly(after: datetime, at: time, where: ZoneInfo, day_of_month: int = 1) -> datetime | None:
    """The first moment later than `after` that reads `at` on this day of a month (28 at most: every month has it)."""
    for day in _days_from(local_day(after, where) - ONE_DAY, where):
        if day.day == day_of_month and (moment := local_moment(day, at, where)) > after:
            return moment
    return None


@lru_cache(maxsize=512)
def _holidays_of(country: str, year: int) -> frozenset[date]:
    code, _, part = country.upper().partition("-")
    try:
        found = holidays.country_holidays(code, subdiv=part or None, years=year)
    except NotImplementedError:
        if not part:
            return frozenset()
        return _holidays_of(code, year)
    return frozenset(found)


def is_holiday(day: date, country: str | None) -> bool:
    """Whether the day is a public holiday of the country (`DE`, or `DE-BY` for a part of one).

    An unknown country has none. Source: the `holidays` library.
    """
    return bool(country) and day in _holidays_of(str(country), day.year)


@dataclass(frozen=True)
class Rhythm:
    """When a person may be nudged: working days, public holidays, quiet hours, snooze.

    Quiet hours may pass midnight; two equal times mean the whole day.
    """

    where: ZoneInfo
    workdays: frozenset[int] = frozenset(range(5))
    quiet: tuple[time, time] | None = None
    country: str | None = None
    snooze_until: datetime | None = None

    def works_on(self, day: date) -> bool:
        return day.weekday() in self.workdays and not is_holiday(day, self.country)

    def quiet_end(self, moment: datetime) -> datetime | None:
        """When the quiet hours that hold this moment end; None if it lies outside of them."""
        if self.quiet is None:
            return None
        start, end = self.quiet
        local = moment.astimezone(self.where)
        now = local.time()
        if start < end:
            inside, day = start <= now < end, local.date()
        else:
            inside, day = now >= start or now < end, local.date() + (ONE_DAY if now >= start else timedelta())
        if not inside:
            return None
        ending = local_moment(day, end, self.where)
        if ending <= moment:  # the hour is being lived a second time
            ending = datetime.combine(day, end, tzinfo=self.where).replace(fold=1).astimezone(UTC)
        return ending if ending > moment else moment + timedelta(minutes=15)

    def next_allowed(self, moment: datetime) -> datetime | None:
        """The first moment, from this one on, at which a nudge may come; None if no day of the coming year has one."""
        if not self.workdays or (self.quiet is not None and self.quiet[0] == self.quiet[1]):
            return None
        if self.snooze_until is not None and self.snooze_until > moment:
            moment = self.snooze_until
        for _ in range(2 * LOOK_AHEAD):
            today = local_day(moment, self.where)
            if not self.works_on(today):
                moment = self._next_day(today)
            elif (ending := self.quiet_end(moment)) is not None:
                moment = ending
            else:
                return moment
        return None

    def next_day(self, moment: datetime) -> datetime:
        """When the person's next local day begins."""
        return self._next_day(local_day(moment, self.where))

    def next_week(self, moment: datetime) -> datetime:
        """When the person's next local week begins."""
        today = local_day(moment, self.where)
        return self._next_day(today + (6 - today.weekday()) * ONE_DAY)

    def _next_day(self, day: date) -> datetime:
        following = next(_days_from(day + ONE_DAY, self.where))
        return local_moment(following, time(0), self.where)


def read_date(typed: str, *, today: date, locale: str | None = None) -> date | None:
    """The date that a person means by `tomorrow`, `fri`, `12 Dec`, `2026-12-12`, in words of their locale or English.

    Without a year the coming one is meant. A weekday means the next one after today. None for what is no date.
    """
    words = " ".join(typed.strip().lower().removesuffix(".").split())
    try:
        return date.fromisoformat(words)
    except ValueError:
        pass
    for opening in ("on ", "by ", "until ", "this ", "next ", "coming "):
        rest = words.removeprefix(opening)
        if rest != words and _weekday(rest) is not None:
            words = rest
    if (weekday := _weekday(words)) is not None:
        return today + ((weekday - today.weekday() - 1) % 7 + 1) * ONE_DAY
    return _parsed(words, today, locale)


def _weekday(word: str) -> int | None:
    if len(word) < 3:
        return None
    return next((number for number, name in enumerate(WEEKDAYS) if name.startswith(word)), None)


def _parsed(words: str, today: date, locale: str | None) -> date | None:
    language = (locale or "en").replace("_", "-").partition("-")[0]
    settings = {
        "RELATIVE_BASE": datetime.combine(today, time(12)),
        "PREFER_DATES_FROM": "future",
        "DATE_ORDER": "MDY" if locale in MONTH_FIRST else "DMY",
        "RETURN_AS_TIMEZONE_AWARE": False,
    }
    languages = list(dict.fromkeys([language, "en"]))
    try:
        found = dateparser.parse(words, languages=languages, settings={**settings, "REQUIRE_PARTS": ["day"]})
        if found is None and words.isalpha():  # a weekday in the person's language names no day of a month
            found = dateparser.parse(words, languages=languages, settings=settings)
            if found is not None and not 0 < (found.date() - today).days <= 7:
                return None
    except ValueError:  # a language that the library does not know
        return _parsed(words, today, "en") if language != "en" else None
    return None if found is None else found.date()
