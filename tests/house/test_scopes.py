"""Every Web API method that Candor calls has its scopes in the manifest, and no scope is there without a use."""

from __future__ import annotations

import ast
import inspect
import re

from slack_sdk.web.async_client import AsyncWebClient

from sandbox.manifest import Manifest
from sandbox.manifest_rules import EVENT_SCOPES
from tests.kit.source import ROOT, calls, modules, named, strings, tree

CHANNELS, PRIVATE, DIRECT = "channels", "groups", "im"
SCOPES: dict[str, set[str]] = {
    # Slack's method reference: which scopes a method takes in the kinds of conversation that Candor speaks in
    # (public and private channels, direct messages with one person).
    "apps.connections.open": set(),  # an app token's business
    "auth.test": set(),
    "auth.revoke": set(),
    "auth.teams.list": set(),
    "chat.delete": {"chat:write"},
    "chat.getPermalink": set(),
    "chat.postEphemeral": {"chat:write"},
    "chat.postMessage": {"chat:write", "chat:write.public"},
    "chat.update": {"chat:write"},
    "conversations.history": {f"{kind}:history" for kind in (CHANNELS, PRIVATE, DIRECT)},
    "conversations.info": {f"{kind}:read" for kind in (CHANNELS, PRIVATE)},
    "conversations.list": {f"{kind}:read" for kind in (CHANNELS, PRIVATE)},
    "conversations.members": {f"{kind}:read" for kind in (CHANNELS, PRIVATE)},
    "conversations.open": {"im:write"},
    "conversations.replies": {f"{kind}:history" for kind in (CHANNELS, PRIVATE, DIRECT)},
    "dnd.info": {"dnd:read"},
    "dnd.teamInfo": {"dnd:read"},
    "files.completeUploadExternal": {"files:write"},
    "files.delete": {"files:write"},
    "files.getUploadURLExternal": {"files:write"},
    "files.info": {"files:read"},
    "oauth.v2.access": set(),
    "reactions.add": {"reactions:write"},
    "team.info": {"team:read"},
    "team.profile.get": {"users.profile:read"},
    "usergroups.list": {"usergroups:read"},
    "usergroups.users.list": {"usergroups:read"},
    "users.conversations": {f"{kind}:read" for kind in (CHANNELS, PRIVATE)},
    "users.info": {"users:read", "users:read.email"},
    "users.list": {"users:read", "users:read.email"},
    "users.profile.get": {"users.profile:read"},
    "views.open": set(),
    "views.publish": set(),
    "views.push": set(),
    "views.update": set(),
}
SEVERAL_CALLS = {"files_upload_v2": {"files.getUploadURLExternal", "files.completeUploadExternal"}}
FAMILIES = sorted({method.split(".")[0] for method in SCOPES} | {"admin", "bookmarks", "emoji", "pins", "reminders"})
METHOD = re.compile(rf"(?:{'|'.join(FAMILIES)})\.[A-Za-z.]*[A-Za-z]")


def methods_called() -> dict[str, str]:
    """Every Web API method called in bot/ and schedules/, with the file: by the client's method or by its name."""
    of_client = {
        name: name.replace("_", ".")
        for name, found in inspect.getmembers(AsyncWebClient, inspect.isfunction)
        if name.split("_")[0] in FAMILIES and "_" in name
    }
    found: dict[str, str] = {}
    for path in modules("bot", "schedules"):
        for node in ast.walk(tree(path)):
            name = node.attr if isinstance(node, ast.Attribute) else ""
            if name in SEVERAL_CALLS:
                found.update(dict.fromkeys(SEVERAL_CALLS[name], named(path)))
            elif name in of_client:
                found[of_client[name]] = named(path)
        for name, call in calls(path):
            if name == "api_call" and call.args:
                found.update(dict.fromkeys(METHOD.findall(str(getattr(call.args[0], "value", ""))), named(path)))
        found.update({text: named(path) for text in strings(path) if text in SCOPES})
    return found


def scopes_needed(manifest: Manifest) -> set[str]:
    needed = {"commands"} if manifest.commands or manifest.shortcuts else set()
    for method in methods_called():
        needed |= SCOPES[method]
    for event in manifest.bot_events:
        needed |= EVENT_SCOPES.get(event, frozenset())
    return needed


def test_every_method_is_in_our_table_of_scopes():
    assert {method: place for method, place in methods_called().items() if method not in SCOPES} == {}


def test_every_method_called_has_its_scopes(manifest: Manifest):
    assert scopes_needed(manifest) - set(manifest.scopes) == set()


def test_no_scope_is_asked_for_without_a_use(manifest: Manifest):
    assert set(manifest.scopes) - scopes_needed(manifest) == set()


def test_each_scope_has_its_reason_beside_it(manifest: Manifest):
    text = (ROOT / "manifest.yml").read_text()
    for scope in manifest.scopes:
        assert re.search(rf"^ +- {re.escape(scope)} +# \S.{{15,}}$", text, re.MULTILINE), scope


def test_scopes_stand_in_order_and_once(manifest: Manifest):
    assert list(manifest.scopes) == sorted(set(manifest.scopes))


def test_slack_would_take_the_manifest(manifest: Manifest):
    assert manifest.without_door == ()
    assert manifest.home_tab and manifest.messages_tab and not manifest.messages_tab_read_only
    assert all(command.should_escape for command in manifest.commands)
