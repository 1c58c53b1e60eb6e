"""The history on a phone, a small one and a desktop, in both languages: it fits, and everybody can use it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.ui.browser import DESKTOP, PHONE, looking, serving
from tests.ui.years import SPANS, looks_right, remembering, show

pytestmark = pytest.mark.real

NARROW = {"width": 320, "height": 640}


@pytest.fixture(scope="module", params=["en", "de"])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    with serving(remembering(request.param)) as url:
        yield url


@pytest.mark.parametrize("span", SPANS)
@pytest.mark.parametrize(
    ("viewport", "scheme"), [(PHONE, "light"), (NARROW, "dark"), (DESKTOP, "dark")], ids=["phone", "narrow", "desk"]
)
def test_every_span_looks_right(browser: Browser, url: str, viewport: dict[str, int], scheme: str, span: str):
    with looking(browser, url, viewport, scheme, path="/child/anna/history") as page:
        show(page, span)
        looks_right(page)


@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "dark"), (DESKTOP, "light")], ids=["phone", "desk"])
def test_all_children_look_right(browser: Browser, url: str, viewport: dict[str, int], scheme: str):
    with looking(browser, url, viewport, scheme, path="/history") as page:
        expect(page.locator(".comparison")).to_be_visible()
        looks_right(page)
        page.locator(".segments button").last.click()
        expect(page.locator(".columns .chart-column").nth(12)).to_be_visible()
        looks_right(page)


@pytest.mark.parametrize("viewport", [PHONE, NARROW], ids=["phone", "narrow"])
def test_the_sheets_fit(browser: Browser, url: str, viewport: dict[str, int]):
    with looking(browser, url, viewport, "dark", path="/child/anna/history") as page:
        show(page, "week")
        page.locator(".chart-column").nth(6).click()
        expect(page.get_by_role("dialog")).to_be_visible()
        looks_right(page)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        page.locator(".history > .actions .q-btn").click()
        expect(page.get_by_role("dialog")).to_be_visible()
        looks_right(page)
