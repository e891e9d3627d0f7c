"""Every job on one page. A new one is written in its noun's file and gets its line here."""

from __future__ import annotations

from collections.abc import Sequence

from schedules import kudos, people, retention
from schedules.jobs import Job

JOBS: Sequence[Job] = (
    people.HANDOVER,  # at once, for whoever left, came back or got another manager
    people.SYNC,  # every night at 3, in the company's zone
    retention.FORGET,  # every night at 4
    retention.TAKE_BACK,  # every night at 4
    kudos.RECAP,  # the first of the month at 10, in each person's zone
)
"""The outbox is no job: delivery runs all the time, and every sweep lets go what noise held (schedules/outbox.py)."""
