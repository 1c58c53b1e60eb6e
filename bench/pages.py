"""The parents' pages: how soon Home is there, what it weighs, what a push costs, and 200 pages at once."""

from __future__ import annotations

import asyncio
import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser as Chromium, sync_playwright

from bench.computers import Computers
from bench.figures import Figure, Promise
from bench.house import NAME, PASSWORD, House
from bench.open_page import Browser, open_pages
from bench.worker import Worker

GROUP = "the pages, 5 children"
TURNS = 20
OPEN = 200
PUSHES = 10
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


def pages() -> Iterator[Figure]:
    """The figures. The reference of the first is a file that is answered without a session, in the same run."""
    with _house() as house:
        url = house.call("url")
        browser = Browser(url, NAME, PASSWORD)
        home, asset = _median(lambda: browser.get("/")), _median(lambda: browser.get("/assets/plain.css"))
        yield Figure(GROUP, "Home, all of its HTML", home * 1000, "ms", asset * 1000, "a style sheet", Promise(20))
        yield from _in_chromium(browser)
    with _house() as house:  # a page that nobody connects to is kept for a minute: those above do not count
        yield from asyncio.run(_many(house, Browser(house.call("url"), NAME, PASSWORD)))


@contextmanager
def _house() -> Iterator[Worker]:
    """The app in a process, its computers in another."""
    with Worker(House) as house, Worker(Computers, house.call("public_key")) as computers:
        house.call("meet", computers.call("machines"))
        yield house
        computers.call("close")
        house.call("close")


def _in_chromium(browser: Browser) -> Iterator[Figure]:
    """What a phone meets that was never here, and one that was."""
    environment = {**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/nonexistent"}
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS, env=environment)
        try:
            _visit(chromium, browser)  # the first page of a browser pays for the browser itself
            cold = [_visit(chromium, browser) for _ in range(5)]
        finally:
            chromium.close()
    weights = [weight for weight, _, _ in cold]
    yield Figure(GROUP, "transferred, cold", max(weights) / 1024, "kB", promise=Promise(450))
    yield Figure(
        GROUP, "interactive, cold", statistics.median(ready for _, ready, _ in cold), "s",
        statistics.median(again for _, _, again in cold), "the same again, warm", Promise(0.6),
    )  # fmt: skip


def _visit(chromium: Chromium, browser: Browser) -> tuple[int, float, float]:
    """Bytes of a cold visit, and the seconds until its buttons work, cold and when it is opened once more."""
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    try:
        context.add_cookies(
            [{"name": name, "value": value, "url": browser.url} for name, value in browser.cookies.items()]
        )
        page = context.new_page()
        weight = 0

        def count(event: dict[str, float]) -> None:
            nonlocal weight
            weight += int(event["encodedDataLength"])

        devtools = context.new_cdp_session(page)
        devtools.send("Network.enable")
        devtools.on("Network.loadingFinished", count)
        took = []
        for _ in range(2):
            page.goto(browser.url)
            page.wait_for_function("window.did_handshake && document.querySelector('h1')")
            took.append(page.evaluate("performance.now()") / 1000)
            if len(took) == 1:
                page.wait_for_timeout(300)
                cold = weight
        return cold, took[0], took[1]
    finally:
        context.close()


async def _many(house: Worker, browser: Browser) -> list[Figure]:
    idle, empty = house.call("push", PUSHES), house.call("rss_mb")
    opened = await open_pages(browser, OPEN)
    await asyncio.sleep(1)
    memory = house.call("rss_mb")
    before = sum(page.messages for page in opened)
    busy = await asyncio.to_thread(house.call, "push", PUSHES)
    await asyncio.sleep(0.5)
    if sum(page.messages for page in opened) - before < OPEN:
        raise RuntimeError("the pushes did not reach the pages")
    for page in opened:
        await page.close()
    cost = (busy - idle) / PUSHES / OPEN * 1000
    return [
        Figure(GROUP, f"a push, per page of {OPEN}", cost, "ms CPU", promise=Promise(1)),
        Figure(GROUP, f"memory with {OPEN} open pages", memory, "MB", empty, "without a page", Promise(250)),
    ]


def _median(work: Callable[[], object]) -> float:
    work()
    took = []
    for _ in range(TURNS):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return statistics.median(took)
