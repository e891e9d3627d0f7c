"""Settings as people type them: what is kept of them, and how what cannot be is refused."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.features import FEATURES
from bot.kit.config import HOME_OF_SETTINGS, RETENTION, ROOMS, SETTINGS, Config, hours, parse, weekdays
from bot.kit.errors import Invalid

GOOD = [
    ("hr", "", ""),
    ("hr", "U0ADA00001, <@U0BOB00001|bob>,U0ADA00001", "U0ADA00001,U0BOB00001"),
    ("hr", "<!subteam^S0CREW0001|@crew>", "S0CREW0001"),
    ("admins", "W0GRID0001", "W0GRID0001"),
    ("hr_channel", "<#C0HR000001|hr>", "C0HR000001"),
    ("kudos_channel", "C0KUDOS001", "C0KUDOS001"),
    ("kudos_channel", "", ""),
    ("values", " #craft, Care ,craft,élan", "craft,Care,élan"),
    ("timezone", "Asia/Kolkata", "Asia/Kolkata"),
    ("workdays", "Sun - Thu", "sun-thu"),
    ("workdays", "mon,wed,fri", "mon,wed,fri"),
    ("quiet_hours", "18:00 - 9:00", "18:00-09:00"),
    ("quiet_hours", "off", ""),
    ("country", "de", "DE"),
    ("country", "", ""),
    ("coaching_cadence_days", "14", "14"),
    ("goal_cadence_days", "007", "7"),
    ("checkin_day", "Friday", "fri"),
    ("checkin_time", "9.30", "09:30"),
    ("digest_day", "MON", "mon"),
    ("digest_time", "0:00", "00:00"),
    ("anonymity_threshold", "3", "3"),
    ("pulse_threshold", "5", "5"),
    ("anonymous_feedback", "Yes", "on"),
    ("guests", "", "off"),
    ("kudos_weekly_allowance", "0", "0"),
    ("nudges_per_day", "0", "0"),
    ("nudges_per_week", "100", "100"),
    ("manager_field", " Line manager ", "Line manager"),
    ("rooms_off", "Talent, digest:de", "talent,digest:DE"),
    ("rooms_off", "", ""),
    ("language", "en", "en"),
    *((f"retention.{room}", "30", "30") for room in RETENTION),
]
BAD = [
    *(("hr", typed) for typed in ("ada", "C0HR000001", "U", "U1;U2", "<@>", "u0ada00001")),
    ("admins", "@everyone"),
    *(("hr_channel", typed) for typed in ("#general", "U0ADA00001", "C1 C2")),
    ("kudos_channel", "kudos"),
    *(("values", typed) for typed in ("two words", "a/b", "-x", "#", "<!channel>", "x" * 42)),
    *(("timezone", typed) for typed in ("Berlin", "europe/berlin", "", "UTC+1", "../../etc/passwd")),
    *(("workdays", typed) for typed in ("", "never", "mon-", "mon-fry")),
    *(("quiet_hours", typed) for typed in ("18:00", "25:00-09:00", "9:60-10:00", "09:00-09:00", "a-b", "1-2-3")),
    *(("country", typed) for typed in ("Germany", "XX", "D")),
    *(("coaching_cadence_days", typed) for typed in ("0", "-1", "", "1.5", "366", "¼", "١٤", "9" * 5_000)),
    ("goal_cadence_days", "weekly"),
    ("checkin_day", "someday"),
    *(("checkin_time", typed) for typed in ("10", "24:00", "10:60", "noon", "١٠:٠٠")),
    ("digest_day", ""),
    ("digest_time", "9:0"),
    ("anonymity_threshold", "2"),
    ("pulse_threshold", "4"),
    ("anonymous_feedback", "perhaps"),
    ("guests", "2"),
    ("kudos_weekly_allowance", "unlimited"),
    ("nudges_per_day", "21"),
    ("nudges_per_week", "101"),
    *(("rooms_off", typed) for typed in ("kudoz", "candor", "candor:DE", "talent:XX", "talent;digest")),
    *(("language", typed) for typed in ("", "tlh", "../en", "EN")),
    *((f"retention.{room}", "forever") for room in RETENTION),
]


@pytest.mark.parametrize(("key", "typed", "kept"), GOOD)
def test_what_can_be_is_kept_in_one_spelling(key: str, typed: str, kept: str):
    assert parse(key, typed) == kept
    assert parse(key, kept) == kept, "what is kept can be typed again"


@pytest.mark.parametrize(("key", "typed"), BAD)
def test_what_cannot_be_is_refused_with_a_sentence(key: str, typed: str):
    with pytest.raises(Invalid) as refused:
        parse(key, typed)
    assert key in refused.value.sentence
    assert refused.value.sentence.rstrip("”?").endswith((".", "”")) or refused.value.sentence.endswith("?")


def test_every_setting_is_tried_above_and_every_default_can_be_typed():
    assert {key for key, _, _ in GOOD} == set(SETTINGS)
    assert {key for key, _ in BAD} == set(SETTINGS) - {"manager_field"}
    for key, setting in SETTINGS.items():
        assert parse(key, setting.default) == setting.default


def test_the_contract_s_settings_are_all_there_with_its_defaults():
    defaults = {
        "workdays": "mon-fri",
        "quiet_hours": "18:00-09:00",
        "coaching_cadence_days": "14",
        "goal_cadence_days": "7",
        "checkin_day": "fri",
        "checkin_time": "10:00",
        "digest_day": "mon",
        "digest_time": "09:00",
        "anonymity_threshold": "3",
        "pulse_threshold": "5",
        "anonymous_feedback": "off",
        "guests": "off",
        "kudos_weekly_allowance": "0",
        "nudges_per_day": "2",
        "nudges_per_week": "5",
        "language": "en",
        "retention.messages": "90",
        "retention.checkins": "180",
        "retention.feedback": "730",
        "retention.coaching": "730",
        "retention.reviews": "1095",
        "retention.talent": "1095",
        "retention.audit": "1095",
        "retention.kudos": "0",
        "retention.goals": "0",
        "retention.growth": "0",
    }
    assert {key: SETTINGS[key].default for key in defaults} == defaults


def test_every_room_that_keeps_records_takes_a_retention():
    for room in set(ROOMS) - {HOME_OF_SETTINGS}:
        assert parse(f"retention.{room}", "30") == "30"


def test_an_unknown_setting_names_the_nearest():
    with pytest.raises(Invalid, match="digest_time"):
        parse("digesttime", "09:00")


@given(some.sampled_from(sorted(SETTINGS)), some.text(max_size=30))
def test_whatever_is_kept_can_be_read(key: str, typed: str):
    try:
        kept = parse(key, typed)
    except Invalid:
        return
    config = Config({key: kept})
    assert config.text(key) == kept
    assert config.workdays
    assert config.quiet_hours is None or config.quiet_hours[0] != config.quiet_hours[1]


def test_days_and_hours_are_read_as_they_are_written():
    assert weekdays("fri-mon") == {4, 5, 6, 0}
    assert weekdays("mon,wed") == {0, 2}
    assert hours("18:00-09:00") == (time(18), time(9))
    assert hours("") is None


def test_a_room_is_off_for_all_or_for_a_country():
    config = Config({"rooms_off": "talent,digest:DE"})
    assert config.off("talent", None)
    assert config.off("talent", "FR")
    assert config.off("digest", "DE")
    assert not config.off("digest", "FR")
    assert not config.off("digest", None)
    assert not config.off("kudos", "DE")


def test_every_room_can_be_named():
    assert {room.noun for room in FEATURES} <= set(ROOMS)
