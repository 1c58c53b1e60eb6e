"""What a user has used on each day."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from history_export import as_csv, day_rows, wanted_range
from tokens import Scope
from web.api import bodies
from web.api.call import Ask
from web.api.guard import Guarded, needs

router = APIRouter(route_class=Guarded, prefix="/servers/{server}/users/{user}/history")


@router.get("")
@needs(Scope.READ)
def history(call: Ask, server: str, user: str, query: Annotated[bodies.HistoryRange, Query()]) -> Response:
    """The days of which something is known, oldest first; the last 30 where nothing else is said. Seconds."""
    one = call.server(server)
    call.user(one, user)
    today = call.services.days.today([one.id])
    kept = call.services.history.whole(one.id, user)
    rows = day_rows(kept, wanted_range(today, query.days, query.first, query.last))
    return call.answer({"server": one.id, "user": user, "as_of": kept.as_of, "days": rows})


@router.get("/csv")
@needs(Scope.READ)
def as_table(call: Ask, server: str, user: str, query: Annotated[bodies.HistoryRange, Query()]) -> Response:
    """The same days as CSV."""
    one = call.server(server)
    call.user(one, user)
    wanted = wanted_range(call.services.days.today([one.id]), query.days, query.first, query.last)
    return Response(as_csv(day_rows(call.services.history.whole(one.id, user), wanted)), media_type="text/csv")


@router.get("/hours")
@needs(Scope.READ)
def hours(call: Ask, server: str, user: str) -> Response:
    """The readings of today, and the last days by the hour, as far back as those are kept. Seconds."""
    one = call.server(server)
    call.user(one, user)
    kept = call.services.history.whole(one.id, user)
    week = [{"date": day, **figures.model_dump()} for day, figures in kept.week.items()]
    today = kept.today.model_dump() if kept.today else None
    return call.answer({"server": one.id, "user": user, "as_of": kept.as_of, "today": today, "days": week})


@router.post("")
@needs(Scope.ADMIN)
def add_days(call: Ask, server: str, user: str, body: bodies.HistoryDays) -> Response:
    """Add days of another program's history where nothing is known."""
    one = call.server(server)
    call.user(one, user)
    done = call.services.import_history(one.id, user, body.days, call.asked())
    return call.answer({"added": done.added, "known": done.known, "too_old": done.too_old})
