"""The company's data sheets (the `.yml` files beside this module), read once and typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True)
class Office:
    """Where people work: country code, its subdivision for holidays or "", zone, and whose names are met there."""

    city: str
    country: str
    subdivision: str
    zone: str
    locale: str
    share: float
    opens_at: int
    mix: Mapping[str, float]


@dataclass(frozen=True)
class Department:
    """A department: its share of the company, and the titles in it, frequent ones first."""

    key: str
    name: str
    share: float
    head: str
    leads: Sequence[str]
    senior: Sequence[str]
    roles: Sequence[str]


@dataclass(frozen=True)
class Culture:
    """Names of one part of the world; `one_name` is the share of people who have just one."""

    given: Sequence[str]
    family: Sequence[str]
    one_name: float = 0.0


@dataclass(frozen=True)
class Role:
    """One member of the cast. `manager` and `took_over` are handles; `joined` and `left` count days before now."""

    handle: str
    name: str
    title: str
    department: str
    office: str
    display: str = ""
    manager: str = ""
    flags: frozenset[str] = frozenset()
    team: str = ""
    joined: int = 0
    left: int = 0
    took_over: str = ""


@dataclass(frozen=True)
class Room:
    """A channel: `who` holds "all", keys of departments, or handles; `setting` is what Candor uses it for."""

    key: str
    name: str
    kind: str
    who: Sequence[str]
    topic: str = ""
    setting: str = ""


@dataclass(frozen=True)
class Circle:
    """A user group: the people of a lead's team, or those named."""

    handle: str
    name: str
    team: str = ""
    who: Sequence[str] = ()


@dataclass(frozen=True)
class House:
    """The company itself."""

    name: str
    domain: str
    mail: str
    country: str
    zone: str
    values: Mapping[str, str] = field(default_factory=dict)


def _sheet(name: str) -> Any:
    return yaml.safe_load((files(__package__) / name).read_text(encoding="utf-8"))


@cache
def house() -> House:
    return House(**_sheet("larkmoor.yml"))


@cache
def offices() -> tuple[Office, ...]:
    return tuple(Office(opens_at=each.pop("from"), **each) for each in _sheet("offices.yml"))


@cache
def departments() -> tuple[Department, ...]:
    return tuple(Department(**each) for each in _sheet("departments.yml"))


@cache
def cultures() -> Mapping[str, Culture]:
    return {name: Culture(**each) for name, each in _sheet("names.yml").items()}


@cache
def cast() -> tuple[Role, ...]:
    return tuple(Role(**{**each, "flags": frozenset(each.get("flags", ()))}) for each in _sheet("cast.yml"))


@cache
def channels() -> tuple[Room, ...]:
    return tuple(Room(**each) for each in _sheet("channels.yml"))


@cache
def groups() -> tuple[Circle, ...]:
    return tuple(Circle(**each) for each in _sheet("groups.yml"))


@cache
def chatter() -> Sequence[Mapping[str, Any]]:
    """What was said in channels lately; see the sheet's first lines for its shape."""
    return tuple(_sheet("chatter.yml"))


@cache
def vocabulary() -> Mapping[str, Sequence[str]]:
    return {name: tuple(words) for name, words in _sheet("vocabulary.yml").items()}
