"""Doors: a table from exact ids to handlers, to which the front leads every payload.

A room fills its own table:

    doors = Doors("kudos")

    @doors.command("/kudos", may="kudos.give")
    async def on_command(call): ...

    @doors.command("/kudos", "wall", may="kudos.read")     # a subcommand, by its first word
    async def on_wall(call): ...

Every door names the policy statement (`may`) that is checked when the actor is introduced, inside the transaction that
does the work. Bolt matches listeners one after another, so sixty of them would cost more than the work does
(benchmarks/ack.py); a dictionary does not grow slower.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.kit.forms import ExternalField, Form

if TYPE_CHECKING:
    from bot.kit.call import Call

Handler = Callable[["Call"], Awaitable[None]]

COMMAND, ACTION, SUBMISSION, CLOSED = "command", "action", "submission", "closed"
SHORTCUT, MESSAGE_SHORTCUT, OPTIONS, EVENT = "shortcut", "message_shortcut", "options", "event"


@dataclass(frozen=True)
class Door:
    """One entry: `id` is the command, action id, callback id or event type; `word` a command's first word.

    Of what goes wrong behind a `quiet` one the person hears nothing: they did not ask for anything.
    """

    kind: str
    id: str
    word: str
    may: str
    room: str
    handler: Handler
    quiet: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        return self.kind, self.id, self.word


class Doors:
    """One room's doors."""

    def __init__(self, room: str) -> None:
        self.room = room
        self.entries: list[Door] = []

    def _hang(self, kind: str, id: str, may: str, word: str = "") -> Callable[[Handler], Handler]:
        def hang(handler: Handler) -> Handler:
            self.entries.append(Door(kind, id, word, may, self.room, handler))
            return handler

        return hang

    def command(self, id: str, word: str = "", *, may: str) -> Callable[[Handler], Handler]:
        """A slash command, or its subcommand `word`. Without a word: everything no other door answers."""
        return self._hang(COMMAND, id, may, word)

    def action(self, id: str, *, may: str) -> Callable[[Handler], Handler]:
        """A button, menu or other element by its action id."""
        return self._hang(ACTION, id, may)

    def typing(self, form: type[Form], *, may: str) -> Callable[[Handler], Handler]:
        """Every change in a form's fields with `dispatch` while its modal is open: for drafts and live checks.

        The handler reads by `form.peek(call.view)`; whatever goes wrong there disturbs nobody.
        """
        told = [field.action_id for field in form.fields.values() if field.dispatch]
        if not told:
            raise ValueError(f"{form.name} has no field with dispatch=True, so nobody would come through this door")

        def hang(handler: Handler) -> Handler:
            self.entries += [Door(ACTION, id, "", may, self.room, handler, quiet=True) for id in told]
            return handler

        return hang

    def submission(self, form: type[Form] | str, *, may: str) -> Callable[[Handler], Handler]:
        """A submitted modal, by its form or callback id."""
        return self._hang(SUBMISSION, form if isinstance(form, str) else form.name, may)

    def closed(self, form: type[Form] | str, *, may: str) -> Callable[[Handler], Handler]:
        """A modal closed without submitting; the form must have `tells_close`."""
        return self._hang(CLOSED, form if isinstance(form, str) else form.name, may)

    def shortcut(self, id: str, *, may: str) -> Callable[[Handler], Handler]:
        """A global shortcut by its callback id."""
        return self._hang(SHORTCUT, id, may)

    def message_shortcut(self, id: str, *, may: str) -> Callable[[Handler], Handler]:
        """A shortcut on a message by its callback id."""
        return self._hang(MESSAGE_SHORTCUT, id, may)

    def options(self, id: str | ExternalField, *, may: str) -> Callable[[Handler], Handler]:
        """The answers of an external select, by field (`TheForm.field`) or action id; its handler ends by `offer`."""
        return self._hang(OPTIONS, id if isinstance(id, str) else id.action_id, may)

    def event(self, id: str) -> Callable[[Handler], Handler]:
        """A Slack event by its type. Several rooms may hear the same one; it has no actor."""
        return self._hang(EVENT, id, "")


class Table:
    """All rooms' doors. A duplicate stops the start."""

    def __init__(self, rooms: Iterable[Doors]) -> None:
        self.exact: dict[tuple[str, str, str], Door] = {}
        self.events: dict[str, list[Door]] = {}
        for room in rooms:
            for door in room.entries:
                if door.kind == EVENT:
                    self.events.setdefault(door.id, []).append(door)
                elif door.key in self.exact:
                    raise ValueError(
                        f"two doors for {' '.join(door.key).strip()}: {self.exact[door.key].room}, {door.room}"
                    )
                else:
                    self.exact[door.key] = door

    def find(self, kind: str, id: str, word: str = "") -> Door | None:
        """The door of this id; for a command the one of its first word, else the command's own."""
        return self.exact.get((kind, id, word)) or self.exact.get((kind, id, ""))

    def words(self, command: str) -> list[str]:
        """The subcommands of a command."""
        return [door.word for door in self.exact.values() if door.kind == COMMAND and door.id == command and door.word]

    def commands(self) -> list[str]:
        return sorted({door.id for door in self.exact.values() if door.kind == COMMAND})
