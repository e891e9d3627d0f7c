"""Logs: ids and verbs, as text or one JSON object per line. Tokens are struck out wherever they turn up."""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import Literal

SECRET = re.compile(r"xox[a-z]?(?:\.xox[a-z])?-[\w-]+|xapp-[\w-]+")
QUIET = (
    "slack_sdk",
    "slack_bolt",
    "slack_bolt.AsyncApp",
    "aiohttp",
    "apscheduler",
    "alembic",
    "matplotlib",
    "PIL",
    "asyncio",
    "uvicorn",
)


class Redacting(logging.Formatter):
    """Text lines without tokens; of an exception the type alone, since its message may quote people's words."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        return SECRET.sub("[token]", super().format(record))

    def formatException(self, ei: object) -> str:  # noqa: N802 - the name is logging's
        kind = ei[0] if isinstance(ei, tuple) else None
        return f"({getattr(kind, '__name__', 'error')})"


class Json(Redacting):
    """One object per line: `at`, `level`, `logger`, `message`."""

    def format(self, record: logging.LogRecord) -> str:
        message = record.getMessage() + (f" {self.formatException(record.exc_info)}" if record.exc_info else "")
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": SECRET.sub("[token]", message),
        }
        return json.dumps(line, ensure_ascii=False)


def set_up_logs(form: Literal["text", "json"], level: str) -> None:
    """Sends everything to standard error. Libraries that print payloads at DEBUG stay at INFO or above."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Json() if form == "json" else Redacting())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    names = [*QUIET, *(name for name in logging.root.manager.loggerDict if name.startswith(QUIET))]
    for name in names:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
