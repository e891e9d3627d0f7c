"""What the sandbox answers instead of doing what it was asked."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """Slack's `{"ok": false, "error": code}`; `extra` stands beside the code in the answer."""

    def __init__(self, code: str, *, messages: list[str] | None = None, **extra: Any) -> None:
        super().__init__(code)
        self.code = code
        self.messages = messages or []
        self.extra = extra


class Trouble(Exception):
    """What a person would read in Slack when something they did went wrong; `errors` stand beside form fields."""

    def __init__(self, code: str, text: str, *, errors: dict[str, str] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.text = text
        self.errors = errors
