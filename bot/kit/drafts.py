"""Drafts: what stands in a modal is kept while it is written, so that closing it loses nothing for seven days.

Slack does not tell what stood in a modal that was closed, so a door `typing` keeps it at every change:

    @doors.typing(ThanksForm, may="kudos.give")
    async def on_typing(call: Call) -> None:
        await call.work(drafts.keep, ThanksForm.peek(call.view), now=call.now)
        await call.ack()

`key` tells apart what the form is about, and the page of a form that has several. A draft bears its writer's name: no
form that promises anonymity may keep one here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from bot.kit.context import Actor
from bot.kit.forms import Form
from storage import Unit

KEPT = timedelta(days=7)


def keep(unit: Unit, actor: Actor, form: Form, *, now: datetime, key: str = "") -> None:
    """What the form holds by now, in place of what it held before; an empty form has no draft."""
    values = {
        name: _packed(form.answers[name]) for name, field in form.fields.items() if form.answers[name] != field.empty
    }
    if values:
        unit.drafts.keep(actor.id, form.name, values, now=now, key=key)
    else:
        unit.drafts.forget(actor.id, form.name, key=key)


def find(unit: Unit, actor: Actor, form: type[Form], *, now: datetime, key: str = "") -> Mapping[str, Any]:
    """The draft as `Form.modal(values=…)` takes it; empty where there is none, or none of the last seven days."""
    found = unit.drafts.find(actor.id, form.name, since=now - KEPT, key=key) or {}
    return {name: value for name, value in found.items() if name in form.fields}


def forget(unit: Unit, actor: Actor, form: type[Form], *, key: str = "") -> None:
    """The form was submitted, or its draft thrown away: in the transaction that saves what it said."""
    unit.drafts.forget(actor.id, form.name, key=key)


def _packed(value: Any) -> Any:
    """As JSON holds it, and as a field can be filled with it."""
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
