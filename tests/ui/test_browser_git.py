"""The copy to Git in a real browser: every field can be reached, read and understood."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Locator, Page

from doctor import Finding
from errors import GitHostKeyUnknown
from tests.ui.browser import DESKTOP, PHONE, looking, serving, well
from tests.ui.fleets import NOW, FakeServices

pytestmark = pytest.mark.real

LOOKS = [(PHONE, "light"), (PHONE, "dark"), (DESKTOP, "light"), (DESKTOP, "dark")]
LONG = "http://git." + "long-name." * 8 + "example.org/anna/times-of-the-children.git"


@pytest.fixture(scope="module")
def house() -> Iterator[str]:
    services = FakeServices()
    copies, error = services.git_copies, GitHostKeyUnknown(host="git.example.org", path="~/.ssh/known_hosts")
    copies.now = replace(copies.now, error=error.message, failing_since=NOW)
    copies.settings = copies.settings.model_copy(update={"insecure": True, "remote": LONG})
    copies.fixed = frozenset({"git_copy.branch"})
    copies.examination.findings = (
        Finding("git.example.org", "Program", ok=True, detail="git version 2.39.5"),
        Finding("git.example.org", "Repository", ok=False, detail=error.text()),
    )
    copies.examination.is_over = True
    with serving(services) as url:
        yield url


def card_of(page: Page) -> Locator:
    card = page.locator(".card", has=page.get_by_role("heading", name="Copy to Git", exact=True))
    card.locator(".badge").wait_for()
    return card


@pytest.mark.parametrize(("viewport", "scheme"), LOOKS)
def test_card_sheet_and_steps_are_in_order_everywhere(browser: Browser, house: str, viewport, scheme):
    with looking(browser, house, viewport, scheme, "/settings") as page:
        card = card_of(page)
        card.scroll_into_view_if_needed()
        well(page)
        card.get_by_role("button", name="Change…").click()
        sheet = page.locator(".sheet")
        sheet.wait_for()
        well(page)
        sheet.locator("summary").click()
        well(page)
        assert sheet.get_by_label("Branch").is_disabled()
        sheet.get_by_role("button", name="Try the connection").click()
        page.get_by_text("1 step needs a look.").wait_for()
        well(page)
