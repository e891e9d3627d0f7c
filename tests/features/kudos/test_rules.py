"""What makes a kudos, decided without a database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.features.kudos import rules
from bot.features.kudos.rules import Thanks
from bot.kit.errors import Invalid, Missing, Refused, Unknown
from tests.kit.clock import MONDAY


@dataclass(frozen=True)
class Somebody:
    id: str
    name: str = "Somebody"
    active: bool = True
    is_bot: bool = False
    is_guest: bool = False
    external: str | None = None


def found(*people: Somebody, giver: str = "U0", groups: tuple[str, ...] = (), members=None, guests: bool = False):
    thanks = Thanks(tuple(person.id for person in people), "for something good", groups)
    known = {person.id: person for person in people}
    for group in (members or {}).values():
        known |= {person.id: person for person in group}
    ids = {group: [person.id for person in some] for group, some in (members or {}).items()}
    return rules.receivers(giver, thanks, known, ids, guests=guests)


@pytest.mark.parametrize("words", ["", "   ", "short", "123456789", " 123456789\n", "\x00" * 20])
def test_too_few_words_are_sent_back(words: str):
    with pytest.raises(Invalid) as told:
        rules.substance(words)
    assert "10 characters" in told.value.fields["words"]


@pytest.mark.parametrize("words", ["1234567890", "  ten letters ", "🎉" * 10, "شكرا جزيلا لك", "x" * 3000])
def test_ten_characters_are_enough_in_any_script(words: str):
    assert rules.substance(words) == words.strip()


def test_more_than_slack_can_show_is_sent_back():
    with pytest.raises(Invalid, match="3001"):
        rules.substance("x" * 3001)


def test_what_no_database_stores_is_left_out_before_counting():
    assert rules.substance(" a\x00bcdefghi\ud800jk ") == "abcdefghijk"
    with pytest.raises(Invalid):
        rules.substance("\x00" * 20)


def test_values_are_spelled_as_hr_spells_them():
    assert rules.values(["CRAFT", "craft", "care"], ("Craft", "Care")) == ("Craft", "Care")


def test_an_unknown_tag_is_answered_with_the_nearest_ones():
    with pytest.raises(Invalid, match="Did you mean #Craft") as told:
        rules.values(["carft"], ("Courage", "Craft", "Care"))
    assert list(told.value.fields) == ["values"]
    with pytest.raises(Invalid, match=r"Did you mean #\w+ or #\w+\?"):
        rules.values(["caure"], ("Care", "Cure", "Honesty"))


def test_a_tag_that_resembles_nothing_is_answered_with_all_of_them():
    with pytest.raises(Invalid, match="They are #Craft and #Care"):
        rules.values(["zzzzz"], ("Craft", "Care"))


def test_without_values_every_tag_is_unknown():
    with pytest.raises(Invalid, match="has not named its values"):
        rules.values(["craft"], ())


def test_one_to_ten_people_can_be_thanked():
    ten = [Somebody(f"U{number}") for number in range(1, 11)]
    assert found(*ten) == tuple(person.id for person in ten)
    with pytest.raises(Invalid, match="11 people"):
        found(*ten, Somebody("U11"))


@pytest.mark.parametrize(
    ("person", "sentence"),
    [
        (Somebody("U0"), "cannot thank yourself"),
        (Somebody("U1", "Robo", is_bot=True), "Robo is a bot"),
        (Somebody("U1", "Lee", active=False), "Lee has left"),
        (Somebody("U1", "Ext", external="T9"), "another workspace"),
        (Somebody("U1", "Gus", is_guest=True), "Gus is a guest"),
    ],
)
def test_one_invalid_receiver_refuses_the_whole(person: Somebody, sentence: str):
    with pytest.raises(Invalid, match=sentence):
        found(Somebody("U5"), person)


def test_guests_are_thanked_where_the_settings_let_them():
    assert found(Somebody("U1", is_guest=True), guests=True) == ("U1",)


def test_in_a_group_giver_bots_leavers_and_guests_are_passed_over():
    group = [
        Somebody("U0"),
        Somebody("U1"),
        Somebody("U2", is_bot=True),
        Somebody("U3", active=False),
        Somebody("U4", is_guest=True),
        Somebody("U5", external="T9"),
        Somebody("U6"),
    ]
    assert found(groups=("S1",), members={"S1": group}) == ("U1", "U6")


def test_people_named_and_in_groups_count_once():
    one, two = Somebody("U1"), Somebody("U2")
    assert found(two, groups=("S1", "S2"), members={"S1": [one, two], "S2": [one]}) == ("U2", "U1")


def test_ten_counts_after_groups_are_expanded():
    group = [Somebody(f"U{number}") for number in range(1, 12)]
    with pytest.raises(Invalid, match="11 people"):
        found(groups=("S1",), members={"S1": group})


def test_a_group_of_nobody_else_is_said_so():
    with pytest.raises(Invalid, match="Nobody in that group"):
        found(groups=("S1",), members={"S1": [Somebody("U0")]})


def test_unknown_people_and_groups_are_named_for_the_look_up():
    with pytest.raises(Unknown) as told:
        rules.receivers("U0", Thanks(("U1", "U9"), "x"), {"U1": Somebody("U1")}, {}, guests=False)
    assert told.value.ids == ("U9",)
    with pytest.raises(Unknown) as told:
        rules.receivers("U0", Thanks((), "x", ("S1",)), {}, {}, guests=False)
    assert told.value.ids == ("S1",)


def test_the_allowance_waits_for_monday():
    rules.within_allowance(3, 3, 2)
    with pytest.raises(Refused, match="Monday"):
        rules.within_allowance(3, 4, 1)
    with pytest.raises(Refused, match=r"thank 1 more this week.*Monday"):
        rules.within_allowance(3, 4, 2)
    with pytest.raises(Refused, match=r"one kudos.*Monday"):
        rules.within_allowance(1, 2, 1)


def test_private_kudos_are_posted_nowhere():
    assert rules.destination(Thanks((), "x", private=True), "C1") is None
    with pytest.raises(Invalid):
        rules.destination(Thanks((), "x", private=True, channel="C2"), "C1")


def test_the_named_channel_comes_before_the_kudos_channel():
    assert rules.destination(Thanks((), "x", channel="C2"), "C1") == "C2"
    assert rules.destination(Thanks((), "x"), "C1") == "C1"
    assert rules.destination(Thanks((), "x"), "") is None


def test_a_kudos_may_change_for_24_hours():
    almost = MONDAY + timedelta(hours=24) - timedelta(microseconds=1)
    rules.check_open(MONDAY, None, almost)
    with pytest.raises(Refused, match="24 hours"):
        rules.check_open(MONDAY, None, MONDAY + timedelta(hours=24))
    with pytest.raises(Missing, match="revoked"):
        rules.check_open(MONDAY, MONDAY, almost)


def test_others_join_in_but_not_giver_and_receivers():
    rules.check_joining("U3", "U1", ["U2"], private=False, revoked=False)
    with pytest.raises(Refused, match="your own"):
        rules.check_joining("U1", "U1", ["U2"], private=False, revoked=False)
    with pytest.raises(Refused, match="for you"):
        rules.check_joining("U2", "U1", ["U2"], private=False, revoked=False)
    with pytest.raises(Missing):
        rules.check_joining("U3", "U1", ["U2"], private=True, revoked=False)
    with pytest.raises(Missing, match="revoked"):
        rules.check_joining("U3", "U1", ["U2"], private=False, revoked=True)


WORDS = ["wall", "mine", "edit", "revoke", "private"]


def test_an_unknown_subcommand_names_the_nearest_one():
    with pytest.raises(Invalid, match="/Xkudos revoke"):
        rules.no_receiver("revok", WORDS, "/Xkudos")


def test_a_name_that_slack_did_not_know_is_not_taken_for_a_subcommand():
    with pytest.raises(Invalid, match="who @ada is"):
        rules.no_receiver("@ada for the fix", WORDS, "/kudos")


def test_words_without_a_receiver_are_not_taken_for_a_subcommand():
    with pytest.raises(Invalid, match="begin with them: /kudos @ada"):
        rules.no_receiver("for the calm handover", WORDS, "/kudos")
    with pytest.raises(Invalid, match="the nearest is /kudos wall"):
        rules.no_receiver("whall last month", WORDS, "/kudos")
