"""A request's arguments, in all the encodings that Slack understands."""

from __future__ import annotations

import base64
import binascii
import json

from starlette.requests import Request

from sandbox.errors import Refusal
from sandbox.jsontypes import Json


async def read_arguments(request: Request) -> tuple[Json, list[str]]:
    """Arguments from query, form, multipart or JSON body, and Slack's warnings about how they came. Raises Refusal."""
    args: Json = {key: value for key, value in request.query_params.items() if key != "token"}
    if request.method == "GET":
        return args, []
    kind = request.headers.get("content-type", "").lower()
    if kind.startswith("application/json"):
        return args | _json_body(await request.body()), [] if "charset" in kind else ["missing_charset"]
    if kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        form = await request.form()
        return args | {key: value for key, value in form.items() if isinstance(value, str)}, []
    if await request.body():
        raise Refusal("invalid_post_type" if kind else "missing_post_type")
    return args, []


def _json_body(body: bytes) -> Json:
    if not body:
        return {}
    try:
        decoded = json.loads(body)
    except ValueError:
        raise Refusal("invalid_json") from None
    if not isinstance(decoded, dict):
        raise Refusal("json_not_object")
    return decoded


def bearer(request: Request, args: Json) -> str:
    """The token of the call: the header's, or the form's (Slack takes none from the query string)."""
    header = request.headers.get("authorization", "")
    if header.lower().startswith("bearer "):
        return header[7:].strip()
    token = args.pop("token", "")
    return str(token)


def basic(request: Request, args: Json) -> tuple[str, str]:
    """Client id and secret from HTTP Basic or the form."""
    header = request.headers.get("authorization", "")
    if header.lower().startswith("basic "):
        try:
            name, _, secret = base64.b64decode(header[6:]).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return "", ""
        return name, secret
    return str(args.get("client_id", "")), str(args.get("client_secret", ""))
