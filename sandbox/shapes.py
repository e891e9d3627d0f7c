"""Slack's objects, made of what the world holds."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from sandbox.attachments import StoredFile
from sandbox.channels import Channel
from sandbox.jsontypes import Json
from sandbox.people import Group, Person
from sandbox.workspace import Workspace


def user_shape(ws: Workspace, person: Person, *, email: bool) -> Json:
    """A user object; `email` only where the scope allows it. Deactivated users lack the flags, as in Slack."""
    shape: Json = {
        "id": person.id,
        "team_id": person.team,
        "name": person.name,
        "deleted": person.deleted,
        "color": person.color,
        "real_name": person.real_name,
        "profile": profile_shape(ws, person, email=email),
        "is_bot": person.is_bot,
        "is_app_user": False,
        "updated": person.updated,
    }
    if person.is_bot or not person.deleted:
        shape |= _standing(person, ws.clock.now())
    if person.team != ws.world.team_id:
        shape["is_stranger"] = True
    if ws.world.enterprise:
        shape["enterprise_user"] = {
            "id": person.id,
            "enterprise_id": ws.world.enterprise.get("id", ""),
            "enterprise_name": ws.world.enterprise.get("name", ""),
            "is_admin": person.is_admin,
            "is_owner": person.is_owner,
            "teams": [ws.world.team_id],
        }
    return shape


def _standing(person: Person, now: datetime) -> Json:
    return {
        "tz": person.tz,
        "tz_label": person.tz.rpartition("/")[2].replace("_", " "),
        "tz_offset": person.tz_offset(now),
        "is_admin": person.is_admin,
        "is_owner": person.is_owner,
        "is_primary_owner": person.is_primary_owner,
        "is_restricted": bool(person.guest),
        "is_ultra_restricted": person.guest == "single",
        "is_email_confirmed": True,
        "who_can_share_contact_card": "EVERYONE",
    }


def profile_shape(ws: Workspace, person: Person, *, email: bool, fields: bool = False) -> Json:
    first, _, last = person.real_name.partition(" ")
    picture = f"{ws.base_url}/sandbox/avatars/{person.id}"
    shape: Json = {
        "title": person.title,
        "phone": person.phone,
        "skype": "",
        "real_name": person.real_name,
        "real_name_normalized": person.real_name,
        "display_name": person.display_name,
        "display_name_normalized": person.display_name,
        "status_text": person.status_text,
        "status_emoji": person.status_emoji,
        "status_expiration": 0,
        "avatar_hash": person.color,
        "first_name": first,
        "last_name": last,
        "team": person.team,
    }
    shape |= {f"image_{size}": f"{picture}-{size}.png" for size in (24, 32, 48, 72, 192, 512)}
    if email and person.email and not person.is_bot:
        shape["email"] = person.email
    if person.is_bot:
        shape |= {"api_app_id": person.app_id, "bot_id": person.bot_id, "always_active": True}
    if fields:
        shape["fields"] = {key: {"value": value, "alt": ""} for key, value in person.fields.items()} or None
    return shape


def channel_shape(ws: Workspace, channel: Channel, user: str) -> Json:
    """A conversation object as the bot (or `user`) sees it."""
    shape: Json = {
        "id": channel.id,
        "created": channel.created,
        "is_archived": channel.archived,
        "is_im": channel.kind == "im",
        "is_org_shared": False,
        "context_team_id": ws.world.team_id,
        "updated": channel.created * 1000,
    }
    if channel.kind == "im":
        other = next((each for each in channel.members if each != user), user)
        return shape | {
            "user": other,
            "is_user_deleted": ws.world.people[other].deleted,
            "is_open": True,
            "priority": 0,
        }
    return shape | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.kind == "public",
        "is_group": channel.kind == "private",
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.kind != "public",
        "is_general": channel.name == "general",
        "is_shared": bool(channel.shared_with),
        "is_ext_shared": bool(channel.shared_with),
        "is_pending_ext_shared": False,
        "is_member": user in channel.members,
        "unlinked": 0,
        "creator": channel.creator,
        "shared_team_ids": [ws.world.team_id, *channel.shared_with],
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": channel.purpose, "creator": "", "last_set": 0},
        "num_members": len(channel.members),
        "previous_names": [],
    }


def group_shape(ws: Workspace, group: Group, *, users: bool = True) -> Json:
    shape: Json = {
        "id": group.id,
        "team_id": ws.world.team_id,
        "is_usergroup": True,
        "is_subteam": True,
        "name": group.name,
        "description": group.description,
        "handle": group.handle,
        "is_external": False,
        "date_create": group.created,
        "date_update": group.updated,
        "date_delete": group.updated if group.deleted else 0,
        "auto_type": None,
        "auto_provision": False,
        "enterprise_subteam_id": "",
        "created_by": "",
        "updated_by": "",
        "deleted_by": None,
        "prefs": {"channels": [], "groups": []},
        "user_count": len(group.users),
    }
    return shape | ({"users": list(group.users)} if users else {})


def file_shape(ws: Workspace, file: StoredFile, *, ready: bool = True) -> Json:
    """A file object; until it is scanned, type and shares are missing."""
    name = quote(file.name)
    private = f"{ws.base_url}/files-pri/{ws.world.team_id}-{file.id}/{name}"
    shape: Json = {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title or file.name,
        "user": file.user,
        "user_team": ws.world.team_id,
        "editable": False,
        "size": len(file.content),
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": False,
        "public_url_shared": False,
        "url_private": private,
        "url_private_download": f"{ws.base_url}/files-pri/{ws.world.team_id}-{file.id}/download/{name}",
        "permalink": f"{ws.base_url}/files/{file.user}/{file.id}/{name}",
        "url": f"{ws.base_url}/sandbox/files/{file.id}/{name}",
    }
    if file.alt_txt:
        shape["alt_txt"] = file.alt_txt
    if not ready:
        return shape | {"mimetype": "", "filetype": "", "pretty_type": ""}
    kinds = {"public": "channels", "private": "groups", "im": "ims", "mpim": "groups"}
    lists: dict[str, list[str]] = {"channels": [], "groups": [], "ims": []}
    for channel_id in file.channels:
        lists[kinds[ws.world.channels[channel_id].kind]].append(channel_id)
    return (
        shape
        | lists
        | {
            "mimetype": file.mimetype,
            "filetype": file.filetype,
            "pretty_type": file.filetype.upper(),
            "shares": {},
            "has_rich_preview": False,
        }
    )
