"""Who is speaking, and when: the names that handlers and services may ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.kit.config import Config


class Clock(Protocol):
    """Business time. Only the composition root knows the real one; the demo's can be moved."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class Role(StrEnum):
    """What product.md's table of roles knows a person as."""

    EMPLOYEE = "employee"
    MANAGER = "manager"
    LEADER = "leader"
    HR = "hr"
    ADMIN = "admin"
    GUEST = "guest"
    STRANGER = "stranger"
    """From another workspace, a bot, a leaver, or unknown."""


@dataclass(frozen=True)
class Caller:
    """Who Slack says is calling, from a payload whose signature held; `foreign` if from another workspace."""

    team: str
    user: str
    foreign: bool = False


@dataclass(frozen=True)
class Actor:
    """A person of the directory, introduced by the policy; services act on behalf of one."""

    id: str
    name: str
    roles: frozenset[Role]
    config: Config
    tz: str | None = None
    locale: str | None = None
    country: str | None = None

    @cached_property
    def zone(self) -> ZoneInfo:
        """The person's zone, the company's where Slack knows none."""
        return ZoneInfo(self.tz or self.config.text("timezone"))

    @property
    def is_hr(self) -> bool:
        return Role.HR in self.roles

    @property
    def is_admin(self) -> bool:
        return Role.ADMIN in self.roles

    def today(self, now: datetime) -> datetime:
        """The moment in the person's own zone."""
        return now.astimezone(self.zone)
