"""What stands between the network and the pages: pure ASGI middlewares on the parent app, and the plain pages.

From the outside in: :mod:`web.front` (who asks, by which name), :mod:`web.mishaps`, :mod:`web.gate` (sessions),
:mod:`web.api`.
"""

from __future__ import annotations

from collections.abc import Callable

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from services import Services
from web.api import add_api
from web.assets import add_assets
from web.backups import add_backups
from web.child import ChildDoor
from web.front import Front
from web.gate import Gate
from web.history import HistoryFiles
from web.mishaps import Mishaps, nothing_here
from web.plain import PlainPages
from web.sign_in import SignIn
from web.sockets import OpenSockets

__all__ = ["Web"]


class Web:
    """Everything of this package, for one app."""

    def __init__(self, services: Services, announce: Callable[[str], None]) -> None:
        """``announce`` shows a set-up code to whoever owns this machine."""
        self._services = services
        self._pages = PlainPages(lambda: services.language)
        self._sockets = OpenSockets()
        self._sign_in = SignIn(
            services.people, self._pages, services.core.clock, announce, services.core.settings.session_most_days
        )
        self._child = ChildDoor(services.wishes, self._pages, services.core.clock)
        services.people.sessions.on_end = self._sockets.end

    def begin(self) -> None:
        """The app has started."""
        self._sign_in.begin()

    def add_to(self, app: FastAPI) -> None:
        """Put the routes and middlewares on an app; the pages come after this."""
        people, pages = self._services.people, self._pages
        self._sign_in.add_to(app)
        self._child.add_to(app)
        HistoryFiles(self._services, pages).add_to(app)
        add_assets(app)
        add_backups(app, self._services)

        @app.exception_handler(HTTPException)
        async def no_route(request: Request, error: HTTPException) -> Response:
            return nothing_here(request, pages, error.status_code)

        add_api(app, self._services)  # the one that is added last is the outermost
        app.add_middleware(Gate, accounts=people.accounts, sessions=people.sessions, sockets=self._sockets)
        app.add_middleware(Mishaps, pages=pages)
        app.add_middleware(Front, settings=self._services.core.settings)
