"""The fictional company: who is in it, who reports to whom, and that all of it holds together."""

from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.company import Company, Line, sheets
from bot.company.names import Names
from bot.features.people.seed import settings_of
from bot.kit.config import parse
from storage.lines import loops

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


@pytest.fixture(scope="module")
def larkmoor():
    return Company.generate(120, seed=7, now=NOW)


def levels(company):
    """Each person's distance from the top of their tree."""
    managers = {person.id: person.manager for person in company}

    def height(person):
        return 0 if managers[person] is None else 1 + height(managers[person])

    return {person: height(person) for person in managers}


def test_the_same_numbers_make_the_same_company():
    again = [list(Company.generate(300, seed=7, now=NOW)) for _ in range(2)]
    assert again[0] == again[1]
    lines = [list(Company.generate(300, seed=7, now=NOW).lines()) for _ in range(2)]
    assert lines[0] == lines[1]


def test_another_seed_makes_other_people_around_the_same_cast(larkmoor):
    other = Company.generate(120, seed=8, now=NOW)
    assert [person.name for person in other] != [person.name for person in larkmoor]
    assert other["ada"].name == larkmoor["ada"].name
    assert other["ada"].id == larkmoor["ada"].id


@given(people=st.integers(1, 1500), seed=st.integers(0, 1000))
@settings(max_examples=25)
def test_a_company_of_any_size_has_exactly_its_people_and_no_loops(people, seed):
    company = Company.generate(people, seed=seed, now=NOW)
    everybody = list(company)
    assert len(everybody) == len(company) == people
    ids = {person.id for person in everybody}
    assert len(ids) == people
    places = {person.id: person.place for person in everybody}
    for person in everybody:
        if person.manager is not None:
            assert places[person.manager] < person.place
    assert {each for line in company.lines() for each in (line.person, line.manager)} <= ids


def test_nobody_and_less_than_that_is_refused():
    with pytest.raises(ValueError, match="at least one person"):
        Company.generate(0, seed=7, now=NOW)


def test_ten_thousand_people_share_no_id_no_address_and_no_handle():
    company = Company.generate(10_000, seed=7, now=NOW)
    everybody = list(company)
    for fact in ("id", "email", "handle"):
        assert len({getattr(person, fact) for person in everybody}) == 10_000
    assert all(person.email.isascii() and len(person.email) < 100 for person in everybody)


