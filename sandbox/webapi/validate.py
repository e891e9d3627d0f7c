"""blocks.validate and apps.manifest.validate: oracles that need no installation."""

from __future__ import annotations

import re
from typing import Any

import yaml

from sandbox import limits
from sandbox.errors import Refusal
from sandbox.jsontypes import Json
from sandbox.manifest import complaints_about
from sandbox.webapi.call import Call, Method

WANTED = re.compile(r"must be (less|more) than (\d+)")


def blocks(call: Call) -> Json:
    """Exactly one of `blocks`, `view`, `message`."""
    given = [name for name in ("blocks", "view", "message") if call.text(name)]
    if len(given) != 1:
        raise Refusal("invalid_arguments", messages=["exactly one of blocks, view and message must be given"])
    value = call.decoded(given[0], "invalid_arguments")
    if given[0] == "view":
        method = "views.publish" if isinstance(value, dict) and value.get("type") == "home" else "views.open"
        complaints = limits.check_view(value, method=method)
    else:
        payload: Any = {"blocks": value} if given[0] == "blocks" else value
        if not isinstance(payload, dict):
            raise Refusal("invalid_arguments", messages=["must provide an object [json-pointer:/message]"])
        complaints = limits.check_message(payload, method="chat.postMessage")
    if complaints:
        raise Refusal("invalid_blocks", errors=[_detail(each) for each in complaints])
    return {}


def _detail(complaint: limits.Complaint) -> Json:
    found = WANTED.search(complaint.message)
    expected = int(found.group(2)) if found else None
    constraint = {"type": "length" if found else "shape", "expected": expected, "got": None}
    return {
        "pointer": complaint.pointer,
        "code": complaint.error,
        "message": complaint.message,
        "constraint": constraint,
    }


def manifest(call: Call) -> Json:
    text = call.need("manifest")
    try:
        decoded = yaml.safe_load(text) if isinstance(call.args["manifest"], str) else call.args["manifest"]
    except yaml.YAMLError:
        raise Refusal(
            "invalid_manifest", errors=[{"message": "The manifest cannot be read.", "pointer": "/"}]
        ) from None
    if sentences := complaints_about(decoded):
        raise Refusal("invalid_manifest", errors=[{"message": each, "pointer": "/"} for each in sentences])
    return {}


METHODS = (
    Method("blocks.validate", blocks, 0, token="none"),
    Method("apps.manifest.validate", manifest, 3, token="none"),
)
