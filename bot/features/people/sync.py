"""The directory from Slack: everybody, nightly and at the start; single people and groups as events tell.

Network first, then short transactions: pages are saved as they come, so that a sync of a hundred thousand people holds
no lock for long and an interrupted one loses nothing.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.kit.blocks import clean
from bot.kit.config import Config
from bot.kit.times import zone_names
from storage import Storage, Unit
from storage.people import Saved

PAGE = 200
"""What Slack recommends at most for users.list."""
SLACKBOT = "USLACKBOT"
AT_ONCE = 20
"""Single people asked for because somebody named them; whoever names more is not looking for colleagues."""
UNUSABLE = ("missing_scope", "plan_upgrade_required", "team_not_found", "unknown_method", "not_allowed_token_type")
"""What keeps a part of the directory from us without being the sync's failure: free plans have no groups, for one."""


NOT_SHOWN = ("user_not_found", "user_not_visible")
"""Somebody whom Slack does not (any longer) show us."""


@dataclass
class Report:
    """What a sync did."""

    seen: int = 0
    saved: Saved = field(default_factory=Saved)
    gone: int = 0
    groups: int = 0
    managers: int = 0

    @property
    def line(self) -> str:
        return (
            f"{self.seen} accounts read: {len(self.saved.added)} new, {len(self.saved.changed)} changed, "
            f"{len(self.saved.left) + self.gone} left; {self.groups} groups; {self.managers} managers changed."
        )


def person_row(user: Mapping[str, Any], team: str, bot_user: str | None = None) -> dict[str, Any]:
    """A directory row from Slack's user object. What Slack leaves empty is left as it is stored."""
    profile: Mapping[str, Any] = user.get("profile") or {}
    id = str(user["id"])
    name = profile.get("real_name") or user.get("real_name") or profile.get("display_name") or user.get("name") or id
    home, grid = user.get("team_id"), user.get("enterprise_user") or {}
    # Somebody's organisation is theirs, not ours: it counts only if they are in this workspace, or it is what we serve.
    at_home = (home, grid.get("enterprise_id"), *(grid.get("teams") or ()))
    abroad = bool(user.get("is_stranger")) or bool(home and team not in at_home)
    row: dict[str, Any] = {
        "id": id,
        "name": clean(str(name)) or id,
        "display_name": clean(str(profile.get("display_name") or "")) or None,
        "active": not user.get("deleted", False),
        "is_bot": bool(user.get("is_bot")) or id in (SLACKBOT, bot_user) or bool(user.get("is_workflow_bot")),
        "is_guest": bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        "is_admin": bool(user.get("is_admin")),
        "is_owner": bool(user.get("is_owner") or user.get("is_primary_owner")),
        "external": str(home or "elsewhere") if abroad else None,
    }
    told = {
        "email": profile.get("email"),
        "title": profile.get("title"),
        "tz": user.get("tz") if user.get("tz") in zone_names() else None,
        "locale": user.get("locale"),
    }
    return row | {key: clean(str(value)) for key, value in told.items() if value}


def save_people(unit: Unit, rows: Iterable[Mapping[str, Any]], *, now: datetime) -> Saved:
    """Saves rows; schedules of people who are new, moved zone, came or left are planned anew."""
    saved = unit.people.save(rows, now)
    moved = [
        person for person, fields in saved.changed.items() if fields.keys() & {"tz", "active", "country", "is_guest"}
    ]
    if subjects := [*saved.added, *moved]:
        unit.slots.replan(*subjects)
    return saved


async def pages(client: AsyncWebClient, team: str) -> AsyncIterator[list[Mapping[str, Any]]]:
    """users.list, page by page; a page may hold fewer than asked for."""
    cursor = ""
    while True:
        answer = await client.users_list(limit=PAGE, cursor=cursor, include_locale=True)
        yield list(answer["members"])
        cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
        if not cursor:
            return


async def everyone(storage: Storage, client: AsyncWebClient, team: str, now: datetime) -> Report:
    """Reads the whole workspace. Raises SlackApiError where Slack refuses the directory itself."""
    report = Report()
    listed: set[str] = set()
    async for page in pages(client, team):
        rows = [person_row(user, team) for user in page]
        listed |= {row["id"] for row in rows}
        saved = await storage.work(team, save_people, rows, now=now)
        report.seen += len(rows)
        report.saved.added += saved.added
        report.saved.changed |= saved.changed
    report.gone = await storage.work(team, drop_unlisted, listed, now=now)
    report.groups = await groups(storage, client, team, now)
    config = Config(await storage.read(team, stored))
    if config.text("manager_field"):
        report.managers = await managers(storage, client, team, config.text("manager_field"), now)
    await storage.work(team, synced, now=now)
    return report


