"""Pictures of every page, as a phone and a desktop show it, light and dark: ``make pictures``.

The demo is started and signed in to as a parent would; pictures go to docs/pictures. Chromium has to be there, as for
the tests.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, NamedTuple

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tools.smoke_demo import free_port

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
START_SECONDS = 60.0
SETTLE_MS = 900

DEVICES: dict[str, ViewportSize] = {
    "phone": {"width": 390, "height": 844},
    "desk": {"width": 1440, "height": 900},
}
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PLAIN = {"login": "/login"}
"""Pages that are shown before the sign-in."""


class House(NamedTuple):
    """Where the demo answers, and with what to sign in."""

    url: str
    name: str
    password: str


def main() -> int:
    """Take all pictures, or those of the pages that are named."""
    parser = argparse.ArgumentParser(description="Take pictures of every page.")
    parser.add_argument("pages", nargs="*", help="names of pages; all if none is named")
    parser.add_argument("--language", default="en", help="the language of the pages")
    parser.add_argument("--to", type=Path, default=PICTURES, help="the folder for the pictures")
    options = parser.parse_args()
    options.to.mkdir(parents=True, exist_ok=True)
    with demo(options.language) as house, sync_playwright() as playwright:
        environment: dict[str, str | float | bool] = {**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/nonexistent"}
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, env=environment)
        for picture, path in take(chromium, house, set(options.pages), options.to):
            print(f"{picture}: {path}")
        chromium.close()
    return 0


def take(chromium: Browser, house: House, wanted: set[str], folder: Path) -> Iterator[tuple[str, str]]:
    """Each picture as it is taken: its name and the address of its page."""
    state, url = None, house.url
    for device, viewport in DEVICES.items():
        for theme in THEMES:
            context = chromium.new_context(
                viewport=viewport, color_scheme=theme, has_touch=device == "phone", storage_state=state,
                reduced_motion="reduce",
            )  # fmt: skip
            page = context.new_page()
            if state is None:
                sign_in(page, house)
                state = context.storage_state()
            for called, path in {**PLAIN, **pages(page, url)}.items():
                if wanted and called not in wanted:
                    continue
                if called in PLAIN:
                    context.clear_cookies()
                show(page, url + path, live=called not in PLAIN)
                picture = f"{called}-{device}-{theme}"
                page.screenshot(path=folder / f"{picture}.png")
                if called in PLAIN:
                    context.add_cookies([*state["cookies"]])  # type: ignore[list-item]
                yield picture, path
            context.close()


def pages(page: Page, url: str) -> dict[str, str]:
    """Every page by the name of its picture: the places of the app, and those behind the first child and computer."""
    show(page, url, live=True)
    child = page.locator("a[href*='/child/']").first.get_attribute("href") or ""
    return {
        "home": "/",
        "child-today": child,
        "child-week": f"{child}/week",
        "child-limits": f"{child}/limits",
        "child-playtime": f"{child}/playtime",
        "child-history": f"{child}/history",
        "child-log": f"{child}/log",
        "computers": "/computers",
        "history": "/history",
        "more": "/more",
        "outbox": "/outbox",
        "audit": "/audit",
        "settings": "/settings",
        "guide": "/guide",
    }


def show(page: Page, address: str, *, live: bool) -> None:
    """Open a page and wait until it stands still."""
    page.goto(address)
    if live:
        page.wait_for_function("window.did_handshake && !document.querySelector('.skeleton')")
    page.wait_for_timeout(SETTLE_MS)


def sign_in(page: Page, house: House) -> None:
    """As a parent does."""
    page.goto(f"{house.url}/login")
    page.fill("#username", house.name)
    page.fill("#password", house.password)
    page.click("button")
    page.wait_for_url(f"{house.url}/")


@contextmanager
def demo(language: str) -> Iterator[House]:
    """The demo on a free port until the end: its address, and with what to sign in."""
    port = free_port()
    environment = {**os.environ, "TIMEKPR_MNGR_LANGUAGE": language}
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            [sys.executable, "main.py", "demo", "--port", str(port)], cwd=ROOT, env=environment,
            stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            yield House(f"http://127.0.0.1:{port}", *_signs_in_with(process, output.fileno()))
        finally:
            process.terminate()
            process.wait()


def _signs_in_with(process: subprocess.Popen[bytes], output: int) -> tuple[str, str]:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        printed = os.pread(output, 100_000, 0).decode(errors="replace")
        said = re.search(r"(\S+) (?:with the password|mit dem Passwort) (\S+)", printed)
        if said and "http://" in printed:
            time.sleep(8)  # a cycle or two: figures are read, the demo's edits are confirmed
            return said[1], said[2]
        time.sleep(0.2)
    raise TimeoutError("the demo did not start")


if __name__ == "__main__":
    sys.exit(main())
