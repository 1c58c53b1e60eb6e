"""In a real browser: pushes without a reload, places without a reload, the keyboard, the clipboard."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from computer_setup import set_up_command
from tests.ui.browser import DESKTOP, PHONE, looking, serving
from tests.ui.fleets import PUBLIC_KEY, FakeServices, school, user
from views import ServerState

pytestmark = pytest.mark.real


def test_a_push_from_a_thread_arrives_without_a_reload(browser: Browser):
    services = FakeServices()
    with serving(services) as url, looking(browser, url, path="/computers") as page:
        card = page.get_by_role("region", name="PC-Anna")
        expect(card).to_contain_text("1 h 20 left")
        page.evaluate("window.stillTheSame = true")
        services.change_server("pc-anna", users=(user("anna", 1800),))
        expect(card).to_contain_text("30 min left")
        services.change_server("pc-anna", state=ServerState.OFF)
        expect(card).to_contain_text("off since 14:03")
        assert page.evaluate("window.stillTheSame")


def test_another_place_opens_without_a_reload_and_still_follows(browser: Browser):
    services = FakeServices()
    with serving(services) as url, looking(browser, url, path="/computers") as page:
        page.evaluate("window.stillTheSame = true")
        page.get_by_role("link", name="More").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("More")
        expect(page.get_by_role("link", name="More")).to_have_attribute("aria-current", "page")
        services.change(lambda view: replace(view, syncing=True))
        expect(page.get_by_text("syncing now")).to_be_visible()
        page.get_by_role("link", name="Computers").click()
        expect(page.get_by_role("region", name="PC-Anna")).to_be_visible()
        assert page.evaluate("window.stillTheSame")
        expect(page).to_have_title("Computers · timekpr-mngr")


def test_what_was_typed_survives_a_push(browser: Browser):
    services = FakeServices()
    with serving(services) as url, looking(browser, url, path="/computers") as page:
        page.get_by_role("button", name="Add a computer").click()
        page.get_by_label("Name, as you call it").fill("PC-Dora")
        services.change(lambda view: replace(view, servers=view.servers[1:]))
        expect(page.get_by_role("region", name="PC-Anna")).to_have_count(0)
        expect(page.get_by_label("Name, as you call it")).to_have_value("PC-Dora")


def test_a_sheet_opens_and_closes_by_keyboard_and_leaves_nothing_behind(browser: Browser):
    with serving(FakeServices()) as url, looking(browser, url, DESKTOP, path="/computers") as page:
        before = page.locator("*").count()
        opener = page.get_by_role("button", name="Compare and confirm…")
        opener.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog", name="Is this Old-Desktop?")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.locator(".sheet")).to_have_count(0)
        page.wait_for_function("count => document.querySelectorAll('*').length <= count", arg=before)
        expect(opener).to_be_focused()


def test_everything_can_be_reached_with_the_tab_key(browser: Browser):
    with serving(FakeServices()) as url, looking(browser, url, DESKTOP, path="/computers") as page:
        page.get_by_role("region", name="PC-Anna").wait_for()
        wanted = set(page.locator("a[href].place, .nicegui-content button:not([disabled])").all_inner_texts())
        reached = set()
        for _ in range(60):
            page.keyboard.press("Tab")
            reached.add(page.evaluate("document.activeElement.innerText"))
        assert wanted <= reached


def test_looking_at_a_problem_brings_its_card_into_view(browser: Browser):
    with serving(FakeServices()) as url, looking(browser, url, path="/computers") as page:
        page.get_by_role("button", name="Look").last.click()
        card = page.get_by_role("region", name="Old-Desktop")
        expect(card).to_be_focused()
        expect(card).to_be_in_viewport()


def test_a_command_is_copied_as_it_has_to_be_entered(browser: Browser):
    with serving(FakeServices()) as url, looking(browser, url, DESKTOP, path="/guide") as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        step = page.locator(".command").nth(1)
        step.get_by_role("button", name="Copy").click()
        expect(page.get_by_text("Copied")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == set_up_command(PUBLIC_KEY)


def rows(page: Page) -> int:
    return page.locator(".q-table tbody tr").count()


def test_250_computers_stay_light(browser: Browser):
    with serving(FakeServices(school(250))) as url, looking(browser, url, PHONE, path="/computers") as page:
        page.locator(".q-table").wait_for()
        assert rows(page) == 25
        assert page.locator("*").count() < 800
        assert len(page.request.get(url + "/computers").body()) < 100_000


def test_a_computer_is_found_among_250_and_opened(browser: Browser):
    with serving(FakeServices(school(250))) as url, looking(browser, url, PHONE, path="/computers") as page:
        page.get_by_label("Search computers and users").fill("pupil249")
        expect(page.get_by_text("1 computer", exact=True)).to_be_visible()
        page.get_by_role("button", name="Lab-249").click()
        sheet = page.get_by_role("dialog", name="Lab-249")
        expect(sheet).to_contain_text("1 h 20 left")
        sheet.get_by_role("button", name="Close").click()
        expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_next_25_computers_are_one_tap_away(browser: Browser):
    with serving(FakeServices(school(250))) as url, looking(browser, url, PHONE, path="/computers") as page:
        page.get_by_role("button", name="Next").click()
        expect(page.get_by_role("button", name="Lab-026")).to_be_visible()
        assert rows(page) == 25
