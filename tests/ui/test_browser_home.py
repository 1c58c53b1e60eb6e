"""Home in a real browser: a grant and its life, the time that goes on, hostile names, every look, many children."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from i18n import Message
from tests.ui.browser import DESKTOP, PHONE, looking, sees, serving
from tests.ui.edits import CLOSES, OPENS_LATER, conflict, edit
from tests.ui.fleets import NOW, FakeServices, changed_key, fleet, server, switched_off, user
from tests.ui.homes import class_of, running, two_computers
from tests.ui.test_browser_hostile import EVIL, unharmed
from tests.ui.test_browser_looks import EVERYWHERE, looks_right
from views import ServerState

pytestmark = pytest.mark.real

NAMES = [*EVIL, "long " * 100, "x" * 500, "\u202e\u2067" + "rtl " * 30, "{{7*191}}" * 50]


def everything() -> FakeServices:
    """One of everything that a card can show."""
    services = two_computers(edit(1), edits=(edit(2, "confirmed"), conflict(3)))
    more = (
        server("PC-Ben", running(user("ben", 7 * 60, playtime_left=1800, colour=4)), found_users=("guest",)),
        switched_off(),
        changed_key("Old"),
        server("Kitchen", user("dora", None, None, in_use=False, child="", child_id="", as_of=None)),
    )
    services.view = replace(services.view, servers=(*services.view.servers, *more))
    return services


def gone(page: Page) -> None:
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_grant_from_the_phone_and_its_life_on_the_card(browser: Browser):
    services = FakeServices(fleet(server("PC-Anna", user("anna")), server("PC-Ben", user("ben"))))
    with serving(services) as url, looking(browser, url, PHONE) as page:
        card = page.get_by_role("region", name="Anna")
        card.get_by_role("button", name="30 minutes more for Anna on PC-Anna").tap()
        page.evaluate("window.stillTheSame = true")
        for state, line in (
            ("queued", "waits for the computer"),
            ("sending", "on its way"),
            ("confirmed", "confirmed at 13:31"),
        ):
            services.change_server("pc-anna", users=(user("anna", edits=(edit(1, state),)),))
            expect(card.locator(".edit")).to_contain_text(f"30 min more{line}")
        services.change_server("pc-anna", users=(user("anna", 110 * 60),))
        expect(card.locator(".answer")).to_have_text("1 h 50 left")
        expect(card.locator(".edit")).to_have_count(0)
        assert services.asked == [("grant", "pc-anna", "anna", "+", 1800, False)]
        assert page.evaluate("window.stillTheSame")


def test_the_places_open_without_loading_the_page_anew(browser: Browser):
    with serving(FakeServices()) as url, looking(browser, url, PHONE) as page:
        page.evaluate("window.stillTheSame = true")
        for place, heading in (("Computers", "Computers"), ("More", "More"), ("Home", "Today")):
            page.get_by_role("link", name=place, exact=True).tap()
            expect(page.get_by_role("heading", level=1)).to_have_text(heading)
            expect(page.get_by_role("link", name=place, exact=True)).to_have_attribute("aria-current", "page")
        assert page.evaluate("window.stillTheSame")
        expect(page).to_have_title("Today · timekpr-mngr")


def test_the_name_leads_to_the_childs_page_which_is_within_home(browser: Browser):
    with serving(FakeServices()) as url, looking(browser, url, DESKTOP) as page:
        expect(page.get_by_role("link", name="Anna", exact=True)).to_have_attribute("href", "/child/anna")


def test_a_sheet_does_not_stay_open_over_the_page_that_is_gone_to_from_it(browser: Browser):
    with serving(class_of(21)) as url, looking(browser, url, PHONE) as page:
        page.get_by_role("button", name="Pupil003").tap()
        page.get_by_role("dialog").get_by_role("link", name="Pupil003").tap()
        page.wait_for_url("**/child/pupil003")
        gone(page)
        expect(page.get_by_role("link", name="Home")).to_have_attribute("aria-current", "page")


def test_time_left_goes_on_in_the_browser_and_comes_back_to_what_is_known(browser: Browser):
    services = FakeServices(fleet(server("Pc", running(user("anna"), 100), running(user("ben", 30), 0))))
    with serving(services) as url:
        context = browser.new_context(viewport=PHONE)
        page = context.new_page()
        page.clock.set_fixed_time(NOW)
        page.goto(url)
        answers = page.locator(".answer")
        expect(answers.first).to_have_text("1 h 18 left")
        expect(answers.last).to_have_text("under 1 min left")
        page.clock.set_fixed_time(NOW + timedelta(minutes=1))
        expect(answers.first).to_have_text("1 h 17 left")
        expect(page.locator(".ring").first).to_have_text("1:17")
        expect(answers.last).to_have_text("Time is up")
        page.clock.set_fixed_time(NOW + timedelta(minutes=30))
        expect(answers.first).to_have_text("1 h 10 left")  # ten minutes after the reading nobody knows any more
        services.change_server("pc", users=(user("anna"), user("ben", 3600, in_use=False)))
        expect(answers.first).to_have_text("1 h 20 left")
        expect(answers.last).to_have_text("1 h left")
        context.close()


def test_a_newer_reading_is_shown_at_once_though_it_says_what_the_last_one_said(browser: Browser):
    anna = running(user("anna"))
    services = FakeServices(fleet(server("Pc", anna)))
    with serving(services) as url:
        context = browser.new_context(viewport=PHONE)
        page = context.new_page()
        page.clock.set_fixed_time(NOW)
        page.goto(url)
        answer = page.locator(".answer")
        expect(answer).to_have_text("1 h 20 left")
        page.clock.set_fixed_time(NOW + timedelta(minutes=3))
        expect(answer).to_have_text("1 h 17 left")
        now = NOW + timedelta(minutes=3)
        services.now = lambda: now
        runs = replace(anna.runs, since=now.astimezone(UTC), until=now.astimezone(UTC) + timedelta(minutes=10))
        services.change_server("pc", users=(replace(anna, runs=runs),))
        expect(answer).to_have_text("1 h 20 left")
        context.close()


@EVERYWHERE
def test_home_looks_right(browser: Browser, viewport: dict[str, int], scheme: str):
    services = everything()
    with serving(services) as url, looking(browser, url, viewport, scheme) as page:
        page.get_by_role("region", name="Anna").wait_for()
        looks_right(page)
        services.change(lambda _: class_of(60).view)
        page.locator(".q-table").wait_for()
        looks_right(page)
        services.change(lambda _: fleet(server("Pc", found_users=("anna",)), server("Other", found_users=("ben",))))
        page.get_by_text("Timekpr manages there:").wait_for()
        looks_right(page)
        services.change(lambda _: fleet(server("Pc", state=ServerState.NEW)))
        page.get_by_text("Looking for it…").wait_for()
        looks_right(page)


@EVERYWHERE
def test_every_sheet_of_home_looks_right(browser: Browser, viewport: dict[str, int], scheme: str):
    services = everything()
    services.editing.doubts = (CLOSES, OPENS_LATER)
    with serving(services) as url, looking(browser, url, viewport, scheme) as page:
        for entry, shows in (("Limit of today…", "Nothing would change."), ("Open until…", "Saturday: until 20:30")):
            page.get_by_role("button", name="More about Anna").click()
            expect(page.get_by_role("menu")).to_be_visible()
            looks_right(page)
            page.get_by_role("menu").get_by_text(entry).click()
            expect(page.get_by_role("dialog")).to_contain_text("off since yesterday 21:03")
            looks_right(page)
            page.get_by_role("button", name="Laptop").click()
            expect(page.get_by_text(shows)).to_be_visible()
            looks_right(page)
            page.keyboard.press("Escape")
            gone(page)
        page.get_by_role("button", name="Look").first.click()
        expect(page.get_by_role("dialog", name="Old")).to_be_visible()
        looks_right(page)


def test_other_hours_are_set_by_thumb(browser: Browser):
    services = FakeServices(fleet(server("PC-Anna", user("anna"))))
    with serving(services) as url, looking(browser, url, PHONE) as page:
        page.get_by_role("button", name="More about Anna").tap()
        page.get_by_role("menu").get_by_text("Open until…").tap()
        page.get_by_role("combobox").tap()
        page.get_by_role("option", name="21:00").tap()
        page.get_by_role("button", name="Open until 21:00").tap()
        gone(page)
        assert services.asked == [("today", "pc-anna", "anna", {"HOURS": "until 1260"})]


@pytest.mark.parametrize("words", NAMES, ids=range(len(NAMES)))
def test_hostile_names_stay_words_on_home(browser: Browser, words: str):
    said = Message("{words}", {"words": words})
    liar = user(words, child=words, child_id="", headline=said, reason=said, edits=(edit(1, words=(said,)),))
    other = replace(liar, in_use=False, edits=())
    computers = server(words, replace(liar, child_id="a")), server(words, replace(other, child_id="a"), id="b")
    services = FakeServices(fleet(*computers, server("Pc", liar, id="c")))
    with serving(services) as url, looking(browser, url, PHONE) as page:
        expect(page.locator(".card.child")).to_have_count(2)
        unharmed(page)
        assert sees(page, "small") == []
        assert sees(page, "unnamed") == []
        page.locator(".taps .q-btn").nth(2).click()
        expect(page.get_by_role("menu")).to_be_visible()
        unharmed(page)
        page.get_by_role("menu").get_by_text("Limit of today…").click()
        expect(page.get_by_role("dialog")).to_be_visible()
        unharmed(page)
        page.locator(".choice").last.click()
        expect(page.locator(".sheet input")).to_be_visible()
        unharmed(page)


def test_21_children_are_a_table_whose_rows_open_the_card(browser: Browser):
    services = class_of(21)
    with serving(services) as url, looking(browser, url, PHONE) as page:
        page.locator(".q-table").wait_for()
        expect(page.locator(".card.child")).to_have_count(0)
        page.get_by_label("Search children and computers").fill("pupil021")
        expect(page.get_by_text("1 child", exact=True)).to_be_visible()
        page.get_by_role("button", name="Pupil021").tap()
        sheet = page.get_by_role("dialog", name="Pupil021")
        expect(sheet).to_contain_text("1 h 20 left")
        sheet.get_by_role("button", name="15 minutes more for Pupil021 on Lab-5").tap()
        services.change_server("lab-5", users=(user("pupil021", edits=(edit(1, user="pupil021"),)),))
        expect(sheet.locator(".edit")).to_contain_text("30 min more")
        sheet.get_by_role("button", name="Close").tap()
        gone(page)
        assert services.asked == [("grant", "lab-5", "pupil021", "+", 900, False)]


def test_everything_on_home_can_be_reached_with_the_tab_key(browser: Browser):
    with serving(everything()) as url, looking(browser, url, DESKTOP) as page:
        page.get_by_role("region", name="Anna").wait_for()
        wanted = set(
            page.locator(".nicegui-content a[href], .nicegui-content button:not([disabled])").all_inner_texts()
        )
        reached = set()
        for _ in range(80):
            page.keyboard.press("Tab")
            reached.add(page.evaluate("document.activeElement.innerText"))
        assert wanted <= reached
