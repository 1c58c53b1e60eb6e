"""The copy to Git from nothing to one that has arrived: the real program, a real Git server, a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.git_copy.places import TOKEN, bare, commits, git_server
from tests.ui.connections import card_of
from tests.ui.test_browser_mqtt_whole import signed_in
from tests.web.real import living_at

pytestmark = pytest.mark.real


def test_from_nothing_to_a_copy_that_has_arrived(browser: Browser, tmp_path: Path, caplog: pytest.LogCaptureFixture):
    """The whole of it: entered, tried, put right, saved, copied; and the token is nowhere."""
    repository = bare(tmp_path / "times.git")
    with git_server(tmp_path) as server, living_at(tmp_path / "data") as living:
        page = signed_in(browser, living)
        card = card_of(page, "Copy to Git")
        card.get_by_text("What was used and the configuration without secrets").wait_for()
        card.get_by_role("button", name="Change…").click()
        sheet = page.locator(".sheet").first
        sheet.get_by_role("button", name="Try the connection").click()
        page.get_by_text("Enter an address first.").wait_for()
        page.locator(".sheet").last.get_by_role("button", name="Close").click()
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
