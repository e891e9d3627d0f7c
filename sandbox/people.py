"""People, user groups, and what each keeps about itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.jsontypes import Json

COLORS = ("9f69e7", "4bbe2e", "e7392d", "3c989f", "674b1b", "e96699", "e0a729", "684b6c", "5b89d5", "2b6836", "99a949")


@dataclass
class DoNotDisturb:
    """One window of Do Not Disturb, unix seconds."""

    enabled: bool = False
    start: int = 1
    end: int = 1


@dataclass
class Person:
    """A member of the workspace, or a visitor from another one (`team` differs), or a bot user."""

    id: str
    name: str
    real_name: str
    team: str
    display_name: str = ""
    email: str = ""
    title: str = ""
    phone: str = ""
    tz: str = "Europe/London"
    locale: str = "en-GB"
    department: str = ""
    color: str = COLORS[0]
    guest: str = ""  # "", "multi" (a multi-channel guest) or "single"
    is_admin: bool = False
    is_owner: bool = False
    is_primary_owner: bool = False
    is_bot: bool = False
    deleted: bool = False
    presence: str = "active"
    status_text: str = ""
    status_emoji: str = ""
    updated: int = 0
    fields: dict[str, str] = field(default_factory=dict)
    dnd: DoNotDisturb = field(default_factory=DoNotDisturb)
    bot_id: str = ""
    app_id: str = ""

    @property
    def shown_name(self) -> str:
        return self.display_name or self.real_name or self.name

    def tz_offset(self, now: datetime) -> int:
        """Seconds east of UTC at that moment."""
        offset = now.astimezone(ZoneInfo(self.tz)).utcoffset()
        return int(offset.total_seconds()) if offset else 0

    def change(self, changes: Mapping[str, Any]) -> list[str]:
        """Takes over the changes whose names it knows; answers the names it does not know."""
        known = {each.name for each in fields(self)} - {"id", "dnd"}
        unknown = [name for name in changes if name not in known]
        for name, value in changes.items():
            if name in known:
                setattr(self, name, value)
        return unknown


@dataclass
class Group:
    """A user group, mentioned as `<!subteam^S…>`."""

    id: str
    handle: str
    name: str
    users: list[str] = field(default_factory=list)
    description: str = ""
    created: int = 0
    updated: int = 0
    deleted: bool = False


@dataclass(frozen=True)
class ProfileField:
    """One custom field of the workspace's profiles."""

    id: str
    label: str
    type: str = "text"
    hint: str = ""

    def shape(self, ordering: int) -> Json:
        return {
            "id": self.id,
            "ordering": ordering,
            "field_name": self.label.lower().replace(" ", "_"),
            "label": self.label,
            "hint": self.hint,
            "type": self.type,
            "possible_values": [],
            "options": {},
            "is_hidden": False,
            "section_id": "PS00000001",
        }
