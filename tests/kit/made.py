"""Builders: people, groups, settings and kudos by what matters to a test, the rest believable and the same each time.

ann, bob = await made.people("Ann", "Bob", manager=eve)
await made.settings(kudos_weekly_allowance="3")
thanks = await made.kudos(ann, bob, text="for staying late")
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from storage import Storage, Unit
from storage.kudos import KudosCard
from storage.outbox import Outgoing
from tests.kit.clock import FrozenClock

TEAM = "T0SANDBOX1"
ZONE = "Europe/London"


@dataclass(frozen=True)
class Who:
    """Somebody whom a test speaks about; `str()` is their id."""

    id: str
    name: str
    facts: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def __str__(self) -> str:
        return self.id

    @property
    def mention(self) -> str:
        """As Slack writes it into a command's text."""
        return f"<@{self.id}>"

    @property
    def handle(self) -> str:
        return self.name.lower().replace(" ", ".")


@dataclass
class Made:
    """Makes what a test needs, straight in the database; whoever else must know (the sandbox) is `told`."""

    storage: Storage
    clock: FrozenClock
    team: str = TEAM
    told: list[Callable[[Who], Awaitable[None]]] = field(default_factory=list)
    _numbers: int = 0

    async def people(
        self, *names: str, manager: Who | None = None, since: datetime | None = None, **facts: Any
    ) -> tuple[Who, ...]:
        """Active members with these names; `facts` are fields of a Person and hold for all of them."""
        made = tuple(Who(self._id(name), name, {"tz": ZONE, "locale": "en-GB", **facts}) for name in names)
        await self.storage.work(self.team, _save, made, manager, since or self.clock.now() - timedelta(days=365))
        for who in made:
            for tell in self.told:
                await tell(who)
        return made

    async def person(self, name: str, **facts: Any) -> Who:
        (who,) = await self.people(name, **facts)
        return who

    async def leaves(self, who: Who) -> None:
        """They are deactivated, now."""
        await self.storage.work(self.team, _change, who, {"active": False}, self.clock.now())

    async def group(self, handle: str, *members: Who) -> str:
        """A user group; gives its id."""
        group = f"S{self._number():03}{handle.upper().replace('-', '')}"
        await self.storage.work(self.team, _group, group, handle, [who.id for who in members], self.clock.now())
        return group

    async def settings(self, **values: str) -> None:
        """Workspace settings by name, as text; a dot in a name is written as two underscores."""
        wanted = {name.replace("__", "."): value for name, value in values.items()}
        await self.storage.work(self.team, _settings, wanted, self.clock.now())

    async def kudos(
        self,
        giver: Who,
        *receivers: Who,
        text: str = "for unblocking the release",
        at: datetime | None = None,
        values: Iterable[str] = (),
        private: bool = False,
        channel: str | None = None,
        times: int = 1,
    ) -> list[KudosCard]:
        """The same thanks once or several times, a minute apart, the last one now; gives their cards."""
        last = at or self.clock.now()
        moments = [last - timedelta(minutes=back) for back in reversed(range(times))]
        rows = [
            {"source": f"made:{self._number()}", "at": moment, "giver": giver.id, "text": text}
            | {
                "receivers": [who.id for who in receivers],
                "values": list(values),
                "private": private,
                "channel": channel,
            }
            for moment in moments
        ]
        return await self.storage.work(self.team, _kudos, rows)

    async def outbox(self) -> list[Any]:
        """What waits to be sent or was sent, oldest first."""
        return await self.storage.read(self.team, _outbox)

    def _number(self) -> int:
        self._numbers += 1
        return self._numbers

    def _id(self, name: str) -> str:
        letters = "".join(letter for letter in name.upper() if letter.isascii() and letter.isalnum())
        return f"U{self._number():03}{letters}"[:11]


def _save(unit: Unit, people: tuple[Who, ...], manager: Who | None, since: datetime) -> None:
    unit.people.save([{"id": who.id, "name": who.name, **who.facts} for who in people], since)
    if manager is not None:
        unit.people.set_managers({who.id: manager.id for who in people}, since, "slack")


def _change(unit: Unit, who: Who, fields: dict[str, Any], now: datetime) -> None:
    unit.people.save([{"id": who.id, **fields}], now)


def _group(unit: Unit, group: str, handle: str, members: list[str], now: datetime) -> None:
    unit.groups.save(group, members, handle=handle, name=handle, now=now)


def _settings(unit: Unit, values: dict[str, str], now: datetime) -> None:
    unit.settings.change(values, by=None, now=now)


def _kudos(unit: Unit, rows: list[dict[str, Any]]) -> list[KudosCard]:
    return [unit.kudos.give(**row)[0] for row in rows]


def _outbox(unit: Unit) -> list[Any]:
    return list(unit.outbox.all(unit.outbox.of(Outgoing).order_by(Outgoing.id)))
