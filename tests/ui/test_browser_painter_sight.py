"""How the week painter looks in a real browser: what is in sight, what a push leaves alone, what a stroke will do."""

from __future__ import annotations

from random import Random

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.rules import made
from tests.ui.browser import DESKTOP, PHONE
from tests.ui.easel import WEEK, Easel
from tests.ui.hands import (
    NOTHING,
    cell,
    drag,
    looks_right,
    middle,
    painting,
    push,
    run,
    until_reported,
)
from timekpr_rules import Interval
from timekpr_rules.hours import normal
from timekpr_rules.painting import Brush, Stroke, paint

pytestmark = pytest.mark.real

TALL = {**DESKTOP, "height": 1500}


def test_hours_that_nobody_uses_are_folded_and_can_be_unfolded(browser: Browser):
    with painting(browser, Easel()) as page:
        expect(page.locator(".cell")).to_have_count(30 * 7)
        page.get_by_role("button", name="Show 00:00 to 07:00").click()
        page.get_by_role("button", name="Show 22:00 to 24:00").click()
        expect(page.locator(".cell")).to_have_count(48 * 7)
        page.get_by_role("button", name="Hide 00:00 to 07:00").click()
        page.get_by_role("button", name="Hide 22:00 to 24:00").click()
        expect(page.locator(".cell")).to_have_count(30 * 7)


def test_hours_that_are_used_are_in_sight_and_stay_when_they_are_closed(browser: Browser):
    easel = Easel((*NOTHING[:6], (WEEK[0][0]._replace(start=5 * 60 + 40, end=6 * 60),)))
    with painting(browser, easel) as page:
        expect(page.get_by_role("button", name="Show 00:00 to 05:00")).to_be_visible()
        drag(page, (6, 10), (6, 11))
        page.get_by_role("button", name="Closed").click()
        drag(page, (6, 10), (6, 11))
        assert until_reported(page, easel, 2) == NOTHING
        expect(cell(page, 6, 10)).to_have_class("cell closed")


def test_a_push_keeps_brush_scroll_focus_and_what_is_unfolded(browser: Browser):
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


def test_saying_what_changed_moves_nothing(browser: Browser):
    easel = Easel()
    with painting(browser, easel, PHONE) as page:
        height = page.evaluate("document.documentElement.scrollHeight")
        page.get_by_role("button", name="Free").click()
        drag(page, (0, 29), (4, 29))
        until_reported(page, easel)
        expect(page.get_by_role("status")).to_contain_text("so all of")
        assert page.evaluate("document.documentElement.scrollHeight") == height


def test_while_it_is_only_looked_at_nothing_can_be_painted(browser: Browser):
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


def test_the_head_of_a_column_has_a_menu_for_the_day(browser: Browser):
    easel = Easel()
    with painting(browser, easel, PHONE) as page:
        page.get_by_role("button", name="Sunday").click()
        item = page.get_by_text("Close the day")
        expect(item).to_be_visible()
        heads = page.get_by_role("button", name="Sunday").bounding_box()
        assert abs(item.bounding_box()["y"] - heads["y"]) < 260
        assert item.bounding_box()["x"] > 130
        item.click()
        assert until_reported(page, easel)[6] == ()
        page.get_by_role("button", name="Monday").click()
        page.get_by_text("Copy to…").click()
        expect(page.get_by_role("dialog", name="Copy a day")).to_be_visible()
        looks_right(page)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, {"width": 320, "height": 640}, DESKTOP], ids=["phone", "small", "desk"])
def test_it_looks_right(browser: Browser, viewport: dict[str, int], scheme: str, language: str):
    with painting(browser, Easel(time_format="12h"), viewport, scheme, language) as page:
        looks_right(page)
        page.locator(".fold.early").click()
        cell(page, 0, 0).wait_for()
        looks_right(page)


def test_the_browser_paints_by_the_rule_of_the_server(browser: Browser):
    """Any strokes over any days, by both."""
    rng = Random(7)
    cases = []
    for _ in range(500):
        first, last = sorted(rng.choices(range(48), k=2))
        brush = rng.choice([*Brush])
        cases.append((made.hours(rng), Stroke(brush, (1,), first, last)))
    with painting(browser, Easel()) as page:
        slots = page.evaluate(
            """async (cases) => {
                const { slotsOf, struck } = await import("week-slots");
                return cases.map(([hours, brush, halves]) =>
                    struck([slotsOf(hours)], { brush, columns: [0, 0], halves })[0].filter((slot) => slot));
            }""",
            [([as_sent(one) for one in hours], str(one.brush), [one.first, one.last]) for hours, one in cases],
        )

    for found, (hours, one) in zip(slots, cases, strict=True):
        painted = paint((hours, *NOTHING[1:]), one).week[0]
        assert normal(Interval(slot["start"], slot["end"], slot["free"]) for slot in found) == painted


def as_sent(interval: Interval) -> dict[str, object]:
    return {"start": interval.start, "end": interval.end, "free": interval.unaccounted}


def test_what_is_seen_while_a_stroke_is_held_is_what_the_server_makes_of_it(browser: Browser):
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
