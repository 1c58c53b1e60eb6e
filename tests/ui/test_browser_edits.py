"""Edits in a real browser: two quick taps, a focus and a menu that stay, hostile words, every look of them."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from i18n import Message
from tests.ui.browser import DESKTOP, PHONE, looking, sees, serving
from tests.ui.edits import CLOSES, OPENS_LATER, WEEK_IS_OVER, conflict, edit, versions
from tests.ui.fleets import FakeServices, fleet, server, user
from tests.ui.test_browser_hostile import EVIL, unharmed
from tests.ui.test_browser_looks import EVERYWHERE, looks_right
from views import ClashView, EditView, UserView

pytestmark = pytest.mark.real

MORE = "30 minutes more for Anna on PC-Anna"


def anna(*edits: EditView, **changes: object) -> UserView:
    return user("anna", edits=edits, playtime_left=1800, **changes)


def family(*edits: EditView, **changes: object) -> FakeServices:
    services = FakeServices(fleet(server("PC-Anna", anna(*edits), **changes), server("PC-Ben", user("ben"))))
    services.kept = versions()
    return services


def one_of_each() -> tuple[EditView, ...]:
    return (
        edit(1, reason="tidied up without being asked to"),
        edit(2, "sending"),
        edit(3, why=Message("There is no way to change this on that computer: there is no busctl there.")),
        conflict(4),
        edit(5, "unclear", why=Message("The connection broke while it was sent.")),
        edit(6, "confirmed"),
        edit(7, "refused", why=Message("The computer did not take it.")),
    )


def gone(page: Page) -> None:
    expect(page.get_by_role("dialog")).to_have_count(0)


def choose(page: Page, entry: str) -> Locator:
    """Choose an entry of anna's menu; the sheet that it opens."""
    page.get_by_role("button", name="More about anna").click()
    page.get_by_role("menu").get_by_text(entry).click()
    sheet = page.get_by_role("dialog").last
    expect(sheet).to_be_visible()
    return sheet


@pytest.mark.parametrize("seconds", [0.0, 0.3], ids=["quickly accepted", "slowly accepted"])
def test_two_quick_taps_give_once_and_the_focus_stays(browser: Browser, seconds: float):
    services = family()
    services.editing.seconds = seconds
    with serving(services) as url, looking(browser, url) as page:
        page.get_by_role("button", name=MORE).dblclick(delay=20)
        time.sleep(1.2)
        assert services.asked == [("grant", "pc-anna", "anna", "+", 1800, False)]
        expect(page.get_by_role("button", name=MORE)).to_be_focused()
        page.get_by_role("button", name=MORE).click()
        time.sleep(0.6)
        assert len(services.asked) == 2


def test_lines_come_and_go_below_an_open_menu_and_a_focused_button(browser: Browser):
    services = family()
    with serving(services) as url, looking(browser, url) as page:
        more = page.get_by_role("button", name=MORE)
        more.focus()
        page.evaluate(
            "for (const e of document.querySelectorAll('.card, .figures, .answer, .taps')) e.stillTheSame = true"
        )
        before = more.bounding_box()
        services.change_server("pc-anna", users=(anna(*one_of_each()),))
        expect(page.locator(".edit")).to_have_count(7)
        expect(more).to_be_focused()
        assert more.bounding_box() == before
        page.get_by_role("button", name="More about anna").click()
        services.change_server("pc-anna", users=(anna(edit(1, "confirmed")),))
        expect(page.locator(".edit")).to_have_count(1)
        expect(page.get_by_text("More or less time…")).to_be_visible()
        services.change_server("pc-anna", users=(anna(),))
        expect(page.locator(".edit")).to_have_count(0)
        same = "[...document.querySelectorAll('.card, .figures, .answer, .taps')].every(e => e.stillTheSame)"
        assert page.evaluate(same)


def test_a_new_line_is_read_out(browser: Browser):
    with serving(family(edit())) as url, looking(browser, url) as page:
        expect(page.locator(".child .edits").first).to_have_attribute("aria-live", "polite")
        expect(page.get_by_role("button", name="Cancel: 30 min more")).to_be_visible()


@EVERYWHERE
def test_every_line_looks_right(browser: Browser, viewport: dict[str, int], scheme: str):
    services = family(*one_of_each(), edits=(edit(8, user=""),))
    with serving(services) as url, looking(browser, url, viewport, scheme, "/computers") as page:
        expect(page.locator(".edit")).to_have_count(8)
        looks_right(page)
        page.get_by_role("link", name="Home").click()
        expect(page.locator(".edit")).to_have_count(7)
        looks_right(page)


