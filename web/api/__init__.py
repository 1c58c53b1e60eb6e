"""The API for other programs: ``/api/v1``, with tokens. An app of its own, behind the one door (``door.Door``).

What it does is done by the services; here are only the shapes of requests and answers. docs/api.md is its reference.
"""

from __future__ import annotations

from typing import Final

from fastapi import Depends, FastAPI, Request
from fastapi.security import HTTPBearer
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import Response

from errors import MngrError, Unexpected
from services import Services
from web.api import backups, edits, fleet, history, requests, rules, today
from web.api.answers import refused
from web.api.door import Door
from web.api.guard import Guarded
from web.api.refusals import NoSuchPath, WrongMethod

PREFIX: Final = "/api/v1"
PARTS: Final = (
    fleet.router, rules.router, today.router, edits.router, requests.router, history.router, backups.router
)  # fmt: skip


class ErrorAnswer(BaseModel):
    """What every refusal looks like: a code for programs and a sentence for people."""

    class Error(BaseModel):
        """The code is stable; the sentence is in the language of the settings."""

        code: str
        message: str

    error: Error


def add_api(app: FastAPI, services: Services) -> None:
    """Put the API and its door before an app."""
    app.add_middleware(
        Door,
        api=make_api(services),
        tokens=services.tokens,
        clock=services.core.clock,
        language=services.language,
    )


def make_api(services: Services) -> FastAPI:
    """The API alone, for whoever the door has let in."""
    api = FastAPI(
        title="timekpr-mngr",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        redirect_slashes=False,
        responses={code: {"model": ErrorAnswer} for code in (401, 403, 404, 409, 413, 422, 429, 503, 507)},
        # For the OpenAPI document alone: the door has looked at the token long before.
        dependencies=[Depends(HTTPBearer(auto_error=False))],
    )
    api.state.services = services
    for part in PARTS:
        api.include_router(part, prefix=PREFIX)

    @api.exception_handler(MngrError)
    async def _refused(_request: Request, error: MngrError) -> Response:
        return refused(error, services.language)

    @api.exception_handler(HTTPException)
    async def _no_route(request: Request, _error: HTTPException) -> Response:
        allowed = ", ".join(sorted(methods(request.scope["path"])))
        return refused(WrongMethod(allowed=allowed) if allowed else NoSuchPath(), services.language)

    @api.exception_handler(Exception)
    async def _unexpected(_request: Request, error: Exception) -> Response:
        return refused(Unexpected(kind=type(error).__name__), services.language)

    return api


def methods(path: str) -> set[str]:
    """What a path takes; nothing if there is none. The framework itself names those of one route only."""
    routes = [route for part in PARTS for route in part.routes if isinstance(route, Guarded)]
    below = path.removeprefix(PREFIX)
    return {method for route in routes if route.path_regex.match(below) for method in route.methods or ()}
