"""Backups in a real browser on a phone: made, encrypted by a passphrase that was set there, and taken away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from backup import check
from tests.backup.conftest import quick
from tests.ui.browser import EYES, PHONE
from tests.web.house import OWNERS
from tests.web.real import RealHouse, living_at
from tests.web.test_browser import sign_in

pytestmark = pytest.mark.real
PASSPHRASE = "correct horse battery staple"
__all__ = ["quick"]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[RealHouse]:
    with living_at(tmp_path / "data") as house:
        yield house


@pytest.fixture(params=["light", "dark"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(
        viewport=PHONE, accept_downloads=True, color_scheme=request.param, reduced_motion="reduce"
    )
    page = context.new_page()
    page.add_init_script(path=EYES)
    yield page
    context.close()


def test_it_is_set_made_and_downloaded_by_who_enters_the_password(
    house: RealHouse, page: Page, quick: None, tmp_path: Path
) -> None:
    sign_in(page, house.url + "/settings")
    card = page.locator("section.card", has=page.get_by_role("heading", name="Backups"))
    expect(card).to_contain_text("Without a passphrase what is secret is left out")
    card.get_by_role("button", name="Change…").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label("Passphrase for what is secret").fill(PASSPHRASE)
    sheet.get_by_label("Passphrase once more").fill(PASSPHRASE)
    sheet.get_by_role("button", name="Save").click()
    expect(card).not_to_contain_text("Without a passphrase")
    card.get_by_role("button", name="Make one now").click()
    expect(card).to_contain_text("with what is secret, encrypted")

    house.clock.advance(301)
    card.get_by_text("1 backup is kept").click()
    card.get_by_role("button", name="Download").click()
    again = page.get_by_role("dialog")
    again.get_by_label("Password").fill(OWNERS)
    with page.expect_download() as coming:
        again.get_by_role("button").last.click()
    coming.value.save_as(tmp_path / "taken.tar.gz")
    with (tmp_path / "taken.tar.gz").open("rb") as file:
        assert check(file, "taken", PASSPHRASE).has_secrets

    card.get_by_text("How one is restored").click()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    small = [
        one.inner_text() for one in card.locator("button, summary").all() if (one.bounding_box() or {})["height"] < 44
    ]
    assert small == []
