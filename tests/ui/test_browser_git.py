"""The copy to Git in a real browser: every field can be reached, read and understood; and from nothing to a copy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page

from doctor import Finding
from errors import GitHostKeyUnknown
from tests.git_copy.places import TOKEN, bare, commits, git_server
from tests.ui.browser import DESKTOP, PHONE, looking, serving, well
from tests.ui.fleets import NOW, FakeServices
from tests.ui.test_browser_mqtt_whole import signed_in
from tests.web.real import living_at

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


def test_from_nothing_to_a_copy_that_has_arrived(browser: Browser, tmp_path: Path, caplog: pytest.LogCaptureFixture):
    """The whole of it: entered, tried, put right, saved, copied; and the token is nowhere."""
    repository = bare(tmp_path / "times.git")
    with git_server(tmp_path) as server, living_at(tmp_path / "data") as living:
        page = signed_in(browser, living)
        card = card_of(page)
        card.get_by_text("What was used and the configuration without secrets").wait_for()
        card.get_by_role("button", name="Change…").click()
        sheet = page.locator(".sheet").first
        sheet.get_by_label("Address of the repository").fill(f"{server.url}/times.git")
        sheet.get_by_role("button", name="Try the connection").click()
        steps = page.locator(".sheet").last
        steps.get_by_text("lets nobody in without a token").wait_for()
        steps.get_by_role("button", name="Close").click()
        sheet.get_by_label("Token (for https://)").fill(TOKEN)
        sheet.get_by_role("button", name="Try the connection").click()
        page.get_by_text("All in order.").wait_for()
        page.locator(".sheet").last.get_by_role("button", name="Close").click()
        sheet.get_by_role("button", name="Save").click()
        card.get_by_text("No copy is made by itself to").wait_for()
        card.get_by_role("button", name="Push now").click()
        card.get_by_text("The branch main stands at").wait_for()
        assert commits(repository)[0][:8] in card.inner_text()

        # The saved token goes nowhere else.
        card.get_by_role("button", name="Change…").click()
        sheet = page.locator(".sheet").first
        sheet.get_by_label("Address of the repository").fill("https://evil.example.org/x.git")
        for what in ("Try the connection", "Save"):
            sheet.get_by_role("button", name=what).click()
            sheet.get_by_text("The saved token is for 127.0.0.1").wait_for()
        assert TOKEN not in page.content()
        page.context.close()
    assert TOKEN not in caplog.text
