"""A real browser in front of the running app: it notes every complaint of a page and every host that it asks."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from fastapi import FastAPI
from nicegui import ui
from nicegui.functions.download import download
from nicegui.functions.navigate import Navigate
from nicegui.functions.notify import notify
from nicegui.testing.general import nicegui_reset_globals
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from tests.ui.app import make_app
from tests.ui.fleets import FakeServices

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

expect.set_options(timeout=15_000)
"""Milliseconds: what a page says it may say late, where the machine has other work."""

SERIOUS = {"serious", "critical"}

EYES = Path(__file__).with_name("eyes.js")

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}


def start_browser(playwright: Playwright) -> Browser:
    # Other tests start a system bus of their own and end it again, at which a browser that has found it aborts.
    environment = {**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/nonexistent"}
    return playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, env=environment)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. Started for each module: while it is there, no test of this process can have its own loop."""
    with sync_playwright() as playwright:
        chromium = start_browser(playwright)
        yield chromium
        chromium.close()


def own_ways_out() -> None:
    """A simulated visitor takes these from NiceGUI at every touch and never gives them back; a browser needs them."""
    ui.navigate, ui.notify, ui.download = Navigate(), notify, download


@contextmanager
def serving(services: FakeServices, build: Callable[[FakeServices], FastAPI] = make_app) -> Iterator[str]:
    """The app on a free port of this machine, in a thread; its address."""
    with nicegui_reset_globals():
        own_ways_out()
        config = uvicorn.Config(build(services), host="127.0.0.1", port=0, access_log=False, log_level="warning")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        deadline = time.monotonic() + 20
        while not server.started:
            assert thread.is_alive(), "the app did not start"
            assert time.monotonic() < deadline, "the app did not start in time"
            time.sleep(0.02)
        try:
            yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(timeout=20)
            assert not thread.is_alive()


@dataclass
class Seen:
    """What a page complained about and whom it asked."""

    complaints: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)


@contextmanager
def looking(
    browser: Browser, url: str, viewport: dict[str, int] = PHONE, scheme: str = "light", path: str = "/"
) -> Iterator[Page]:
    """A page that is open and connected. At the end it must not have complained, nor asked another host."""
    context = browser.new_context(
        viewport=viewport, color_scheme=scheme, reduced_motion="reduce", has_touch=viewport == PHONE
    )
    page = context.new_page()
    page.add_init_script(path=EYES)
    seen = Seen()
    page.on("console", lambda message: seen.complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on("request", lambda request: seen.hosts.add(urlsplit(request.url).netloc))
    try:
        page.goto(url + path)
        page.wait_for_function("window.did_handshake")
        page.locator("h1").wait_for()
        yield page
        assert seen.complaints == []
        assert seen.hosts - {""} == {urlsplit(url).netloc}
    finally:
        context.close()


def sees(page: Page, what: str) -> object:
    """What the function of ``eyes.js`` with this name finds on the page."""
    return page.evaluate(f"eyes.{what}()")


def well(page: Page) -> None:
    """Nothing serious for people who use it another way, nothing out of sight to the side."""
    page.wait_for_timeout(300)
    # axe looks through a dialog at what is behind it: contrasts are measured by our own eyes. The bar is its own doing.
    options = {"rules": {"color-contrast": {"enabled": False}}}
    found = Axe().run(page, context={"exclude": [[".q-loading-bar"]]}, options=options).response["violations"]
    assert [(one["id"], one["nodes"][0]["target"]) for one in found if one["impact"] in SERIOUS] == []
    assert {what: sees(page, what) for what in ("small", "faint", "unnamed", "spilt")} == {
        "small": [], "faint": [], "unnamed": [], "spilt": [],
    }  # fmt: skip
    assert sees(page, "sideways") == 0
