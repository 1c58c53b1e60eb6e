"""A child on a phone and two parents, in a real browser before the whole program and a played computer over SSH."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from nicegui.testing.general import nicegui_reset_globals
from playwright.sync_api import Browser, BrowserContext, Page, expect

from child_links import ChildLinks
from clock import SystemClock
from core import Core
from demo import start
from demo_fleet import PARENT, make_parent, take_in
from main import create_app
from opening import open_core
from own_key import ensure_key
from services.changes import Changes
from services.people import People
from tests.ui.browser import EYES, PHONE, own_ways_out, sees

pytestmark = pytest.mark.real
HOSTILE = "<script>window.hacked = 1</script>{{7*7}}"
SLOW = 30_000
"""ms: a computer is read over SSH in between."""


@dataclass
class House:
    """The program, running."""

    url: str
    core: Core
    link: str
    password: str


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[House]:
    folder: Path = tmp_path_factory.mktemp("house")
    with nicegui_reset_globals():
        core = open_core(folder / "data", SystemClock(), writer=True)
        with start(ensure_key(core.store).public_line, core.clock) as cast:
            take_in(core, cast)
            _, password = make_parent(core)
            People(core, Changes(core)).add("Tom", password, "parent", None, PARENT)
            _, secret = ChildLinks(core.store).make("anna", "phone")
            own_ways_out()
            server = uvicorn.Server(uvicorn.Config(create_app(core), port=0, access_log=False, log_level="warning"))
            thread = threading.Thread(target=server.run, daemon=True)
            thread.start()
            while not server.started:
                assert thread.is_alive()
                time.sleep(0.02)
            url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
            yield House(url, core, f"{url}/c/{secret}", password)
            server.should_exit = True
            thread.join(timeout=20)
        core.store.close()


def phone(browser: Browser, scheme: str = "light", *, javascript: bool = True) -> BrowserContext:
    return browser.new_context(
        viewport=PHONE, color_scheme=scheme, reduced_motion="reduce", java_script_enabled=javascript
    )


def child_page(context: BrowserContext, house: House) -> Page:
    page = context.new_page()
    page.add_init_script(path=EYES)
    page.goto(house.link)
    assert page.url == f"{house.url}/c"
    for _ in range(30):  # until the first reading is there; without a script a page does not find out by itself
        if "as of" in page.locator(".place").first.inner_text():
            break
        page.wait_for_timeout(1000)
        page.reload()
    expect(page.locator(".place").first).to_contain_text("as of")
    return page


def parent_page(context: BrowserContext, house: House, name: str = "Tina") -> Page:
    page = context.new_page()
    page.goto(f"{house.url}/login")
    page.fill("#username", name)
    page.fill("#password", house.password)
    page.click("button")
    page.wait_for_function("window.did_handshake")
    return page


def ask(page: Page, minutes: int, reason: str) -> None:
    page.locator("summary").click()
    page.locator(f"label:has(input[value='{minutes}'])").click()
    page.fill("#reason", reason)
    page.locator("details button").click()
    expect(page.locator(".wishes .note").first).to_contain_text("Your parents can see it now.")


def test_a_child_asks_a_parent_taps_and_the_child_sees_it_arrive(browser: Browser, house: House) -> None:
    kids, parents, others = phone(browser), phone(browser), phone(browser)
    tina, tom = parent_page(parents, house), parent_page(others, house, "Tom")
    child = child_page(kids, house)
    problems: list[str] = []
    child.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    child.on("pageerror", lambda error: problems.append(str(error)))
    child.on("websocket", lambda socket: problems.append(socket.url))
    ask(child, 45, HOSTILE)

    for page in (tina, tom):
        card = page.locator(".card.wish")
        expect(card).to_contain_text("Anna asks for 45 minutes more")
        expect(card).to_contain_text(HOSTILE)
    tina.get_by_role("button", name="45 minutes more for Anna", exact=True).click()
    anyway = tina.get_by_role("button", name="Give it anyway")  # she is asked where the day is nearly over
    expect(tina.get_by_text("Tina gives Anna 45 min more").or_(anyway).first).to_be_visible()
    if anyway.is_visible():
        anyway.click()
    expect(tom.locator(".card.wish")).to_contain_text("Tina gives Anna 45 min more")
    expect(tom.locator(".card.wish button")).to_have_count(0)

    expect(child.locator(".wishes .note").first).to_contain_text(
        "Tina gives you 45 min more: it has arrived", timeout=SLOW
    )
    assert child.evaluate("window.hacked") is None
    assert problems == []
    for context in (kids, parents, others):
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_for_everybody(browser: Browser, house: House, scheme: str) -> None:
    context = phone(browser, scheme)
    page = child_page(context, house)
    ask(page, 15, "One level left, then I take the dog out")
    page.locator("summary").click()

    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert sees(page, "sideways") == 0
    assert sees(page, "faint") == []
    assert [one for one in sees(page, "small") if "bare" not in one] == []  # type: ignore[attr-defined]
    context.close()


def test_it_counts_down_in_between_and_tells_when_it_is_cut_off(browser: Browser, house: House) -> None:
    context = phone(browser)
    page = child_page(context, house)
    page.evaluate("""() => {
        const real = Date.now.bind(Date);
        window.later = 0;
        Date.now = () => real() + window.later;
    }""")
    running = page.locator(".place", has_text="in use now")
    expect(running.first).to_be_visible(timeout=SLOW)
    before = running.first.locator(".figure").inner_text()
    context.set_offline(True)
    page.evaluate("window.later = 125_000")
    expect(page.locator("#offline")).to_be_visible(timeout=5000)
    expect(running.first.locator(".figure")).not_to_have_text(before)
    context.set_offline(False)
    page.evaluate("window.later += 20_000")
    expect(page.locator("#offline")).to_be_hidden(timeout=5000)
    context.close()


def test_it_works_without_a_script(browser: Browser, house: House) -> None:
    context = phone(browser, javascript=False)
    page = child_page(context, house)
    ask(page, 30, "without a script")
    expect(page.locator(".wishes .note").first).to_contain_text("“without a script”")
    page.get_by_role("button", name="Take it back").click()
    expect(page.locator(".wishes")).not_to_contain_text("without a script")
    assert page.locator("noscript meta[http-equiv=refresh]").count() == 1
    context.close()


def test_a_link_that_is_ended_ends_an_open_page(browser: Browser, house: House) -> None:
    context = phone(browser)
    page = child_page(context, house)
    context.clear_cookies()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("body")).to_contain_text("This link is no longer valid.", timeout=SLOW)
    context.close()
