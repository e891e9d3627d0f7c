"""Whole payloads: messages, attachments and views, and what holds across all of their blocks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sandbox.blockkit.blocks import BLOCKS
from sandbox.blockkit.composition import FLAG, WEB_LINK, plain_text
from sandbox.blockkit.schema import Anything, Rows, Shape, Spec, Text, Walk, one_of
from sandbox.blockkit.tables import DATA_TABLE_LETTERS, TABLE_LETTERS

MESSAGE_CHARTS = 2
"""How many data_visualization blocks a message may hold."""

MARKDOWN_LETTERS = 12_000
"""Characters that all markdown blocks of a message may hold together."""

MESSAGE_BLOCKS = Rows(BLOCKS, 50)

_view_blocks = Rows(BLOCKS, 100, 1)
_button = plain_text(24)
_view: Mapping[str, Spec] = {"private_metadata": Text(3000), "callback_id": Text(255), "external_id": Text(255)}


def _submit_with_inputs(view: Any, at: str, walk: Walk) -> None:
    if "submit" not in view:
        for pointer in walk.tally.get("input", ()):
            walk.refuse("must define `submit` to use an `input` block in modals", pointer)


MODAL = Shape(
    {"type": one_of("modal"), "title": _button, "blocks": _view_blocks},
    {**_view, "submit": _button, "close": _button, "clear_on_close": FLAG, "notify_on_close": FLAG},
    (_submit_with_inputs,),
)
HOME = Shape({"type": one_of("home"), "blocks": _view_blocks}, _view)

_words, _moment = Text(), Text(pattern=re.compile(r"\d{1,10}(?:\.\d+)?"), says="must be a timestamp")


class _Timestamp:
    """An attachment's `ts`: a number, or digits in a string."""

    def check(self, value: Any, at: str, walk: Walk) -> None:
        if type(value) not in (int, float):
            _moment.check(value, at, walk)


ATTACHMENT = Shape(
    takes={
        **dict.fromkeys(
            ("fallback", "pretext", "text", "title", "author_name", "author_subname", "callback_id", "attachment_type"),
            _words,
        ),
        **dict.fromkeys(
            ("title_link", "author_link", "author_icon", "image_url", "thumb_url", "footer_icon", "from_url"), WEB_LINK
        ),
        "id": Anything(),
        "blocks": MESSAGE_BLOCKS,
        "color": Text(pattern=re.compile(r"good|warning|danger|#?[0-9a-fA-F]{3,6}"), says="must be a valid colour"),
        "fields": Rows(Shape(takes={"title": _words, "value": _words, "short": FLAG})),
        "footer": Text(300),
        "ts": _Timestamp(),
        "mrkdwn_in": Rows(one_of("fields", "pretext", "text")),
        "actions": Rows(Anything(mapping=True), 5),
    }
)

METADATA = Shape({"event_type": Text(least=1), "event_payload": Anything(mapping=True)})


def ids_differ(walk: Walk) -> None:
    """No two blocks of a payload, nested ones included, share a block_id."""
    seen = set()
    for block_id, at in walk.tally.get("block_id", ()):
        if block_id in seen:
            walk.refuse(f'`block_id` "{block_id}" already exists', at)
        seen.add(block_id)


def one_focus(walk: Walk) -> None:
    """At most one element is focused when a payload is shown."""
    for at in walk.tally.get("focus_on_load", ())[1:]:
        walk.refuse("`focus_on_load` can be set on only one element", at)


def message_adds_up(walk: Walk) -> None:
    """What a message may hold only so much of: charts, and text in tables."""
    for at in walk.tally.get("data_visualization", ())[MESSAGE_CHARTS:]:
        walk.refuse("too many data_visualization blocks", at)
    for kind, most in (("table", TABLE_LETTERS), ("data_table", DATA_TABLE_LETTERS)):
        held = 0
        for count, at in walk.tally.get(kind, ()):
            held += count
            if held > most:
                walk.refuse(f"must be less than {most + 1} characters in all cells", f"{at}/rows")
                break
