"""Our Block Kit words. Slack's limits are kept here, so that no view can be refused for its length.

Words that people typed only ever enter through `plain` and `quote`: Slack parses neither mentions, links nor
formatting in `plain_text` and in rich_text `text` elements. `marked` is for sentences of ours; what is inserted into
them comes from `mention`, `channel`, `link` or `escape`.
Limits: Slack's Block Kit reference, measured in characters.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from storage.outbox import Message

log = logging.getLogger("candor.blocks")

Block = dict[str, Any]
View = dict[str, Any]

SECTION_TEXT = 3000
FIELD_TEXT = 2000
HEADER_TEXT = 150
PLAIN_TEXT = 3000
BUTTON_TEXT = 75
BUTTON_VALUE = 2000
OPTION_TEXT = 75
ALT_TEXT = 2000
TITLE = 24
MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
FALLBACK = 3000
META = 3000


def clip(text: str, limit: int) -> str:
    """The text, shortened with an ellipsis where it is longer than `limit` characters."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def clean(text: str) -> str:
    """What a person typed without what neither a database nor Slack can carry: NUL and halves of characters."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")


def escape(text: str) -> str:
    """Slack's three escapes, ampersand first; nothing else may be escaped."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """The text of a message that Slack handed us, as its writer typed it."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


LABELLED = re.compile(r"<(?P<sign>@|#|!subteam\^)[A-Z0-9]+\|[@#]?(?P<label>[^<>|]+)>")


def as_typed(text: str) -> str:
    """A command's text as its writer saw it: the mentions that Slack put in for `@ada` and `#general` read so again."""
    return LABELLED.sub(lambda found: ("#" if found["sign"] == "#" else "@") + found["label"], text)


def mention(person: str) -> str:
    """Addresses a person: they are notified. Only for people whom the sender meant."""
    return f"<@{person}>"


def channel(channel_id: str) -> str:
    return f"<#{channel_id}>"


def link(url: str, label: str) -> str:
    safe = url.replace("|", "%7C").replace(">", "%3E").replace("<", "%3C")
    return f"<{safe}|{escape(label).replace('|', '¦')}>"


def moment(at: datetime, form: str = "{date_short_pretty} {time}") -> str:
    """A moment in each reader's own zone, with UTC as the fallback."""
    return f"<!date^{int(at.timestamp())}^{form}|{at:%Y-%m-%d %H:%M} UTC>"


def plain(text: str, limit: int = PLAIN_TEXT) -> Block:
    """A plain_text object: shown exactly as typed."""
    return {"type": "plain_text", "text": clip(text, limit) or " ", "emoji": True}


def marked(text: str, limit: int = SECTION_TEXT) -> Block:
    """A mrkdwn object for a sentence of ours. Verbatim, so that Slack links nothing that we did not link."""
    return {"type": "mrkdwn", "text": clip(text, limit), "verbatim": True}


def section(text: str, *, accessory: Block | None = None, block_id: str | None = None) -> Block:
    block: Block = {"type": "section", "text": marked(text)}
    if accessory is not None:
        block["accessory"] = accessory
    return identified(block, block_id)


def fields(*texts: str) -> Block:
    """Up to ten short texts in two columns."""
    return {"type": "section", "fields": [marked(text, FIELD_TEXT) for text in texts[:10]]}


def typed(text: str, *, accessory: Block | None = None) -> Block:
    """A section that shows what a person typed, as typed."""
    block: Block = {"type": "section", "text": plain(text)}
    if accessory is not None:
        block["accessory"] = accessory
    return block


def quote(text: str) -> Block:
    """A person's words, set off as a quotation, exactly as typed."""
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_quote", "elements": [{"type": "text", "text": text}]}],
    }


def header(text: str) -> Block:
    return {"type": "header", "text": plain(text, HEADER_TEXT)}


def divider() -> Block:
    return {"type": "divider"}


def context(*texts: str) -> Block:
    """Small print: up to ten sentences of ours."""
    return {"type": "context", "elements": [marked(text) for text in texts[:10]]}


def context_typed(*texts: str) -> Block:
    """Small print that shows what people typed, as typed."""
    return {"type": "context", "elements": [plain(text) for text in texts[:10]]}


