"""Hands on the week painter in a real browser: a mouse, a finger, and eyes for what it draws."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Locator, Page

from tests.ui.browser import DESKTOP, PHONE, looking, sees, serving
from tests.ui.easel import Easel
from tests.ui.fleets import FakeServices
from timekpr_rules import hours_text
from timekpr_rules.painting import WeekHours

NOTHING: WeekHours = ((),) * 7


@contextmanager
def painting(
    browser: Browser, easel: Easel, viewport: dict[str, int] = DESKTOP, scheme: str = "light", language: str = "en"
) -> Iterator[Page]:
    services = FakeServices()
    services.language = language
    with serving(services, easel.build) as url, looking(browser, url, viewport, scheme) as page:
        page.set_default_timeout(4000)
        cell(page, 0, 30).wait_for()
        page.set_default_timeout(4000)
        yield page


def cell(page: Page, column: int, half: int) -> Locator:
    return page.locator(f'.cell[data-column="{column}"][data-half="{half}"]')


def middle(page: Page, column: int, half: int) -> tuple[float, float]:
    box = cell(page, column, half).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page: Page, start: tuple[int, int], end: tuple[int, int]) -> None:
    page.mouse.move(*middle(page, *start))
    page.mouse.down()
    page.mouse.move(*middle(page, *end), steps=6)
    page.mouse.up()


def until_reported(page: Page, easel: Easel, count: int = 1) -> WeekHours:
    for _ in range(100):
        if len(easel.changes) >= count:
            break
        page.wait_for_timeout(20)
    assert len(easel.changes) == count
    return easel.changes[-1]


def stored(week: WeekHours) -> list[str]:
    return [hours_text(day) for day in week]


def looks_right(page: Page) -> None:
    assert sees(page, "sideways") == 0
    assert sees(page, "faint") == []
    assert sees(page, "unnamed") == []
    if page.viewport_size["width"] >= PHONE["width"]:
        assert sees(page, "small") == []


class Finger:
    """A finger on the screen of a phone, as the browser's own input gets it."""

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)

    def down(self, x: float, y: float) -> None:
        self._send("touchStart", x, y)

    def move(self, start: tuple[float, float], end: tuple[float, float], steps: int = 8) -> None:
        for step in range(1, steps + 1):
            self._send("touchMove", *(a + (b - a) * step / steps for a, b in zip(start, end, strict=True)))

    def up(self) -> None:
        self._session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    def second(self, *points: tuple[float, float]) -> None:
        touches = [{"x": x, "y": y, "id": place} for place, (x, y) in enumerate(points)]
        self._session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": touches})

    def swipe(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        self.down(*start)
        self.move(start, end)
        self.up()

    def _send(self, kind: str, x: float, y: float) -> None:
        self._session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y, "id": 0}]})


def run(easel: Easel, call: Callable[[], object]) -> None:
    """Do something to the painter on the loop of its page."""

    async def inside() -> None:
        with easel.painter._grid.client:
            call()

    asyncio.run_coroutine_threadsafe(inside(), easel.loop).result(5)


def push(easel: Easel, week: WeekHours) -> None:
    run(easel, lambda: easel.painter.set_week(week))
