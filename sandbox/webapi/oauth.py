"""oauth.v2.access and oauth.v2.exchange: codes, rotation, refresh."""

from __future__ import annotations

import time

from sandbox.app import ROTATING_LIFE, Token
from sandbox.errors import Refusal
from sandbox.jsontypes import Json
from sandbox.webapi.call import Call, Method

CODE_LIFE = 600.0


def _client(call: Call) -> None:
    client_id, secret = call.basic
    if client_id != call.ws.app.client_id:
        raise Refusal("invalid_client_id")
    if secret != call.ws.app.client_secret:
        raise Refusal("bad_client_secret")


def access(call: Call) -> Json:
    _client(call)
    grant = call.text("grant_type", "authorization_code")
    if grant == "refresh_token":
        return _refreshed(call)
    if grant != "authorization_code":
        raise Refusal("invalid_grant_type")
    held = call.ws.codes.get(call.text("code"))
    if held is None or held["used"] or time.monotonic() - held["at"] > CODE_LIFE:
        raise Refusal("invalid_code")
    if call.text("redirect_uri") != held["redirect_uri"] and (call.text("redirect_uri") or held["explicit"]):
        raise Refusal("bad_redirect_uri")
    held["used"] = True
    rotating = call.ws.app.manifest.token_rotation
    token = call.ws.app.install(frozenset(held["scopes"]), life=ROTATING_LIFE if rotating else 0.0)
    return _answer(call, token, user=held["user"])


def _answer(call: Call, token: Token, *, user: str = "") -> Json:
    ws = call.ws
    enterprise = dict(ws.world.enterprise) or None
    answer: Json = {
        "access_token": token.value,
        "token_type": "bot",
        "scope": ",".join(sorted(token.scopes)),
        "bot_user_id": ws.app.bot_user_id,
        "app_id": ws.app.id,
        "team": None if ws.world.org_install else {"id": ws.world.team_id, "name": ws.world.name},
        "enterprise": enterprise,
        "is_enterprise_install": ws.world.org_install,
    }
    if user:
        answer["authed_user"] = {"id": user}
    if token.expires:
        answer |= {"refresh_token": ws.app.new_refresh_token(), "expires_in": ROTATING_LIFE}
    return answer


def _refreshed(call: Call) -> Json:
    """A new pair for a refresh token, which is used up; at most two tokens live."""
    app, value = call.ws.app, call.text("refresh_token")
    if app.refresh.get(value, True):
        raise Refusal("invalid_refresh_token")
    app.refresh[value] = True
    token = app.install(app.granted, life=ROTATING_LIFE)
    alive = [each for each in app.tokens.values() if each.kind == "bot" and each.expires and not each.revoked]
    for old in alive[:-2]:
        old.revoked = True
    return _answer(call, token)


def exchange(call: Call) -> Json:
    """A long-lived token for a rotating one."""
    _client(call)
    app = call.ws.app
    if not app.manifest.token_rotation:
        raise Refusal("token_rotation_not_enabled")
    old = app.tokens.get(call.bearer)
    if old is None or old.revoked:
        raise Refusal("invalid_auth")
    if old.expires:
        raise Refusal("token_already_exchanged")
    old.revoked = True
    return _answer(call, app.install(app.granted, life=ROTATING_LIFE))


METHODS = (
    Method("oauth.v2.access", access, 0, token="client"),
    Method("oauth.v2.exchange", exchange, 3, token="client"),
)
