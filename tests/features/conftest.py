"""Rooms are tested as people meet them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.kit.conversation import Conversation, conversation
from tests.kit.made import Made


@pytest.fixture
async def slack(made: Made) -> AsyncIterator[Conversation]:
    """A workspace with Candor in it, where `made` people speak; on the same database as `made`."""
    async with conversation(made) as found:
        yield found
