"""Gates: Slack's limits as rows, so that all replicas together keep them.

All times here are real, in seconds since 1970.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Float, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.shelf import Shelf


class TeamGate(Base):
    """One workspace: whether its delivery is paused, and what Slack's own clock last said."""

    __tablename__ = "gates_workspace"

    paused_reason: Mapped[str | None]
    paused_since: Mapped[float | None] = mapped_column(Float(53))
    paused_until: Mapped[float | None] = mapped_column(Float(53))
    pauses: Mapped[int] = mapped_column(default=0)
    last_ts: Mapped[str | None]
    """The greatest ts that Slack gave to a message of ours."""
    last_ok: Mapped[float | None] = mapped_column(Float(53))


class MethodGate(Base):
    """One method of one workspace: a bucket of calls that may be made, and Slack's Retry-After."""

    __tablename__ = "gates_method"

    method: Mapped[str] = mapped_column(primary_key=True)
    tokens: Mapped[float] = mapped_column(Float(53))
    filled_at: Mapped[float] = mapped_column(Float(53))
    blocked_until: Mapped[float] = mapped_column(Float(53), default=0.0)


class ConversationGate(Base):
    """One conversation: nothing is posted to it before `next_at`."""

    __tablename__ = "gates_conversation"

    recipient: Mapped[str] = mapped_column(primary_key=True)
    next_at: Mapped[float] = mapped_column(Float(53))
    channel: Mapped[str | None]
    """The "D…" of a person's direct messages, once it is known: look-ups need it."""


@dataclass(frozen=True)
class Rate:
    """A bucket's size and how fast it fills, in calls a second."""

    per_second: float
    burst: float


@dataclass(frozen=True)
class Pause:
    """Why and since when (real time) a workspace's delivery stands still, and when it is tried again."""

    reason: str
    since: float
    until: float


def _filled(row: MethodGate, rate: Rate, at: float) -> float:
    return min(rate.burst, row.tokens + (at - row.filled_at) * rate.per_second)


