"""Pictures behind `slack_file`: they must be here, be pictures, and have been scanned."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from sandbox.attachments import StoredFile
from sandbox.errors import Refusal
from sandbox.workspace import Workspace


def check_pictures(ws: Workspace, blocks: Any, *, error: str, prefix: str = "") -> None:
    """Raises Refusal for every `slack_file` that Slack could not show."""
    lines = [
        f"invalid slack file [json-pointer:{pointer}/slack_file]"
        for pointer, reference in _references(blocks, f"{prefix}/blocks")
        if not _usable(find_file(ws, reference))
    ]
    if lines:
        raise Refusal(error, messages=lines)


def find_file(ws: Workspace, reference: Any) -> StoredFile | None:
    if not isinstance(reference, dict):
        return None
    if wanted := reference.get("id"):
        return ws.world.files.get(str(wanted))
    address = str(reference.get("url") or "")
    return next(
        (each for each in ws.world.files.values() if f"-{each.id}/" in address or f"/{each.id}/" in address), None
    )


def _usable(file: StoredFile | None) -> bool:
    if file is None or file.deleted or not file.completed or not file.is_picture:
        return False
    return time.monotonic() >= file.ready_at


def _references(part: Any, pointer: str) -> Iterator[tuple[str, Any]]:
    if isinstance(part, list):
        for place, each in enumerate(part):
            yield from _references(each, f"{pointer}/{place}")
    elif isinstance(part, dict):
        if "slack_file" in part:
            yield pointer, part["slack_file"]
        for name, each in part.items():
            if isinstance(each, (dict, list)) and name != "slack_file":
                yield from _references(each, f"{pointer}/{name}")
