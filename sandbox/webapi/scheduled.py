"""chat.scheduleMessage and its kin: posted when the sandbox's clock reaches the moment."""

from __future__ import annotations

from sandbox.errors import Refusal
from sandbox.jsontypes import Json
from sandbox.posting import place
from sandbox.webapi.call import Call, Method
from sandbox.webapi.chat import message_of, payload_of, refuse_closed, where_to_post
from sandbox.workspace import Workspace

FARTHEST = 120 * 86_400
WINDOW = 300
MOST_PER_WINDOW = 30


def schedule(call: Call) -> Json:
    ws = call.ws
    payload = payload_of(call)
    post_at = call.whole("post_at", 0, "invalid_time")
    channel = where_to_post(call)
    now = ws.clock.unix()
    if post_at <= now:
        raise Refusal("time_in_past")
    if post_at > now + FARTHEST:
        raise Refusal("time_too_far")
    beside = [
        each
        for each in ws.scheduled.values()
        if each["channel_id"] == channel.id and each["post_at"] // WINDOW == post_at // WINDOW
    ]
    if len(beside) >= MOST_PER_WINDOW:
        raise Refusal("restricted_too_many")
    message = message_of(ws, call, payload)
    message.pop("ts")
    if call.text("thread_ts"):
        message["thread_ts"] = call.text("thread_ts")
    scheduled_id = ws.world.mint.id("Q")
    ws.scheduled[scheduled_id] = {
        "id": scheduled_id,
        "channel_id": channel.id,
        "post_at": post_at,
        "date_created": int(now),
        "text": message["text"],
        "message": message,
    }
    shown = {key: value for key, value in message.items() if key != "metadata"}
    return {"channel": channel.id, "scheduled_message_id": scheduled_id, "post_at": post_at, "message": shown}


def delete(call: Call) -> Json:
    channel = call.channel()
    held = call.ws.scheduled.get(call.need("scheduled_message_id"))
    if held is None or held["channel_id"] != channel.id:
        raise Refusal("invalid_scheduled_message_id")
    if held["post_at"] - call.ws.clock.unix() < 60:
        raise Refusal("invalid_scheduled_message_id")
    call.ws.scheduled.pop(held["id"])
    return {}


def list_(call: Call) -> Json:
    if call.text("channel"):
        call.channel(error="invalid_channel")
    found = [
        {key: value for key, value in each.items() if key != "message"}
        for each in call.ws.scheduled.values()
        if call.text("channel") in ("", each["channel_id"])
        and each["post_at"] >= call.whole("oldest", 0)
        and (not call.text("latest") or each["post_at"] <= call.whole("latest", 0))
    ]
    page, metadata = call.page(sorted(found, key=lambda each: int(each["post_at"])))
    return {"scheduled_messages": page, "response_metadata": metadata}


def post_due(ws: Workspace) -> int:
    """Posts every scheduled message whose moment has come, in order, each at its moment; answers how many."""
    now = ws.clock.unix()
    due = sorted((each for each in ws.scheduled.values() if each["post_at"] <= now), key=lambda each: each["post_at"])
    for held in due:
        ws.scheduled.pop(held["id"])
        channel = ws.world.channels[held["channel_id"]]
        try:
            refuse_closed(ws, channel)
        except Refusal:
            continue
        place(ws, channel, {**held["message"], "ts": ws.world.mint.ts(float(held["post_at"]))})
    return len(due)


def next_due(ws: Workspace) -> float | None:
    """Seconds, by the sandbox's clock, until the next scheduled message; None without one."""
    moments = [each["post_at"] for each in ws.scheduled.values()]
    return max(min(moments) - ws.clock.unix(), 0.0) if moments else None


METHODS = (
    Method("chat.scheduleMessage", schedule, 3, ("chat:write",)),
    Method("chat.deleteScheduledMessage", delete, 3, ("chat:write",)),
    Method("chat.scheduledMessages.list", list_, 3),
)