class GatesShelf(Shelf):
    """The workspace's row is locked first, by claims and by their results alike: so nothing here can deadlock."""

    def clock(self, at: float | None) -> float:
        """Real time: `at` if given, else the database's own clock, which replicas share (this machine's on SQLite)."""
        if at is not None:
            return at
        if self.unit.dialect == "sqlite":
            return time.time()
        return float(self.unit.execute(text("SELECT extract(epoch FROM clock_timestamp())::float8")).scalar_one())

    def workspace(self, *, wait: bool) -> TeamGate | None:
        """The workspace's row, locked. Without `wait`, None while another replica holds it."""
        mine = self.of(TeamGate).with_for_update(skip_locked=not wait)
        found = self.one(mine)
        if found is None:
            self.unit.insert(TeamGate, [{"pauses": 0}], ignore_conflicts_on=("team",))
            found = self.one(mine)
        return found

    def methods(self, limits: dict[str, Rate | None], at: float) -> dict[str, float]:
        """How many calls each method has free at this moment; an unlimited one has as many as anybody can want."""
        rows = {row.method: row for row in self.all(self.of(MethodGate))}
        free: dict[str, float] = {}
        for method, rate in limits.items():
            row = rows.get(method)
            if row is not None and row.blocked_until > at:
                free[method] = 0.0
            elif rate is None:
                free[method] = float("inf")
            else:
                free[method] = rate.burst if row is None else _filled(row, rate, at)
        return free

    def opening(self, method: str, rate: Rate | None, at: float) -> float:
        """When this method has its next free call."""
        row = self.one(self.of(MethodGate).where(MethodGate.method == method))
        if row is None:
            return at
        if rate is None:
            return max(at, row.blocked_until)
        missing = 1.0 - _filled(row, rate, at)
        return max(at, row.blocked_until, at + missing / rate.per_second)

    def spend(self, left: dict[str, float], at: float) -> None:
        """Writes what each method's bucket holds now."""
        rows = [
            {"method": method, "tokens": tokens, "filled_at": at, "blocked_until": 0.0}
            for method, tokens in sorted(left.items())
            if tokens != float("inf")
        ]
        keys, columns = ("team", "method"), ("tokens", "filled_at")
        self.unit.insert(MethodGate, rows, update_conflicts_on=keys, update=columns)

    def block(self, method: str, until: float, at: float) -> None:
        """Slack said 429: this method rests until then, and starts with an empty bucket."""
        row = {"method": method, "tokens": 0.0, "filled_at": until, "blocked_until": until}
        columns = ("tokens", "filled_at", "blocked_until")
        self.unit.insert(MethodGate, [row], update_conflicts_on=("team", "method"), update=columns)

    def hold(self, recipients: Iterable[str], until: float) -> None:
        """Nothing is posted to these conversations before `until`."""
        rows = [{"recipient": recipient, "next_at": until} for recipient in sorted(set(recipients))]
        self.unit.insert(ConversationGate, rows, update_conflicts_on=("team", "recipient"), update=("next_at",))

    def reopen(self, gates: Iterable[tuple[str, float, str | None]]) -> None:
        """(recipient, when, channel): moves gates, and remembers where Slack put a person's messages."""
        rows = [{"recipient": recipient, "next_at": at, "channel": channel} for recipient, at, channel in sorted(gates)]
        known = [row for row in rows if row["channel"] is not None]
        unknown = [row for row in rows if row["channel"] is None]
        keys = ("team", "recipient")
        self.unit.insert(ConversationGate, known, update_conflicts_on=keys, update=("next_at", "channel"))
        self.unit.insert(ConversationGate, unknown, update_conflicts_on=keys, update=("next_at",))

    def channels(self, recipients: Iterable[str]) -> dict[str, str]:
        """Where Slack puts these people's direct messages, as far as it is known."""
        which = (ConversationGate.team == self.team, ConversationGate.recipient.in_(sorted(set(recipients))))
        rows = self.unit.execute(select(ConversationGate.recipient, ConversationGate.channel).where(*which))
        return {row.recipient: row.channel for row in rows if row.channel is not None}

    def pause(self, reason: str, at: float) -> float:
        """The workspace has trouble: nothing is tried before the moment answered, a minute away at most."""
        gate = self.workspace(wait=True)
        pauses = (gate.pauses if gate is not None else 0) + 1
        until = at + min(60.0, 2.0 ** min(pauses - 1, 6))
        since = gate.paused_since if gate is not None and gate.paused_since is not None else at
        values = {"paused_reason": reason, "paused_since": since, "paused_until": until, "pauses": pauses}
        self.unit.execute(update(TeamGate).where(TeamGate.team == self.team).values(**values))
        return until

    def answered(self, at: float, ts: str | None, before: str | None) -> None:
        """Slack knows us: whatever paused delivery is over. `ts`: the newest message that it took, if it took one."""
        values: dict[str, Any] = {"paused_reason": None, "paused_since": None, "paused_until": None}
        values |= {"pauses": 0, "last_ok": at}
        if ts is not None and (before is None or float(ts) > float(before)):
            values["last_ts"] = ts
        self.unit.execute(update(TeamGate).where(TeamGate.team == self.team).values(**values))

    def try_now(self) -> None:
        """Somebody says that it is mended (a new token): the next claim tries at once."""
        which = (TeamGate.team == self.team, TeamGate.paused_reason.is_not(None))
        self.unit.execute(update(TeamGate).where(*which).values(paused_until=0.0))

    def paused(self) -> Pause | None:
        """For doctor, readyz and HR's card; None while delivery runs."""
        row = self.row(select(TeamGate).where(TeamGate.team == self.team, TeamGate.paused_reason.is_not(None)))
        if row is None:
            return None
        return Pause(str(row.paused_reason), float(row.paused_since or 0.0), float(row.paused_until or 0.0))
