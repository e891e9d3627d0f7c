"""The door at which payloads are refused: the same ones as Slack refuses, with its words and JSON pointers.

Pure functions: a decoded JSON payload in, complaints out, in the payload's order; none means that Slack would take
it. Lengths are counted in characters (Unicode code points of the text as sent, an escaped `&amp;` counting five),
sizes in bytes of compact UTF-8 JSON.

Where Slack's limit is known only as a range or by reports from the field, the stricter end stands here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.blockkit.composition import FLAG, MENU_OPTION, OPTION_GROUPS
from sandbox.blockkit.schema import Rows, Shape, Spec, Walk, exactly_one, one_of
from sandbox.blockkit.surfaces import (
    ATTACHMENT,
    HOME,
    MARKDOWN_LETTERS,
    MESSAGE_BLOCKS,
    METADATA,
    MODAL,
    ids_differ,
    message_adds_up,
    one_focus,
)
from sandbox.blockkit.tables import letters

ATTACHMENTS = 100
BLOCK_LETTERS = 12_000
MARKDOWN_TEXT = 12_000
METADATA_BYTES = 16_000
TEXT_LETTERS = {"chat.update": 4_000, "chat.postEphemeral": 40_000, "chat.scheduleMessage": 40_000}
"""How long `text` may be; chat.postMessage cuts off what exceeds 40,000 instead of refusing it."""

VIEW_BYTES = 250_000

_options = Shape(
    takes={"options": Rows(MENU_OPTION, 100), "option_groups": OPTION_GROUPS},
    rules=(exactly_one("options", "option_groups"),),
)
_answer: Mapping[str, Spec] = {
    "response_type": one_of("ephemeral", "in_channel"),
    "replace_original": FLAG,
    "delete_original": FLAG,
}


@dataclass(frozen=True, slots=True)
class Complaint:
    """One reason for a refusal: Slack's error code, its sentence, the place as a JSON pointer ("": the whole)."""

    error: str
    message: str
    pointer: str = ""

    @property
    def line(self) -> str:
        """As Slack writes it into `errors` and, after "[ERROR] ", into `response_metadata.messages`."""
        return f"{self.message} [json-pointer:{self.pointer}]" if self.pointer else self.message


def check_message(
    payload: Mapping[str, Any], *, method: str, unfurl_domains: tuple[str, ...] | None = None
) -> list[Complaint]:
    """What Slack would refuse in a message (text, markdown_text, blocks, attachments, metadata) sent with this method.

    The first complaint's code is the one that Slack answers. Videos are held against `unfurl_domains` if given.
    """
    content = _content(payload, unfurl_domains)
    return [*_text(payload, method), *content, *([] if content else _sum(payload)), *_metadata(payload)]


def check_view(view: Any, *, method: str, unfurl_domains: tuple[str, ...] | None = None) -> list[Complaint]:
    """What Slack would refuse in a view given to views.open, .push, .update, .publish or as a "response_action"."""
    error = "invalid_arguments"
    if type(view) is not dict:
        return [Complaint(error, "must provide an object", "/view")]
    kinds = {"views.publish": ("home",), "views.update": ("modal", "home")}.get(method, ("modal",))
    if view.get("type") not in kinds:
        told = "must be a valid enum value" if "type" in view else "missing required field: type"
        return [Complaint(error, told, "/view/type" if "type" in view else "/view")]
    if _bytes(view) > VIEW_BYTES:
        return [Complaint("view_too_large", f"must be less than {VIEW_BYTES + 1} bytes", "/view")]
    walk = Walk(view["type"], unfurl_domains)
    (HOME if walk.surface == "home" else MODAL).check(view, "/view", walk)
    ids_differ(walk)
    one_focus(walk)
    return [Complaint(error, flaw.message, flaw.pointer) for flaw in walk.flaws]


def check_options(answer: Any) -> list[Complaint]:
    """What Slack would refuse in an app's answer to block_suggestion: `options` or `option_groups`, 100 at most."""
    walk = Walk()
    _options.check(answer, "", walk)
    return [Complaint("invalid_options", flaw.message, flaw.pointer) for flaw in walk.flaws]