def test_the_tree_has_five_levels_and_spans_that_a_person_can_lead(larkmoor):
    assert max(levels(larkmoor).values()) in (3, 4)
    spans = sorted(len(larkmoor.reports_of(person.place)) for person in larkmoor if larkmoor.reports_of(person.place))
    assert spans[-1] <= 12
    assert 4 <= spans[len(spans) // 2] <= 9


def test_six_departments_in_eight_countries_with_a_half_hour_zone(larkmoor):
    everybody = list(larkmoor)
    assert len({person.department for person in everybody if person.department}) == 6
    assert len({person.country for person in everybody if person.country}) >= 8
    minutes = {NOW.astimezone(ZoneInfo(person.zone)).minute for person in everybody}
    assert 30 in minutes


def test_names_are_of_many_kinds(larkmoor):
    names = [person.name for person in larkmoor]
    assert any(not name.isascii() for name in names)
    assert any(" " not in name for name in names)
    assert max(len(name) for name in names) > 50
    assert len(set(names)) == len(names)
    shown = "".join(person.display for person in larkmoor)
    assert any("\u0590" <= letter <= "\u05ff" for letter in shown), "nobody writes from right to left"


def test_there_are_leavers_guests_newcomers_and_somebody_without_manager(larkmoor):
    everybody = list(larkmoor)
    assert 3 <= sum(not person.active for person in everybody) <= 12
    assert sum(person.guest for person in everybody) == 2
    assert sum(person.joined > NOW - timedelta(days=180) for person in everybody) >= 4
    assert larkmoor["ingrid"].manager is None
    assert larkmoor["noor"].manager is None
    assert larkmoor["noor"].active
    assert sum(person.hr for person in everybody) >= 2
    assert larkmoor["sina"].admin
    assert all(person.leader for person in everybody if larkmoor.reports_of(person.place))
    assert larkmoor["clementine"].leader, "a leader whom nobody reports to"


def test_reporting_lines_follow_each_other_without_overlap(larkmoor):
    lines: dict[str, list[Line]] = {}
    for line in larkmoor.lines():
        lines.setdefault(line.person, []).append(line)
        assert line.person != line.manager
        assert line.ends_at is None or line.starts_at < line.ends_at <= NOW
    people = {person.id: person for person in larkmoor}
    for person, own in lines.items():
        assert [line.ends_at for line in own[:-1]] == [line.starts_at for line in own[1:]]
        assert own[-1].manager == people[person].manager
        assert own[-1].ends_at == people[person].left


@pytest.mark.parametrize("seed", range(6))
def test_no_loop_stood_on_any_day_of_the_past(seed):
    company = Company.generate(900, seed=seed, now=NOW)
    lines = list(company.lines())
    for ago in (400, 90, 75, 70, 60, 0):
        at = NOW - timedelta(days=ago)
        standing = [
            (each.person, each.manager)
            for each in lines
            if each.starts_at <= at and (each.ends_at is None or at < each.ends_at)
        ]
        assert loops(standing) == []


def test_teams_changed_hands_in_the_past_half_year(larkmoor):
    ended = [line for line in larkmoor.lines() if line.ends_at]
    people = {person.id: person for person in larkmoor}
    moved = [line for line in ended if people[line.person].left != line.ends_at]
    assert len(moved) >= 6
    assert all(NOW - timedelta(days=182) < line.ends_at for line in moved)
    before = {line.manager for line in moved}
    assert larkmoor["rasmus"].id in before, "the team of the manager who left had him before"


def test_groups_hold_those_who_are_here(larkmoor):
    active = {person.id for person in larkmoor if person.active}
    groups = {group.handle: group for group in larkmoor.groups()}
    assert {"platform", "welcome-crew", "hr"} <= groups.keys()
    assert all(set(group.members) <= active for group in groups.values())
    assert all(len(set(group.members)) == len(group.members) for group in groups.values())
    assert larkmoor["ada"].id in groups["platform"].members
    assert larkmoor["harriet"].id not in groups["welcome-crew"].members, "she has left"


def test_every_office_is_where_time_zones_and_holidays_are_known():
    known = holidays.list_supported_countries()
    for office in sheets.offices():
        assert ZoneInfo(office.zone).key == office.zone
        assert office.country in known, office.city
        assert not office.subdivision or office.subdivision in known[office.country], office.city
        assert office.mix.keys() <= sheets.cultures().keys()
    assert len({office.zone for office in sheets.offices()}) >= 40


def test_a_department_s_shares_are_a_whole():
    assert sum(department.share for department in sheets.departments()) == pytest.approx(1)


def test_the_settings_are_what_the_settings_page_would_accept(larkmoor):
    values = settings_of(larkmoor)
    assert {"hr", "admins", "values", "kudos_channel", "hr_channel", "timezone", "country"} == values.keys()
    for key, value in values.items():
        assert value
        assert parse(key, value) == value
    small = settings_of(Company.generate(1, seed=7, now=NOW))
    assert small["hr"] is None


@given(seed=st.integers(0, 99))
@settings(max_examples=10)
def test_a_culture_s_names_come_once_each_before_one_comes_again(seed):
    for culture in sheets.cultures().values():
        names = Names(culture, Random(seed))
        drawn = [names.of(rank) for rank in range(2 * len(culture.given) * len(culture.family))]
        assert len({(name.full, name.number) for name in drawn}) == len(drawn)
        assert len({name.handle for name in drawn}) == len(drawn)
