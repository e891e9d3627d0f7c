"""Local times are right on both sides of clock changes, in zones of every kind."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.kit.times import (
    Rhythm,
    day_exists,
    is_holiday,
    local_moment,
    next_at,
    next_monthly,
    read_date,
    week_days,
    week_label,
    week_of,
    week_start,
    zone,
)

BERLIN, LORD_HOWE, SANTIAGO = ZoneInfo("Europe/Berlin"), ZoneInfo("Australia/Lord_Howe"), ZoneInfo("America/Santiago")
CAIRO, DUBLIN, NEW_YORK = ZoneInfo("Africa/Cairo"), ZoneInfo("Europe/Dublin"), ZoneInfo("America/New_York")
APIA = ZoneInfo("Pacific/Apia")


def moments_between(first: int, last: int) -> some.SearchStrategy[datetime]:
    """UTC moments of these years."""
    return some.integers(int(at(f"{first}-01-01").timestamp()), int(at(f"{last}-01-01").timestamp())).map(
        lambda seconds: datetime.fromtimestamp(seconds, UTC)
    )


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("where", "day", "hour", "moment"),
    [
        (BERLIN, date(2026, 3, 28), time(9), "2026-03-28T08:00"),
        (BERLIN, date(2026, 3, 29), time(9), "2026-03-29T07:00"),
        (BERLIN, date(2026, 10, 25), time(9), "2026-10-25T08:00"),
        (NEW_YORK, date(2026, 10, 31), time(9), "2026-10-31T13:00"),
        (NEW_YORK, date(2026, 11, 1), time(9), "2026-11-01T14:00"),
        (DUBLIN, date(2026, 3, 28), time(9), "2026-03-28T09:00"),
        (DUBLIN, date(2026, 3, 29), time(9), "2026-03-29T08:00"),
        (LORD_HOWE, date(2026, 10, 3), time(9), "2026-10-02T22:30"),
        (LORD_HOWE, date(2026, 10, 4), time(9), "2026-10-03T22:00"),
    ],
)
def test_nine_in_the_morning_is_nine_on_both_sides_of_a_clock_change(
    where: ZoneInfo, day: date, hour: time, moment: str
):
    assert local_moment(day, hour, where) == at(moment)


@pytest.mark.parametrize(
    ("where", "day", "hour", "reads"),
    [
        (BERLIN, date(2026, 3, 29), time(2, 30), time(3, 30)),
        (LORD_HOWE, date(2026, 10, 4), time(2, 15), time(2, 45)),
        (SANTIAGO, date(2026, 9, 6), time(0), time(1)),
        (CAIRO, date(2026, 4, 24), time(0, 30), time(1, 30)),
        (NEW_YORK, date(2026, 3, 8), time(2, 30), time(3, 30)),
    ],
)
def test_a_time_that_the_day_does_not_have_comes_after_the_gap(where: ZoneInfo, day: date, hour: time, reads: time):
    local = local_moment(day, hour, where).astimezone(where)
    assert (local.date(), local.time()) == (day, reads)


def test_a_time_that_the_day_has_twice_comes_the_first_time():
    assert local_moment(date(2026, 10, 25), time(2, 30), BERLIN) == at("2026-10-25T00:30")
    assert local_moment(date(2026, 4, 5), time(1, 45), LORD_HOWE) == at("2026-04-04T14:45")


def test_a_day_that_the_zone_skipped_has_no_moments():
    assert not day_exists(date(2011, 12, 30), APIA)
    moments = [at("2011-12-29T00:00")]
    for _ in range(3):
        following = next_at(moments[-1], time(9), APIA)
        assert following is not None
        moments.append(following)
    assert [moment.astimezone(APIA).date().day for moment in moments[1:]] == [29, 31, 1]


@given(
    where=some.sampled_from([BERLIN, LORD_HOWE, SANTIAGO, CAIRO, DUBLIN, NEW_YORK, ZoneInfo("Asia/Kathmandu")]),
    hour=some.times().map(lambda found: found.replace(second=0, microsecond=0)),
    start=moments_between(2020, 2032),
)
def test_each_local_day_has_one_moment_and_none_is_skipped(where: ZoneInfo, hour: time, start: datetime):
    moments = [start]
    for _ in range(400):
        following = next_at(moments[-1], hour, where)
        assert following is not None
        moments.append(following)
    assert all(timedelta() < later - earlier <= timedelta(hours=26) for earlier, later in pairwise(moments))
    days = [moment.astimezone(where).date() for moment in moments[1:]]
    assert len(set(days)) == 400
    assert (days[-1] - days[0]).days == 399


def test_a_monthly_moment_comes_on_its_day_of_each_month():
    first = next_monthly(at("2026-01-31T12:00"), time(9), BERLIN)
    assert first == at("2026-02-01T08:00")
    assert next_monthly(first, time(9), BERLIN) == at("2026-03-01T08:00")


def test_weeks_are_iso_weeks_of_the_persons_own_calendar():
    sunday_night = at("2026-11-22T23:30")
    assert week_of(sunday_night, NEW_YORK) == "2026-W47"
    assert week_of(sunday_night, BERLIN) == "2026-W48"
    assert week_label(date(2027, 1, 1)) == "2026-W53"
    assert week_days("2026-W53") == (date(2026, 12, 28), date(2027, 1, 3))
    assert week_start(at("2026-03-31T12:00"), BERLIN) == at("2026-03-29T22:00")


def test_an_unknown_zone_falls_back():
    assert zone("Europe/Atlantis", "Europe/Berlin") == BERLIN
    assert zone(None, "nowhere") == ZoneInfo("UTC")
    assert zone("../etc/passwd") == ZoneInfo("UTC")


# When a person may be nudged.

OFFICE = Rhythm(BERLIN, quiet=(time(18), time(9)), country="DE")


@pytest.mark.parametrize(
    ("moment", "allowed"),
    [
        ("2026-11-23T10:00", "2026-11-23T10:00"),
        ("2026-11-23T17:00", "2026-11-24T08:00"),
        ("2026-11-24T03:00", "2026-11-24T08:00"),
        ("2026-11-27T18:30", "2026-11-30T08:00"),
        ("2026-12-24T17:00", "2026-12-28T08:00"),
        ("2026-10-24T12:00", "2026-10-26T08:00"),
        ("2026-03-28T12:00", "2026-03-30T07:00"),
    ],
)
def test_nudges_wait_for_the_next_working_hour(moment: str, allowed: str):
    assert OFFICE.next_allowed(at(moment)) == at(allowed)


def test_a_snooze_ends_in_a_working_hour():
    snoozing = Rhythm(BERLIN, quiet=(time(18), time(9)), snooze_until=at("2026-11-28T12:00"))
    assert snoozing.next_allowed(at("2026-11-25T12:00")) == at("2026-11-30T08:00")


def test_quiet_hours_all_day_or_no_working_day_leave_no_moment():
    assert Rhythm(BERLIN, quiet=(time(0), time(0))).next_allowed(at("2026-11-23T10:00")) is None
    assert Rhythm(BERLIN, workdays=frozenset()).next_allowed(at("2026-11-23T10:00")) is None


@given(
    moment=moments_between(2026, 2028),
    quiet=some.tuples(some.times(), some.times()),
    where=some.sampled_from([BERLIN, LORD_HOWE, SANTIAGO, CAIRO, NEW_YORK]),
)
def test_the_next_allowed_moment_is_allowed(moment: datetime, quiet: tuple[time, time], where: ZoneInfo):
    rhythm = Rhythm(where, quiet=quiet)
    allowed = rhythm.next_allowed(moment)
    if quiet[0] == quiet[1]:
        assert allowed is None
        return
    assert allowed is not None
    assert allowed >= moment
    assert rhythm.works_on(allowed.astimezone(where).date())
    assert rhythm.quiet_end(allowed) is None


def test_holidays_are_the_countrys_own():
    assert is_holiday(date(2026, 10, 3), "DE")
    assert not is_holiday(date(2026, 10, 3), "FR")
    assert is_holiday(date(2026, 6, 4), "DE-BY")
    assert not is_holiday(date(2026, 6, 4), "DE")
    assert not is_holiday(date(2026, 12, 25), None)
    assert not is_holiday(date(2026, 12, 25), "XX")
    assert is_holiday(date(2026, 12, 25), "DE-NOWHERE")


# Dates as people write them.

SUNDAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "locale", "meant"),
    [
        ("tomorrow", "en-GB", date(2026, 11, 23)),
        ("fri", "en-US", date(2026, 11, 27)),
        ("Friday", None, date(2026, 11, 27)),
        ("next friday", "en-GB", date(2026, 11, 27)),
        ("by Friday", "en-GB", date(2026, 11, 27)),
        ("sun", "en-GB", date(2026, 11, 29)),
        ("12 Dec", "en-GB", date(2026, 12, 12)),
        ("Dec 12.", "en-GB", date(2026, 12, 12)),
        ("1 Jan", "en-GB", date(2027, 1, 1)),
        ("2026-12-12", "de-DE", date(2026, 12, 12)),
        ("03/04/2027", "en-US", date(2027, 3, 4)),
        ("03/04/2027", "en-GB", date(2027, 4, 3)),
        ("in 2 weeks", "en-GB", date(2026, 12, 6)),
        ("morgen", "de-DE", date(2026, 11, 23)),
        ("Freitag", "de-DE", date(2026, 11, 27)),
        ("tomorrow", "de-DE", date(2026, 11, 23)),
        ("tomorrow", "tlh-KX", date(2026, 11, 23)),
        ("hello", "en-GB", None),
        ("", "en-GB", None),
        ("31 Feb", "en-GB", None),
    ],
)
def test_dates_are_read_as_people_write_them(typed: str, locale: str | None, meant: date | None):
    assert read_date(typed, today=SUNDAY, locale=locale) == meant
