"""The sheet of mail in a real browser: every field can be reached, read and understood."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator

from doctor import Finding
from errors import MailLogin
from mail_views import MailState, MailView
from tests.ui.browser import serving
from tests.ui.connections import LOOKS, walk
from tests.ui.fleets import NOW, FakeServices

pytestmark = pytest.mark.real

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


def many_addresses(sheet: Locator) -> None:
    sheet.get_by_label("Recipients", exact=True).fill(
        "\n".join(f"somebody.{number}@example.org" for number in range(9))
    )


@pytest.mark.parametrize("look", LOOKS)
def test_card_sheet_and_steps_are_in_order_everywhere(browser: Browser, house: str, look):
    walk(
        browser, house, look, card="Mail", change="Change…", fill=many_addresses, fixed="User name",
        attempt="Send a test mail", found="1 step needs a look.",
    )  # fmt: skip