@EVERYWHERE
def test_every_sheet_of_edits_looks_right(browser: Browser, viewport: dict[str, int], scheme: str):
    services = family()
    with serving(services) as url, looking(browser, url, viewport, scheme) as page:
        page.get_by_role("button", name="More about anna").click()
        expect(page.get_by_text("No more today", exact=True)).to_be_visible()
        looks_right(page)
        page.keyboard.press("Escape")
        sheet = choose(page, "More or less time…")
        looks_right(page)
        sheet.get_by_role("button", name="Set what is left").click()
        sheet.get_by_label("Minutes").last.fill("x")
        sheet.locator(".primary").click()
        expect(page.get_by_text("A number from 0 to 1440.")).to_be_visible()
        looks_right(page)
        page.keyboard.press("Escape")
        gone(page)
        choose(page, "Earlier rules…")
        looks_right(page)
        page.keyboard.press("Escape")
        gone(page)
        services.editing.doubts = (CLOSES, WEEK_IS_OVER, OPENS_LATER)
        page.get_by_role("button", name=MORE).click()
        expect(page.get_by_text("Give it anyway")).to_be_visible()
        looks_right(page)
        page.keyboard.press("Escape")
        gone(page)
        page.get_by_role("link", name="Computers").click()
        page.get_by_role("button", name="More about PC-Anna").click()
        page.get_by_text("Edit…").click()
        page.get_by_label("Changes made here are sent").click()
        expect(page.get_by_text("by replacing its files")).to_be_visible()
        looks_right(page)


def test_time_is_taken_by_thumb(browser: Browser):
    services = family()
    with serving(services) as url, looking(browser, url, PHONE) as page:
        sheet = choose(page, "More or less time…")
        sheet.get_by_role("button", name="Take", exact=True).tap()
        sheet.get_by_role("button", name="PlayTime").tap()
        sheet.get_by_role("button", name="45").tap()
        sheet.get_by_label("Reason, if you like").fill("homework first")
        sheet.get_by_role("button", name="Take 45 min").tap()
        gone(page)
        assert services.asked == [("grant", "pc-anna", "anna", "-", 2700, True)]
        assert services.editing.requests[0].reason == "homework first"


def test_an_offer_is_taken_and_the_sheet_goes(browser: Browser):
    services = family()
    services.editing.doubts = (CLOSES, WEEK_IS_OVER)
    with serving(services) as url, looking(browser, url, DESKTOP) as page:
        page.get_by_role("button", name=MORE).click()
        page.get_by_role("button", name="Open the hours until 20:30, today only").click()
        expect(page.get_by_text("The hours are closed for today")).to_have_count(0)
        page.get_by_role("button", name="Raise the limit of the week to 9 h").click()
        gone(page)
        assert [what[0] for what in services.asked] == ["today", "config", "grant"]


def test_a_conflict_is_decided(browser: Browser):
    services = family(conflict())
    with serving(services) as url, looking(browser, url) as page:
        page.get_by_role("button", name="Keep theirs: Saturday").click()
        time.sleep(0.3)
        assert services.asked == [("decide", conflict().id, "theirs")]


@pytest.mark.parametrize("words", [*EVIL, "long " * 400, "x" * 2000], ids=range(len(EVIL) + 2))
def test_hostile_words_about_edits_stay_words(browser: Browser, words: str):
    said = Message("{words}", {"words": words})
    clash = ClashView(said, words, words, words, said=(words, words, words))
    edits = (
        edit(1, words=(said,) * 6, line=said, why=said, reason=words),
        edit(2, "confirmed", words=(said,), line=said, why=said),
        replace(conflict(3), words=(said,), why=said, clashes=(clash,)),
    )
    name = words[:60]
    services = FakeServices(fleet(server(name, user(name, child=name, edits=edits), id="pc-anna", edits=edits[:1])))
    services.editing.doubts = (replace(CLOSES, message=said, offers=(replace(CLOSES.offers[0], message=said),)),)
    with serving(services) as url, looking(browser, url, PHONE, path="/computers") as page:
        expect(page.locator(".edit")).to_have_count(4)
        unharmed(page)
        page.get_by_role("link", name="Home").click()
        expect(page.locator(".edit")).to_have_count(3)
        unharmed(page)
        page.locator(".taps .q-btn").nth(1).click()
        expect(page.get_by_role("dialog")).to_be_visible()
        unharmed(page)
        assert sees(page, "small") == []


def test_hostile_earlier_rules_stay_words(browser: Browser):
    services = family()
    said = tuple(Message("{words}", {"words": words}) for words in EVIL)
    services.kept = (replace(versions()[0], who=EVIL[0], words=said), replace(versions()[1], who=EVIL[1], words=said))
    with serving(services) as url, looking(browser, url, PHONE) as page:
        choose(page, "Earlier rules…")
        expect(page.get_by_text(EVIL[2]).first).to_be_visible()
        unharmed(page)
