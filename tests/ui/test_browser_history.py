"""The history in a real browser: it opens where it is tapped, is reached by keys, and tells by shapes what it knows."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from stats_history import Day
from tests.ui.browser import DESKTOP, PHONE, looking, serving
from tests.ui.fleets import NOW, FakeServices, school, user
from tests.ui.years import HOSTILE, TODAY, a_year, looks_right, remembering, show

pytestmark = pytest.mark.real


def test_a_school_looks_right(browser: Browser):
    services = FakeServices(school(60))
    services.histories["lab-001", "pupil1"] = a_year()
    with serving(services) as url, looking(browser, url, PHONE, path="/history") as page:
        expect(page.locator(".q-table")).to_be_visible()
        looks_right(page)
        page.get_by_role("button", name="Pupil1", exact=True).click()
        expect(page.locator("h1")).to_have_text("Pupil1")
        expect(page.locator(".chart").first).to_be_visible()


@pytest.mark.parametrize("span", ["week", "month"])
def test_a_column_is_tapped_anywhere_above_its_day(browser: Browser, span: str):
    with serving(remembering()) as url, looking(browser, url, PHONE, path="/child/anna/history") as page:
        show(page, span)
        columns = page.locator(".chart-column[data-place]:visible")
        empty = columns.nth(2)
        box = empty.bounding_box()
        assert box["height"] >= 150
        page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + 10)
        expect(page.get_by_role("dialog")).to_be_visible()
        name = empty.get_attribute("aria-label").partition(":")[0]
        expect(page.get_by_role("dialog").get_by_role("heading", level=3)).to_have_text(name)
        page.get_by_role("button", name="Older day").click()
        before = columns.nth(1).get_attribute("aria-label").partition(":")[0]
        expect(page.get_by_role("dialog").get_by_role("heading", level=3)).to_have_text(before)


def test_days_are_walked_through_with_the_arrow_keys(browser: Browser):
    with serving(remembering()) as url, looking(browser, url, DESKTOP, path="/child/anna/history") as page:
        show(page, "week")
        days = page.locator(".columns [data-place]")
        expect(page.locator(".columns [data-place][tabindex='0']")).to_have_count(1)
        days.nth(6).focus()
        for key, place in (("ArrowLeft", 5), ("Home", 0), ("ArrowLeft", 0), ("End", 6), ("ArrowRight", 6)):
            page.keyboard.press(key)
            expect(days.nth(place)).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(days.nth(6)).to_be_focused()


def test_a_year_is_walked_through_by_days_and_weeks(browser: Browser):
    with serving(remembering()) as url, looking(browser, url, DESKTOP, path="/child/anna/history") as page:
        show(page, "year")
        days = page.locator(".year [data-place]")
        expect(days).to_have_count(365)
        days.nth(364).focus()
        for key, place in (("ArrowLeft", 357), ("ArrowUp", 356), ("ArrowRight", 363), ("ArrowRight", 364), ("Home", 0)):
            page.keyboard.press(key)
            expect(days.nth(place)).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog")).to_be_visible()


def test_on_a_phone_a_month_of_the_year_is_tapped(browser: Browser):
    with serving(remembering()) as url, looking(browser, url, PHONE, path="/child/anna/history") as page:
        show(page, "year")
        expect(page.locator(".year [data-place]")).to_have_count(0)
        month = page.locator(".month-head").nth(11)
        expect(month).to_have_attribute("aria-label", "October 2026: used 63 h, 2 h 31 a day")
        month.tap()
        expect(page.locator(".chart-column[data-place]")).to_have_count(31)


def test_another_reading_leaves_the_focus_where_it_is(browser: Browser):
    services = remembering()
    with serving(services) as url, looking(browser, url, DESKTOP, path="/child/anna/history") as page:
        show(page, "week")
        day = page.locator(".columns [data-place]").nth(6)
        day.focus()
        changed = a_year()
        changed.year[TODAY] = Day(used=6000, limit=7200)
        services.histories["pc-anna", "anna"] = changed
        services.change_server("pc-anna", users=(user("anna", child=HOSTILE, as_of=NOW + timedelta(minutes=3)),))
        expect(day).to_have_attribute("aria-label", re.compile(r"^Saturday 21 November: used 3 h of 4 h 30\b"))
        expect(day).to_be_focused()


def test_what_is_not_known_and_what_is_over_is_told_by_a_shape(browser: Browser):
    with serving(remembering()) as url, looking(browser, url, PHONE, path="/child/anna/history") as page:
        show(page, "month")
        assert page.locator(".chart-column .over").count() == 6
        gap = page.locator(".chart-column.unknown .chart-area").first
        assert "gradient" in gap.evaluate("one => getComputedStyle(one).backgroundImage")
        share = page.locator(".chart-column.estimated .used").first
        assert "gradient" in share.evaluate("one => getComputedStyle(one).backgroundImage")


def test_nothing_that_is_drawn_leaves_its_chart(browser: Browser):
    outside = """() => [...document.querySelectorAll(".chart-area")].flatMap((area) => {
        const box = area.getBoundingClientRect();
        return [...area.querySelectorAll(".used, .play, .most")].map((part) => part.getBoundingClientRect())
          .filter((part) => part.top < box.top - 1 || part.bottom > box.bottom + 1);
    }).length"""
    with serving(remembering()) as url, looking(browser, url, PHONE, path="/child/anna/history") as page:
        for span in ("week", "month", "day"):
            show(page, span)
            assert page.evaluate(outside) == 0


@pytest.mark.parametrize("path", ["/child/anna/history", "/history"])
def test_the_days_that_were_chosen_are_there_again_after_a_reload_and_on_the_way_back(browser: Browser, path: str):
    with serving(remembering()) as url, looking(browser, url, PHONE, path=path) as page:
        page.get_by_role("button", name="30 days").click()
        chosen = page.locator(".segments [aria-pressed=true]", has_text="30 days")
        expect(page).to_have_url(re.compile("span=month"))
        page.reload()
        expect(chosen).to_be_visible()
        page.get_by_role("link", name="Home").first.click()
        expect(page.locator("h1")).to_have_text("Today")
        page.go_back()
        expect(chosen).to_be_visible()


def test_days_of_before_are_there_again_after_a_reload(browser: Browser):
    with serving(remembering()) as url, looking(browser, url, DESKTOP, path="/child/anna/history") as page:
        show(page, "week")
        page.get_by_role("button", name="Earlier days").click()
        shown = page.locator(".turn h2")
        expect(shown).to_have_text("8\N{EN DASH}14 Nov")
        page.reload()
        expect(shown).to_have_text("8\N{EN DASH}14 Nov")
