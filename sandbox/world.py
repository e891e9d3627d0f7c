"""What a workspace holds: people, groups, conversations, files. Built in code or from a YAML or JSON file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Self

import yaml

from sandbox.attachments import StoredFile
from sandbox.channels import PREFIXES, Channel
from sandbox.ids import Mint
from sandbox.jsontypes import Json
from sandbox.people import COLORS, DoNotDisturb, Group, Person, ProfileField

SLACKBOT = "USLACKBOT"


class World:
    """The workspace's contents. `enterprise` is empty, or the organisation's id and name when ids are org-shaped."""

    def __init__(
        self, team_id: str = "T0SANDBOX1", name: str = "Sandbox", domain: str = "sandbox", *, seed: int = 20
    ) -> None:
        self.team_id = team_id
        self.name = name
        self.domain = domain
        self.enterprise: dict[str, str] = {}
        self.org_install = False
        self.mint = Mint(seed)
        self.people: dict[str, Person] = {}
        self.groups: dict[str, Group] = {}
        self.channels: dict[str, Channel] = {}
        self._directs: dict[frozenset[str], Channel] = {}
        self.files: dict[str, StoredFile] = {}
        self.emoji: dict[str, str] = {}
        self.profile_fields: list[ProfileField] = []
        self.add_person(id=SLACKBOT, name="slackbot", real_name="Slackbot", color="757575")

    @classmethod
    def from_file(cls, path: Path) -> Self:
        """Reads YAML or JSON (README: the world file). Raises OSError, yaml.YAMLError or ValueError."""
        return cls.from_mapping(yaml.safe_load(path.read_text(encoding="utf-8")))

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any]) -> Self:
        """Builds a world; people and channels may be named by id or by handle. Raises ValueError with a sentence."""
        team = mapping.get("team", {})
        world = cls(team.get("id", "T0SANDBOX1"), team.get("name", "Sandbox"), team.get("domain", "sandbox"))
        world.enterprise = dict(mapping.get("enterprise", {}))
        world.org_install = bool(mapping.get("org_install", False))
        world.emoji = dict(mapping.get("emoji", {}))
        world.profile_fields = [ProfileField(**each) for each in mapping.get("profile_fields", ())]
        for each in mapping.get("people", ()):
            world.add_person(**each)
        for each in mapping.get("groups", ()):
            world.add_group(**{**each, "users": [world.person(one).id for one in each.get("users", ())]})
        for each in mapping.get("channels", ()):
            world.add_channel(**each)
        world.remember(mapping.get("messages", ()))
        return world

    def remember(self, messages: Iterable[Mapping[str, Any]], *, read_until: str = "") -> None:
        """Messages of the past, Slack's objects with their `channel`; all have read those until `read_until`."""
        for each in messages:
            message = dict(each)
            channel = self.channels[str(message.pop("channel"))]
            channel.put(message)
            if message["ts"] <= read_until:
                channel.last_read |= dict.fromkeys(channel.members, message["ts"])

    def add_person(self, **facts: Any) -> Person:
        """Adds a member; only `name` or `real_name` is required. Raises ValueError on unknown facts."""
        facts = dict(facts)
        name = facts.get("name") or facts.get("real_name", "").lower().replace(" ", ".")
        if not name:
            raise ValueError("A person needs a name.")
        prefix = "W" if self.enterprise else "U"
        person = Person(
            id=facts.pop("id", None) or self.mint.id(prefix),
            name=name,
            real_name=facts.get("real_name") or name.replace(".", " ").title(),
            team=facts.pop("team", self.team_id),
        )
        facts.setdefault("color", COLORS[len(self.people) % len(COLORS)])
        if window := facts.pop("dnd", None):
            person.dnd = DoNotDisturb(**window)
        unknown = person.change({key: value for key, value in facts.items() if key not in ("name", "real_name")})
        if unknown:
            raise ValueError(f"A person has no {', '.join(unknown)}.")
        self.people[person.id] = person
        return person

    def add_group(self, **facts: Any) -> Group:
        handle = facts["handle"]
        group = Group(
            id=facts.get("id") or self.mint.id("S"),
            handle=handle,
            name=facts.get("name", handle),
            users=list(facts.get("users", ())),
            description=facts.get("description", ""),
        )
        self.groups[group.id] = group
        return group

    def add_channel(self, **facts: Any) -> Channel:
        """Adds a channel; `members` "all" means every member who is no guest, bot or leaver."""
        kind = facts.get("kind", "public")
        if kind not in PREFIXES:
            raise ValueError(f"A channel is public, private, im or mpim, not {kind}.")
        channel = Channel(
            id=facts.get("id") or self.mint.id(PREFIXES[kind]),
            name=facts.get("name", ""),
            kind=kind,
            topic=facts.get("topic", ""),
            purpose=facts.get("purpose", ""),
            archived=facts.get("archived", False),
            restricted=facts.get("restricted", ""),
            creator=facts.get("creator", ""),
            created=facts.get("created", 0),
            shared_with=list(facts.get("shared_with", ())),
        )
        members = facts.get("members", "all" if kind == "public" else ())
        names = [each.id for each in self.full_members()] if members == "all" else [self.person(m).id for m in members]
        channel.members = dict.fromkeys(names)
        self.channels[channel.id] = channel
        if channel.is_direct:
            self._directs.setdefault(frozenset(channel.members), channel)
        return channel

    def full_members(self) -> Iterator[Person]:
        for person in self.people.values():
            outside = person.team != self.team_id or person.guest or person.is_bot or person.deleted
            if not outside and person.id != SLACKBOT:
                yield person

    def person(self, key: str) -> Person:
        """By id or handle. Raises ValueError when there is none."""
        if key in self.people:
            return self.people[key]
        for person in self.people.values():
            if person.name == key:
                return person
        raise ValueError(f"There is no person {key}.")

    def channel_named(self, name: str) -> Channel | None:
        wanted = name.removeprefix("#")
        return next((each for each in self.channels.values() if each.name == wanted and not each.is_direct), None)

    def direct(self, *people: str) -> Channel:
        """The direct conversation of exactly these people; made when it does not exist yet."""
        wanted = frozenset(people)
        if wanted in self._directs:
            return self._directs[wanted]
        kind = "im" if len(wanted) <= 2 else "mpim"
        name = "" if kind == "im" else f"mpdm-{'--'.join(self.people[each].name for each in people)}-1"
        return self.add_channel(kind=kind, name=name, members=list(dict.fromkeys(people)))

    def conversations_of(self, user: str) -> list[Channel]:
        return [each for each in self.channels.values() if user in each.members]

    def team_shape(self) -> Json:
        return {"id": self.team_id, "domain": self.domain, "name": self.name}
