"""Taking a copy of the data directory away: a file for admins who have just entered their password."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Final

from fastapi import FastAPI, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from backup.copies import Copy
from editing import Asked
from errors import BackupError, MngrError, NotAllowed, NotFound, PasswordNeeded, SignedOut
from pending import Through
from services import Services
from services.signed_in import SignedIn

BITE: Final = 256 * 1024
STATUS: Final[tuple[tuple[type[MngrError], int], ...]] = (
    (SignedOut, 401),
    (NotAllowed, 403),
    (PasswordNeeded, 403),
    (NotFound, 404),
    (BackupError, 503),
)


def add_backups(app: FastAPI, services: Services) -> None:
    """Put the route on an app."""

    @app.get("/backups/{name}")
    async def download(request: Request, name: str) -> Response:
        signed_in = SignedIn(services, request.scope["state"]["access"])
        asked = Asked("", Through.PAGE, request.client.host if request.client else "")
        opened = ExitStack()
        try:
            # The name is looked for among those that there are, and never becomes a path by itself.
            found = await run_in_threadpool(opened.enter_context, signed_in.backups.reading(name, asked))
        except MngrError as error:
            status = next((code for kind, code in STATUS if isinstance(error, kind)), 500)
            return PlainTextResponse(error.text(services.language), status, {"Cache-Control": "no-store"})
        copy, file = found

        def bites() -> Iterator[bytes]:
            with opened:
                while bite := file.read(BITE):
                    yield bite

        return StreamingResponse(bites(), headers=_headers(copy), media_type="application/gzip")


def _headers(copy: Copy) -> dict[str, str]:
    return {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{copy.name}"',
        "Content-Length": str(copy.size),
    }