def button(
    text: str,
    action: str,
    value: object = "",
    *,
    style: str | None = None,
    confirm: Block | None = None,
    says: str | None = None,
) -> Block:
    """A button. `action` is a door's id (`room.verb`); `says` is what a screen reader reads instead of the text."""
    element: Block = {"type": "button", "text": plain(text, BUTTON_TEXT), "action_id": action}
    if str(value):
        element["value"] = str(value)
    if style is not None:
        element["style"] = style
    if confirm is not None:
        element["confirm"] = confirm
    if says is not None:
        element["accessibility_label"] = clip(says, BUTTON_TEXT)
    return element


def confirm(title: str, text: str, yes: str, no: str, *, danger: bool = False) -> Block:
    """A dialog asked before the click counts."""
    dialog: Block = {
        "title": plain(title, 100),
        "text": plain(text, 300),
        "confirm": plain(yes, 30),
        "deny": plain(no, 30),
    }
    if danger:
        dialog["style"] = "danger"
    return dialog


def actions(*elements: Block, block_id: str | None = None) -> Block:
    return identified({"type": "actions", "elements": list(elements[:25])}, block_id)


def overflow(action: str, options: Sequence[tuple[str, str]]) -> Block:
    """A `…` menu of one to five (text, value) pairs."""
    return {"type": "overflow", "action_id": action, "options": [option(text, value) for text, value in options[:5]]}


def option(text: str, value: str, description: str | None = None) -> Block:
    found: Block = {"text": plain(text, OPTION_TEXT), "value": value}
    if description:
        found["description"] = plain(description, OPTION_TEXT)
    return found


def select(action: str, placeholder: str, options: Sequence[Block], initial: Block | None = None) -> Block:
    element: Block = {"type": "static_select", "action_id": action, "placeholder": plain(placeholder, 150)}
    element["options"] = list(options[:100])
    if initial is not None:
        element["initial_option"] = initial
    return element


def picture(file: str, alt: str, title: str | None = None) -> Block:
    """An uploaded picture. `file` names the maker's file; delivery puts Slack's file id in its place."""
    block: Block = {"type": "image", "slack_file": {"id": file}, "alt_text": clip(alt, ALT_TEXT)}
    if title:
        block["title"] = plain(title, 2000)
    return block


def file_address(file: str) -> str:
    """Where a file of the message can be found: for `link`; delivery puts the address in its place.

    It stands between two characters that are nobody's (Unicode, noncharacters), so that no words are taken for it.
    """
    return f"\ufdd0{file}\ufdd1"


def identified(block: Block, block_id: str | None) -> Block:
    if block_id is not None:
        block["block_id"] = block_id
    return block


def at_most(blocks: Sequence[Block], limit: int, where: str) -> list[Block]:
    """As many blocks as Slack takes. Whoever puts more has forgotten to shorten: that is told, without any words."""
    if len(blocks) > limit:
        log.warning("a %s of %s blocks is cut to %s", where, len(blocks), limit)
    return list(blocks[:limit])


def message(
    text: str,
    *blocks: Block,
    summary: str = "",
    files: Sequence[dict[str, Any]] = (),
    instead: Sequence[Block] = (),
) -> Message:
    """A message with its fallback text, which notifications and screen readers use.

    `text` is mrkdwn of ours (people's words inside it escaped); `summary` is the one line under which noise folds it;
    `instead` are plainer blocks for the day Slack refuses the first ones.
    """
    return Message(
        text=clip(text, FALLBACK),
        blocks=at_most(blocks, MESSAGE_BLOCKS, "message"),
        summary=summary,
        files=list(files),
        instead=at_most(instead, MESSAGE_BLOCKS, "message"),
    )


def home(blocks: Sequence[Block]) -> View:
    return {"type": "home", "blocks": at_most(blocks, VIEW_BLOCKS, "home")}


def modal(
    title: str,
    blocks: Sequence[Block],
    *,
    callback: str = "",
    submit: str | None = None,
    close: str | None = None,
    meta: str = "",
    tells_close: bool = False,
) -> View:
    """A modal without a form: something to read. Forms build theirs in `bot.kit.forms`."""
    view: View = {"type": "modal", "title": plain(title, TITLE)}
    view["blocks"] = at_most(blocks, VIEW_BLOCKS, "modal")
    if callback:
        view["callback_id"] = callback
    if submit is not None:
        view["submit"] = plain(submit, TITLE)
    if close is not None:
        view["close"] = plain(close, TITLE)
    if meta:
        view["private_metadata"] = meta
    if tells_close:
        view["notify_on_close"] = True
    return view
