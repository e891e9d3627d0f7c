"""The parser of a command's text, by the contract's letter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.kudos.typed import Typed, parse, read_message
from bot.kit.blocks import as_typed

VALUES = ("craft", "Care", "über-mut")
ADA, GRACE = "<@U1|ada>", "<@U2>"


def of(line: str) -> Typed:
    return parse(line, VALUES)


@pytest.mark.parametrize(
    ("line", "people", "text"),
    [
        (f"{ADA} for unblocking the release", ("U1",), "unblocking the release"),
        (f"{ADA} {GRACE} for unblocking the release", ("U1", "U2"), "unblocking the release"),
        (f"{ADA}{GRACE} unblocking the release", ("U1", "U2"), "unblocking the release"),
        (f"{ADA}, {GRACE} & <@W3|bo> For staying late", ("U1", "U2", "W3"), "staying late"),
        (f"{ADA}: that talk was great", ("U1",), "that talk was great"),
        (f"{ADA} {ADA} thanks for everything", ("U1",), "thanks for everything"),
        (f"{ADA} and {GRACE} for staying late", ("U1",), f"and {GRACE} for staying late"),
        (f"{ADA} for helping {GRACE} out", ("U1",), f"helping {GRACE} out"),
        (f"{ADA} forever grateful for this", ("U1",), "forever grateful for this"),
        (f"{ADA} for for loops that read well", ("U1",), "for loops that read well"),
        (f"{ADA} & the whole team", ("U1",), "& the whole team"),
        (f"{ADA} :tada: you did it again", ("U1",), ":tada: you did it again"),
        (f"{ADA}", ("U1",), ""),
        (f"{ADA} for", ("U1",), ""),
        (f"  {ADA}   for  two  blanks  kept ", ("U1",), "two  blanks  kept"),
        (f"{ADA} for line one\nline two", ("U1",), "line one\nline two"),
        ("thanks to everybody here", (), "thanks to everybody here"),
        (f"thanks {ADA} for being here", (), f"thanks {ADA} for being here"),
        ("", (), ""),
    ],
)
def test_receivers_stand_before_the_first_other_word(line: str, people: tuple[str, ...], text: str):
    found = of(line)
    assert found.people == people
    assert found.text == text


def test_user_groups_are_receivers_too():
    found = of("<!subteam^S9|@sre> <@U1> <!subteam^S8> for the quiet night")
    assert found.groups == ("S9", "S8")
    assert found.people == ("U1",)
    assert found.text == "the quiet night"


@pytest.mark.parametrize(
    ("tail", "text", "tags", "channel"),
    [
        ("for the fix #craft", "the fix", ("craft",), None),
        ("for the fix #craft #Care", "the fix", ("craft", "Care"), None),
        ("for the fix #craft, #care.", "the fix", ("craft", "care"), None),
        ("for the #craft in this fix", "the #craft in this fix", (), None),
        ("for the fix in <#C7|wins>", "the fix", (), "C7"),
        ("for the fix IN <#C7>", "the fix", (), "C7"),
        ("for the fix #craft in <#C7|wins>", "the fix", ("craft",), "C7"),
        ("for the fix in <#C7|wins> #craft", "the fix", ("craft",), "C7"),
        ("for the fix #care in <#C7|wins> #craft", "the fix", ("care", "craft"), "C7"),
        ("for the fix in <#C6|ops> in <#C7|wins>", "the fix in <#C6|ops>", (), "C7"),
        ("for help with <#C7|wins>", "help with <#C7|wins>", (), None),
        ("for what happened in <#C7|wins> today", "what happened in <#C7|wins> today", (), None),
        ("for the fix <#C5|craft>", "the fix", ("craft",), None),
        ("for the fix in <#C5|craft>", "the fix", (), "C5"),
        ("for all of the über-thing #über-mut", "all of the über-thing", ("über-mut",), None),
        ("for the fix #nonsense", "the fix", ("nonsense",), None),
        ("for the fix # craft", "the fix # craft", (), None),
        ("for issue#12", "issue#12", (), None),
        ("#craft", "", ("craft",), None),
        ("in <#C7|wins>", "", (), "C7"),
    ],
)
def test_tags_and_the_channel_stand_at_the_end(tail: str, text: str, tags: tuple[str, ...], channel: str | None):
    found = of(f"{ADA} {tail}")
    assert (found.text, found.tags, found.channel) == (text, tags, channel)
    assert found.nowhere is None


def test_a_channel_that_slack_did_not_know_is_noticed():
    assert of(f"{ADA} for the fix in #wins").nowhere == "wins"
    assert of(f"{ADA} for the fix in #craft").nowhere is None
    assert of(f"{ADA} for the fix in #craft").tags == ("craft",)


def test_people_in_the_text_are_told_apart_from_receivers():
    assert of(f"{ADA} for helping {GRACE} and {GRACE} again").later == ("U2",)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=3000))
def test_no_text_breaks_the_parser(words: str):
    found = of(words)
    assert len(found.text) <= len(words)
    assert not found.text or found.text in words


@given(
    people=st.lists(st.from_regex(r"[UW][A-Z0-9]{3,9}", fullmatch=True), min_size=1, max_size=9, unique=True),
    words=st.lists(st.from_regex(r"[a-zé]{1,9}", fullmatch=True), min_size=1, max_size=20),
    tags=st.lists(st.sampled_from(["craft", "Care"]), max_size=3),
    channel=st.none() | st.from_regex(r"C[A-Z0-9]{3,9}", fullmatch=True),
    opening=st.sampled_from(["", "for "]),
)
def test_what_is_written_by_the_rules_is_read_by_them(people, words, tags, channel, opening):
    text = " ".join(["did", *words, "well"])
    line = " ".join(f"<@{person}>" for person in people) + f" {opening}{text}"
    line += "".join(f" #{tag}" for tag in tags) + (f" in <#{channel}|x>" if channel else "")
    found = of(line)
    assert found == Typed(tuple(people), (), text, tuple(tags), channel)


@given(st.text(max_size=200))
def test_words_without_slacks_labels_are_shown_as_they_are(words: str):
    if "|" not in words:
        assert as_typed(words) == words


@pytest.mark.parametrize(
    ("stored", "seen"),
    [
        ("with <@U2|grace> at hand", "with @grace at hand"),
        ("seen in <#C1|general>", "seen in #general"),
        ("the <!subteam^S1|@sre> team", "the @sre team"),
        ("<!channel> *bold* <@U123> <https://x|y> & _", "<!channel> *bold* <@U123> <https://x|y> & _"),
        ("<#C1|>", "<#C1|>"),
        ("<!here|everyone>", "<!here|everyone>"),
    ],
)
def test_text_is_shown_as_it_was_typed(stored: str, seen: str):
    assert as_typed(stored) == seen


@pytest.mark.parametrize(
    ("message", "seen"),
    [
        ("well done <@U1>", "well done @Ada"),
        ("well done <@U9>", "well done @someone"),
        ("see <#C1|general> and <https://x.org|our page>", "see #general and our page"),
        ("<https://x.org> &amp; <mailto:a@b.c|a@b.c>", "https://x.org & a@b.c"),
        ("<!channel> ship it", "@channel ship it"),
        ("<!subteam^S1|@sre> &lt;@U1&gt;", "@sre <@U1>"),
        ("a &amp;lt; b", "a &lt; b"),
    ],
)
def test_a_quoted_message_reads_as_in_slack(message: str, seen: str):
    assert read_message(message, {"U1": "Ada"}) == seen