def stored(unit: Unit) -> dict[str, str]:
    return unit.settings.all()


def synced(unit: Unit, *, now: datetime) -> None:
    unit.installations.synced(now)


def drop_unlisted(unit: Unit, listed: set[str], *, now: datetime) -> int:
    """People whom Slack no longer lists have left, deactivated or not.

    `now` is when the reading began: who was saved since (by an event, while pages came) is not missing from the list.
    """
    if not listed:
        return 0
    gone: list[str] = []
    after = ""
    while page := unit.people.everyone(after=after):
        gone += [
            person.id
            for person in page
            if person.active and person.id not in listed and not person.is_bot and person.updated_at <= now
        ]
        after = page[-1].id
    if gone:
        save_people(unit, [{"id": person, "active": False} for person in gone], now=now)
    return len(gone)


async def groups(storage: Storage, client: AsyncWebClient, team: str, now: datetime) -> int:
    """User groups with their members; none where the plan or the scopes have none."""
    try:
        answer = await client.usergroups_list(include_users=True, include_disabled=True)
    except SlackApiError as refused:
        if refused.response.get("error") in UNUSABLE:
            return 0
        raise
    found = list(answer.get("usergroups") or ())
    await storage.work(team, save_groups, found, whole=True, now=now)
    return len(found)


def save_groups(unit: Unit, found: Iterable[Mapping[str, Any]], *, whole: bool = False, now: datetime) -> None:
    """Slack's usergroup objects; members whom the directory lacks are left out. `whole`: others no longer exist."""
    ids = set()
    for group in found:
        id = str(group["id"])
        ids.add(id)
        handle = clean(str(group.get("handle") or id))
        members = [str(person) for person in group.get("users") or ()]
        active = not group.get("date_delete")
        unit.groups.save(
            id, members, handle=handle, name=clean(str(group.get("name") or handle)), active=active, now=now
        )
    if whole:
        for known_group in unit.groups.everyone():
            if known_group.active and known_group.id not in ids:
                names = {"handle": known_group.handle, "name": known_group.name}
                unit.groups.save(known_group.id, (), **names, active=False, now=now)


async def managers(storage: Storage, client: AsyncWebClient, team: str, label: str, now: datetime) -> int:
    """Managers from a profile field of type "user". One call per person: Slack has no list of profiles."""
    try:
        profile = await client.team_profile_get()
    except SlackApiError as refused:
        if refused.response.get("error") in UNUSABLE:
            return 0
        raise
    fields = [entry for entry in (profile.get("profile") or {}).get("fields") or () if entry.get("label") == label]
    if not fields:
        return 0
    field_id, changed, after = str(fields[0]["id"]), 0, ""
    while page := await storage.read(team, active_page, after):
        found: dict[str, str | None] = {}
        for person in page:
            values = await profile_fields(client, person)
            found[person] = str((values.get(field_id) or {}).get("value") or "") or None
        changed += await storage.work(team, save_managers, found, now=now)
        after = page[-1]
    return changed


async def profile_fields(client: AsyncWebClient, person: str) -> Mapping[str, Any]:
    """A person's own fields by id; none for somebody whom Slack no longer shows."""
    try:
        answer = await client.users_profile_get(user=person)
    except SlackApiError as refused:
        if refused.response.get("error") in NOT_SHOWN:
            return {}
        raise
    return (answer.get("profile") or {}).get("fields") or {}


def active_page(unit: Unit, after: str) -> list[str]:
    return [person.id for person in unit.people.active(limit=PAGE, after=after)]


def save_managers(unit: Unit, found: Mapping[str, str | None], *, now: datetime) -> int:
    """Only known managers other than oneself; who has none in Slack keeps what a file or HR said."""
    known = unit.people.many(manager for manager in found.values() if manager)
    wanted = {person: manager for person, manager in found.items() if manager in known and manager != person}
    return len(unit.people.set_managers(wanted, now, "field"))


async def some(storage: Storage, client: AsyncWebClient, team: str, ids: Iterable[str], now: datetime) -> None:
    """Asks Slack for single people (U…, W…) and groups (S…) that the directory lacks; for `AT_ONCE` of them at most."""
    rows = []
    wants_groups = False
    for id in list(ids)[:AT_ONCE]:
        if id.startswith("S"):
            wants_groups = True
            continue
        try:
            rows.append(person_row((await client.users_info(user=id, include_locale=True))["user"], team))
        except SlackApiError as refused:
            if refused.response.get("error") not in NOT_SHOWN:
                raise
    if rows:
        await storage.work(team, save_people, rows, now=now)
    if wants_groups:
        await groups(storage, client, team, now)
