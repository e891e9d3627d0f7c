"""Files: uploaded, waiting for their upload, shared."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass, field

PICTURES = ("image/png", "image/jpeg", "image/gif")


@dataclass
class StoredFile:
    """A file's bytes and what Slack tells about it. `ready_at` is real (monotonic) time: scanning takes a moment."""

    id: str
    name: str
    user: str
    content: bytes = b""
    title: str = ""
    alt_txt: str = ""
    created: int = 0
    expected: int = 0
    uploaded: bool = False
    completed: bool = False
    deleted: bool = False
    ready_at: float = 0.0
    channels: list[str] = field(default_factory=list)

    @property
    def mimetype(self) -> str:
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    @property
    def filetype(self) -> str:
        ending = self.name.rpartition(".")[2].lower() if "." in self.name else ""
        return {"jpeg": "jpg", "": "binary"}.get(ending, ending)

    @property
    def is_picture(self) -> bool:
        return self.mimetype in PICTURES