def check_response_url(payload: Any, *, unfurl_domains: tuple[str, ...] | None = None) -> list[Complaint]:
    """What Slack would refuse in a message posted to a response_url.

    There the sum of texts is not limited; `delete_original` stands alone.
    """
    if type(payload) is not dict:
        return [Complaint("invalid_payload", "must provide an object")]
    walk = Walk()
    for name, spec in _answer.items():
        if name in payload:
            spec.check(payload[name], f"/{name}", walk)
    if walk.flaws:
        return [Complaint("invalid_payload", flaw.message, flaw.pointer) for flaw in walk.flaws]
    if payload.get("delete_original"):
        together = [name for name in ("text", "blocks", "attachments", "replace_original") if payload.get(name)]
        told = "must not be used together with `delete_original`"
        return [Complaint("invalid_payload", told, f"/{name}") for name in together]
    content = _content(payload, unfurl_domains)
    return [
        *_text(payload, "response_url"),
        *content,
        *([] if content else _markdown_sum(payload)),
        *_metadata(payload),
    ]


def _text(payload: Mapping[str, Any], method: str) -> Iterable[Complaint]:
    text, markdown = payload.get("text"), payload.get("markdown_text")
    for name, held in (("text", text), ("markdown_text", markdown)):
        if held is not None and type(held) is not str:
            yield Complaint("invalid_arguments", "must provide a string", f"/{name}")
            return
    if not any(payload.get(name) for name in ("text", "markdown_text", "blocks", "attachments")):
        yield Complaint("no_text", "must provide text, blocks or attachments")
    if markdown and (text or payload.get("blocks")):
        yield Complaint("markdown_text_conflict", "must not be used together with `text` or `blocks`", "/markdown_text")
    if markdown and len(markdown) > MARKDOWN_TEXT:
        yield Complaint("msg_too_long", f"must be less than {MARKDOWN_TEXT + 1} characters", "/markdown_text")
    most = TEXT_LETTERS.get(method)
    if text and most is not None and len(text) > most:
        yield Complaint("msg_too_long", f"must be less than {most + 1} characters", "/text")


def _content(payload: Mapping[str, Any], unfurl_domains: tuple[str, ...] | None) -> list[Complaint]:
    """Blocks and attachments, each by itself and then together."""
    blocks, attachments = payload.get("blocks"), payload.get("attachments")
    if blocks is not None and type(blocks) is not list:
        return [Complaint("invalid_blocks_format", "must provide an array", "/blocks")]
    if attachments is not None and type(attachments) is not list:
        return [Complaint("invalid_attachments", "must provide an array", "/attachments")]
    if attachments and len(attachments) > ATTACHMENTS:
        return [Complaint("too_many_attachments", f"no more than {ATTACHMENTS} items allowed", "/attachments")]
    walk = Walk("message", unfurl_domains)
    MESSAGE_BLOCKS.check(blocks or [], "/blocks", walk)
    for place, attachment in enumerate(attachments or ()):
        ATTACHMENT.check(attachment, f"/attachments/{place}", walk)
    ids_differ(walk)
    one_focus(walk)
    message_adds_up(walk)
    found = [
        Complaint("invalid_attachments" if flaw.pointer.startswith("/a") else "invalid_blocks", *flaw)
        for flaw in walk.flaws
    ]
    for _, at in walk.tally.get("table", ())[1:]:
        found.append(Complaint("invalid_attachments", "only_one_table_allowed", at))
    return found


def _sum(payload: Mapping[str, Any]) -> Iterable[Complaint]:
    """All texts of the blocks together. Reports from the field put the limit between 12,000 and 13,200."""
    if letters(payload.get("blocks")) > BLOCK_LETTERS:
        yield Complaint("msg_blocks_too_long", f"must be less than {BLOCK_LETTERS + 1} characters in all", "/blocks")
    else:
        yield from _markdown_sum(payload)


def _markdown_sum(payload: Mapping[str, Any]) -> Iterable[Complaint]:
    """The markdown blocks of sound content together, those in attachments included."""
    held = [payload.get("blocks"), *(each.get("blocks") for each in payload.get("attachments") or ())]
    texts = [block["text"] for blocks in held for block in blocks or () if block["type"] == "markdown"]
    if sum(map(len, texts)) > MARKDOWN_LETTERS:
        told = f"must be less than {MARKDOWN_LETTERS + 1} characters in all markdown blocks"
        yield Complaint("msg_blocks_too_long", told, "/blocks")


def _metadata(payload: Mapping[str, Any]) -> Iterable[Complaint]:
    metadata = payload.get("metadata")
    if metadata is None:
        return
    walk = Walk()
    METADATA.check(metadata, "/metadata", walk)
    yield from (Complaint("invalid_metadata_format", *flaw) for flaw in walk.flaws)
    if _bytes(metadata) > METADATA_BYTES:
        yield Complaint("metadata_too_large", f"must be less than {METADATA_BYTES + 1} bytes", "/metadata")


def _bytes(value: Any) -> int:
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())
