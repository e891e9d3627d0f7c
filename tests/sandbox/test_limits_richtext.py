"""Rich text: every element is taken, and each bad one refused with one complaint."""

from __future__ import annotations

import pytest

from tests.sandbox.limits_payloads import Bad, Json, complaints, expected, rich, rich_section, words


def listed(*sections: Json, **more: object) -> Json:
    return rich({"type": "rich_text_list", "style": "bullet", "elements": list(sections), **more})


def piece(element: Json) -> Json:
    return rich(rich_section(element))


INLINE, WITHIN = "/elements/0/elements/0", "/elements/0"

BAD = [
    Bad("words of nothing", piece(words("")), "must be more than 0 characters", f"{INLINE}/text"),
    Bad("a style in words", piece(words(style="bold")), "must provide an object", f"{INLINE}/style"),
    Bad("a style unknown", piece(words(style={"big": True})), "invalid additional property: big", f"{INLINE}/style"),
    Bad("a mrkdwn object", piece({"type": "mrkdwn", "text": "a"}), "unsupported type: mrkdwn", f"{INLINE}/type"),
    Bad("a link to nowhere", piece({"type": "link", "url": "here"}), "must be a valid URL", f"{INLINE}/url"),
    Bad("a person without id", piece({"type": "user"}), "missing required field: user_id", INLINE),
    Bad("a group without id", piece({"type": "usergroup"}), "missing required field: usergroup_id", INLINE),
    Bad(
        "a shout at all", piece({"type": "broadcast", "range": "all"}), "must be a valid enum value", f"{INLINE}/range"
    ),
    Bad("an emoji without name", piece({"type": "emoji"}), "missing required field: name", INLINE),
    Bad(
        "a day in words",
        piece({"type": "date", "timestamp": "1", "format": "{date}"}),
        "must provide an integer",
        f"{INLINE}/timestamp",
    ),
    Bad("a day without format", piece({"type": "date", "timestamp": 1}), "missing required field: format", INLINE),
    Bad(
        "a list of no style", rich({"type": "rich_text_list", "elements": []}), "missing required field: style", WITHIN
    ),
    Bad("a list of a dashing style", listed(style="dash"), "must be a valid enum value", f"{WITHIN}/style"),
    Bad("a list in a list", listed(listed()["elements"][0]), "unsupported type: rich_text_list", f"{INLINE}/type"),
    Bad("a list indented by 9", listed(indent=9), "must be less than or equal to 8", f"{WITHIN}/indent"),
    Bad("a list indented by -1", listed(indent=-1), "must be greater than or equal to 0", f"{WITHIN}/indent"),
    Bad("a list with a border of 2", listed(border=2), "must be less than or equal to 1", f"{WITHIN}/border"),
    Bad(
        "a quote with a style",
        rich({"type": "rich_text_quote", "elements": [], "style": "bullet"}),
        "invalid additional property: style",
        WITHIN,
    ),
    Bad(
        "an emoji in code",
        rich({"type": "rich_text_preformatted", "elements": [{"type": "emoji", "name": "a"}]}),
        "unsupported type: emoji",
        f"{INLINE}/type",
    ),
    Bad("a section of no elements", rich({"type": "rich_text_section"}), "missing required field: elements", WITHIN),
]


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.wrong)
def test_bad_rich_text_is_refused(bad: Bad):
    for surface in ("message", "modal", "home"):
        assert complaints(surface, bad.part) == expected(surface, bad.message, bad.pointer)


@pytest.mark.parametrize(
    "element",
    [
        words(style={"bold": True, "italic": True, "strike": False, "code": True, "underline": True}),
        {"type": "link", "url": "https://a.example", "text": "A", "unsafe": True, "style": {"bold": True}},
        {"type": "user", "user_id": "U1", "style": {"bold": True, "client_highlight": True}},
        {"type": "usergroup", "usergroup_id": "S1"},
        {"type": "channel", "channel_id": "C1"},
        {"type": "team", "team_id": "T1"},
        {"type": "broadcast", "range": "here"},
        {"type": "emoji", "name": "wave", "skin_tone": 2, "unicode": "1f44b"},
        {"type": "color", "value": "#ff0000"},
        {
            "type": "date",
            "timestamp": 1720710212,
            "format": "{date_num}",
            "fallback": "a day",
            "url": "https://a.example",
        },
    ],
    ids=lambda element: element["type"],
)
def test_every_rich_text_element_is_taken(element: Json):
    for kind in ("rich_text_section", "rich_text_quote"):
        assert complaints("modal", rich({"type": kind, "elements": [element]})) == []
    assert complaints("home", listed(rich_section(element), indent=8, offset=2, border=1)) == []
