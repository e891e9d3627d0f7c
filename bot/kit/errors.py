"""Errors are sentences: raised near their cause, told to the person by one translator (`bot.kit.front`)."""

from __future__ import annotations

import traceback


class Sentence(Exception):
    """Something a person must be told; `str()` of it is the whole sentence, ready to be shown."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Refused(Sentence):
    """The person may not do this, or not now; nothing was changed."""


class Missing(Sentence):
    """What the person points at is not there (any more)."""


class Unknown(Missing):
    """The directory lacks these people or groups; whoever catches it has Slack asked for them."""

    def __init__(self, sentence: str, *ids: str) -> None:
        super().__init__(sentence)
        self.ids = ids


class Invalid(Sentence):
    """Something typed cannot be used. Field names map to sentences; the first is the message of the whole.

    `Invalid(words="A few more words, please.")` puts the sentence beside the field `words` of a modal.
    """

    def __init__(self, **fields: str) -> None:
        if not fields:
            raise ValueError("Invalid needs at least one field with its sentence")
        super().__init__(next(iter(fields.values())))
        self.fields = fields


def trace(error: BaseException) -> str:
    """Where an unknown error came from, without its message: messages of drivers and parsers quote people's words.

    Shape: `ValueError at service.py:41 < doors.py:120 < …` (innermost first, six frames at most).
    """
    frames = [
        f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)
    ]
    cause = error.__cause__ or error.__context__
    chain = f"; from {type(cause).__name__}" if cause is not None else ""
    return f"{type(error).__name__} at {' < '.join(reversed(frames[-6:]))}{chain}"
