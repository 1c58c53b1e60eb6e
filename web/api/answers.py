"""What the API answers: JSON, and for each error its status, its code and its sentence."""

from __future__ import annotations

import json
from typing import Final

from starlette.responses import Response

from errors import (
    AlreadyExists,
    AlreadyTrusted,
    BackupError,
    Busy,
    DataError,
    DiskFull,
    FingerprintDiffers,
    InvalidValue,
    KeyReused,
    MachineError,
    MngrError,
    NotFound,
    NothingToChange,
    NotManaged,
    NotReached,
    QueueFull,
    QuotaFull,
    TooMany,
    WishAnswered,
    WishOver,
    WrongState,
)
from web.api.refusals import (
    NoSuchPath,
    OutOfScope,
    TooManyGuesses,
    Unauthenticated,
    WrongMethod,
)
from web.wire import BodyTooLarge, BodyTooSlow

STATUS: Final[dict[type[MngrError], int]] = {
    Unauthenticated: 401,
    OutOfScope: 403,
    NotFound: 404,
    NotManaged: 404,
    NoSuchPath: 404,
    WrongMethod: 405,
    BodyTooSlow: 408,
    AlreadyExists: 409,
    AlreadyTrusted: 409,
    FingerprintDiffers: 409,
    KeyReused: 409,
    NothingToChange: 409,
    WishAnswered: 409,
    WishOver: 409,
    WrongState: 409,
    BodyTooLarge: 413,
    InvalidValue: 422,
    Busy: 429,
    QueueFull: 429,
    TooMany: 429,
    TooManyGuesses: 429,
    MachineError: 502,
    NotReached: 502,
    BackupError: 503,
    DataError: 503,
    DiskFull: 507,
    QuotaFull: 507,
}
"""By class, or by the nearest class above it; 500 for what nobody has thought of."""


class Answer(Response):
    """JSON in UTF-8. What a computer told us may hold half characters; those become question marks."""

    media_type = "application/json"

    def render(self, content: object) -> bytes:
        """The bytes of a value that is made of lists, dicts, texts and numbers."""
        text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text.encode("utf-8", "replace")


def refused(error: MngrError, language: str) -> Answer:
    """The answer for an error, in the language of the settings."""
    status = next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)
    headers: dict[str, str] = {}
    if isinstance(error, Unauthenticated):
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, TooManyGuesses):
        headers["Retry-After"] = str(error.message.fields["seconds"])
    if isinstance(error, WrongMethod):
        headers["Allow"] = str(error.message.fields["allowed"])
    return Answer({"error": {"code": error.code, "message": error.text(language)}}, status, headers)
