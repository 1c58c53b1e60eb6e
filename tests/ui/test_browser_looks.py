"""Every view in a real browser, on a phone and a desktop, by day and by night."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.ui.browser import DESKTOP, PHONE, looking, sees, serving
from tests.ui.fleets import FakeServices, family, fleet, school

pytestmark = pytest.mark.real

EVERYWHERE = pytest.mark.parametrize(
    ("viewport", "scheme"),
    [(PHONE, "light"), (DESKTOP, "dark")],
    ids=["phone by day", "desktop by night"],
)
"""Two of the four there are: no colour depends on the width, and no width on the colours."""


def looks_right(page: Page) -> None:
    assert sees(page, "sideways") == 0
    assert sees(page, "small") == []
    assert sees(page, "faint") == []
    assert sees(page, "unnamed") == []
    assert sees(page, "spilt") == []
    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator("html")).to_have_attribute("lang", "en-GB")


@EVERYWHERE
def test_every_view_looks_right(browser: Browser, viewport: dict[str, int], scheme: str):
    services = FakeServices(fleet())
    with serving(services) as url, looking(browser, url, viewport, scheme, path="/computers") as page:
        page.locator("code").first.wait_for()
        looks_right(page)
        services.change(lambda _: school(250))
        page.locator(".q-table").wait_for()
        looks_right(page)
        services.change(lambda _: family())
        page.get_by_role("region", name="PC-Anna").wait_for()
        looks_right(page)
        page.get_by_role("link", name="More").click()
        page.get_by_text("Set-up guide").click()
        page.get_by_text("Old-Desktop is on the list, at old-desktop.local.").wait_for()
        looks_right(page)


@EVERYWHERE
def test_every_sheet_looks_right(browser: Browser, viewport: dict[str, int], scheme: str):
    with serving(FakeServices()) as url, looking(browser, url, viewport, scheme, path="/computers") as page:
        for opener in ("Compare the keys…", "Compare and confirm…", "Add a computer"):
            page.get_by_role("button", name=opener).click()
            sheet = page.get_by_role("dialog")
            expect(sheet).to_be_visible()
            looks_right(page)
            if opener == "Add a computer":
                sheet.get_by_role("button", name="Add", exact=True).click()
                expect(page.get_by_text("Give it a name.")).to_be_visible()
                looks_right(page)
            page.keyboard.press("Escape")
            expect(page.get_by_role("dialog")).to_have_count(0)
        for item in ("Edit…", "Remove…"):
            page.get_by_role("button", name="More about PC-Anna").click()
            expect(page.get_by_text(item)).to_be_visible()
            looks_right(page)
            page.get_by_text(item).click()
            expect(page.get_by_role("dialog")).to_be_visible()
            looks_right(page)
            page.keyboard.press("Escape")
            expect(page.get_by_role("dialog")).to_have_count(0)


def test_what_is_said_at_a_field_pushes_what_is_below_however_long_it_is(browser: Browser):
    with serving(FakeServices()) as url, looking(browser, url, PHONE, path="/computers") as page:
        page.get_by_role("button", name="Add a computer").click()
        sheet = page.get_by_role("dialog")
        expect(sheet.get_by_text("in the router it can be made")).to_be_visible()
        assert sees(page, "spilt") == []
        sheet.get_by_label("Name, as you call it").fill("Attic")
        sheet.get_by_label("Host name or IP address").fill("the old computer that stands in the attic")
        sheet.get_by_role("button", name="Add", exact=True).click()
        expect(sheet.get_by_text("A host name has no blanks.")).to_be_visible()
        assert sees(page, "spilt") == []


def test_a_phone_has_the_places_below_and_a_desktop_beside(browser: Browser):
    with serving(FakeServices()) as url:
        with looking(browser, url, PHONE, path="/computers") as page:
            box = page.get_by_role("navigation").bounding_box()
            assert (box["width"], box["y"] + box["height"]) == (390, 844)
        with looking(browser, url, DESKTOP, path="/computers") as page:
            box = page.get_by_role("navigation").bounding_box()
            assert (box["x"], box["y"], box["height"]) == (0, 0, 900)
