"""Plain HTML forms: read within bounds, and only taken from the page that we have sent to this very browser."""

from __future__ import annotations

import secrets
from hashlib import sha256
from hmac import compare_digest, new as hmac
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from web.gate import is_encrypted, prefix_of
from web.wire import cookie, header

TOKEN_FIELD: Final = "form_token"  # noqa: S105 - the name of a field
TOKEN_COOKIE: Final = "timekpr_mngr_form"  # noqa: S105 - the name of a cookie
MOST_FIELDS: Final = 20
URLENCODED: Final = "application/x-www-form-urlencoded"


class FormTokens:
    """Ties a form to the browser that it was sent to: the field holds a keyed hash of a random cookie."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def give(self, request: Request) -> tuple[str, str]:
        """The field for a form, and the cookie that has to come back with it."""
        random = cookie(request.scope, TOKEN_COOKIE) or ""
        if not (20 <= len(random) <= 100):
            random = secrets.token_urlsafe(32)
        return self._field(random), random

    def is_right(self, request: Request, fields: dict[str, str]) -> bool:
        """Whether a form that comes in was sent out to the same browser since the start."""
        random = cookie(request.scope, TOKEN_COOKIE) or ""
        return bool(random) and compare_digest(fields.get(TOKEN_FIELD, "").encode(), self._field(random).encode())

    def _field(self, random: str) -> str:
        return hmac(self._key, random.encode("latin-1", "replace"), sha256).hexdigest()


async def read_fields(request: Request) -> dict[str, str]:
    """The fields of a form; none of what is not one, or names a field twice."""
    if (header(request.scope, b"content-type") or "").split(";")[0].strip().lower() != URLENCODED:
        return {}
    try:
        pairs = parse_qsl(
            (await request.body()).decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS
        )
    except ValueError:
        return {}
    return dict(pairs) if len(dict(pairs)) == len(pairs) else {}


def set_cookie(
    request: Request, response: Response, name: str, value: str, *, seconds: int | None = None, below: str = ""
) -> None:
    """Give the browser a cookie that no script sees and no foreign form is sent with. 0 seconds takes it away.

    ``below``: the only path of ours that it is for, such as ``/c``.
    """
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path=prefix_of(request.scope) + below or "/",
        secure=is_encrypted(request.scope),
        httponly=True,
        samesite="lax",
    )


def safe_next(wanted: str) -> str:
    """Where to go after the sign-in: a path of ours, or Home."""
    is_path = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if is_path and "\\" not in wanted and len(wanted) <= 1000 else "/"
