"""The week painter in a real browser: finger, mouse and keys; what is seen at once, and what the server then says."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.ui.browser import DESKTOP, PHONE, looking, sees, serving
from tests.ui.easel import WEEK, Easel
from tests.ui.fleets import FakeServices
from timekpr_rules import hours_text
from timekpr_rules.painting import WeekHours

pytestmark = pytest.mark.real

TALL = {**DESKTOP, "height": 1500}
NOTHING: WeekHours = ((),) * 7


@contextmanager
def painting(
    browser: Browser, easel: Easel, viewport: dict[str, int] = DESKTOP, scheme: str = "light", language: str = "en"
) -> Iterator[Page]:
    services = FakeServices()
    services.language = language
    with serving(services, easel.build) as url, looking(browser, url, viewport, scheme) as page:
        page.set_default_timeout(4000)
        cell(page, 0, 30).wait_for()
        page.set_default_timeout(4000)
        yield page


def cell(page: Page, column: int, half: int) -> Locator:
    return page.locator(f'.cell[data-column="{column}"][data-half="{half}"]')


def middle(page: Page, column: int, half: int) -> tuple[float, float]:
    box = cell(page, column, half).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page: Page, start: tuple[int, int], end: tuple[int, int]) -> None:
    page.mouse.move(*middle(page, *start))
    page.mouse.down()
    page.mouse.move(*middle(page, *end), steps=6)
    page.mouse.up()


def until_reported(page: Page, easel: Easel, count: int = 1) -> WeekHours:
    for _ in range(100):
        if len(easel.changes) >= count:
            break
        page.wait_for_timeout(20)
    assert len(easel.changes) == count
    return easel.changes[-1]


def stored(week: WeekHours) -> list[str]:
    return [hours_text(day) for day in week]


def looks_right(page: Page) -> None:
    assert sees(page, "sideways") == 0
    assert sees(page, "faint") == []
    assert sees(page, "unnamed") == []
    if page.viewport_size["width"] >= PHONE["width"]:
        assert sees(page, "small") == []


class Finger:
    """A finger on the screen of a phone, as the browser's own input gets it."""

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)

    def down(self, x: float, y: float) -> None:
        self._send("touchStart", x, y)

    def move(self, start: tuple[float, float], end: tuple[float, float], steps: int = 8) -> None:
        for step in range(1, steps + 1):
            self._send("touchMove", *(a + (b - a) * step / steps for a, b in zip(start, end, strict=True)))

    def up(self) -> None:
        self._session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    def second(self, *points: tuple[float, float]) -> None:
        touches = [{"x": x, "y": y, "id": place} for place, (x, y) in enumerate(points)]
        self._session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": touches})

    def swipe(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        self.down(*start)
        self.move(start, end)
        self.up()

    def _send(self, kind: str, x: float, y: float) -> None:
        self._session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y, "id": 0}]})


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

    def test_what_will_be_painted_is_seen_before_it_is_let_go(self, browser: Browser):
        easel = Easel()
        with painting(browser, easel) as page:
            page.get_by_role("button", name="Free").click()
            page.mouse.move(*middle(page, 0, 29))
            page.mouse.down()
            page.mouse.move(*middle(page, 1, 29), steps=4)
            expect(page.locator(".painter-bubble")).to_have_text("Mo\N{EN DASH}Tu 14:30\N{EN DASH}15:00")
            expect(cell(page, 1, 29)).to_have_class("cell free marked")
            expect(cell(page, 1, 28)).to_have_class("cell free")  # Timekpr keeps one kind in an hour
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


