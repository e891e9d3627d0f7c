"""The one type that every module here shares: a decoded JSON object."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
