"""The Enter key in a field: a tap on its button, once."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.ui.browser import looking, serving
from tests.ui.fleets import FakeServices


def links_sheet(page: Page) -> None:
    page.get_by_role("button", name="More about anna").first.click()
    page.get_by_text("Own page for the child…").click()
    expect(page.get_by_label("For which device?")).to_be_visible()


def test_a_held_enter_makes_one_link_and_its_secret_stays(browser: Browser):
    services = FakeServices()
    with serving(services) as url, looking(browser, url) as page:
        links_sheet(page)
        field = page.get_by_label("For which device?")
        field.fill("Kitchen tablet")
        field.press("Enter")
        for _ in range(5):
            page.keyboard.down("Enter")  # without letting go in between: the browser calls these repeated
        page.keyboard.up("Enter")
        expect(page.get_by_text("Open this on “Kitchen tablet” now; it is shown only this once.")).to_be_visible()
        expect(page.get_by_text("Kitchen tablet", exact=True)).to_have_count(1)
        made = [one for one in services.asked if one[0] == "make_link"]
        assert made == [("make_link", "anna", "Kitchen tablet")]
