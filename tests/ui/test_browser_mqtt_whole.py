"""The connection to Home Assistant from nothing to connected: the real program, a real broker, a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion
from playwright.sync_api import Browser, Locator, Page

from tests.mqtt.certificates import Authority
from tests.ui.browser import PHONE
from tests.web.real import RealHouse, living_at
from workbench.mosquitto import Mosquitto

pytestmark = pytest.mark.real

PASSWORD = "purple-otters-4711"


def card_of(page: Page) -> Locator:
    card = page.locator(".card", has=page.get_by_role("heading", name="Home Assistant (MQTT)"))
    card.locator(".badge").wait_for()
    return card


def starts_home_assistant(broker: Mosquitto, authority: Authority) -> None:
    client = paho.Client(CallbackAPIVersion.VERSION2)
    client.username_pw_set("timekpr", PASSWORD)
    client.tls_set(str(authority.ca.certificate))
    client.connect("localhost", broker.port)
    client.loop_start()
    client.publish("homeassistant/status", "online", 1, retain=True).wait_for_publish(5)
    client.disconnect()
    client.loop_stop()


def signed_in(browser: Browser, living: RealHouse) -> Page:
    context = browser.new_context(viewport=PHONE, locale="en")
    name, _, value = living.client(living.sign_in()).headers["Cookie"].partition("=")
    context.add_cookies([{"name": name, "value": value, "url": living.url}])
    page = context.new_page()
    page.goto(f"{living.url}/settings")
    page.wait_for_function("window.did_handshake")
    return page


def test_from_nothing_to_connected_with_a_broker_of_the_household(
    browser: Browser, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    """The whole of it: entered, refused, tried, put right, saved, connected; and the password is nowhere."""
    authority = Authority(tmp_path / "authority")
    files = authority.sign("broker", "localhost")
    extra = f"certfile {files.certificate}\nkeyfile {files.key}"
    with (
        Mosquitto(tmp_path / "broker", users={"timekpr": PASSWORD}, extra=extra) as broker,
        living_at(tmp_path / "data") as living,
    ):
        starts_home_assistant(broker, authority)
        page = signed_in(browser, living)
        card = card_of(page)
        card.get_by_text("No MQTT broker is entered yet.").wait_for()
        card.get_by_role("button", name="Change…").click()
        sheet = page.locator(".sheet").first
        sheet.get_by_label("Broker: host name or IP address").fill("localhost")
        sheet.get_by_label("Port", exact=True).fill(str(broker.port))
        sheet.get_by_label("User name").fill("timekpr")
        sheet.get_by_label("Password", exact=True).fill(PASSWORD)
        sheet.get_by_text("Encrypt the connection (TLS)").click()
        sheet.get_by_role("button", name="Test connection").click()
        steps = page.locator(".sheet").last
        steps.get_by_text("Its certificate is of an authority that this machine does not trust.").wait_for()
        steps.get_by_role("button", name="Close").click()

        sheet.locator("summary").click()
        sheet.get_by_label("File of the authority that is trusted (CA)").fill(str(authority.ca.certificate))
        sheet.get_by_role("button", name="Test connection").click()
        page.get_by_text("All in order.").wait_for()
        page.locator(".sheet").last.get_by_role("button", name="Close").click()
        assert living.core.settings.mqtt.host == ""

        sheet.get_by_role("button", name="Save").click()
        card.get_by_text(f"Connected to localhost:{broker.port} since").wait_for(timeout=20_000)
        card.get_by_role("button", name="Change…").click()
        sheet = page.locator(".sheet").last
        sheet.get_by_text("Forget the saved password").wait_for()

        # The saved password goes nowhere else.
        sheet.get_by_label("Broker: host name or IP address").fill("127.0.0.1")
        sheet.get_by_role("button", name="Test connection").click()
        sheet.get_by_text("The saved password is for localhost").wait_for()
        assert PASSWORD not in page.content()
        page.context.close()
    assert PASSWORD not in caplog.text
    audit = [path.read_text() for path in (tmp_path / "data" / "audit").rglob("*") if path.is_file()]
    assert any("tried" in one for one in audit)
    assert all(PASSWORD not in one for one in audit)
