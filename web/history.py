"""A child's days as files, for whoever is signed in: ``/child/<key>/history.csv`` and ``…/history.json``.

``from`` and ``to`` are days, ``2026-11-21``; without them it is all that is kept, up to today. One row is one day of
one login; a day of which nothing is known is there and has no figures. Durations are seconds.
"""

from __future__ import annotations

import asyncio
import csv
import io
import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final, TypeAlias

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

import child_views
from errors import MngrError, NotAllowed, NotFound, SignedOut
from history_views import DayFigures
from i18n import N_, Message
from services import Services
from services.signed_in import SignedIn
from stats_history import MOST_YEAR
from views import ChildView
from web.mishaps import nothing_here, wants_html
from web.plain import PlainPages

Row: TypeAlias = dict[str, str | int | bool | None]
COLUMNS: Final = (
    "date", "child", "computer", "user", "used", "playtime", "limit", "granted", "known_until", "estimated", "least",
    "most", "resets",
)  # fmt: skip
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
"""With which a text begins that a spreadsheet would work out, and the mark that is put before it."""
EARLIEST: Final = date(2000, 1, 1)
TITLE: Final = N_("These days cannot be had")


class BadRange(MngrError):
    """What was asked for are no days, or too many. Fields: days."""

    code = "bad_range"
    template = N_("“from” and “to” are days such as 2026-11-21, the earlier one first, and at most {days} days.")


STATUS: Final[dict[type[MngrError], int]] = {BadRange: 422, NotAllowed: 403, SignedOut: 401}


class HistoryFiles:
    """Makes them. What somebody may see is decided by the services, as on the pages."""

    def __init__(self, services: Services, pages: PlainPages) -> None:
        self._services = services
        self._pages = pages

    def add_to(self, app: Starlette) -> None:
        """Put the routes on an app, before the pages."""
        app.add_route("/child/{key}/history.csv", self.as_csv, ["GET"], include_in_schema=False)
        app.add_route("/child/{key}/history.json", self.as_json, ["GET"], include_in_schema=False)

    async def as_csv(self, request: Request) -> Response:
        """The rows as RFC 4180 has them, with a header, in UTF-8."""
        return await self._answer(request, "csv")

    async def as_json(self, request: Request) -> Response:
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
            return JSONResponse({"days": rows}, headers=headers)
        return Response(as_csv(rows), media_type="text/csv; charset=utf-8", headers=headers)

    def _rows(self, request: Request) -> tuple[list[Row], str]:
        """All rows that were asked for, and a name for the file."""
        services = SignedIn(self._services, request.scope["state"]["access"])
        child = child_views.find(services.fleet_view(), request.path_params["key"])
        if child is None:
            raise NotFound(what=Message(N_("child")), name=request.path_params["key"][:40])
        first, last = _range(services, child, request.query_params.get("from"), request.query_params.get("to"))
        count = (last - first).days + 1
        rows = []
        for one in child.users:
            login = one.server.id, one.user.name
            days = services.history_of([login], count, last).days
            rows += [row(day, child.name, one.server.name, one.user.name) for day in days]
        rows.sort(key=lambda one: str(one["date"]))
        return rows, f"history-{_plain(child.name)}-{first.isoformat()}-{last.isoformat()}"

    def _refused(self, request: Request, error: MngrError) -> Response:
        sentence, status = error.text(self._pages.language), STATUS.get(type(error), 503)
        if not wants_html(request):
            return JSONResponse({"error": {"code": error.code, "message": sentence}}, status)
        title = self._pages.say(TITLE)
        return self._pages.draw(request, "error", status, title=title, sentence=sentence, id_label="", error_id="")


def row(day: DayFigures, child: str, computer: str, user: str) -> Row:
    """One day of one login; None is what is not known, or what there was none of."""
    known = day.used is not None
    return {
        "date": day.day.isoformat(),
        "child": child,
        "computer": computer,
        "user": user,
        "used": day.used,
        "playtime": day.playtime if known else None,
        "limit": day.limit,
        "granted": day.granted if known else None,
        "known_until": day.until.isoformat("minutes") if day.until else None,
        "estimated": day.estimated if known else None,
        "least": day.least if known else None,
        "most": day.most,
        "resets": day.resets if known else None,
    }


def as_csv(rows: Sequence[Row]) -> str:
    """A table that a spreadsheet opens as it is: names of people and computers are never formulas to it."""
    sheet = io.StringIO()
    table = csv.writer(sheet, lineterminator="\r\n")
    table.writerow(COLUMNS)
    table.writerows(_cells(one) for one in rows)
    return sheet.getvalue()


def _cells(one: Row) -> Iterator[str]:
    for name in COLUMNS:
        value = one[name]
        if isinstance(value, bool):
            yield str(value).lower()
        elif isinstance(value, str) and value.startswith(FORMULA):
            yield f"'{value}"
        else:
            yield "" if value is None else str(value)


def _range(services: SignedIn, child: ChildView, first: str | None, last: str | None) -> tuple[date, date]:
    """From when to when. Raises BadRange."""
    newest = services.history_of([(one.server.id, one.user.name) for one in child.users], 1)
    try:
        end = date.fromisoformat(last) if last else newest.days[-1].day
        begin = date.fromisoformat(first) if first else min(end, newest.begins or end)
    except ValueError:
        raise BadRange(days=MOST_YEAR) from None
    if not EARLIEST <= begin <= end or (end - begin).days >= MOST_YEAR:
        raise BadRange(days=MOST_YEAR)
    return begin, end


def _plain(name: str) -> str:
    """A name as part of a file's name on any computer."""
    return re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-")[:40] or "child"
