"""The history on a phone, a small one and a desktop, in both languages: it fits, and everybody can use it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

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


def test_nothing_touches_and_what_wraps_begins_at_the_edge(browser: Browser, url: str):
    with looking(browser, url, PHONE, path="/child/anna/history") as page:
        show(page, "year")
        chips = [one.bounding_box() for one in page.locator(".segments button").all()]
        assert all(right["x"] - (left["x"] + left["width"]) >= 4 for left, right in pairwise(chips))
        legend = page.locator(".legend:visible").last
        edge = legend.bounding_box()["x"]
        items = [one.bounding_box() for one in legend.locator(".legend-item").all()]
        first_of_line = {box["y"]: box["x"] for box in reversed(items)}
        assert set(first_of_line.values()) == {edge}
        gap = page.locator(".history > .actions .q-btn__content").evaluate(
            "e => parseFloat(getComputedStyle(e).columnGap)"
        )
        assert gap >= 6


LUMINANCE = """e => {
    const paint = document.createElement('canvas').getContext('2d');
    paint.fillStyle = getComputedStyle(e).backgroundColor;
    paint.fillRect(0, 0, 1, 1);
    const part = v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
    const [r, g, b] = paint.getImageData(0, 0, 1, 1).data;
    return .2126 * part(r) + .7152 * part(g) + .0722 * part(b);
}"""


def test_in_the_dark_an_empty_cell_is_told_from_the_card_and_from_each_shade(browser: Browser, url: str):
    with looking(browser, url, PHONE, "dark", path="/child/anna/history") as page:
        show(page, "year")
        card = page.locator(".history").first.evaluate(LUMINANCE)
        shades = [page.locator(f".legend .level-{shade}").first.evaluate(LUMINANCE) for shade in range(6)]
    assert (shades[0] + 0.05) / (card + 0.05) >= 1.4
    assert shades == sorted(shades)
    assert all((more + 0.05) / (less + 0.05) >= 1.1 for less, more in pairwise(shades))
