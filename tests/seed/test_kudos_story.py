"""Half a year of kudos: who, whom, when, and in which words."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from bot.company import Company
from bot.features.kudos.rules import LONGEST, MOST_RECEIVERS, SUBSTANCE
from bot.features.kudos.seed_story import thanks

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
SINCE = NOW - timedelta(days=182)


@pytest.fixture(scope="module")
def larkmoor():
    return Company.generate(120, seed=7, now=NOW)


@pytest.fixture(scope="module")
def told(larkmoor):
    return list(thanks(larkmoor, Random("7:kudos"), since=SINCE, now=NOW))


def test_the_same_chance_tells_the_same_story(larkmoor, told):
    assert list(thanks(larkmoor, Random("7:kudos"), since=SINCE, now=NOW)) == told
    assert list(thanks(larkmoor, Random("8:kudos"), since=SINCE, now=NOW)) != told


def test_half_a_year_of_120_people_holds_about_1500_kudos(told):
    assert 1200 < len(told) < 1900
    assert len({each.id for each in told}) == len(told)


def test_every_text_is_one_that_candor_would_accept(told):
    for each in told:
        assert SUBSTANCE <= len(each.text.strip()) <= LONGEST
        assert each.text == each.text.strip()
        assert not {"[", "]", "{", "}", "|"} & set(each.text)


def test_nobody_thanks_themselves_leavers_guests_or_people_who_are_yet_to_come(larkmoor, told):
    for each in told:
        assert 1 <= len(each.receivers) <= MOST_RECEIVERS
        assert len(set(each.receivers)) == len(each.receivers)
        assert each.giver not in each.receivers
        for place in (each.giver, *each.receivers):
            person = larkmoor.person(place)
            assert not person.guest
            assert person.joined <= each.at + timedelta(days=1)
            assert person.left is None or each.at - timedelta(days=1) < person.left


def test_those_who_join_are_others_and_come_later(told):
    for each in told:
        people = [place for place, _ in each.joined]
        assert len(set(people)) == len(people)
        assert not set(people) & {each.giver, *each.receivers}
        assert all(each.at < at < NOW for _, at in each.joined)
    assert 300 < sum(bool(each.joined) for each in told) < 900


def test_moments_lie_within_the_period_and_ids_sort_like_them(told):
    assert all(SINCE <= each.at < NOW for each in told)
    by_id = sorted(told, key=lambda each: each.id)
    moments = [each.at.replace(microsecond=0) for each in by_id]
    assert moments == sorted(moments)
    assert {each.id.version for each in told} == {7}


def test_a_few_are_private_edited_or_revoked(told):
    assert 20 < sum(each.private for each in told) < 120
    assert all((each.channel is None) == each.private for each in told)
    assert 5 < sum(each.edited_at is not None for each in told) < 70
    assert 1 < sum(each.revoked_at is not None for each in told) < 30
    for each in told:
        for later in (each.edited_at, each.revoked_at):
            assert later is None or each.at < later < min(NOW, each.at + timedelta(hours=24))


def test_fridays_are_the_days_of_thanks_and_weekends_are_quiet(told):
    days = Counter(each.at.weekday() for each in told)
    assert max(days, key=days.__getitem__) == 4
    assert days[5] + days[6] < len(told) * 0.05


def test_some_people_thank_a_lot_and_some_hardly_ever(told):
    given = Counter(each.giver for each in told)
    assert max(given.values()) > 30
    assert sum(given[place] <= 2 for place in range(120)) >= 8
    received = Counter(place for each in told for place in each.receivers)
    assert sum(received[place] <= 3 for place in range(120)) >= 4


def test_a_small_circle_thanks_hardly_anybody_else(larkmoor, told):
    for seed in range(20):
        company = Company.generate(400, seed=seed, now=NOW)
        if any(company.staff.clique):
            break
    inside = outside = 0
    for each in thanks(company, Random(seed), since=SINCE, now=NOW):
        if circle := company.staff.clique[each.giver]:
            same = company.staff.clique[each.receivers[0]] == circle
            inside, outside = inside + same, outside + (not same)
    assert inside > 2 * outside


def test_repetition_is_not_noticed(told):
    texts = [each.text for each in told]
    for start in range(0, len(texts), 100):
        assert len(set(texts[start : start + 100])) == len(texts[start : start + 100])
    beginnings = Counter(text[:40].lower() for text in texts)
    assert max(beginnings.values()) <= 12
    assert len(set(texts)) > 0.97 * len(texts)
    assert max(Counter(texts).values()) <= 3


def test_texts_differ_in_length_tone_and_language(told):
    lengths = sorted(len(each.text) for each in told)
    assert lengths[len(lengths) // 10] < 50 < 110 < lengths[-len(lengths) // 10]
    assert 50 < sum(any(ord(letter) > 0x2600 for letter in each.text) for each in told) < 500
    assert sum(any("\u3040" <= letter <= "\u30ff" for letter in each.text) for each in told) >= 1
    assert sum(each.text[:1].islower() for each in told) > 200


def test_values_mostly_stand_beside_the_text(told):
    tagged = sum(bool(each.values) for each in told)
    assert 0.6 * len(told) < tagged < 0.9 * len(told)
    assert {value for each in told for value in each.values} == {
        "craft",
        "care",
        "courage",
        "clarity",
        "together",
        "curiosity",
    }
