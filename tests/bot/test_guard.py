"""The door for Slack's HTTP requests: 401 for what Slack did not sign, 400 for what nobody can read, and no traces."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import time
from urllib.parse import urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot import web
from bot.web import readable
from tests.bot.conftest import FORM, JSON, Post

SECRET = "PEOPLESWORDS"
COMMAND = urlencode({"command": "/kudos", "user_id": "U1", "team_id": "T0SANDBOX1", "text": SECRET}).encode()


@pytest.mark.parametrize("body", [COMMAND, b"", b"{", b"\xff\xfe", json.dumps({"type": "x"}).encode(), b"x" * 100_000])
async def test_what_slack_did_not_sign_is_refused_whatever_it_says(post: Post, body: bytes):
    good = post.signed(body, FORM)
    stamp, mark = good["X-Slack-Request-Timestamp"], good["X-Slack-Signature"]
    for headers in (
        {},
        {"X-Slack-Request-Timestamp": stamp},
        {"X-Slack-Signature": mark},
        post.signed(body, FORM, secret="another"),
        post.signed(body, FORM, at=time.time() - 301),
        post.signed(body, FORM, at=time.time() + 301),
        good | {"X-Slack-Request-Timestamp": "-1"},
        good | {"X-Slack-Request-Timestamp": "9" * 5_000},
        good | {"X-Slack-Request-Timestamp": "١٢٣"},
        good | {"X-Slack-Request-Timestamp": stamp + ".0"},
        good | {"X-Slack-Signature": mark.upper()},
        good | {"X-Slack-Signature": "v0="},
        good | {"X-Slack-Signature": "v0=é"},
    ):
        assert (await post.raw(body, {"Content-Type": FORM} | headers))[0] == 401, headers
    assert (await post.raw(body + b"&", good))[0] == 401


UNREADABLE = [
    (b"{" + SECRET.encode(), JSON),
    (b"[]", JSON),
    (b"null", JSON),
    (b'"words"', JSON),
    (b"{}", JSON),
    (b'{"type": 1}', JSON),
    (b'{"type": "event_callback"}', JSON),
    (b'{"type": "event_callback", "event": {}}', JSON),
    (b"\xff\xfe\xfd", JSON),
    (b"[" * 100_000, JSON),
    (b"", FORM),
    (b"nothing", FORM),
    (b"a=%FF", FORM),
    (b"text=x&user_id=U1", FORM),
    (b"command=&user_id=U1", FORM),
    (b"payload=", FORM),
    (b"payload=[]", FORM),
    (b"payload=%7B" + SECRET.encode(), FORM),
    (b'payload={"type":"block_actions"}', FORM),
    (b'payload={"type":"block_actions","actions":[]}', FORM),
    (b'payload={"type":"block_actions","actions":["x"]}', FORM),
    (b'payload={"type":"view_submission","view":null}', FORM),
    (b'payload={"type":"view_submission","view":{"id":"V1"},"user":"U1"}', FORM),
    (b'payload={"type":"message_action","callback_id":"x","message":[]}', FORM),
    (b'{"type": "event_callback", "event": {"type": "x"}, "authorizations": [1]}', JSON),
    (b"command=/kudos&user_id=U1&user_id=U2&text=" + SECRET.encode(), FORM),
    (b'payload={"type":"shortcut"}&payload={"type":"' + SECRET.encode() + b'"}', FORM),
]


@pytest.mark.parametrize(("body", "kind"), UNREADABLE)
async def test_what_is_signed_but_cannot_be_read_is_a_bad_request(post: Post, caplog, body: bytes, kind: str):
    caplog.set_level(logging.DEBUG)
    assert (await post.send(body, kind))[0] == 400
    assert SECRET not in caplog.text


@given(some.binary(max_size=300), some.sampled_from([FORM, JSON, "", "text/plain"]))
def test_no_body_breaks_the_reading(body: bytes, kind: str):
    found = readable(body, kind)
    assert found is None or isinstance(found, dict)


JSON_VALUES = some.recursive(
    some.none() | some.booleans() | some.integers() | some.text(max_size=20),
    lambda deeper: some.lists(deeper, max_size=3) | some.dictionaries(some.text(max_size=8), deeper, max_size=4),
    max_leaves=12,
)


@given(some.dictionaries(some.sampled_from(["type", "event", "actions", "view", "user", "team"]), JSON_VALUES))
def test_no_payload_breaks_the_reading(payload: dict):
    found = readable(urlencode({"payload": json.dumps(payload)}).encode(), FORM)
    assert found is None or isinstance(payload["type"], str)


async def test_a_type_that_no_listener_knows_leaves_no_words_behind(post: Post, caplog):
    caplog.set_level(logging.DEBUG)
    for payload in ({"type": "dialog_submission", "callback_id": SECRET}, {"type": "of_tomorrow", "text": SECRET}):
        status, _ = await post.interaction({"team": {"id": "T0SANDBOX1"}, "user": {"id": "U1"}} | payload)
        assert status in (200, 404)
    assert SECRET not in caplog.text


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
async def test_the_door_only_takes_posts(post: Post, method: str):
    async with post.http.request(method, post.base) as answer:
        assert answer.status == 405


async def test_a_body_that_no_signature_can_fit_is_refused_without_being_kept(post: Post):
    body = b"x" * (web.LARGEST + 2)
    async with post.http.post(post.base, data=io.BytesIO(body), headers=post.signed(body, FORM)) as answer:
        assert answer.status == 401


async def test_a_body_that_never_ends_gives_up_its_place(post: Post, monkeypatch):
    monkeypatch.setattr(web, "SECONDS", 0.05)
    address = urlsplit(post.base)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    head = f"POST {address.path} HTTP/1.1\r\nHost: x\r\nContent-Type: {FORM}\r\nContent-Length: 100\r\n\r\ncommand="
    writer.write(head.encode())
    async with asyncio.timeout(5):
        assert b" 408 " in await reader.readline()
    writer.close()
    await writer.wait_closed()


async def test_slack_s_own_questions_are_answered(post: Post):
    status, told = await post.send(b'{"type": "url_verification", "challenge": "abc"}', JSON)
    assert (status, json.loads(told)["challenge"]) == (200, "abc")


async def test_operators_pages_are_there_for_everybody(post: Post):
    base = post.base.removesuffix("/slack/events")
    for page, wanted in (("/healthz", "ok"), ("/readyz", '"ready":true'), ("/metrics", "candor_calls_total")):
        async with post.http.get(base + page) as answer:
            assert (answer.status, wanted in await answer.text()) == (200, True), page
    async with post.http.get(f"{base}/slack/install") as answer:
        assert answer.status == 404, "without a client id nobody can install"
