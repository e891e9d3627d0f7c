"""Rich text: sections, lists, quotes and preformatted pieces, and the elements inside them."""

from __future__ import annotations

from sandbox.blockkit.composition import FLAG, LINK, kind
from sandbox.blockkit.schema import Choice, Rows, Shape, Text, one_of, whole

_marks = Shape(takes=dict.fromkeys(("bold", "italic", "strike", "code", "underline"), FLAG))
_named_marks = Shape(
    takes=dict.fromkeys(("bold", "italic", "strike", "highlight", "client_highlight", "unlink", "code"), FLAG)
)
_id = Text(least=1)

_text = kind("text", {"text": Text(least=1)}, {"style": _marks})
_link = kind("link", {"url": LINK}, {"text": Text(), "unsafe": FLAG, "style": _marks})

INLINE = {
    **_text,
    **_link,
    **kind("user", {"user_id": _id}, {"style": _named_marks}),
    **kind("usergroup", {"usergroup_id": _id}, {"style": _named_marks}),
    **kind("channel", {"channel_id": _id}, {"style": _named_marks}),
    **kind("team", {"team_id": _id}, {"style": _marks}),
    **kind("broadcast", {"range": one_of("here", "channel", "everyone")}, {"style": _marks}),
    **kind(
        "emoji",
        {"name": _id},
        {"unicode": Text(), "skin_tone": whole(1, 6), "url": LINK, "style": _marks},
    ),
    **kind("color", {"value": _id}, {"style": _marks}),
    **kind("date", {"timestamp": whole(), "format": _id}, {"url": LINK, "fallback": Text(least=1), "style": _marks}),
}

_border = {"border": whole(0, 1)}
_section = kind("rich_text_section", {"elements": Rows(Choice(INLINE))})

_pieces = {
    **_section,
    **kind(
        "rich_text_list",
        {"elements": Rows(Choice(_section)), "style": one_of("bullet", "ordered")},
        {"indent": whole(0, 8), "offset": whole(0), **_border},
    ),
    **kind("rich_text_quote", {"elements": Rows(Choice(INLINE))}, _border),
    **kind("rich_text_preformatted", {"elements": Rows(Choice({**_text, **_link}))}, _border),
}

RICH_TEXT_ELEMENTS = Rows(Choice(_pieces), None, 1)

RICH_TEXT = Choice(kind("rich_text", {"elements": RICH_TEXT_ELEMENTS}, {"block_id": Text(255, 1)}))
"""A rich_text block inside something else: a cell, a title, what an input holds at first."""
