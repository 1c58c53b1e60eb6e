"""The week in words in a real browser: read like a letter on any device, turned by its links, and copied."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, expect

from digest import DigestPage, known
from tests.digest.made import ANNA, MONDAY, WEEK, a_digest, days, grant, history
from tests.digest.pages import family
from tests.ui.browser import DESKTOP, PHONE, looking, serving, well
from tests.ui.fleets import FakeServices

pytestmark = pytest.mark.real

LOOKS = [(PHONE, "light"), (PHONE, "dark"), (DESKTOP, "light"), (DESKTOP, "dark")]
HOSTILE = '"><img src=//evil.example/x onerror=alert(1)>' + "W" * 40


def hostile() -> DigestPage:
    digest = a_digest(history(days(60)), grant(MONDAY, "+900", HOSTILE, HOSTILE), person=replace(ANNA, name=HOSTILE))
    return DigestPage(WEEK.before, "", WEEK.name, (digest,), left_out=3)


@pytest.fixture(scope="module")
def house() -> Iterator[str]:
    services = FakeServices()
    services.digest_pages = {None: family(), "2026-W46": hostile(), "2026-W47": family()}
    with serving(services) as url:
        yield url


@pytest.mark.parametrize(("viewport", "scheme"), LOOKS)
def test_it_is_in_order_everywhere(browser: Browser, house: str, viewport, scheme):
    with looking(browser, house, viewport, scheme, "/digest") as page:
        page.locator(".letter").nth(2).wait_for()
        well(page)
        assert page.locator(".letter h2").all_inner_texts() == ["Anna", "Ben", "zoe"]


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP])
def test_long_and_hostile_words_stay_in_their_place(browser: Browser, house: str, viewport):
    with looking(browser, house, viewport, "light", "/digest/2026-W46") as page:
        page.locator(".letter").wait_for()
        well(page)
        assert page.locator(".letter img").count() == 0


def test_one_turns_to_the_week_before_and_comes_back_by_the_browsers_own_button(browser: Browser, house: str):
    with looking(browser, house, path="/digest") as page:
        page.get_by_role("link", name="The week before").click()
        expect(page.locator(".week-name")).to_have_text("9\N{EN DASH}15 Nov 2026")
        assert page.url.endswith("/digest/2026-W46")
        page.get_by_role("link", name="The week after").click()
        expect(page.locator(".week-name")).to_have_text("16\N{EN DASH}22 Nov 2026")
        page.go_back()
        expect(page.locator(".week-name")).to_have_text("9\N{EN DASH}15 Nov 2026")


def test_the_history_leads_there_and_stays_the_place(browser: Browser, house: str):
    with looking(browser, house, path="/history") as page:
        page.get_by_role("link", name="The last week in words").click()
        page.locator(".letter").nth(2).wait_for()
        expect(page.get_by_role("link", name="History")).to_have_attribute("aria-current", "page")


def test_a_childs_text_is_copied(browser: Browser, house: str):
    with looking(browser, house, path="/digest") as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.get_by_role("button", name="Copy the text about Anna").click()
        expect(page.get_by_text("Copied")).to_be_visible()
        copied = page.evaluate("navigator.clipboard.readText()")
    (anna, *_) = family().digests
    assert [line for line in copied.splitlines() if line] == ["Anna", *known(anna, "en")]


def test_nothing_is_said_to_be_copied_that_is_not(browser: Browser, house: str):
    with looking(browser, house, path="/digest") as page:
        page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
        page.get_by_role("button", name="Copy the text about Anna").click()
        page.wait_for_timeout(500)
        expect(page.get_by_text("Copied")).to_have_count(0)


def test_where_there_is_room_two_letters_stand_beside_each_other(browser: Browser, house: str):
    def places(viewport: dict[str, int]) -> list[dict[str, float]]:
        with looking(browser, house, viewport, path="/digest") as page:
            page.locator(".letter").nth(2).wait_for()
            return [one.bounding_box() for one in page.locator(".letter").all()]

    first, second, third = places(DESKTOP)
    assert first["y"] == second["y"] < third["y"]
    assert second["x"] + second["width"] > 1300
    assert len({one["x"] for one in places(PHONE)}) == 1


def test_a_screen_reader_finds_each_letter_by_its_heading(browser: Browser, house: str):
    with looking(browser, house, path="/digest") as page:
        page.get_by_role("heading", name="Ben", level=2).wait_for()
        assert page.get_by_role("article").count() == 3
        assert page.get_by_role("navigation", name="Weeks").count() == 1
