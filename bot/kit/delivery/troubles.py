"""What Slack's refusals mean: whose trouble it is, and whether Slack may have done what was asked all the same.

Source of the codes: Slack's references of chat.postMessage, chat.update, chat.delete, and the errors common to all.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError


class Whose(StrEnum):
    """Who has to mend it, or what does."""

    MESSAGE = "message"
    """This message cannot be sent; others can. It is parked."""
    WORKSPACE = "workspace"
    """Nothing can be sent here until somebody mends it. Delivery pauses."""
    LIMIT = "limit"
    """Too fast: later."""
    MOMENT = "moment"
    """Passes by itself: try again."""


WORKSPACE = frozenset(
    """not_authed invalid_auth account_inactive token_revoked token_expired missing_scope not_allowed_token_type
    no_permission team_access_not_granted enterprise_is_restricted org_login_required ekm_access_denied
    two_factor_setup_required team_not_found team_added_to_org message_limit_exceeded method_deprecated
    accesslimited""".split()
)
LIMITS = frozenset({"ratelimited", "rate_limited"})
PASSING = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})
NOT_THERE = frozenset({"message_not_found", "thread_not_found"})


@dataclass(frozen=True)
class Trouble:
    """`doubt`: Slack may have accepted the call all the same. `after`: seconds to wait, where Slack named them."""

    whose: Whose
    code: str
    doubt: bool = False
    after: float | None = None
    detail: str = ""


def trouble_of(error: Exception) -> Trouble | None:
    """What went wrong with a call to Slack; None for an error that has nothing to do with Slack or the network."""
    if isinstance(error, SlackApiError):
        return _refusal(error)
    if isinstance(error, aiohttp.ClientConnectorError):
        return Trouble(Whose.MOMENT, "no_connection")
    if isinstance(error, TimeoutError):
        return Trouble(Whose.MOMENT, "timeout", doubt=True)
    if isinstance(error, aiohttp.ClientError | ConnectionError):
        return Trouble(Whose.MOMENT, "connection_lost", doubt=True)
    if isinstance(error, SlackClientError):
        return Trouble(Whose.MOMENT, "unreadable_answer", doubt=True)
    return None


def _refusal(error: SlackApiError) -> Trouble:
    response: Any = error.response
    status = int(getattr(response, "status_code", None) or getattr(response, "status", None) or 0)
    answer = getattr(response, "data", None)
    answer = answer if isinstance(answer, dict) else {}
    code = str(answer.get("error") or "")
    if status == 429 or code in LIMITS:
        return Trouble(Whose.LIMIT, "ratelimited", after=_seconds(getattr(response, "headers", None)))
    if not code:
        return Trouble(Whose.MOMENT, f"http_{status}", doubt=True)
    if code in WORKSPACE:
        return Trouble(Whose.WORKSPACE, code)
    if code in PASSING or status >= 500:
        return Trouble(Whose.MOMENT, code, doubt=True)
    details = (answer.get("response_metadata") or {}).get("messages") or []
    return Trouble(Whose.MESSAGE, code, detail=" ".join(str(detail) for detail in details))


def _seconds(headers: Any) -> float:
    for name, value in dict(headers or {}).items():
        if str(name).lower() == "retry-after":
            try:
                return max(0.0, float(value))
            except ValueError:
                break
    return 30.0
