"""What nobody has thought of: a page with an id that stands in the log too, and never the error's own text."""

from __future__ import annotations

import logging
import secrets
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from i18n import N_
from web.plain import PlainPages
from web.wire import close_socket, header

logger = logging.getLogger(__name__)

NOTHING_HERE: Final = N_("There is nothing here")
NOTHING_HERE_SENTENCE: Final = N_("The address may be mistyped, or what it showed was removed.")
MISHAP: Final = N_("That did not work")
MISHAP_SENTENCE: Final = N_("It is a fault in this program, not yours. Nothing that was saved is lost.")
ERROR_ID: Final = N_("If you report it, name this:")


class Mishaps:
    """The outermost catch. What an answer has begun with cannot be taken back; then the connection ends."""

    def __init__(self, app: ASGIApp, pages: PlainPages) -> None:
        self._app = app
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the app answer, or apologise for it."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        begun = False

        async def noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except Exception as error:
            if isinstance(error, HTTPException) and not begun and scope["type"] == "http":
                await nothing_here(Request(scope), self._pages, error.status_code)(scope, receive, send)
                return
            error_id = secrets.token_hex(4)
            logger.exception("error %s: %s", error_id, type(error).__name__)
            if scope["type"] == "websocket":
                if not begun:
                    await close_socket(send, 1011)
            elif begun:
                raise
            else:
                await self._apology(Request(scope), error_id)(scope, receive, send)

    def _apology(self, request: Request, error_id: str) -> Response:
        say = self._pages.say
        if not wants_html(request):
            sentence = f"{say(MISHAP_SENTENCE)} {say(ERROR_ID)} {error_id}"
            return JSONResponse({"error": {"code": "unexpected", "message": sentence, "id": error_id}}, 500)
        return self._pages.draw(
            request, "error", 500, title=say(MISHAP), sentence=say(MISHAP_SENTENCE), id_label=say(ERROR_ID),
            error_id=error_id,
        )  # fmt: skip


def nothing_here(request: Request, pages: PlainPages, status: int = 404) -> Response:
    """The answer where there is no page, or not for this method."""
    say = pages.say
    if not wants_html(request):
        return JSONResponse({"error": {"code": "not_found", "message": say(NOTHING_HERE_SENTENCE)}}, status)
    return pages.draw(
        request, "error", status, title=say(NOTHING_HERE), sentence=say(NOTHING_HERE_SENTENCE), id_label="",
        error_id="",
    )  # fmt: skip


def wants_html(request: Request) -> bool:
    """Whether a person waits for this answer."""
    return "text/html" in (header(request.scope, b"accept") or "")
