"""The sheet of mail in a real browser: every field can be reached, read and understood."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page

from doctor import Finding
from errors import MailLogin
from mail_views import MailState, MailView
from tests.ui.browser import DESKTOP, PHONE, looking, serving, well
from tests.ui.fleets import NOW, FakeServices

pytestmark = pytest.mark.real

LOOKS = [(PHONE, "light"), (PHONE, "dark"), (DESKTOP, "light"), (DESKTOP, "dark")]
W = "mail.example.org:587"


@pytest.fixture(scope="module")
def house() -> Iterator[str]:
    services = FakeServices()
    error = MailLogin(host="mail.example.org", port=587, said="535 5.7.8 " + "x" * 60)
    services.house.mail = MailView(MailState.FAILING, W, NOW, NOW, NOW, 2, error.message)
    services.house.smtp = services.house.smtp.model_copy(update={"insecure": True})
    services.house.smtp_fixed = frozenset({"smtp.username"})
    services.house.examination.findings = (
        Finding(W, "Name", ok=True, detail="192.0.2.5"),
        Finding(W, "Signing in", ok=False, detail=error.text()),
    )
    services.house.examination.is_over = True
    with serving(services) as url:
        yield url


def card_of(page: Page) -> Locator:
    card = page.locator(".card", has=page.get_by_role("heading", name="Mail", exact=True))
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
        sheet.get_by_label("To", exact=True).fill("\n".join(f"somebody.{number}@example.org" for number in range(9)))
        well(page)
        assert sheet.get_by_label("User name").is_disabled()
        sheet.get_by_role("button", name="Send a test mail").click()
        page.get_by_text("1 step needs a look.").wait_for()
        well(page)
