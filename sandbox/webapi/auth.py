"""auth.*, apps.connections.open, apps.uninstall."""

from __future__ import annotations

from sandbox.errors import Refusal
from sandbox.events import send_event
from sandbox.jsontypes import Json
from sandbox.webapi.call import Call, Method
from sandbox.workspace import Workspace


def test(call: Call) -> Json:
    ws = call.ws
    answer: Json = {
        "url": f"https://{ws.world.domain}.slack.com/",
        "team": ws.world.name,
        "team_id": ws.world.team_id,
        "user": ws.bot.name,
        "user_id": ws.app.bot_user_id,
        "bot_id": ws.app.bot_id,
        "is_enterprise_install": ws.world.org_install,
    }
    if call.token is not None and call.token.kind == "app":
        return {"app_id": ws.app.id, "app_name": ws.app.manifest.name, "team": ws.world.name} | {
            "team_id": ws.world.team_id
        }
    if ws.world.enterprise:
        answer["enterprise_id"] = ws.world.enterprise.get("id", "")
    return answer


def revoke(call: Call) -> Json:
    """Without token rotation it revokes the installation; with it, that token only."""
    assert call.token is not None
    if call.flag("test"):
        return {"revoked": False}
    if call.ws.app.manifest.token_rotation or call.token.kind == "app":
        call.token.revoked = True
        return {"revoked": True}
    revoke_tokens(call.ws)
    return {"revoked": True}


def revoke_tokens(ws: Workspace) -> None:
    """Every bot token dies; the app hears tokens_revoked."""
    ws.app.revoke_all()
    send_event(ws, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [ws.app.bot_user_id]}})


def uninstall_app(ws: Workspace) -> None:
    """The app goes: tokens_revoked and app_uninstalled are sent, the tokens are dead."""
    ws.app.revoke_all()
    ws.app.installed = False
    ws.stacks.clear()
    ws.homes.clear()
    send_event(ws, {"type": "app_uninstalled"})
    send_event(ws, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [ws.app.bot_user_id]}})


def open_connection(call: Call) -> Json:
    ws = call.ws
    if not ws.app.manifest.socket_mode:
        raise Refusal("socket_mode_not_enabled")
    address = ws.base_url.replace("http", "ws", 1)
    return {"url": f"{address}/link/?ticket={ws.hub.ticket()}&app_id={ws.app.id}"}


def uninstall(call: Call) -> Json:
    if call.text("client_id") != call.ws.app.client_id:
        raise Refusal("invalid_client_id")
    if call.text("client_secret") != call.ws.app.client_secret:
        raise Refusal("bad_client_secret")
    uninstall_app(call.ws)
    return {}


METHODS = (
    Method("auth.test", test, 0, token="any"),
    Method("auth.revoke", revoke, 3, token="any"),
    Method("apps.connections.open", open_connection, 3, ("connections:write",), token="app"),
    Method("apps.uninstall", uninstall, 1),
)
