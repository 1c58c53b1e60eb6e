"""One child among others: what the last days come to, and their columns; a tap on the name leads to all of it."""

from __future__ import annotations

from datetime import date

from nicegui import ui

from history_views import months
from ui.child.places import place_names
from ui.desk import Desk
from ui.parts.charts.day_columns import WEEK, day_chart, month_columns, show_days
from ui.parts.charts.legend import ColumnsLegend
from ui.parts.child_link import child_path
from ui.parts.history.bodies import Summed
from ui.parts.history.compare import Compared
from ui.parts.history.day_sheet import open_day
from ui.parts.history.freshness import stale_lines
from ui.parts.history.lines import Lines
from ui.theme import box

MOST_DAYS = 31
"""Of more, each month is one column."""


def days_card(desk: Desk, one: Compared) -> None:
    """Draw the days of a child."""
    voice, days = desk.voice, one.history.days
    with box(f"card stack child-history tinted child-{desk.palette.colour(one.child.key):d}", "section") as card:
        card.mark("child-history").props["aria-label"] = one.child.name
        with box("", "h2"):
            link = ui.link(one.child.name, f"{child_path(one.child.key)}/history").mark("who")
            link.classes("child-link", remove="nicegui-link")
        Lines("note warn small", "stale").show(tuple(stale_lines(one.child, one.history, voice)))
        Summed(desk).show(one.history)
        if not one.history.summary.known:
            return
        if len(days) > MOST_DAYS:
            month_columns(months(days), voice).mark("days")
            return
        chart = day_chart(voice, lambda place: _open(desk, one, days[place].day)).mark("days")
        before = one.history.before if len(days) == WEEK else ()
        show_days(chart, days, voice, place_names(one.child.users), before)
        ColumnsLegend(voice).show(days, before)


async def _open(desk: Desk, one: Compared, day: date) -> None:
    await open_day(desk, one.child, day)
