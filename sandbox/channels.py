"""Conversations and the messages in them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from dataclasses import dataclass, field

from sandbox.jsontypes import Json

PREFIXES = {"public": "C", "private": "C", "im": "D", "mpim": "G"}
API_TYPES = {"public": "public_channel", "private": "private_channel", "im": "im", "mpim": "mpim"}
EVENT_TYPES = {"public": "channel", "private": "group", "im": "im", "mpim": "mpim"}


@dataclass
class Channel:
    """A channel or direct message. Messages are Slack's message objects; `order` keeps their ts sorted."""

    id: str
    name: str
    kind: str
    creator: str = ""
    created: int = 0
    topic: str = ""
    purpose: str = ""
    members: dict[str, None] = field(default_factory=dict)
    archived: bool = False
    restricted: str = ""  # "", "read_only", "thread_only": who may post
    shared_with: list[str] = field(default_factory=list)
    messages: dict[str, Json] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    threads: dict[str, list[str]] = field(default_factory=dict)
    last_read: dict[str, str] = field(default_factory=dict)
    bookmarks: list[Json] = field(default_factory=list)
    opened_by: set[str] = field(default_factory=set)

    @property
    def is_direct(self) -> bool:
        return self.kind in ("im", "mpim")

    def put(self, message: Json) -> None:
        ts = message["ts"]
        self.messages[ts] = message
        insort(self.order, ts)
        thread = message.get("thread_ts")
        if thread and thread != ts:
            insort(self.threads.setdefault(thread, []), ts)

    def drop(self, ts: str) -> Json:
        """Takes the message out; the caller knows that it is there."""
        message = self.messages.pop(ts)
        self.order.remove(ts)
        thread = message.get("thread_ts")
        if thread and thread != ts and ts in self.threads.get(thread, []):
            self.threads[thread].remove(ts)
        return message

    def between(self, oldest: str, latest: str, *, inclusive: bool) -> list[Json]:
        """Messages of the main flow, newest first; an empty bound is open."""
        low = 0
        high = len(self.order)
        if oldest:
            low = bisect_left(self.order, oldest) if inclusive else bisect_right(self.order, oldest)
        if latest:
            high = bisect_right(self.order, latest) if inclusive else bisect_left(self.order, latest)
        found = (self.messages[ts] for ts in reversed(self.order[low:high]))
        return [message for message in found if in_main_flow(message)]

    def thread(self, parent: str) -> list[Json]:
        """The parent, if it is there, and its replies, oldest first."""
        first = [self.messages[parent]] if parent in self.messages else []
        return first + [self.messages[ts] for ts in self.threads.get(parent, [])]

    def after(self, ts: str) -> Iterator[Json]:
        for each in self.order[bisect_right(self.order, ts) :]:
            yield self.messages[each]


def in_main_flow(message: Json) -> bool:
    thread = message.get("thread_ts")
    return not thread or thread == message["ts"] or message.get("subtype") == "thread_broadcast"
