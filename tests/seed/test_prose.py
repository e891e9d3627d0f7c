"""Hand-written lines, and the machine that varies them."""

import re
from itertools import pairwise
from random import Random

import pytest

from bot.company import Phrases, Prose, sheets
from bot.company.prose import Bag, ended, raised
from bot.features.kudos.seed_wording import SHEETS

TAGGED = ("engineering", "product", "field", "care", "sales", "people", "anyone", "short")
LOOSE = ("effects", "endings", "openings")


def sheet(name):
    return Phrases.read(SHEETS, name, tagged=name not in LOOSE, languages=name == "other_languages").lines


def all_lines():
    return [(name, line) for name in (*TAGGED, *LOOSE, "other_languages") for line in sheet(name)]


def test_choices_are_made_and_words_come_from_the_vocabulary():
    prose = Prose(Random(1))
    said = {prose.say("[one|two] in {place}") for _ in range(200)}
    places = sheets.vocabulary()["place"]
    assert said == {f"{number} in {place}" for number in ("one", "two") for place in places}


def test_a_choice_may_hold_a_word():
    assert Prose(Random(1)).say("[in {place}|at {place}]").startswith(("in ", "at "))


def test_an_unknown_word_is_an_error_and_not_a_text():
    with pytest.raises(KeyError):
        Prose(Random(1)).say("in {nowhere}")


def test_a_bag_draws_everything_before_it_repeats_and_nothing_twice_running():
    bag = Bag("abcde", Random(3))
    drawn = [bag.draw() for _ in range(500)]
    assert all(set(drawn[start : start + 5]) == set("abcde") for start in range(0, 500, 5))
    assert all(first != second for first, second in pairwise(drawn))


def test_an_empty_bag_is_refused():
    with pytest.raises(ValueError, match="needs something"):
        Bag([], Random(1))


def test_a_slip_swaps_two_letters_and_leaves_the_rest():
    for seed in range(50):
        text = "thank you for calibrating barometers"
        slipped = Prose(Random(seed)).slip(text)
        assert sorted(slipped) == sorted(text)
        assert sum(a != b for a, b in zip(text, slipped, strict=True)) in (0, 2)
    assert Prose(Random(1)).slip("so be it") == "so be it"


def test_sentences_begin_and_end_as_they_should():
    assert raised("élan") == "Élan"
    assert ended("done") == "done."
    assert ended("done!") == "done!"
    assert raised("") == ""


def test_there_are_more_than_three_hundred_lines_and_none_twice():
    texts = [line.text for _, line in all_lines()]
    assert len(texts) > 500
    assert len(set(texts)) == len(texts)


def test_every_tag_is_one_of_the_company_s_values():
    values = sheets.house().values.keys()
    for name, line in all_lines():
        assert set(line.tags) <= values, f"{name}: {line.text}"
        assert line.tags or name in LOOSE


def test_every_line_can_be_said():
    prose = Prose(Random(5))
    for name, line in all_lines():
        for _ in range(4):
            said = prose.say(line.text)
            assert not re.search(r"[{}\[\]|]", said), f"{name}: {said}"
            assert not re.search(r"\b(the|a|an) (the|a|an)\b", said, re.IGNORECASE), f"{name}: {said}"
            assert "  " not in said


def test_a_line_without_tags_is_refused(tmp_path, monkeypatch):
    (tmp_path / "someroom").mkdir()
    (tmp_path / "someroom" / "__init__.py").write_text("")
    (tmp_path / "someroom" / "lines.txt").write_text("# a comment\n\ncraft: a line\nno tags here\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ValueError, match="no tags: no tags here"):
        Phrases.read("someroom", "lines")
