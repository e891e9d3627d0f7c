"""When tests of the page begin."""

from datetime import UTC, datetime

MONDAY_MORNING = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
