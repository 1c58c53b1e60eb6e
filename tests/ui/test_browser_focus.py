"""Where the focus of a keyboard is after what it did on the page of a child, in a real browser."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.ui.browser import DESKTOP, looking, serving
from tests.ui.child import NOW, RULES, with_limit, with_play
from tests.ui.fleets import FakeServices, fleet, server, user
from tests.ui.test_browser_child import pushed

pytestmark = pytest.mark.real

STEAM, MINECRAFT, TUX = ("steam", ""), ("minecraft", ""), ("supertuxkart", "")
LESS = "Saturday: a quarter of an hour less"


def family(*games: tuple[str, str]) -> FakeServices:
    services = FakeServices(fleet(server("PC-Anna", user("anna", as_of=NOW))))
    services.set_rules("pc-anna", "anna", with_play(*games) if games else RULES)
    return services


def named(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def press(page: Page, name: str, *, times: int = 1) -> None:
    named(page, name).focus()
    for _ in range(times):
        page.keyboard.press("Enter")


def hold_enter(page: Page) -> None:
    """For as long as a sheet takes to close, and longer."""
    for _ in range(30):
        page.keyboard.down("Enter")
        page.wait_for_timeout(10)
    page.keyboard.up("Enter")


def in_order(page: Page, *names: str) -> None:
    expect(page.locator(".activity p.clamp")).to_have_text(list(names))


def test_a_program_that_is_moved_keeps_the_focus_on_the_button_that_moves_it(browser: Browser):
    services = family(STEAM, MINECRAFT, TUX)
    with serving(services) as url, looking(browser, url, DESKTOP, path="/child/anna/playtime") as page:
        press(page, "steam: further down")
        in_order(page, "minecraft", "steam", "supertuxkart")
        expect(named(page, "steam: further down")).to_be_focused()
        page.keyboard.press("Enter")
        in_order(page, "minecraft", "supertuxkart", "steam")
        expect(named(page, "steam: further down")).to_be_focused()
        press(page, "supertuxkart: further up")
        in_order(page, "supertuxkart", "minecraft", "steam")
        expect(named(page, "supertuxkart: further up")).to_be_focused()


def test_a_program_at_an_end_stays_there_with_the_focus_on_a_button_that_rests(browser: Browser):
    services = family(STEAM, MINECRAFT, TUX)
    with serving(services) as url, looking(browser, url, DESKTOP, path="/child/anna/playtime") as page:
        press(page, "supertuxkart: further up", times=6)
        in_order(page, "supertuxkart", "steam", "minecraft")
        up = named(page, "supertuxkart: further up")
        expect(up).to_be_focused()
        expect(up).to_have_attribute("aria-disabled", "true")
        press(page, "Remove steam")  # told after all that was pressed before
        in_order(page, "supertuxkart", "minecraft")


def test_after_a_program_is_removed_the_focus_is_on_the_next_one_and_at_last_where_one_is_added(browser: Browser):
    services = family(STEAM, MINECRAFT, TUX)
    with serving(services) as url, looking(browser, url, DESKTOP, path="/child/anna/playtime") as page:
        press(page, "Remove minecraft")
        expect(named(page, "Remove supertuxkart")).to_be_focused()
        page.keyboard.press("Enter")
        expect(named(page, "Remove steam")).to_be_focused()
        page.keyboard.press("Enter")
        expect(named(page, "Add a program")).to_be_focused()


def test_after_a_program_is_edited_the_focus_is_on_its_button_again(browser: Browser):
    services = family(STEAM, MINECRAFT)
    with serving(services) as url, looking(browser, url, DESKTOP, path="/child/anna/playtime") as page:
        press(page, "Edit minecraft")
        page.get_by_label("What you call it").fill("Blocks")
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(named(page, "Edit Blocks")).to_be_focused()


def test_a_change_elsewhere_takes_no_focus_from_the_list_of_programs(browser: Browser):
    services = family(STEAM, MINECRAFT)
    with serving(services) as url, looking(browser, url, DESKTOP, path="/child/anna/playtime") as page:
        named(page, "Remove minecraft").focus()
        services.set_rules("pc-anna", "anna", with_play(TUX, STEAM, MINECRAFT), by="Tom")
        pushed(services, 1)
        in_order(page, "supertuxkart", "steam", "minecraft")
        expect(named(page, "Remove minecraft")).to_be_focused()


def test_a_held_enter_adds_a_program_once(browser: Browser):
    with (
        serving(family(STEAM)) as url,
        looking(browser, url, DESKTOP, path="/child/anna/playtime") as page,
    ):
        named(page, "Add a program").click()
        page.get_by_label("Name of the program, or a pattern").fill("roblox")
        hold_enter(page)
        expect(page.get_by_role("dialog")).to_have_count(0)
        in_order(page, "steam", "roblox")


def test_less_and_less_until_nothing_is_left_keeps_the_focus(browser: Browser):
    services = family()
    services.set_rules("pc-anna", "anna", with_limit(RULES, 6, 1800))
    with serving(services) as url, looking(browser, url, DESKTOP, path="/child/anna/limits") as page:
        less = named(page, LESS)
        press(page, LESS, times=4)
        expect(named(page, "Saturday: no time")).to_be_visible()
        expect(less).to_be_focused()
        expect(less).to_have_attribute("aria-disabled", "true")


def test_the_ends_of_time_are_chosen_with_the_arrow_keys_and_are_one_stop_of_the_tab_key(browser: Browser):
    with serving(family()) as url, looking(browser, url, DESKTOP, path="/child/anna/limits") as page:
        ends = page.get_by_role("radiogroup", name="When the time is over").get_by_role("radio")
        expect(ends.nth(0)).to_be_checked()
        expect(page.locator(".radios [role=radio][tabindex='0']")).to_have_count(1)
        ends.nth(0).focus()
        page.keyboard.press("ArrowDown")
        expect(ends.nth(1)).to_be_checked()
        expect(ends.nth(1)).to_be_focused()
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowUp")
        expect(ends.last).to_be_checked()
        expect(ends.last).to_be_focused()
        page.keyboard.press("Tab")
        expect(page.get_by_role("switch", name="Count a locked screen too")).to_be_focused()
        page.keyboard.press("Shift+Tab")
        expect(ends.last).to_be_focused()


def test_an_end_of_time_that_is_not_known_goes_without_the_focus(browser: Browser):
    services = family()
    services.set_rules("pc-anna", "anna", replace(RULES, lockout="explode"))
    with serving(services) as url, looking(browser, url, DESKTOP, path="/child/anna/limits") as page:
        ends = page.get_by_role("radiogroup", name="When the time is over").get_by_role("radio")
        expect(ends.last).to_contain_text("explode")
        ends.last.focus()
        page.keyboard.press("ArrowUp")
        expect(ends.last).to_be_checked()
        expect(ends.last).not_to_contain_text("explode")
        expect(ends.last).to_be_focused()


def test_the_colour_of_a_child_is_chosen_with_the_arrow_keys(browser: Browser):
    with serving(family()) as url, looking(browser, url, DESKTOP, path="/child/anna/limits") as page:
        named(page, "More about Anna").click()
        page.get_by_text("About Anna…").click()
        colours = page.get_by_role("radiogroup", name="Colour").get_by_role("radio")
        expect(page.locator(".swatches [role=radio][tabindex='0']")).to_have_count(1)
        colours.nth(2).click()
        page.keyboard.press("ArrowRight")
        expect(colours.nth(3)).to_be_checked()
        expect(colours.nth(3)).to_be_focused()
        expect(colours.nth(2)).not_to_be_checked()
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="Take away")).to_be_focused()


def test_a_held_enter_that_sets_a_limit_does_not_open_its_sheet_again(browser: Browser):
    with serving(family()) as url, looking(browser, url, DESKTOP, path="/child/anna/limits") as page:
        named(page, "Saturday: 2 h").click()
        page.get_by_label("Hours", exact=True).fill("1")
        hold_enter(page)
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(named(page, "Saturday: 1 h")).to_be_focused()
