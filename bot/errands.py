"""What the house has done at Slack for its calls: Home published, people looked up, answers sent after the answer."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.access import Access
from bot.features import FEATURES
from bot.features.people import sync
from bot.home import apology, compose
from bot.kit.blocks import View
from bot.kit.context import Caller, Clock
from bot.kit.errors import Unknown
from storage import Storage

log = logging.getLogger("candor.errands")


@dataclass(frozen=True)
class Errands:
    """Each is one call of Slack's, or a few; none is run while somebody waits for an answer."""

    storage: Storage
    access: Access
    clock: Clock
    prefix: str

    async def publish(self, team: str, person: str) -> None:
        """Publishes a person's Home; somebody whom the directory lacks is looked up first."""
        try:
            view = await self._home(team, person)
        except Unknown as unknown:
            await self.look_up(team, unknown.ids)
            try:
                view = await self._home(team, person)
            except Unknown as still:
                view = apology(still)
        await (await self.access.client(team)).views_publish(user_id=person, view=view)

    async def _home(self, team: str, person: str) -> View:
        return await self.storage.read(team, compose, Caller(team, person), FEATURES, self.clock.now(), self.prefix)

    async def look_up(self, team: str, ids: tuple[str, ...]) -> None:
        """Asks Slack for people and groups that the directory lacks."""
        await sync.some(self.storage, await self.access.client(team), team, ids, self.clock.now())

    async def respond(self, url: str, payload: Mapping[str, Any]) -> None:
        """Posts to a response_url."""
        answer = await AsyncWebhookClient(url, session=self.access.session).send_dict(dict(payload))
        if answer.status_code != 200:
            log.warning("a response_url answered %s", answer.status_code)
