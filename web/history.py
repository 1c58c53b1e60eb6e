"""A child's days as files, for whoever is signed in: ``/child/<key>/history.csv`` and ``…/history.json``.

``from`` and ``to`` are days, ``2026-11-21``; without them it is the last 30. One row is one day of one login of which
something is known, as the API and the command line have it (:mod:`history_export`), with the names that people know.
"""

from __future__ import annotations

import asyncio
import re
from typing import Any, Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

import child_views
import history_export
from errors import InvalidValue, MngrError, NotAllowed, NotFound, SignedOut
from history_export import as_csv, wanted_range
from i18n import N_, Message
from plain import Plain
from services import Services
from services.signed_in import SignedIn
from web.mishaps import nothing_here, wants_html
from web.plain import PlainPages

COLUMNS: Final = ("date", "child", "computer", "user", *history_export.COLUMNS[1:])
TITLE: Final = N_("These days cannot be had")
STATUS: Final[dict[type[MngrError], int]] = {InvalidValue: 422, NotAllowed: 403, SignedOut: 401}


class HistoryFiles:
    """Makes them. What somebody may see is decided by the services, as on the pages."""

    def __init__(self, services: Services, pages: PlainPages) -> None:
        self._services = services
        self._pages = pages

    def add_to(self, app: Starlette) -> None:
        """Put the routes on an app, before the pages."""
        app.add_route("/child/{key}/history.csv", self.table, ["GET"], include_in_schema=False)
        app.add_route("/child/{key}/history.json", self.objects, ["GET"], include_in_schema=False)

    async def table(self, request: Request) -> Response:
        """The rows as CSV with a head, in UTF-8."""
        return await self._answer(request, "csv")

    async def objects(self, request: Request) -> Response:
        """The same rows as objects, in a list called ``days``."""
        return await self._answer(request, "json")

    async def _answer(self, request: Request, ending: str) -> Response:
        try:
            rows, name = await asyncio.to_thread(self._rows, request)
        except NotFound:
            return nothing_here(request, self._pages)
        except MngrError as error:
            return self._refused(request, error)
        headers = {
            "Content-Disposition": f'attachment; filename="{name}.{ending}"',
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        }
        if ending == "json":
            return JSONResponse(Plain(self._pages.language)({"days": rows}), headers=headers)
        return Response(as_csv(rows, COLUMNS), media_type="text/csv; charset=utf-8", headers=headers)

    def _rows(self, request: Request) -> tuple[list[dict[str, Any]], str]:
        """All rows that were asked for, oldest first, and a name for the file. Raises NotFound, InvalidValue."""
        services = SignedIn(self._services, request.scope["state"]["access"])
        key, asked = request.path_params["key"], request.query_params
        child = child_views.find(services.fleet_view(), key)
        if child is None:
            raise NotFound(what=Message(N_("child")), name=key[:40])
        today = self._services.days.today(one.server.id for one in child.users)
        wanted = wanted_range(today, None, asked.get("from"), asked.get("to"))
        rows = [
            {**row, "child": child.name, "computer": one.server.name, "user": one.user.name}
            for one in child.users
            for row in services.history_rows((one.server.id, one.user.name), wanted)
        ]
        rows.sort(key=lambda row: row["date"])
        return rows, f"history-{_plain(child.name)}-{wanted.first}-{wanted.last}"

    def _refused(self, request: Request, error: MngrError) -> Response:
        sentence, status = error.text(self._pages.language), STATUS.get(type(error), 503)
        if not wants_html(request):
            return JSONResponse({"error": {"code": error.code, "message": sentence}}, status)
        title = self._pages.say(TITLE)
        return self._pages.draw(request, "error", status, title=title, sentence=sentence, id_label="", error_id="")


def _plain(name: str) -> str:
    """A name as part of a file's name on any computer."""
    return re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-")[:40] or "child"
