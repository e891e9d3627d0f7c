"""One turn of delivery, in one transaction: writes what became of the last sends, and claims the next ones."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.kit import noise
from bot.kit.config import Config
from bot.kit.delivery.courier import Became, Outcome
from bot.kit.delivery.pace import CHANGE_MESSAGE, DELETE_MESSAGE, POST_MESSAGE, Pace
from bot.kit.delivery.troubles import Whose
from storage import Unit
from storage.claims import FOLD, Backlog, Claim, ClaimsShelf
from storage.gates import GatesShelf, Rate, TeamGate
from storage.outgoing import DELETE, POST, UPDATE

METHOD_OF = {POST: POST_MESSAGE, UPDATE: CHANGE_MESSAGE, DELETE: DELETE_MESSAGE}
HOPELESS = 12
"""Tries after which a message is parked, if Slack takes others from us meanwhile."""
LATELY = 600.0


@dataclass(frozen=True)
class Turn:
    """What a worker has in hand now. `at`: real time, as the database says. `opens_at`: when to come again."""

    claims: tuple[Claim, ...]
    channels: dict[str, str]
    at: float
    backlog: Backlog
    opens_at: float | None = None
    paused: str | None = None


def turn(
    unit: Unit,
    outcomes: Sequence[Outcome],
    *,
    now: datetime,
    at: float | None,
    pace: Pace,
    room: int | None,
    jitter: float,
) -> Turn:
    """Writes outcomes, then claims up to `room` messages (None: none, but tells what waits).

    `jitter`: between 0 and 1, spreads second tries.
    """
    gates = GatesShelf(unit)
    gate = gates.workspace(wait=bool(outcomes))
    real = gates.clock(at)
    if gate is None:
        return Turn((), {}, real, Backlog(1, None), real + 0.05)
    if outcomes:
        _settle(unit, outcomes, now, real, pace, jitter, gate)
        gate = gates.workspace(wait=True) or gate
    claims, channels, paused = _claim(unit, gate, now, real, pace, room or 0)
    if claims or room == 0:
        return Turn(claims, channels, real, Backlog(len(claims), None), real)
    if not paused and (opening := gates.opening(POST_MESSAGE, pace.post, real)) > real:
        return Turn((), {}, real, Backlog(1, None), opening)  # counting what waits would cost more than it tells
    backlog = ClaimsShelf(unit).backlog(now=now, at=real)
    return Turn((), {}, real, backlog, gate.paused_until if paused else backlog.opens_at, paused)


def _claim(
    unit: Unit, gate: TeamGate, now: datetime, at: float, pace: Pace, room: int
) -> tuple[tuple[Claim, ...], dict[str, str], str | None]:
    if gate.paused_reason is not None:
        if (gate.paused_until or 0.0) > at:
            return (), {}, gate.paused_reason
        room = min(room, 1)  # one message tries whether it is mended
    if room <= 0:
        return (), {}, gate.paused_reason
    gates, shelf = GatesShelf(unit), ClaimsShelf(unit)
    rates: dict[str, Rate | None] = {POST_MESSAGE: pace.post, CHANGE_MESSAGE: pace.change, DELETE_MESSAGE: pace.change}
    free = gates.methods(rates, at)
    works = [work for work, method in METHOD_OF.items() if free[method] >= 1]
    most = int(min(room, sum(free[METHOD_OF[work]] for work in works)))
    found = shelf.candidates(works, now=now, at=at, limit=most) if works else []
    if later := noise.bundled(unit, found, now):
        shelf.hold_back([claim for claim in found if claim.id in later], later)
        found = [claim for claim in found if claim.id not in later]
    chosen = []
    for claim in _whole(unit, shelf, found):
        if free[METHOD_OF[claim.work]] >= 1:
            free[METHOD_OF[claim.work]] -= 1
            chosen.append(claim)
    if chosen:
        until = at + pace.lease
        shelf.take(chosen, until=until, last_ts=gate.last_ts)
        posts = [claim.recipient for claim in chosen if claim.work == POST]
        gates.hold(posts, until)
        used = {METHOD_OF[claim.work] for claim in chosen}
        gates.spend({method: free[method] for method in used}, at)
        chosen = [
            replace(claim, fence=claim.fence + 1, attempts=claim.attempts + 1, lease_until=until) for claim in chosen
        ]
        return tuple(chosen), gates.channels(posts), gate.paused_reason
    return (), {}, gate.paused_reason


def _whole(unit: Unit, shelf: ClaimsShelf, claims: Sequence[Claim]) -> list[Claim]:
    """Folds get their parts; those that have none left are dropped."""
    folds = [claim.id for claim in claims if claim.kind == FOLD and claim.work != DELETE]
    if not folds:
        return list(claims)
    parts = shelf.parts(folds)
    empty = [claim.id for claim in claims if claim.id in folds and claim.id not in parts and not claim.look_up]
    shelf.drop(empty)
    language = Config(unit.settings.all()).language
    return [
        replace(claim, parts=tuple(parts.get(claim.id, ())), language=language)
        for claim in claims
        if claim.id not in empty
    ]


def _settle(
    unit: Unit, outcomes: Sequence[Outcome], now: datetime, at: float, pace: Pace, jitter: float, gate: TeamGate
) -> None:
    shelf, gates = ClaimsShelf(unit), GatesShelf(unit)
    by: dict[Became, list[Outcome]] = {became: [] for became in Became}
    for outcome in outcomes:
        by[outcome.became].append(outcome)
    sent = by[Became.SENT]
    shelf.sent([(each.claim, each.channel, each.ts, each.version) for each in sent], now=now)
    shelf.changed([each.claim for each in by[Became.CHANGED]])
    shelf.changed([each.claim for each in by[Became.NOT_THERE]], "message_not_found")
    shelf.gone([each.claim for each in by[Became.GONE]])
    opened: list[tuple[str, float, str | None]] = [
        (each.claim.recipient, at + pace.conversation, each.channel) for each in sent
    ]
    opened += [(each.claim.recipient, at, None) for each in by[Became.GONE] if each.claim.work == POST]
    gates.reopen(opened)
    if len(by[Became.TROUBLE]) < len(outcomes) or any(_answered(each) for each in by[Became.TROUBLE]):
        gates.answered(at, max((each.ts for each in sent), default=None), gate.last_ts)
    _settle_troubles(unit, by[Became.TROUBLE], at, pace, jitter, gate)


def _answered(outcome: Outcome) -> bool:
    """Slack knows us and took the call, though not this message."""
    return outcome.trouble is not None and outcome.trouble.whose is Whose.MESSAGE


def _settle_troubles(
    unit: Unit, outcomes: Sequence[Outcome], at: float, pace: Pace, jitter: float, gate: TeamGate
) -> None:
    shelf, gates = ClaimsShelf(unit), GatesShelf(unit)
    parked: list[tuple[Claim, str]] = []
    again: list[tuple[Claim, float | None, bool, bool, str]] = []
    reopen: list[tuple[str, float, str | None]] = []
    reason: str | None = None
    for outcome in outcomes:
        claim, trouble = outcome.claim, outcome.trouble
        assert trouble is not None
        next_try: float | None = at
        counts = False
        if trouble.whose is Whose.LIMIT:
            until = at + (trouble.after or 1.0)
            gates.block(outcome.method, until, at)
            next_try = None if outcome.method in METHOD_OF.values() else until
        elif trouble.whose is Whose.WORKSPACE:
            reason = trouble.code
        elif trouble.whose is Whose.MOMENT:
            counts = trouble.code != "lease_over"
            next_try = at + _patience(claim.attempts, pace, jitter) if counts else at
        if trouble.whose is Whose.MESSAGE or (counts and _hopeless(claim, gate, at)):
            parked.append((claim, trouble.code))
            next_try = at
        else:
            again.append((claim, next_try, outcome.doubt, counts, trouble.code))
        if claim.work == POST:
            reopen.append((claim.recipient, next_try or at, None))
    shelf.failed([each for each in parked if each[0].work == POST])
    shelf.refused([each for each in parked if each[0].work != POST])
    shelf.again(again)
    gates.reopen(reopen)
    if reason is not None:
        gates.pause(reason, at)


def _patience(attempts: int, pace: Pace, jitter: float) -> float:
    return float(min(pace.longest_wait, 2.0 ** min(attempts - 1, 10)) * (0.5 + 0.5 * jitter))


def _hopeless(claim: Claim, gate: TeamGate, at: float) -> bool:
    return claim.attempts >= HOPELESS and gate.last_ok is not None and gate.last_ok > at - LATELY


def spread() -> float:
    """A fresh jitter."""
    return random.random()
