"""Our Block Kit words keep Slack's limits, and give what people typed no power."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as some

from bot.kit import blocks as kit
from sandbox.limits import check_message, check_view

LONG = "&<>é🎉" * 2_000


def test_nothing_is_too_long_for_slack():
    parts = [
        kit.section(LONG, accessory=kit.button(LONG, "a.b", "v", says=LONG), block_id="one"),
        kit.fields(*[LONG] * 12),
        kit.typed(LONG),
        kit.quote(LONG[:9_000]),
        kit.header(LONG),
        kit.divider(),
        kit.context(*[LONG[:1_900]] * 12),
        kit.context_typed(*[LONG[:1_900]] * 12),
        kit.actions(*[kit.button(LONG, f"a.b{n}", confirm=kit.confirm(LONG, LONG, LONG, LONG)) for n in range(30)]),
        kit.section("x", accessory=kit.overflow("a.c", [(LONG, f"v{n}") for n in range(9)])),
        kit.section("x", accessory=kit.select("a.d", LONG, [kit.option(LONG, f"v{n}", LONG) for n in range(120)])),
    ]
    view = kit.modal(LONG, parts, submit=LONG, close=LONG)
    assert check_view(view, method="views.open") == []
    assert check_view(kit.home([kit.divider()] * 150), method="views.publish") == []
    shown = kit.message(kit.escape(LONG), *[kit.divider()] * 80, instead=[kit.section("plainer")] * 80)
    assert (len(shown.blocks), len(shown.instead)) == (50, 50)
    assert check_message({"channel": "C1", "text": shown.text, "blocks": shown.blocks}, method="chat.postMessage") == []


def test_what_is_cut_is_told_without_words(caplog):
    for show in (lambda blocks: kit.message("x", *blocks), kit.home, lambda blocks: kit.modal("x", blocks)):
        show([kit.section("a secret")] * 50)
        assert caplog.messages == []
        show([kit.section("a secret")] * 101)
        assert len(caplog.messages) == 1
        assert "101 blocks is cut to" in caplog.text
        assert "secret" not in caplog.text
        caplog.clear()


@given(some.text(max_size=60))
def test_what_is_typed_gains_no_power(typed: str):
    escaped = kit.escape(typed)
    assert "<" not in escaped
    assert ">" not in escaped
    assert kit.unescape(escaped) == typed
    assert kit.plain(typed)["type"] == "plain_text"
    assert kit.quote(typed)["elements"][0]["elements"][0] == {"type": "text", "text": typed}


@given(some.text(max_size=40), some.text(max_size=40))
def test_a_link_ends_where_it_ends(url: str, label: str):
    made = kit.link(url, label)
    assert made.count("<") == made.count(">") == made.count("|") == 1


def test_nothing_reaches_the_database_that_it_cannot_hold():
    assert kit.clean("a\x00b\ud800c") == "abc"


def test_shortening_shows():
    assert kit.clip("four", 4) == "four"
    assert kit.clip("fives", 4) == "fiv…"


def test_mentions_read_as_they_were_typed():
    assert kit.as_typed("<@U1ADA|ada> in <#C1X|general> by <!subteam^S1|@crew>") == "@ada in #general by @crew"
    assert kit.as_typed("<https://x|y> <@U1>") == "<https://x|y> <@U1>"


def test_a_moment_has_a_fallback_for_those_who_cannot_see_it():
    made = kit.moment(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    assert made == "<!date^1795424400^{date_short_pretty} {time}|2026-11-23 09:00 UTC>"
