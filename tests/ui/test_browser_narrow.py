"""What fits on a phone, also on the smallest that is still in use, and in the longer words of German."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.ui.browser import PHONE, looking, serving
from tests.ui.easel import Easel
from tests.ui.fleets import FakeServices
from tests.ui.hands import painting
from tests.ui.test_browser_focus import STEAM, family

pytestmark = pytest.mark.real

NARROW = {"width": 320, "height": 640}
NARROW_OR_NOT = pytest.mark.parametrize("viewport", [PHONE, NARROW], ids=["phone", "narrow"])
IN_BOTH = pytest.mark.parametrize("language", ["en", "de"])


def speaking(language: str) -> FakeServices:
    services = family(STEAM)
    services.language = language
    return services


@NARROW_OR_NOT
@IN_BOTH
def test_what_changes_covers_the_bar_that_led_to_it(browser: Browser, viewport: dict[str, int], language: str):
    with (
        serving(speaking(language)) as url,
        looking(browser, url, viewport, path="/child/anna/limits") as page,
    ):
        page.locator(".limit-row .q-btn.soft").nth(1).click()
        page.locator(".unsaved-bar .q-btn").click()
        expect(page.locator(".changes .card")).to_be_in_viewport(ratio=0.9)
        bar, card = (page.locator(one).bounding_box() for one in (".unsaved-bar", ".changes .card"))
        assert card["y"] <= bar["y"]
        assert card["y"] + card["height"] >= bar["y"] + bar["height"]


@IN_BOTH
def test_each_place_of_the_bottom_bar_has_one_line(browser: Browser, language: str):
    with serving(speaking(language)) as url, looking(browser, url, NARROW, path="/computers") as page:
        places = page.locator(".place:visible")
        expect(places).to_have_count(4)
        lines = "e => { const r = document.createRange(); r.selectNodeContents(e); return r.getClientRects().length }"
        assert [one.evaluate(lines) for one in places.all()] == [1] * 4
        assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]


@NARROW_OR_NOT
@IN_BOTH
def test_the_tab_that_is_chosen_is_in_sight(browser: Browser, viewport: dict[str, int], language: str):
    with serving(speaking(language)) as url, looking(browser, url, viewport, path="/child/anna/log") as page:
        _in_sight(page)
        page.locator(".tab").nth(0).click()
        expect(page.locator(".tab").nth(0)).to_have_attribute("aria-current", "page")
        _in_sight(page)
        page.locator(".tab").nth(3).click()
        expect(page.locator(".tab").nth(3)).to_have_attribute("aria-current", "page")
        _in_sight(page)


def _in_sight(page: Page) -> None:
    expect(page.locator(".tab[aria-current]")).to_be_in_viewport(ratio=0.99)


@IN_BOTH
def test_the_brushes_say_what_their_colours_mean(browser: Browser, language: str):
    with painting(browser, Easel(), NARROW, language=language) as page:
        expect(page.locator(".brushes .swatch:visible")).to_have_count(3)


@NARROW_OR_NOT
def test_the_children_to_choose_from_stand_in_columns(browser: Browser, viewport: dict[str, int]):
    with serving(FakeServices()) as url, looking(browser, url, viewport, path="/settings") as page:
        page.get_by_role("button", name="Add somebody").click()
        page.get_by_role("checkbox", name="All children").click()
        children = page.locator(".some-children .q-checkbox")
        expect(children.nth(2)).to_be_visible()
        page.wait_for_timeout(250)  # until the sheet has faded in
        boxes = [one.bounding_box() for one in children.all()]
        columns, rows = {box["x"] for box in boxes}, {box["y"] for box in boxes}
        assert len(columns) == 2
        assert len(rows) == (len(boxes) + 1) // 2
