"""The page of a child in a real browser: journeys on a phone, two parents at once, hostile words, every look."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from child_log import LogLine
from i18n import Message
from rules_views import RulesView
from tests.ui.browser import DESKTOP, PHONE, looking, sees, serving
from tests.ui.child import DAY, NOW, RULES, day_of, with_limit, with_play
from tests.ui.edits import edit
from tests.ui.fleets import FakeServices, fleet, server, user
from tests.ui.test_browser_hostile import EVIL, unharmed
from tests.ui.test_browser_looks import EVERYWHERE, looks_right
from tests.ui.test_roles_on_pages import VIEWER
from views import ServerState

pytestmark = pytest.mark.real

LESS = "Saturday: a quarter of an hour less"
TABS = ("Today", "Week", "Limits", "PlayTime", "Log")


def family(*more: object) -> FakeServices:
    services = FakeServices(fleet(server("PC-Anna", user("anna")), *more))
    services.set_rules("pc-anna", "anna", RULES)
    return services


def tab(page: Page, name: str) -> None:
    """Choose a tab, and wait for it as one who looks does."""
    link = page.get_by_role("link", name=name, exact=True)
    link.click()
    expect(link).to_have_attribute("aria-current", "page")


def pushed(services: FakeServices, seconds: int, **changes: object) -> None:
    """Something happened to anna, and pages hear of it."""
    anna = user("anna", as_of=NOW + timedelta(seconds=seconds), **changes)
    services.change_server("pc-anna", users=(anna,))


def test_saturdays_limit_is_changed_on_a_phone(browser: Browser):
    services = family()

    def accepted(*_: object, **__: object) -> None:
        services.set_rules("pc-anna", "anna", with_limit(RULES, 6, 6300))
        pushed(services, 60, edits=(edit(1, kind="config", words=(Message("Saturday: 2 h → 1 h 45"),)),))

    services.editing.config = accepted
    with serving(services) as url, looking(browser, url, PHONE, path="/child/anna") as page:
        page.evaluate("window.loadedOnce = true")
        tab(page, "Limits")
        page.get_by_role("button", name=LESS).click()
        page.get_by_role("button", name="Look and save").click()
        card = page.get_by_role("region", name="What changes")
        expect(card.get_by_text("Saturday: 2 h → 1 h 45")).to_be_in_viewport()
        card.get_by_role("button", name="Save", exact=True).click()
        expect(card).to_be_hidden()
        expect(page.locator(".changes .edit")).to_contain_text("Saturday: 2 h → 1 h 45")
        expect(page.get_by_role("button", name="Saturday: 1 h 45")).to_be_visible()
        assert page.evaluate("window.loadedOnce")
        assert page.url.endswith("/child/anna/limits")


def test_a_reload_keeps_the_tab_and_back_goes_to_the_one_before(browser: Browser):
    with serving(family()) as url, looking(browser, url, PHONE, path="/child/anna") as page:
        tab(page, "Limits")
        expect(page.get_by_text("Time on each day")).to_be_visible()
        tab(page, "Log")
        expect(page.get_by_text("Nothing has been changed yet.")).to_be_visible()
        page.go_back()
        expect(page.get_by_text("Time on each day")).to_be_visible()
        page.reload()
        page.wait_for_function("window.did_handshake")
        expect(page.get_by_text("Time on each day")).to_be_visible()
        expect(page.get_by_role("link", name="Limits")).to_have_attribute("aria-current", "page")


def test_a_draft_outlives_a_switch_of_tabs_and_a_push(browser: Browser):
    services = family()
    with serving(services) as url, looking(browser, url, PHONE, path="/child/anna/limits") as page:
        page.get_by_role("button", name=LESS).click()
        expect(page.get_by_role("button", name="Saturday: 1 h 45")).to_be_visible()
        tab(page, "PlayTime")
        pushed(services, 1)
        tab(page, "Limits")
        expect(page.get_by_role("button", name="Saturday: 1 h 45")).to_be_visible()


def test_two_parents_meet_and_one_decides(browser: Browser):
    services = family()
    with serving(services) as url, looking(browser, url, PHONE, path="/child/anna/limits") as page:
        page.get_by_role("button", name=LESS).click()
        expect(page.get_by_role("button", name="Saturday: 1 h 45")).to_be_visible()
        services.set_rules("pc-anna", "anna", with_limit(RULES, 6, 3600), by="Tina")
        pushed(services, 1)
        expect(page.get_by_text("Tina has changed the same meanwhile:")).to_be_visible()
        expect(page.get_by_text("Saturday: 2 h → 1 h", exact=True)).to_be_visible()
        looks_right(page)
        page.get_by_role("button", name="Take theirs").click()
        expect(page.get_by_role("button", name="Saturday: 1 h", exact=True)).to_be_visible()
        expect(page.get_by_role("region", name="What changes")).to_be_hidden()


@pytest.mark.parametrize("stays", [True, False])
def test_leaving_with_unsaved_changes_asks(browser: Browser, stays: bool):
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.message)
        if stays:
            dialog.dismiss()
        else:
            dialog.accept()

    with serving(family()) as url, looking(browser, url, PHONE, path="/child/anna/limits") as page:
        page.on("dialog", answer)
        tab(page, "Week")
        tab(page, "Limits")
        page.get_by_role("button", name=LESS).click()
        expect(page.get_by_role("button", name="Look and save")).to_be_visible()
        tab(page, "Week")
        tab(page, "Limits")
        assert asked == []
        page.get_by_role("link", name="More").click()
        expect(page.locator("h1")).to_have_text("Anna" if stays else "More")
        assert asked == ["There are changes that are not saved yet. Leave all the same?"]
        if not stays:
            page.go_back()
            expect(page.get_by_role("button", name="Saturday: 1 h 45")).to_be_visible()


def test_a_reload_with_unsaved_changes_asks(browser: Browser):
    kinds: list[str] = []
    with serving(family()) as url, looking(browser, url, PHONE, path="/child/anna/limits") as page:
        page.on("dialog", lambda dialog: (kinds.append(dialog.type), dialog.accept()))
        page.get_by_role("button", name=LESS).click()
        expect(page.get_by_role("button", name="Look and save")).to_be_visible()
        page.reload()
        page.wait_for_function("window.did_handshake")
        assert kinds == ["beforeunload"]


def test_programs_are_put_in_order_and_tried_by_keyboard(browser: Browser):
    services = family()
    services.set_rules("pc-anna", "anna", with_play(("steam", "Steam"), ("mine.*", "Minecraft")))
    with serving(services) as url, looking(browser, url, DESKTOP, path="/child/anna/playtime") as page:
        page.get_by_role("button", name="Minecraft: further up").focus()
        page.keyboard.press("Enter")
        expect(page.locator(".activity p").first).to_have_text("Minecraft")
        page.get_by_label("Programs or command lines").fill("minecraft-launcher\n<script>x</script>")
        page.get_by_role("button", name="Try").click()
        expect(page.get_by_text("Counts as Minecraft")).to_be_visible()
        expect(page.get_by_text("Does not count")).to_be_visible()


def lived_in() -> FakeServices:
    """A child with something of everything."""
    services = family(server("Laptop", user("anna")))
    services.set_rules("pc-anna", "anna", with_play(("steam", "Steam"), ("supertuxkart", "")), playtime_on=False)
    services.set_rules("laptop", "anna", with_limit(RULES, 7, 3600))
    given = edit(1, "confirmed", who="Tina", reason="tidied up"), edit(2)
    services.days["pc-anna", "anna"] = day_of(DAY, given=1800, edits=given, back=(Message("Saturday: 1 h → 2 h"),))
    words, result = (Message("30 min more"),), Message("confirmed")
    services.lines = tuple(
        LogLine(
            NOW - timedelta(hours=n), "Tina", "page", "Laptop", "anna", words, result, state, Message(""), "tidied up"
        )
        for n, state in enumerate(("confirmed", "refused", "cancelled", ""))
    )
    return services


@EVERYWHERE
def test_every_tab_looks_right(browser: Browser, viewport: dict[str, int], scheme: str):
    with serving(lived_in()) as url, looking(browser, url, viewport, scheme, path="/child/anna") as page:
        for name in TABS:
            tab(page, name)
            expect(page.locator(".area .card:visible").first).to_be_visible()
            page.wait_for_timeout(200)
            if name == "Week":  # seven columns are narrower than seven thumbs; the painter has tests of its own
                assert (sees(page, "sideways"), sees(page, "faint"), sees(page, "unnamed")) == (0, [], [])
            else:
                looks_right(page)
            if name == "Limits":
                page.get_by_role("button", name=LESS).click()
                expect(page.get_by_role("button", name="Save for 2 computers")).to_be_visible()
                looks_right(page)


@EVERYWHERE
def test_every_sheet_of_a_child_looks_right(browser: Browser, viewport: dict[str, int], scheme: str):
    with serving(lived_in()) as url, looking(browser, url, viewport, scheme, path="/child/anna/limits") as page:
        page.get_by_role("button", name="Saturday: 2 h").click()
        _sheet(page)
        for entry in ("Copy rules…", "About Anna…"):
            page.get_by_role("button", name="More about Anna").click()
            page.get_by_text(entry).click()
            if entry == "Copy rules…":
                page.get_by_role("dialog").get_by_text("Anna on Laptop").click()
                expect(page.get_by_role("dialog").get_by_text("Sunday: 1 h → 2 h")).to_be_visible()
            _sheet(page)
        tab(page, "PlayTime")
        page.get_by_role("button", name="Add a program").click()
        page.get_by_role("button", name="Done").click()
        expect(page.get_by_role("dialog").get_by_text("is not allowed")).to_be_visible()
        _sheet(page)


def _sheet(page: Page) -> None:
    expect(page.get_by_role("dialog")).to_be_visible()
    page.wait_for_timeout(250)
    looks_right(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("words", EVIL[:6])
def test_hostile_words_stay_words(browser: Browser, words: str):
    mean = user("anna", child=words)
    services = FakeServices(fleet(server(words, mean, id="pc-anna"), server(f"{words}2", mean, id="laptop")))
    play = with_play((words.replace("[", "").replace("]", ""), words))
    why = Message("{words}", {"words": words})
    services.views = {
        ("pc-anna", "anna"): RulesView(
            "pc-anna", "anna", play, why=None, playtime_on=False, by=words, today_only=(why,)
        ),
        ("laptop", "anna"): RulesView("laptop", "anna", None, why=why),
    }
    services.days["pc-anna", "anna"] = day_of(DAY, edits=(edit(1, who=words, reason=words, words=(why,)),), back=(why,))
    services.lines = (LogLine(NOW, words, words, words, words, (why,), why, words, why, words),)
    with serving(services) as url, looking(browser, url, PHONE, path="/child/anna") as page:
        for name in TABS:
            tab(page, name)
            expect(page.locator(".area .card:visible").first).to_be_visible()
            page.wait_for_timeout(150)
            unharmed(page)
            if name == "Limits":
                page.get_by_role("button", name=LESS).click()
                expect(page.locator(".changes .card")).to_be_visible()
                unharmed(page)
        page.locator(".child-head .q-btn").click()
        page.get_by_text("Copy rules…").click()
        page.locator(".copy-list .q-checkbox").first.click()
        unharmed(page)


def test_a_reload_asks_wherever_one_has_gone_back_to_as_long_as_something_is_unsaved(browser: Browser):
    kinds: list[str] = []
    with serving(family()) as url, looking(browser, url, PHONE) as page:
        page.on("dialog", lambda dialog: (kinds.append(dialog.type), dialog.accept()))
        page.get_by_role("link", name="Anna").first.click()
        tab(page, "Limits")
        page.get_by_role("button", name=LESS).click()
        expect(page.get_by_role("button", name="Look and save")).to_be_visible()
        page.go_back()
        page.go_back()
        expect(page.locator("h1")).to_have_text("Today")
        page.get_by_role("link", name="Computers").click()
        expect(page.locator("h1")).to_have_text("Computers")
        assert kinds == []
        page.reload()
        page.wait_for_function("window.did_handshake")
        assert kinds == ["beforeunload"]


def test_a_link_that_is_opened_beside_the_page_asks_nothing(browser: Browser):
    kinds: list[str] = []
    with serving(family()) as url, looking(browser, url, DESKTOP, path="/child/anna/limits") as page:
        page.on("dialog", lambda dialog: (kinds.append(dialog.type), dialog.dismiss()))
        page.get_by_role("button", name=LESS).click()
        expect(page.get_by_role("button", name="Look and save")).to_be_visible()
        for key in ("Control", "Shift"):
            page.get_by_role("link", name="Computers").click(modifiers=[key])
        assert kinds == []


def test_after_saving_by_keyboard_the_focus_is_at_what_was_saved(browser: Browser):
    services = family()

    def accepted(*_: object, **__: object) -> None:
        services.set_rules("pc-anna", "anna", with_limit(RULES, 6, 6300))

    services.editing.config = accepted
    with serving(services) as url, looking(browser, url, DESKTOP, path="/child/anna/limits") as page:
        for button, changed in (("Save", "Saturday: 1 h 45"), ("Discard", "Saturday: 1 h 45")):
            page.get_by_role("button", name=LESS).click()
            card = page.get_by_role("region", name="What changes")
            card.get_by_role("button", name=button, exact=True).focus()
            page.keyboard.press("Enter")
            expect(card).to_be_hidden()
            expect(page.locator(".changes")).to_be_focused()
            expect(page.get_by_role("button", name=changed)).to_be_visible()


def test_a_computer_that_goes_off_takes_neither_the_focus_nor_the_stroke_that_is_held(browser: Browser):
    services = family()
    with serving(services) as url, looking(browser, url, DESKTOP, path="/child/anna/week") as page:
        begin, end = (page.locator(f'.cell[data-column="0"][data-half="{half}"]') for half in (30, 33))
        end.scroll_into_view_if_needed()
        begin.hover()
        page.mouse.down()
        end.hover()
        page.locator(".painter-bubble").wait_for()
        services.change_server("pc-anna", state=ServerState.OFF)
        expect(page.get_by_text("What is saved waits until it is on.")).to_be_visible()
        expect(page.locator(".painter-bubble")).to_be_visible()
        end.hover()
        page.mouse.up()
        expect(page.get_by_role("status").last).to_contain_text("Monday, 15:00")
        less = page.get_by_role("button", name=LESS)
        less.focus()
        services.change_server("pc-anna", state=ServerState.ONLINE)
        expect(page.get_by_text("What is saved waits until it is on.")).to_be_hidden()
        expect(less).to_be_focused()


def test_a_tick_at_another_computer_keeps_the_focus(browser: Browser):
    services = family(server("Laptop", user("anna")))
    services.set_rules("laptop", "anna", RULES)
    with serving(services) as url, looking(browser, url, DESKTOP, path="/child/anna/limits") as page:
        page.get_by_role("button", name=LESS).click()
        tick = page.get_by_role("checkbox", name="Laptop")
        tick.focus()
        page.keyboard.press("Space")
        expect(page.get_by_role("button", name="Save for 1 computer")).to_be_visible()
        expect(tick).to_be_focused()
        page.keyboard.press("Space")
        expect(page.get_by_role("button", name="Save for 2 computers")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_a_viewer_sees_looks_right(browser: Browser, scheme: str):
    services = lived_in()
    services.who = VIEWER
    with serving(services) as url, looking(browser, url, PHONE, scheme, path="/child/anna/limits") as page:
        expect(page.get_by_text("You see these rules; changing them is for others.")).to_be_visible()
        expect(page.get_by_role("button", name=LESS)).to_be_disabled()
        page.wait_for_timeout(200)
        looks_right(page)
        tab(page, "PlayTime")
        expect(page.get_by_role("button", name="Add a program")).to_be_disabled()
        page.wait_for_timeout(200)
        looks_right(page)
