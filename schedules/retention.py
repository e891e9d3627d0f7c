"""What is kept too long goes, every night: per room, and what the house itself keeps."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from slack_sdk.errors import SlackApiError

from bot.kit import drafts
from bot.kit.config import RETENTION
from bot.kit.times import next_at
from schedules.jobs import TEAM, Due, Ground, Job, Tools
from storage import Unit
from storage.files import SentFile
from storage.held import HeldShelf

log = logging.getLogger("candor.schedules")

NIGHT = time(4, 0)
PARTS_KEPT = timedelta(days=7)
"""How long a message made of several can still change part by part."""
MARKS_KEPT = timedelta(days=400)
BATCH = 2_000
GONE = ("file_not_found", "file_deleted")


def _nightly(ground: Ground, after: datetime) -> datetime | None:
    return next_at(after, NIGHT, ground.where)


async def _forget(tools: Tools, due: Due) -> None:
    """Room by room, each in a transaction of its own: one that fails keeps nobody else's records."""
    now, config = due.now, due.ground.config
    kept = config.retention("messages")
    if kept:
        before = now - timedelta(days=kept)
        while await tools.storage.work(tools.team, _forget_messages, before) == BATCH:
            pass
    await tools.storage.work(tools.team, _forget_small, now)
    if days := config.retention("audit"):
        while await tools.storage.work(tools.team, _forget_audit, now - timedelta(days=days)) == BATCH:
            pass
    for room in tools.rooms:
        days = config.retention(room.noun) if room.noun in RETENTION else 0
        if room.retain is not None and days:
            touched = 0
            while some := await tools.storage.work(tools.team, room.retain, now - timedelta(days=days)):
                touched += some
            log.info("retention of %s touched %s records", room.noun, touched)
    if not await tools.storage.scrub():
        log.info("somebody reads: what was forgotten stays in the database's log until the next night")


def _forget_messages(unit: Unit, before: datetime) -> int:
    return HeldShelf(unit).forget(before, BATCH)


def _forget_audit(unit: Unit, before: datetime) -> int:
    return unit.audit.forget(before, BATCH)


def _forget_small(unit: Unit, now: datetime) -> None:
    HeldShelf(unit).forget_words(now - PARTS_KEPT)
    unit.drafts.clear(now - drafts.KEPT)
    unit.marks.forget(now - MARKS_KEPT)


async def _take_back(tools: Tools, due: Due) -> None:
    """Files that were sent to a person are deleted from Slack when their week is over."""
    while files := await tools.storage.read(tools.team, _files_due, due.now):
        for file in files:
            try:
                await tools.slack.files_delete(file=file.id)
            except SlackApiError as refused:
                if refused.response.get("error") not in GONE:
                    raise
            await tools.storage.work(tools.team, _forget_file, file.id)


def _files_due(unit: Unit, now: datetime) -> Sequence[SentFile]:
    return unit.files.due(now)


def _forget_file(unit: Unit, file: str) -> None:
    unit.files.forget(file)


FORGET = Job("retention", TEAM, _nightly, call=_forget, catches_up=False)
TAKE_BACK = Job("files.delete", TEAM, _nightly, call=_take_back, catches_up=False)
