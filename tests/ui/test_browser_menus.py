"""Menus with the keyboard, in a real browser: the arrow keys, and where the focus is after the sheet of an entry."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.ui.browser import DESKTOP, looking, serving
from tests.ui.easel import Easel
from tests.ui.fleets import FakeServices
from tests.ui.hands import painting
from tests.ui.homes import two_computers
from tests.ui.test_browser_focus import STEAM, family, named

pytestmark = pytest.mark.real


def opened(page: Page, name: str) -> None:
    named(page, name).first.focus()
    page.keyboard.press("Enter")
    menu = page.get_by_role("menu")
    expect(menu).to_be_visible()
    expect(menu).to_be_focused()


def walk(page: Page, *steps: tuple[str, str]) -> None:
    for key, name in steps:
        page.keyboard.press(key)
        expect(page.get_by_role("menuitem", name=name)).to_be_focused()


def test_the_arrow_keys_walk_round_the_entries_of_a_menu(browser: Browser):
    with serving(FakeServices()) as url, looking(browser, url, DESKTOP, path="/computers") as page:
        opened(page, "More about PC-Anna")
        walk(page, ("ArrowDown", "Edit…"), ("ArrowDown", "Timekpr's settings…"), ("End", "Remove…"))
        walk(page, ("ArrowDown", "Edit…"), ("ArrowUp", "Remove…"), ("Home", "Edit…"))
        page.keyboard.press("Escape")
        expect(named(page, "More about PC-Anna")).to_be_focused()
        opened(page, "More about PC-Anna")
        walk(page, ("ArrowUp", "Remove…"))


def test_an_entry_that_is_not_offered_is_passed_over(browser: Browser):
    with serving(two_computers(in_use=False)) as url, looking(browser, url, DESKTOP) as page:
        opened(page, "More about Anna")
        items = page.get_by_role("menu").locator(".q-item")
        shown = page.get_by_role("menuitem")
        assert items.count() > shown.count()
        for place in range(shown.count()):
            page.keyboard.press("ArrowDown")
            expect(shown.nth(place)).to_be_focused()


def test_the_whole_ring_of_an_entry_is_in_sight(browser: Browser):
    with serving(FakeServices()) as url, looking(browser, url, DESKTOP, path="/computers") as page:
        opened(page, "More about PC-Anna")
        page.keyboard.press("Tab")
        style = "getComputedStyle(document.activeElement)"
        ring = page.evaluate(f"[parseFloat({style}.outlineWidth), parseFloat({style}.outlineOffset)]")
        assert ring[0] >= 3
        assert sum(ring) <= 0, "the menu cuts off what is outside of its entry"


@pytest.mark.parametrize(
    ("path", "button", "item"),
    [
        ("/computers", "More about PC-Anna", "Edit…"),
        ("/child/anna", "More about Anna", "Earlier rules…"),
        ("/settings", "More about Omar", "Edit…"),
    ],
)
def test_the_sheet_of_an_entry_gives_the_focus_back_to_the_button(browser: Browser, path: str, button: str, item: str):
    services = FakeServices() if path == "/settings" else family(STEAM)
    with serving(services) as url, looking(browser, url, DESKTOP, path=path) as page:
        opened(page, button)
        _choose(page, item)
        _escape(page)
        expect(named(page, button).first).to_be_focused()


def test_so_does_the_question_on_which_computer_and_the_sheet_after_it(browser: Browser):
    with serving(two_computers(in_use=False)) as url, looking(browser, url, DESKTOP) as page:
        for goes_on in (False, True):
            opened(page, "More about Anna")
            _choose(page, "Limit of today…")
            expect(page.locator(".choice")).to_have_count(2)
            if goes_on:
                page.locator(".choice").first.focus()
                page.keyboard.press("Enter")
                expect(page.locator(".choice")).to_have_count(0)
            _escape(page)
            expect(named(page, "More about Anna")).to_be_focused()


def test_so_does_the_sheet_of_a_day_of_the_week(browser: Browser):
    with painting(browser, Easel()) as page:
        opened(page, "Wednesday")
        _choose(page, "Copy to…")
        _escape(page)
        expect(named(page, "Wednesday")).to_be_focused()


def _choose(page: Page, item: str) -> None:
    entry = page.get_by_role("menuitem", name=item)
    while not entry.evaluate("e => e === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.get_by_role("menu")).to_have_count(0)


def _escape(page: Page) -> None:
    page.wait_for_timeout(200)  # until it has opened
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
