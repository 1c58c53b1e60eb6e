"""A house to walk through: the whole program, served as it serves itself, over played computers."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, FrameLocator, Page

from core import Core
from demo.cast import stage
from demo.story import Story
from demo_fleet import take_in
from opening import open_core
from own_key import ensure_key
from tests.demo.house import BERLIN
from tests.ui.browser import EYES, PHONE
from tests.web.house import AT_HOME, EVENING, OWNER, OWNERS, StandingClock
from tests.web.real import RealHouse, living_at

SLOW = 15_000
"""Milliseconds for what takes a visit of a computer."""
Prepare = Callable[[Core], None]
NAMES = ("Anna", "Emma", "Ben", "Carla", "David", "Finn", "Ida", "PC-Anna", "PC-Ben", "Laptop", "School-0")
"""Of the children and the computers of the family."""


@contextmanager
def family(
    folder: Path, served: dict[str, Any] | None = None, prepare: Prepare = lambda _core: None, **settings: object
) -> Iterator[RealHouse]:
    """The demo's children at their computers on an evening that does not go on; Tina is the admin.

    ``served`` says how the server does it, ``prepare`` what was done to the data before it started.
    """
    folder.mkdir()
    (folder / "settings.json").write_text(json.dumps({"schema": 1, **settings}))
    clock = StandingClock(EVENING)
    core = open_core(folder, clock, writer=True)
    with core.store:
        key = ensure_key(core.store).public_line
    with stage(key, clock, zone=BERLIN) as cast:
        Story(cast.computers, clock, random.Random(1)).step()
        core = open_core(folder, clock, writer=True)
        with core.store:
            take_in(core, cast)
            prepare(core)
        with living_at(folder, **(served or {})) as house:
            yield house


def phone_page(browser: Browser, **more: object) -> Page:
    """A page of a browser of its own, on a phone."""
    given = {"viewport": PHONE, "has_touch": True, "reduced_motion": "reduce", **more}
    page = browser.new_context(**given).new_page()
    page.add_init_script(path=EYES)
    page.set_default_timeout(SLOW)
    return page


def fill_in(page: Page | FrameLocator, name: str = OWNER, password: str = OWNERS) -> None:
    """Send the form of the sign-in."""
    page.locator("#username").fill(name)
    page.locator("#password").fill(password)
    page.locator("form button").click()


def enter(page: Page, url: str, name: str = OWNER, password: str = OWNERS) -> None:
    """Sign in, up to the live page."""
    page.goto(url)
    fill_in(page, name, password)
    is_live(page)


def is_live(page: Page) -> None:
    """Wait for the socket of the page."""
    page.wait_for_function("window.did_handshake")


def emma_asks(house: RealHouse, reason: str = "One level left") -> None:
    """Emma wants 45 minutes more: a push for every page that is open."""
    wishes = house.services.wishes
    secret = wishes.make_link("emma", "phone", AT_HOME)
    wishes.ask(wishes.visitor(secret), 45, reason, "", "10.0.0.7")
