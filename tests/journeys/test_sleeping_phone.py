"""A phone that sleeps while something is being typed on it: half a minute without a network, and on it goes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from nicegui import core
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.house import SLOW, emma_asks, enter, family, is_live, phone_page
from tests.web.real import RealHouse

pytestmark = pytest.mark.real

REASON = "because the homework is done"
GOES_ON = ", and the dog was out too"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[RealHouse]:
    """On a loop whose clock can be put forward; the usual one has it from the machine."""
    with family(tmp_path / "data", {"loop": "asyncio"}) as house:
        yield house


def typing(browser: Browser, house: RealHouse) -> tuple[Page, Locator]:
    """A parent's phone on which a reason is being typed into a sheet; and the field."""
    page = phone_page(browser)
    page.clock.install()
    enter(page, house.url)
    page.evaluate("window.stillTheSame = true")
    page.get_by_role("button", name="More about Anna").tap(timeout=SLOW)
    page.get_by_role("menu").get_by_text("More or less time…").tap()
    page.get_by_role("dialog").get_by_role("button", name="PC-Anna").tap()
    field = page.get_by_label("Reason, if you like")
    field.fill(REASON)
    return page, field


def pass_by(page: Page, seconds: int) -> None:
    """That time has gone for the page and for the server, at once."""
    loop, late = core.loop, core.loop.time() - time.monotonic() + seconds
    loop.time = lambda: time.monotonic() + late
    loop.call_soon_threadsafe(lambda: None)  # so that it looks at its clock
    page.clock.fast_forward(seconds * 1000)


def test_what_was_typed_is_there_after_half_a_minute_offline_and_so_is_what_happened_meanwhile(
    browser: Browser, house: RealHouse
) -> None:
    page, field = typing(browser, house)
    page.context.set_offline(True)
    page.wait_for_function("!window.socket.connected")
    emma_asks(house)
    pass_by(page, 30)
    assert not page.evaluate("window.socket.connected")
    assert page.locator(".card.wish").count() == 0
    field.press_sequentially(GOES_ON)

    page.context.set_offline(False)
    pass_by(page, 5)
    page.wait_for_function("window.socket.connected")
    is_live(page)
    expect(page.locator(".card.wish")).to_contain_text("Emma asks for 45 minutes more")
    expect(field).to_have_value(REASON + GOES_ON)
    assert page.evaluate("window.stillTheSame"), "it was not loaded anew"

    page.get_by_role("dialog").get_by_role("button", name="Give 15 min").tap()
    anna = page.get_by_role("region", name="Anna")
    expect(anna.locator(".edit")).to_contain_text(REASON + GOES_ON)
    page.context.close()
