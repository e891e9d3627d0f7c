"""The catalogue: a language is a file, and with it every sentence speaks that language."""

from __future__ import annotations

import ast
import json
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.kit import words
from bot.kit.words import catalogue, count, either, languages, listed, say, speak, speaking
from tests.kit.conversation import Conversation
from tests.kit.conversation import words as texts
from tests.kit.made import Made
from tests.kit.source import modules, named, tree


def said() -> Iterator[tuple[str, ast.Call, ast.expr]]:
    """Every sentence that the bot says, as it is written: where, the call, the sentence."""
    for path in modules("bot"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("say", "count"):
                sentences = node.args[:1] if node.func.id == "say" else node.args[1:3]
                for sentence in sentences:
                    yield f"{named(path)}:{node.lineno}", node, sentence


def names_in(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.fixture
def pseudo(tmp_path: Path, monkeypatch) -> Iterator[None]:
    """A language `xx` that says every sentence in brackets."""
    known = {s.value for _, _, s in said() if isinstance(s, ast.Constant)}
    folder = tmp_path / "bot" / "catalogues"
    folder.mkdir(parents=True)
    (folder / "xx.json").write_text(json.dumps({one: f"⟦{one}⟧" for one in known}), encoding="utf-8")
    monkeypatch.setattr(words.resources, "files", lambda package: tmp_path / package)
    catalogue.cache_clear()
    yield
    catalogue.cache_clear()


def test_every_sentence_is_given_the_names_it_asks_for():
    for place, call, sentence in said():
        if isinstance(sentence, ast.Constant):
            given = {keyword.arg for keyword in call.keywords} | ({"n"} if call.func.id == "count" else set())
            assert names_in(sentence.value) <= given, place


def test_no_sentence_is_put_together_before_it_is_looked_up():
    wrong = [place for place, _, sentence in said() if isinstance(sentence, ast.JoinedStr | ast.BinOp)]
    assert wrong == []


def test_without_a_file_it_stays_english(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(words.resources, "files", lambda package: tmp_path)
    assert languages() == ["en"]
    with speaking("tlh"):
        assert say("Only {name} may do this.", name="Ada") == "Only Ada may do this."
    with speaking("../../etc/passwd"):
        assert say("Good.") == "Good."


def test_a_file_makes_a_language(pseudo: None):
    assert languages() == ["en", "xx"]
    with speaking("xx"):
        assert say("Please fill this in.") == "⟦Please fill this in.⟧"
        assert say("of no catalogue") == "of no catalogue"
    assert say("Please fill this in.") == "Please fill this in."


def test_what_is_inserted_is_never_taken_for_a_name():
    assert say("You typed: {typed}", typed="{evil} {0}") == "You typed: {evil} {0}"


def test_small_words():
    assert [listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert [either([]), either(["a"]), either(["a", "b"]), either(["a", "b", "c"])] == ["", "a", "a or b", "a, b or c"]
    assert count(1, "{n} day", "{n} days") == "1 day"
    assert count(0, "{n} day", "{n} days") == "0 days"


def test_a_language_once_spoken_stays_until_the_block_ends():
    with speaking("en"):
        speak("xx")
        assert words.SPEAKING.get() == "xx"
    assert words.SPEAKING.get() == "en"


async def test_a_workspace_is_spoken_to_in_its_language(slack: Conversation, made: Made, pseudo: None):
    ann, bob, eve = await made.people("Ann", "Bob", "Eve")
    gus = await made.person("Gus", is_guest=True)
    await made.settings(language="xx", kudos_channel="C0KUDOS001", hr=eve.id)
    speaker = slack.speaks(ann)
    assert "⟦" in (await slack.speaks(gus).types("/kudos")).text, "a refusal"
    assert "⟦" in (await speaker.types("/candor help")).text
    assert "⟦" in (await speaker.gives_kudos(bob, "short")).error
    assert "⟦" in (await speaker.types("/candor settings")).text
    await speaker.gives_kudos(bob, "for the whole long night")
    assert "⟦" in await slack.speaks(bob).reads_dms()
    assert "⟦" in texts([await speaker.home()])
    await speaker.types("/candor preferences")
    assert "⟦" in str((await speaker.modal())["title"])
    assert "⟦" in next(iter((await speaker.submits(quiet_from="17:00", quiet_until=None)).fields.values()))
    await speaker.hand.closes()
    await speaker.types("/kudos")
    assert "⟦" in next(iter((await speaker.submits(to=[bob.id], words="short")).fields.values())), "a form's own error"
    await slack.speaks(eve).types("/people import")
    assert "⟦" in str((await slack.speaks(eve).modal())["title"]), "said before anybody was introduced"
