"""Kudos tests act as people do: `await acting(ann, service.give, thanks(bob), source="s1", now=now)`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.kit import policy
from bot.kit.context import Caller
from storage import Storage, Unit
from tests.kit.made import TEAM, Made, Who

Acting = Callable[..., Awaitable[Any]]


@pytest.fixture
def acting(storage: Storage, made: Made) -> Acting:
    """Runs a service in its own transaction on behalf of somebody whom the policy introduces."""

    async def act(who: Who, function: Callable[..., Any], *args: Any, **kw: Any) -> Any:
        def run(unit: Unit) -> Any:
            return function(unit, policy.introduce(unit, Caller(TEAM, who.id), made.clock.now()), *args, **kw)

        return await storage.work(TEAM, run)

    return act
