"""What a sweep does inside transactions: plans what nobody planned yet, and plays slots whose moment has come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.kit.words import speaking
from schedules.jobs import Due, Ground, Job
from storage import Unit
from storage.held import HeldShelf
from storage.slots import EVERYBODY, Planned

PAGE = 500
BATCH = 100
LEASE = 900.0
"""Seconds for which a job that speaks to Slack is one replica's business."""
TRIES = 5
"""After so many failures a slot is given up, and the next one planned."""

Jobs = Mapping[str, Job]


@dataclass
class Played:
    """`done`: names of jobs that acted, once per subject. `calls`: what is to be done outside of the transaction."""

    done: list[str] = field(default_factory=list)
    calls: list[tuple[Planned, Due]] = field(default_factory=list)
    taken: int = 0


def planned(job: Job, subject: str, ground: Ground, after: datetime) -> Planned | None:
    """The subject's next slot; None where there is none, or the job's room is switched off for them."""
    if not job.upkeep and ground.config.off(job.name.partition(".")[0], ground.country):
        return None
    moment = job.when(ground, after)
    return None if moment is None else Planned(job.name, subject, moment, job.label(ground, moment))


def plan(unit: Unit, jobs: Jobs, after: datetime) -> int:
    """Answers some requests to plan; how many there were."""
    requests = unit.slots.requests(50)
    for request in requests:
        if request.subject == EVERYBODY and not request.job:
            for name in jobs:
                unit.slots.replan_everybody(name)
            unit.slots.planned([request])
        elif request.subject == EVERYBODY:
            job = jobs.get(request.job)
            page = {} if job is None else job.subjects.page(unit, request.cursor, PAGE)
            if job is not None:
                _plan(unit, job, page, page, after)
            if page and len(page) <= PAGE and (last := max(page)):
                unit.slots.go_on(request, last)
            else:
                unit.slots.planned([request])
        else:
            for job in jobs.values():
                if request.job in ("", job.name):
                    found = job.subjects.some(unit, [request.subject])
                    _plan(unit, job, [request.subject], found, after)
            HeldShelf(unit).look_again(request.subject)
            unit.slots.planned([request])
    return len(requests)


def _plan(unit: Unit, job: Job, wanted: Iterable[str], found: Mapping[str, Ground], after: datetime) -> None:
    slots = [planned(job, subject, ground, after) for subject, ground in found.items()]
    unit.slots.save(slot for slot in slots if slot is not None)
    here = {slot.subject for slot in slots if slot is not None}
    if gone := [subject for subject in wanted if subject not in here]:
        unit.slots.drop(job.name, gone)


def play(unit: Unit, jobs: Jobs, now: datetime, real: float, *, strict: bool) -> Played:
    """Plays up to a batch of due slots. With `strict`, nudges that come too late wait for their next slot."""
    slots = unit.slots.take(now, real, BATCH)
    played = Played(taken=len(slots))
    for name in dict.fromkeys(slot.job for slot in slots):
        mine = [slot for slot in slots if slot.job == name]
        if name in jobs:
            _play(unit, jobs[name], mine, now, real, strict, played)
        else:  # a job of another version of Candor: leave it to that one for a while
            for slot in mine:
                unit.slots.put_off(slot, real + LEASE)
    return played


def play_one(unit: Unit, jobs: Jobs, slot: Planned, now: datetime, real: float, *, strict: bool) -> Played:
    """Plays this slot alone, after the batch that held it failed."""
    played = Played()
    if unit.slots.take_one(slot):
        played.taken = 1
        _play(unit, jobs[slot.job], [slot], now, real, strict, played)
    return played


def _play(
    unit: Unit, job: Job, slots: Sequence[Planned], now: datetime, real: float, strict: bool, played: Played
) -> None:
    grounds = job.subjects.some(unit, [slot.subject for slot in slots])
    unit.slots.drop(job.name, [slot.subject for slot in slots if slot.subject not in grounds])
    slots = [slot for slot in slots if slot.subject in grounds]
    late = {slot for slot in slots if strict and job.late is not None and now - slot.due_at > job.late}
    timely = [slot for slot in slots if slot not in late]
    if job.call is not None:
        for slot in timely:
            unit.slots.put_off(slot, real + LEASE)
            played.calls.append((slot, Due(slot.subject, slot.due_at, slot.label, now, grounds[slot.subject])))
        slots = sorted(late, key=lambda slot: slot.subject)
    else:
        free = unit.marks.claim_all(job.name, [(slot.subject, slot.label) for slot in timely], now=now)
        for slot in timely:
            if (slot.subject, slot.label) in free and job.act is not None:
                ground = grounds[slot.subject]
                with speaking(ground.config.language):
                    job.act(unit, Due(slot.subject, slot.due_at, slot.label, now, ground))
                played.done.append(job.name)
    advance(unit, job, slots, grounds, now)


def advance(unit: Unit, job: Job, slots: Sequence[Planned], grounds: Mapping[str, Ground], now: datetime) -> None:
    """Plans what comes after these slots."""
    following = []
    for slot in slots:
        after = slot.due_at
        if job.late is not None:
            after = max(after, now - job.late)
        if not job.catches_up:
            after = max(after, now)
        following.append(planned(job, slot.subject, grounds[slot.subject], after))
    unit.slots.save(slot for slot in following if slot is not None)
    ended = {slot.subject for slot in slots} - {slot.subject for slot in following if slot is not None}
    if ended:
        unit.slots.drop(job.name, ended)


def called(unit: Unit, job: Job, slot: Planned, now: datetime) -> None:
    """A job that spoke to Slack is through with this slot."""
    unit.marks.claim(job.name, slot.subject, slot.label, now=now)
    grounds = job.subjects.some(unit, [slot.subject])
    if slot.subject in grounds:
        advance(unit, job, [slot], grounds, now)


def stumbled(unit: Unit, jobs: Jobs, slot: Planned, now: datetime, real: float) -> None:
    """This slot failed: again a little later, and after some tries no more."""
    job = jobs[slot.job]
    if slot.attempts + 1 < TRIES:
        unit.slots.put_off(slot, real + 60.0 * 2**slot.attempts)
        return
    ground = job.subjects.some(unit, [slot.subject]).get(slot.subject)
    following = None if ground is None else planned(job, slot.subject, ground, max(slot.due_at, now))
    if following is None:
        unit.slots.drop(job.name, [slot.subject])
    else:
        unit.slots.save([following])


def next_moment(unit: Unit, real: float) -> datetime | None:
    """When something is due next: a job, or a message that noise holds."""
    moments = (unit.slots.next_moment(real), HeldShelf(unit).next_moment())
    return min((moment for moment in moments if moment is not None), default=None)
