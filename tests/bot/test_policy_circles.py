"""Whose rows a statement opens, in the words of the policy."""

from __future__ import annotations

import pytest

from bot.kit import policy
from bot.kit.config import Config
from bot.kit.context import Actor, Role
from bot.kit.errors import Refused
from bot.kit.policy import POLICY
from storage.circles import EVERYONE, own


def actor(*roles: Role) -> Actor:
    return Actor(id="U1", name="Ann", roles=frozenset(roles), config=Config({}), tz="UTC", locale="en-US", country=None)


def test_private_kudos_are_read_by_those_whom_they_concern():
    assert policy.circle(actor(Role.EMPLOYEE), "kudos.read") == own("U1")
    assert policy.circle(actor(Role.EMPLOYEE, Role.HR, Role.ADMIN), "kudos.read") == own("U1")


def test_who_may_not_read_gets_no_circle():
    with pytest.raises(Refused, match="private ones for their giver"):
        policy.circle(actor(Role.GUEST), "kudos.read")


def test_a_statement_that_opens_no_rows_says_so():
    with pytest.raises(LookupError, match=r"kudos\.give does not say whose rows"):
        policy.circle(actor(Role.EMPLOYEE), "kudos.give")


def test_no_statement_opens_everybody_s_rows_to_everybody():
    with_circle = [verb for verb, statement in POLICY.items() if statement.circle is not None]
    assert "kudos.read" in with_circle
    for verb in with_circle:
        if policy.allowed(actor(Role.EMPLOYEE), verb):
            assert policy.circle(actor(Role.EMPLOYEE), verb) != EVERYONE, verb
