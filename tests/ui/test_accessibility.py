"""axe-core on every page, as a phone and a desktop show it, light and dark: nothing serious."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.ui.browser import DESKTOP, PHONE, looking, serving
from tests.ui.fleets import NOW, FakeServices, kept

PAGES = (
    "/",
    "/child/anna",
    "/child/anna/week",
    "/child/anna/limits",
    "/child/anna/playtime",
    "/child/anna/history",
    "/child/anna/log",
    "/computers",
    "/computers/pc-anna/settings",
    "/history",
    "/more",
    "/outbox",
    "/audit",
    "/settings",
    "/guide",
    "/about",
)
SERIOUS = {"serious", "critical"}
LOOKS = {"phone": (PHONE, "light"), "desk at night": (DESKTOP, "dark")}

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def house() -> Iterator[str]:
    services = FakeServices()
    services.histories["pc-anna", "anna"] = kept({NOW.date(): 4800})
    with serving(services) as url:
        yield url


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_serious_fault_for_people_who_use_it_another_way(
    browser: Browser, house: str, path: str, look: str
):
    viewport, scheme = LOOKS[look]
    with looking(browser, house, viewport, scheme, path) as page:
        page.wait_for_function("!document.querySelector('.skeleton, [aria-busy=true]')")
        page.wait_for_timeout(300)  # what is read after the page is there is drawn
        found = Axe().run(page).response["violations"]
    serious = [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found if one["impact"] in SERIOUS]
    assert serious == []
