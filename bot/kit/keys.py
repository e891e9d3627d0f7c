"""The secret key of a deployment: what it encrypts (stored tokens) and what it seals (anonymous answers, later).

On SQLite the key is made once and kept beside the database file; on PostgreSQL it comes from the settings. Its
fingerprint stands in the database, so that a lost or changed key is noticed at the start and not at the first failure.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from base64 import urlsafe_b64encode
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken


class KeyLost(Exception):
    """The key does not fit what it once locked; `str()` says what can and cannot be saved."""


class Keys:
    """Derives one key per purpose from the deployment's secret (HMAC-SHA256, RFC 2104)."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self._fernet = Fernet(urlsafe_b64encode(self._derived("tokens")))

    def _derived(self, purpose: str) -> bytes:
        return hmac.new(self._secret, purpose.encode(), hashlib.sha256).digest()

    @property
    def fingerprint(self) -> str:
        """Names the key without telling anything of it; 16 hexadecimal digits."""
        return self._derived("fingerprint").hex()[:16]

    def seal(self, purpose: str, *parts: str) -> str:
        """A keyed hash of `parts`, 64 hexadecimal digits: the same for the same parts, and nothing without the key."""
        packed = b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in parts)
        return hmac.new(self._derived(purpose), packed, hashlib.sha256).hexdigest()

    def lock(self, text: str) -> bytes:
        """Encrypts; without the moment that Fernet puts in front: of a seal's key it would tell too much."""
        return self._fernet.encrypt_at_time(text.encode(), 0)

    def unlock(self, locked: bytes) -> str:
        """Raises `KeyLost` where another key locked it."""
        try:
            return self._fernet.decrypt(locked).decode()
        except InvalidToken:
            raise KeyLost(
                "What is stored encrypted (Slack tokens, keys of seals) was locked with another CANDOR_SECRET_KEY. "
                "Put the old key back, or install the app again at /slack/install; people's records are not affected."
            ) from None


def keep_key_beside(database: Path) -> str:
    """The key kept in `<database>.key`, made on first use and readable by its owner only.

    Two processes that start at once agree on one key: the file appears whole, and only once.
    """
    place = database.with_name(database.name + ".key")
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        draft = place.with_name(f"{place.name}.{os.getpid()}.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(32) + "\n", encoding="utf-8")
        try:
            os.link(draft, place)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    kept = place.read_text(encoding="utf-8").strip()
    if not kept:
        raise KeyLost(f"The key in {place} is empty. Put the old file back, or remove it to have a new key made.")
    return kept
