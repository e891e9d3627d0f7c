"""Everything that one running sandbox shares: the world, the clock, the app, and the ways to and from it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.app import App
from sandbox.clock import SandboxClock
from sandbox.dispatch import PATIENCE, Dispatcher
from sandbox.faults import FaultBook
from sandbox.jsontypes import Json
from sandbox.live import Live
from sandbox.log import DeveloperLog
from sandbox.manifest import Manifest
from sandbox.pace import WORKSPACE_PER_MINUTE, Pace
from sandbox.people import Person
from sandbox.socketmode import SocketHub
from sandbox.tasks import TaskSet
from sandbox.triggers import Triggers
from sandbox.world import World


@dataclass(frozen=True)
class Habits:
    """How strict and how fast. Times are real seconds; `retries` None means Slack's own delays for the mode."""

    pace: str = "slack"
    patience: float = PATIENCE
    retries: tuple[float, ...] | None = None
    workspace_per_minute: int = WORKSPACE_PER_MINUTE
    socket_life: float = 3600.0
    trigger_life: float = 3.0
    scan_seconds: float = 0.0
    new_commercial_app: bool = False


@dataclass
class Workspace:
    """One workspace with one app in it. `base_url` has no slash at its end."""

    world: World
    clock: SandboxClock
    app: App
    habits: Habits
    live: Live
    log: DeveloperLog
    faults: FaultBook
    pace: Pace
    tasks: TaskSet
    hub: SocketHub
    dispatcher: Dispatcher
    triggers: Triggers
    base_url: str = ""
    stacks: dict[str, list[Json]] = field(default_factory=dict)
    homes: dict[str, Json] = field(default_factory=dict)
    touched: dict[str, Json] = field(default_factory=dict)
    ephemerals: dict[str, dict[str, list[Json]]] = field(default_factory=dict)
    scheduled: dict[str, Json] = field(default_factory=dict)
    answers: dict[str, Json] = field(default_factory=dict)
    codes: dict[str, Json] = field(default_factory=dict)
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    @classmethod
    def of(
        cls,
        manifest: Manifest | Mapping[str, object],
        world: World,
        clock: SandboxClock,
        habits: Habits,
        *,
        request_url: str = "",
    ) -> Workspace:
        """Installs the app in the world. Raises ManifestRefused."""
        page = manifest if isinstance(manifest, Manifest) else Manifest.from_mapping(manifest)
        app = App.of(page, world.mint)
        app.request_url = request_url if request_url or page.socket_mode else page.events_url
        live = Live()
        log, faults, tasks = DeveloperLog(live), FaultBook(), TaskSet()
        hub = SocketHub(app, life=habits.socket_life, on_change=lambda: live.tell_all(_app_news(app, hub)))
        dispatcher = Dispatcher(app, hub, faults, log, tasks, patience=habits.patience, retries=habits.retries)
        pace = Pace(on=habits.pace == "slack", per_minute=habits.workspace_per_minute)
        triggers = Triggers(world.mint, habits.trigger_life)
        workspace = cls(world, clock, app, habits, live, log, faults, pace, tasks, hub, dispatcher, triggers)
        workspace._add_bot()
        return workspace

    def _add_bot(self) -> None:
        world, app = self.world, self.app
        now = int(self.clock.unix())
        for person in world.people.values():
            person.updated = person.updated or now
        world.add_person(
            id=app.bot_user_id,
            name=app.manifest.bot_name.lower().replace(" ", "_"),
            real_name=app.manifest.bot_name,
            is_bot=True,
            bot_id=app.bot_id,
            app_id=app.id,
            tz="America/Los_Angeles",
            updated=now,
        )
        for channel in world.channels.values():
            channel.created = channel.created or now
            channel.creator = channel.creator or next(iter(channel.members), "")

    @property
    def bot(self) -> Person:
        return self.world.people[self.app.bot_user_id]

    def next_ts(self) -> str:
        return self.world.mint.ts(self.clock.unix())


def app_shape(app: App, hub: SocketHub) -> Json:
    """The app as the page's API tells of it."""
    page = app.manifest
    return {
        "id": app.id,
        "name": page.name,
        "bot_user_id": app.bot_user_id,
        "bot_id": app.bot_id,
        "description": page.description,
        "color": page.background_color,
        "commands": [
            {"command": each.command, "description": each.description, "usage_hint": each.usage_hint}
            for each in page.commands
        ],
        "shortcuts": [
            {"callback_id": each.callback_id, "name": each.name, "type": each.type, "description": each.description}
            for each in page.shortcuts
        ],
        "home": page.home_tab,
        "messages_tab": page.messages_tab,
        "messages_tab_read_only": page.messages_tab_read_only,
        "installed": app.installed,
        "connected": hub.connected if app.socket_mode else bool(app.request_url),
    }


def _app_news(app: App, hub: SocketHub) -> Json:
    return {"type": "app", "app": app_shape(app, hub)}
