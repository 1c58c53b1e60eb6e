"""The allowed hours of a day that goes on: they are known better than from its history, which has no free hours."""

from __future__ import annotations

from errors import MngrError
from history_views import HistoryView
from timekpr_rules import Interval
from ui.child.places import login_of
from ui.desk import Desk
from views import ChildView


async def hours_of_today(desk: Desk, child: ChildView, view: HistoryView) -> tuple[Interval, ...] | None:
    """Those at the computer that the child sits at, if today is the last day of a view; None if they are not known."""
    if view.days[-1].day != desk.services.now().date():
        return None
    day = await desk.fetch(desk.services.day, *login_of(child.now))
    return None if day is None or isinstance(day, MngrError) else day.intervals
