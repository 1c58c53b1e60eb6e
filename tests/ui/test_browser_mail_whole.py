"""Mail from nothing to a letter that arrives: the real program, a real mail server, a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from mail import Letter
from tests.mail.server import PASSWORD, USER, mail_server
from tests.mqtt.certificates import Authority
from tests.ui.connections import card_of
from tests.ui.test_browser_mqtt_whole import signed_in
from tests.web.real import living_at
from workbench.waiting import until

pytestmark = pytest.mark.real


def test_from_nothing_to_a_letter_that_arrives(browser: Browser, tmp_path: Path, caplog: pytest.LogCaptureFixture):
    """The whole of it: entered, tried, put right, saved, sent; and the password is nowhere."""
    authority = Authority(tmp_path / "authority")
    files = authority.sign("mail", "localhost")
    with mail_server(files, auth=True) as room, living_at(tmp_path / "data") as living:
        page = signed_in(browser, living)
        card = card_of(page, "Mail")
        card.get_by_text("No mail server is entered yet.").wait_for()
        card.get_by_role("button", name="Change…").click()
        sheet = page.locator(".sheet").first
        sheet.get_by_text("Send mail").click()
        sheet.get_by_role("button", name="Save").click()
        sheet.get_by_text("No mail can be sent without a mail server: enter its name.").wait_for()
        sheet.get_by_label("Mail server: host name or IP address").fill("localhost")
        sheet.get_by_label("Port", exact=True).fill(str(room.port))
        sheet.get_by_label("User name").fill(USER)
        sheet.get_by_label("Password", exact=True).fill(PASSWORD)
        sheet.get_by_label("From", exact=True).fill("Family <timekpr@example.org>")
        sheet.get_by_label("Recipients", exact=True).fill("anna@example.org")
        sheet.get_by_role("button", name="Send a test mail").click()
        steps = page.locator(".sheet").last
        steps.get_by_text("its certificate is of an authority that this machine does not trust").wait_for()
        steps.get_by_role("button", name="Close").click()

        sheet.locator("summary").click()
        sheet.get_by_label("File of the authority that is trusted (CA)").fill(str(authority.ca.certificate))
        sheet.get_by_role("button", name="Send a test mail").click()
        page.get_by_text("All in order.").wait_for()
        page.locator(".sheet").last.get_by_role("button", name="Close").click()
        assert room.copies("anna@example.org") == 1
        assert living.core.settings.smtp.host == ""

        sheet.get_by_role("button", name="Save").click()
        card.get_by_text(f"Mail is sent by localhost:{room.port} to anna@example.org.").wait_for()
        living.services.mail.send(Letter("digest/2026-W47", "Week", "Hello"))
        until(lambda: room.copies("anna@example.org") == 2, 10, "the letter has arrived")
        card.get_by_text("Last sent:").wait_for()

        # The saved password goes nowhere else, neither to be tried nor to be kept.
        card.get_by_role("button", name="Change…").click()
        sheet = page.locator(".sheet").last
        sheet.get_by_label("Mail server: host name or IP address").fill("127.0.0.1")
        for what in ("Send a test mail", "Save"):
            sheet.get_by_role("button", name=what).click()
            sheet.get_by_text("The saved password is for localhost").wait_for()
            sheet.get_by_label("Password", exact=True).fill("")
        assert living.core.settings.smtp.host == "localhost"
        assert PASSWORD not in page.content()
        page.context.close()
    assert PASSWORD not in caplog.text
    assert len(room.logins) == 2
