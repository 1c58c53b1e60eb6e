"""The whole way of a parent below the path of Home Assistant's Ingress, in a real browser, and never beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect

from tests.journeys.house import SLOW, emma_asks, enter, family, fill_in, is_live, phone_page
from tests.journeys.ingress import FRAME, PREFIX, Ingress, ingress_to
from tests.web.real import RealHouse
from web.gate import COOKIE

pytestmark = pytest.mark.real

TABS = (("Computers", "Computers"), ("History", "History"), ("More", "More"))
"""Places of the bar, with what stands above their pages."""


@dataclass
class Visit:
    """A phone that looks at the pages through the proxy."""

    house: RealHouse
    proxy: Ingress
    page: Page


@pytest.fixture
def visit(browser: Browser, tmp_path: Path) -> Iterator[Visit]:
    """At the end the browser has asked for nothing beside the prefix, and has not complained."""
    with family(tmp_path / "data", trusted_proxies="127.0.0.1") as house, ingress_to(house.url) as proxy:
        page = phone_page(browser)
        asked, complaints = set[str](), list[str]()

        def note(message: ConsoleMessage) -> None:
            # Whether its session has ended a page asks in a way that Chromium notes where the answer is yes.
            if message.type == "error" and message.location["url"] != f"{proxy.url}/session":
                complaints.append(message.text)

        page.on("request", lambda request: asked.add(request.url))
        page.on("websocket", lambda socket: asked.add(socket.url.replace("ws", "http", 1)))
        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield Visit(house, proxy, page)
        page.context.close()
        assert [url for url in asked if not url.startswith((f"{proxy.url}/", "data:", proxy.origin + FRAME))] == []
        assert proxy.strays == []
        assert proxy.sockets, "the pages have their WebSocket through the proxy"
        assert complaints == []


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def test_a_parent_signs_in_looks_around_gives_time_and_signs_out_below_the_prefix(visit: Visit) -> None:
    page, url = visit.page, visit.proxy.url
    page.goto(f"{url}/")
    expect(page).to_have_url(f"{url}/login")
    fill_in(page)
    is_live(page)
    expect(page).to_have_url(f"{url}/")
    (cookie,) = [one for one in page.context.cookies() if one["name"] == COOKIE]
    assert cookie["path"] == PREFIX, "whatever else Home Assistant shows does not get it"
    page.evaluate("window.stillTheSame = true")
    anna = page.get_by_role("region", name="Anna")
    expect(anna).to_contain_text("as of 19:00", timeout=SLOW)

    for place, title in TABS:
        page.get_by_role("link", name=place, exact=True).tap()
        expect(heading(page)).to_have_text(title)
        expect(page).to_have_url(f"{url}/{place.lower()}")
    page.get_by_role("link", name=re.compile("^Settings")).tap()
    expect(page.get_by_text("Signed in as Tina, admin.")).to_be_visible()
    expect(page).to_have_url(f"{url}/settings")

    page.get_by_role("link", name="Home", exact=True).tap()
    anna.get_by_role("link", name="Anna", exact=True).tap()
    page.get_by_role("link", name="Week", exact=True).tap()
    expect(page).to_have_url(f"{url}/child/anna/week")
    page.locator(".cell").first.wait_for()

    page.get_by_role("link", name="Home", exact=True).tap()
    anna.get_by_role("button", name="15 minutes more for Anna on PC-Anna").tap()
    expect(anna.locator(".edit")).to_contain_text("15 min more")
    expect(anna.locator(".edit")).to_contain_text("confirmed at", timeout=SLOW)

    emma_asks(visit.house)
    expect(page.locator(".card.wish")).to_contain_text("Emma asks for 45 minutes more")
    assert page.evaluate("window.stillTheSame"), "all of it on the page that was loaded first"

    page.get_by_role("link", name="More", exact=True).tap()
    page.get_by_role("link", name=re.compile("^Settings")).tap()
    page.get_by_role("button", name="Sign out", exact=True).tap()
    page.wait_for_url(re.compile(f"^{re.escape(url)}/login"))
    expect(page.get_by_label("Password")).to_be_visible()
    page.goto(f"{url}/more")
    expect(page).to_have_url(f"{url}/login?next=/more")


def test_an_address_below_the_prefix_opens_that_page_after_the_sign_in(visit: Visit) -> None:
    enter(visit.page, f"{visit.proxy.url}/child/ben/limits")
    expect(visit.page).to_have_url(f"{visit.proxy.url}/child/ben/limits")
    expect(heading(visit.page)).to_have_text("Ben")


def test_the_pages_live_within_the_page_of_home_assistant(visit: Visit) -> None:
    visit.page.goto(visit.proxy.origin + FRAME)
    inside = visit.page.frame_locator("iframe")
    fill_in(inside)
    card = inside.get_by_role("region", name="Ben")
    expect(card).to_contain_text("left", timeout=SLOW)
    card.get_by_role("link", name="Ben", exact=True).tap()
    expect(inside.get_by_role("heading", level=1)).to_have_text("Ben")
    visit.page.frames[1].wait_for_url(f"{visit.proxy.url}/child/ben")  # the browser hears of it a moment later


def test_a_prefix_is_believed_from_a_trusted_proxy_alone(browser: Browser, tmp_path: Path) -> None:
    with family(tmp_path / "data") as house, ingress_to(house.url) as proxy:
        page = phone_page(browser)
        answer = page.goto(f"{proxy.url}/")
        assert page.url == f"{proxy.origin}/login", "and Home Assistant knows no such page"
        assert answer.status == 404
        assert PREFIX not in page.context.request.get(f"{house.url}/login", headers={"X-Ingress-Path": PREFIX}).text()
        page.context.close()