class TestSight:
    def test_hours_that_nobody_uses_are_folded_and_can_be_unfolded(self, browser: Browser):
        with painting(browser, Easel()) as page:
            expect(page.locator(".cell")).to_have_count(30 * 7)
            page.get_by_role("button", name="Show 00:00 to 07:00").click()
            page.get_by_role("button", name="Show 22:00 to 24:00").click()
            expect(page.locator(".cell")).to_have_count(48 * 7)
            page.get_by_role("button", name="Hide 00:00 to 07:00").click()
            page.get_by_role("button", name="Hide 22:00 to 24:00").click()
            expect(page.locator(".cell")).to_have_count(30 * 7)

    def test_hours_that_are_used_are_in_sight_and_stay_when_they_are_closed(self, browser: Browser):
        easel = Easel((*NOTHING[:6], (WEEK[0][0]._replace(start=5 * 60 + 40, end=6 * 60),)))
        with painting(browser, easel) as page:
            expect(page.get_by_role("button", name="Show 00:00 to 05:00")).to_be_visible()
            drag(page, (6, 10), (6, 11))
            page.get_by_role("button", name="Closed").click()
            drag(page, (6, 10), (6, 11))
            assert until_reported(page, easel, 2) == NOTHING
            expect(cell(page, 6, 10)).to_have_class("cell closed")

    def test_a_push_keeps_brush_scroll_focus_and_what_is_unfolded(self, browser: Browser):
        easel = Easel()
        with painting(browser, easel, PHONE) as page:
            page.get_by_role("button", name="Show 22:00 to 24:00").click()
            page.get_by_role("button", name="Free").click()
            cell(page, 3, 40).focus()
            page.evaluate("scrollTo({top: 300, behavior: 'instant'})")
            page.evaluate("document.querySelector('.painter').kept = true")
            before = page.evaluate("scrollY")
            push(easel, NOTHING)
            expect(page.locator(".cell.allowed")).to_have_count(0)
            expect(cell(page, 3, 40)).to_be_focused()
            expect(page.get_by_role("button", name="Free")).to_have_attribute("aria-pressed", "true")
            expect(page.locator(".cell")).to_have_count(34 * 7)
            assert (page.evaluate("scrollY"), page.evaluate("document.querySelector('.painter').kept")) == (
                before,
                True,
            )

    def test_saying_what_changed_moves_nothing(self, browser: Browser):
        easel = Easel()
        with painting(browser, easel, PHONE) as page:
            height = page.evaluate("document.documentElement.scrollHeight")
            page.get_by_role("button", name="Free").click()
            drag(page, (0, 29), (4, 29))
            until_reported(page, easel)
            expect(page.get_by_role("status")).to_contain_text("so all of")
            assert page.evaluate("document.documentElement.scrollHeight") == height

    def test_while_it_is_only_looked_at_nothing_can_be_painted(self, browser: Browser):
        easel = Easel()
        with painting(browser, easel) as page:
            run(easel, lambda: easel.painter.set_enabled(False))
            expect(page.get_by_role("button", name="Templates")).to_be_disabled()
            drag(page, (0, 14), (6, 40))
            page.mouse.click(*middle(page, 0, 30))
            page.keyboard.press("Space")
            page.wait_for_timeout(100)
            expect(page.get_by_role("dialog")).to_have_count(0)
            assert easel.changes == []

    def test_the_head_of_a_column_has_a_menu_for_the_day(self, browser: Browser):
        easel = Easel()
        with painting(browser, easel, PHONE) as page:
            page.get_by_role("button", name="Sunday").click()
            item = page.get_by_text("Close the day")
            expect(item).to_be_visible()
            heads = page.get_by_role("button", name="Sunday").bounding_box()
            assert abs(item.bounding_box()["y"] - heads["y"]) < 260
            assert item.bounding_box()["x"] > 150
            item.click()
            assert until_reported(page, easel)[6] == ()
            page.get_by_role("button", name="Monday").click()
            page.get_by_text("Copy to…").click()
            expect(page.get_by_role("dialog", name="Copy a day")).to_be_visible()
            looks_right(page)

    @pytest.mark.parametrize("language", ["en", "de"])
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize(
        "viewport", [PHONE, {"width": 320, "height": 640}, DESKTOP], ids=["phone", "small", "desk"]
    )
    def test_it_looks_right(self, browser: Browser, viewport: dict[str, int], scheme: str, language: str):
        with painting(browser, Easel(time_format="12h"), viewport, scheme, language) as page:
            looks_right(page)
            page.locator(".fold.early").click()
            cell(page, 0, 0).wait_for()
            looks_right(page)


def test_the_browser_paints_by_the_rule_of_the_server(browser: Browser):
    """What is seen while a stroke is held is what the server makes of it."""
    easel = Easel()
    with painting(browser, easel, TALL) as page:
        page.evaluate("id => void (window.grid = getElement(id))", easel.painter._grid.id)
        for turn, (brush, start, end) in enumerate(STROKES, start=1):
            page.get_by_role("button", name=brush).click()
            held = labels_while_held(page, start, end)
            until_reported(page, easel, turn)
            page.wait_for_function("turn => grid.answered === turn && grid.waiting.length === 0", arg=turn)
            assert labels(page) == held


STROKES = [
    ("Free", (0, 27), (6, 31)), ("Allowed", (3, 30), (6, 30)), ("Closed", (6, 35), (6, 35)),
    ("Allowed", (5, 40), (6, 40)),
    ("Free", (6, 34), (6, 34)), ("Closed", (0, 15), (6, 15)), ("Allowed", (6, 41), (6, 42)), ("Free", (0, 14), (0, 42)),
]  # fmt: skip


def labels(page: Page) -> list[str]:
    return page.evaluate("[...document.querySelectorAll('.cell')].map((cell) => cell.getAttribute('aria-label'))")


def labels_while_held(page: Page, start: tuple[int, int], end: tuple[int, int]) -> list[str]:
    page.mouse.move(*middle(page, *start))
    page.mouse.down()
    page.locator(".painter-bubble").wait_for()
    page.mouse.move(*middle(page, *end), steps=3)
    page.evaluate("grid.$nextTick().then(() => null)")
    found = labels(page)
    page.mouse.up()
    return found


def run(easel: Easel, call) -> None:
    """Do something to the painter on the loop of its page."""

    async def inside() -> None:
        with easel.painter._grid.client:
            call()

    asyncio.run_coroutine_threadsafe(inside(), easel.loop).result(5)


def push(easel: Easel, week: WeekHours) -> None:
    run(easel, lambda: easel.painter.set_week(week))
