"""One person of the company, as its directory knows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Person:
    """`id` is the Slack user id. `department` and `country` are empty for guests; `left` is None for those still here.

    `place` is the index in the company; `manager` is the manager's id now (or when the person left), or None.
    """

    place: int
    id: str
    handle: str
    name: str
    display: str
    email: str
    title: str
    department: str
    country: str
    zone: str
    locale: str
    manager: str | None
    leader: bool
    guest: bool
    admin: bool
    owner: bool
    hr: bool
    joined: datetime
    left: datetime | None

    @property
    def active(self) -> bool:
        return self.left is None

    @property
    def shown(self) -> str:
        """The name as Slack shows it."""
        return self.display or self.name
