"""Painting the week in a real browser: finger, mouse and keys, and what the server then has."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.ui.browser import PHONE
from tests.ui.easel import Easel
from tests.ui.hands import (
    NOTHING,
    Finger,
    cell,
    drag,
    looks_right,
    middle,
    painting,
    stored,
    until_reported,
)

pytestmark = pytest.mark.real


class TestMouse:
    def test_a_stroke_paints_a_rectangle_and_is_one_message(self, browser: Browser):
        easel = Easel(NOTHING)
        with painting(browser, easel) as page:
            drag(page, (1, 30), (3, 36))
            assert stored(until_reported(page, easel)) == ["", *["15;16;17;18[0-30]"] * 3, "", "", ""]
            expect(page.get_by_role("status")).to_have_text(
                "Tuesday\N{EN DASH}Thursday, 15:00\N{EN DASH}18:30: allowed."
            )

    def test_a_stroke_may_go_in_any_direction_and_beyond_the_grid(self, browser: Browser):
        easel = Easel(NOTHING)
        with painting(browser, easel) as page:
            page.mouse.move(*middle(page, 5, 20))
            page.mouse.down()
            page.mouse.move(1430, 5, steps=5)
            page.mouse.up()
            assert stored(until_reported(page, easel))[5:] == ["7;8;9;10[0-30]"] * 2

    def test_text_that_is_selected_is_not_dragged_instead(self, browser: Browser):
        easel = Easel(NOTHING)
        with painting(browser, easel) as page:
            page.keyboard.press("Control+a")
            assert page.evaluate("getSelection().toString()") != ""
            drag(page, (1, 30), (3, 36))
            assert stored(until_reported(page, easel))[1] == "15;16;17;18[0-30]"
            label = page.locator(".hour").nth(4).bounding_box()
            page.mouse.move(label["x"] + 20, label["y"] + 8)
            page.mouse.down()
            page.mouse.move(*middle(page, 4, 25), steps=6)
            page.mouse.up()
            assert page.evaluate("getSelection().toString()") == ""

    def test_what_will_be_painted_is_seen_before_it_is_let_go(self, browser: Browser):
        easel = Easel()
        with painting(browser, easel) as page:
            page.get_by_role("button", name="Free").click()
            page.mouse.move(*middle(page, 0, 29))
            page.mouse.down()
            page.mouse.move(*middle(page, 1, 29), steps=4)
            bubble = page.locator(".painter-bubble")
            expect(bubble).to_contain_text("Mo\N{EN DASH}Tu 14:30\N{EN DASH}15:00The rest of the hour follows")
            expect(cell(page, 1, 29)).to_have_class("cell free marked")
            expect(cell(page, 1, 28)).to_have_class("cell free")
            page.mouse.move(*middle(page, 1, 28), steps=4)
            expect(bubble).not_to_contain_text("follows")
            assert easel.changes == []
            page.keyboard.press("Escape")
            page.mouse.up()
            expect(cell(page, 1, 29)).to_have_class("cell allowed")
            assert easel.changes == []

    def test_what_is_not_answered_yet_is_drawn_and_the_answer_takes_its_place(self, browser: Browser):
        easel = Easel(NOTHING)
        with painting(browser, easel) as page:
            page.evaluate("id => void (window.grid = getElement(id))", easel.painter._grid.id)
            page.evaluate(
                "void grid.waiting.push({ turn: grid.turn + 1, brush: 'free', columns: [0, 6], halves: [20, 21] })"
            )  # as if its message were still on its way
            expect(page.locator(".cell.free")).to_have_count(14)
            drag(page, (6, 30), (6, 31))
            assert stored(until_reported(page, easel))[6] == "15"
            expect(page.locator(".cell.free")).to_have_count(0)
            expect(page.locator(".cell.allowed")).to_have_count(2)

    def test_a_tap_asks_for_minutes_and_gives_the_focus_back(self, browser: Browser):
        easel = Easel()
        with painting(browser, easel) as page:
            cell(page, 6, 31).click()
            sheet = page.get_by_role("dialog", name="Sunday, 15:00\N{EN DASH}16:00")
            expect(sheet.get_by_label("From minute")).to_have_value("10")
            looks_right(page)
            sheet.get_by_label("To minute").fill("50")
            sheet.get_by_role("button", name="Set 15:10\N{EN DASH}15:50").click()
            assert stored(until_reported(page, easel))[6] == "9;10;11;15[10-50];16;17[0-45];!20[30-60]"
            expect(page.get_by_role("dialog")).to_have_count(0)
            expect(cell(page, 6, 31)).to_be_focused()
            expect(cell(page, 6, 31)).to_have_attribute(
                "aria-label", "Sunday 15:30 to 16:00, allowed from 15:30 to 15:50"
            )


class TestKeys:
    def test_they_move_choose_paint_and_undo(self, browser: Browser):
        easel = Easel(NOTHING)
        with painting(browser, easel) as page:
            page.locator('.cell[tabindex="0"]').focus()
            expect(cell(page, 0, 14)).to_be_focused()
            for key in ("ArrowDown", "ArrowDown", "ArrowRight", "PageDown", "ArrowUp"):
                page.keyboard.press(key)
            expect(cell(page, 1, 23)).to_be_focused()
            for key in ("Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowRight"):
                page.keyboard.press(key)
            expect(page.locator('[aria-selected="true"]')).to_have_count(6)
            page.keyboard.press("2")
            expect(page.get_by_role("button", name="Free")).to_have_attribute("aria-pressed", "true")
            page.keyboard.press("Space")
            assert stored(until_reported(page, easel)) == ["", *["!11[30-60];!12"] * 2, "", "", "", ""]
            expect(page.locator('[aria-selected="true"]')).to_have_count(0)
            page.keyboard.press("Control+z")
            assert until_reported(page, easel, 2) == NOTHING
            expect(page.locator(".cell.free")).to_have_count(0)
            page.keyboard.press("Control+Shift+z")
            assert stored(until_reported(page, easel, 3))[1] == "!11[30-60];!12"

    def test_enter_paints_the_cell_and_m_asks_for_its_minutes(self, browser: Browser):
        easel = Easel(NOTHING)
        with painting(browser, easel) as page:
            cell(page, 6, 40).focus()
            page.keyboard.press("Enter")
            assert stored(until_reported(page, easel))[6] == "20[0-30]"
            expect(cell(page, 6, 40)).to_have_attribute("aria-label", "Sunday 20:00 to 20:30, allowed")
            page.keyboard.press("m")
            expect(page.get_by_role("dialog", name="Sunday, 20:00\N{EN DASH}21:00")).to_be_visible()

    def test_they_stop_at_the_edges_and_leave_the_grid_with_tab(self, browser: Browser):
        with painting(browser, Easel()) as page:
            cell(page, 0, 14).focus()
            for key, at in (("ArrowUp", (0, 14)), ("End", (6, 14)), ("Control+End", (6, 43)), ("ArrowDown", (6, 43))):
                page.keyboard.press(key)
                expect(cell(page, *at)).to_be_focused()
            page.keyboard.press("Tab")
            expect(page.get_by_role("button", name="Show 22:00 to 24:00")).to_be_focused()


class TestFinger:
    def test_a_swipe_over_cells_paints_and_does_not_scroll(self, browser: Browser):
        easel = Easel(NOTHING)
        with painting(browser, easel, PHONE) as page:
            finger = Finger(page)
            finger.swipe(middle(page, 5, 20), middle(page, 6, 25))
            assert stored(until_reported(page, easel))[5:] == ["10;11;12"] * 2
            assert page.evaluate("scrollY") == 0
            expect(page.get_by_role("dialog")).to_have_count(0)

    def test_a_swipe_beside_the_cells_scrolls_and_does_not_paint(self, browser: Browser):
        easel = Easel(NOTHING)
        with painting(browser, easel, PHONE) as page:
            box = page.locator(".hour").nth(24).bounding_box()
            for x in (box["x"] + 20, PHONE["width"] - 12):
                page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
                Finger(page).swipe((x, box["y"]), (x, box["y"] - 300))
                page.wait_for_function("scrollY > 100")
            assert easel.changes == []

    def test_a_stroke_at_the_edge_of_the_screen_scrolls_on(self, browser: Browser):
        easel = Easel(NOTHING)
        with painting(browser, easel, PHONE) as page:
            finger, start = Finger(page), middle(page, 0, 30)
            finger.down(*start)
            finger.move(start, (start[0], PHONE["height"] - 20))
            page.wait_for_function("scrollY > 150")
            finger.up()
            first, *_, last = stored(until_reported(page, easel))[0].split(";")
            assert (first, int(last.split("[")[0]) > 18) == ("15", True)

    def test_a_tap_asks_for_minutes(self, browser: Browser):
        easel = Easel()
        with painting(browser, easel, PHONE) as page:
            page.touchscreen.tap(*middle(page, 5, 20))
            expect(page.get_by_role("dialog", name="Saturday, 10:00\N{EN DASH}11:00")).to_be_visible()
            looks_right(page)
            assert easel.changes == []

    def test_a_finger_that_rests_paints_one_cell(self, browser: Browser):
        easel = Easel(NOTHING)
        with painting(browser, easel, PHONE) as page:
            finger = Finger(page)
            finger.down(*middle(page, 2, 20))
            page.locator(".painter-bubble").wait_for()
            finger.up()
            assert stored(until_reported(page, easel))[2] == "10[0-30]"
            page.wait_for_timeout(100)
            expect(page.get_by_role("dialog")).to_have_count(0)

    def test_a_second_finger_is_no_painting(self, browser: Browser):
        easel = Easel(NOTHING)
        with painting(browser, easel, PHONE) as page:
            finger, start, end = Finger(page), middle(page, 2, 20), middle(page, 4, 22)
            finger.down(*start)
            finger.move(start, end)
            finger.second(end, middle(page, 0, 26))
            finger.up()
            expect(page.locator(".cell.allowed")).to_have_count(0)
            assert easel.changes == []
