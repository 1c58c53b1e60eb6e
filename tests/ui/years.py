"""Histories with each kind of day, and how a visitor and a browser look at them."""

from __future__ import annotations

from datetime import time, timedelta

from axe_playwright_python.sync_playwright import Axe
from nicegui import ElementFilter, ui
from nicegui.testing.user import User
from playwright.sync_api import Page, expect

from stats_history import Day, DayDetail, HistoryFile, HoursOfDay
from tests.ui.browser import sees
from tests.ui.fleets import NOW, FakeServices, fleet, server, switched_off, user
from tests.ui.visit import shown
from ui.theme import Text

TODAY = NOW.date()
YESTERDAY = TODAY - timedelta(days=1)
SPANS = {"day": 0, "week": 1, "month": 2, "year": 3}
HOSTILE = "<script>window.hacked = 1</script>{{7*7}}"
LONG = "Donaudampfschifffahrtsgesellschaftskapitaen-Rechner-im-Arbeitszimmer"


def a_year() -> HistoryFile:
    """Each kind of day again and again: used, over, nothing, estimated, not known; and the hours of a week."""
    kinds = [
        Day(used=4800, playtime=1800, limit=7200),
        Day(used=9000, playtime=900, limit=7200),
        Day(used=0, limit=7200),
        Day(used=3600, estimated=True, most=14400),
        None,
    ]
    year = {TODAY - timedelta(days=ago): kinds[ago % 5] for ago in range(364, -1, -1)}
    days = {day: one for day, one in year.items() if one is not None}
    days[TODAY] = Day(used=4800, limit=7200, granted=1800, playtime=1800, until=time(14, 3), resets=2)
    spans = tuple(f"{hour:02}:00-{hour:02}:20" for hour in range(8, 20))
    detail = DayDetail(**days[TODAY].model_dump(), spans=spans, allowed=("07:00-13:00", "14:00-20:30"))
    hours = {day: HoursOfDay(used={hour: 400 * (hour % 10) for hour in range(8, 14)}) for day in list(days)[-6:]}
    return HistoryFile(year=days, month={TODAY: detail}, week=hours)


def remembering(language: str = "en") -> FakeServices:
    services = FakeServices(
        fleet(
            server("PC-Anna", user("anna", child=HOSTILE)),
            server(LONG, user("anna", child=HOSTILE), user("ben")),
            switched_off(),
        )
    )
    services.language = language
    services.histories["pc-anna", "anna"] = a_year()
    services.histories[LONG.lower(), "anna"] = a_year()
    services.histories[LONG.lower(), "ben"] = a_year()
    return services


def show(page: Page, span: str) -> None:
    page.locator(".segments button").nth(SPANS[span]).click()
    chart = {"day": ".columns.dense", "week": ".heat", "month": ".columns.dense", "year": ".year-month"}[span]
    expect(page.locator(f"{chart}:visible").first).to_be_visible()


def looks_right(page: Page) -> None:
    page.wait_for_timeout(300)  # what fades in is there
    assert sees(page, "sideways") == 0
    assert sees(page, "faint") == [], sees(page, "faint")
    assert sees(page, "unnamed") == []
    # A column is touched over its whole height; a day of a year only where there is a mouse.
    dense = ("chart-column", "heat-row", "level-", "unknown")
    assert [one for one in sees(page, "small") if not one.startswith(dense)] == []  # type: ignore[attr-defined]
    serious = [
        (one["id"], [node["html"][:200] for node in one["nodes"]][:2])
        for one in Axe().run(page, options={"preload": False}).response["violations"]
        if one["impact"] in {"serious", "critical"}
    ]
    assert serious == [], serious
    assert page.evaluate("window.hacked") is None


def a_week() -> HistoryFile:
    """Yesterday with all that can be known of a day, today up to 14:03, and a gap before them."""
    yesterday = Day(used=9000, playtime=1800, limit=7200, granted=900, resets=1)
    today = Day(used=1200, limit=7200, until=time(14, 3))
    spans = ("14:00-15:10", "16:00-17:20")
    return HistoryFile(
        as_of=NOW,
        year={
            TODAY - timedelta(days=8): Day(used=600, limit=7200),
            TODAY - timedelta(days=2): Day(used=3600, estimated=True, most=7200),
            YESTERDAY: yesterday,
            TODAY: today,
        },
        month={YESTERDAY: DayDetail(**yesterday.model_dump(), spans=spans, allowed=("14:00-20:00",))},
        week={
            YESTERDAY: HoursOfDay(used={14: 3600, 15: 600, 16: 3600, 17: 1200}),
            TODAY: HoursOfDay(used={13: 1200}),
        },
    )


def choose(page: User, span: str) -> None:
    with page:
        next(iter(ElementFilter(kind=ui.toggle, marker="span"))).value = span


def said(page: User, marker: str = "days") -> list[str]:
    """The sentences of a chart of columns."""
    return [bar["said"].replace("\N{NO-BREAK SPACE}", " ") for bar in shown(page, marker, "bars")]


def legends(page: User) -> list[str]:
    """What the colours and shapes on a page are said to mean, as far as they are seen."""
    with page:
        return [
            part.text
            for item in ElementFilter(marker="legend-item")
            if item.visible and all(parent.visible for parent in item.ancestors())
            for part in item.descendants()
            if isinstance(part, Text)
        ]
