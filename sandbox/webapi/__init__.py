"""The Web API: every method that the sandbox speaks, by name."""

from __future__ import annotations

from sandbox.webapi import auth, chat, views
from sandbox.webapi.call import Method

FAMILIES = (auth, chat, views)


def all_methods() -> dict[str, Method]:
    """Method name -> its table entry."""
    return {method.name: method for family in FAMILIES for method in family.METHODS}
