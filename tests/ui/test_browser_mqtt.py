"""The sheet of the connection to Home Assistant in a real browser: every field can be reached, read and understood."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Locator, Page

from doctor import Finding
from errors import BrokerSilent
from mqtt_views import BridgeState
from settings import MqttSettings
from tests.ui.browser import DESKTOP, PHONE, looking, serving, well
from tests.ui.fleets import FakeServices

pytestmark = pytest.mark.real

PASSWORD = "purple-otters-4711"
LOOKS = [(PHONE, "light"), (PHONE, "dark"), (DESKTOP, "light"), (DESKTOP, "dark")]
W = "nas.lan:1883"
STEPS = (
    Finding(W, "Name", ok=True, detail="192.168.1.5"),
    Finding(W, "Encryption", ok=True, detail="TLSv1.3", cure="Let its certificate be verified."),
    Finding(W, "Our topics", ok=False, detail="timekpr/bridge/test/" + "x" * 60, cure="Allow our user to write."),
)


@pytest.fixture(scope="module")
def services() -> FakeServices:
    services = FakeServices()
    services.language = "de"  # its words are longer
    services.house.bridge = replace(
        services.house.bridge,
        state=BridgeState.WAITING,
        error=BrokerSilent(host="nas.lan", port=1883, seconds=10).message,
        denied=("timekpr/servers/" + "a" * 80 + "/state",),
    )
    services.house.mqtt = MqttSettings(host="nas.lan", password=PASSWORD, tls=True, insecure=True)
    services.house.mqtt_fixed = frozenset({"mqtt.username"})
    services.house.examination.findings = STEPS
    services.house.examination.is_over = True
    return services


@pytest.fixture(scope="module")
def house(services: FakeServices) -> Iterator[str]:
    with serving(services) as url:
        yield url


def card_of(page: Page) -> Locator:
    card = page.locator(".card", has=page.get_by_role("heading", name="Home Assistant (MQTT)"))
    card.locator(".badge").wait_for()
    return card


@pytest.mark.parametrize(("viewport", "scheme"), LOOKS)
def test_card_sheet_and_steps_are_in_order_everywhere(browser: Browser, house: str, viewport, scheme):
    with looking(browser, house, viewport, scheme, "/settings") as page:
        card = card_of(page)
        card.scroll_into_view_if_needed()
        well(page)
        card.get_by_role("button", name="Ändern…").click()
        sheet = page.locator(".sheet")
        sheet.wait_for()
        well(page)
        sheet.locator("summary").click()
        sheet.get_by_label("Basis-Topic").fill("familie")
        sheet.get_by_text("Home Assistant legt dann alle Entitäten neu an.").wait_for()
        well(page)
        assert sheet.get_by_label("Benutzername").is_disabled()
        sheet.get_by_role("button", name="Verbindung testen").click()
        page.get_by_text("1 Schritt").wait_for()
        well(page)
        assert PASSWORD not in page.content()


def test_what_is_wrong_in_a_field_that_is_folded_away_is_brought_before_the_eyes(browser: Browser, house: str):
    with looking(browser, house, PHONE, "light", "/settings") as page:
        card_of(page).get_by_role("button", name="Ändern…").click()
        sheet = page.locator(".sheet")
        sheet.locator("summary").click()
        sheet.get_by_label("Sekunden zwischen zwei Lebenszeichen").fill("1")
        sheet.locator("summary").click()
        assert not sheet.get_by_label("Sekunden zwischen zwei Lebenszeichen").is_visible()
        sheet.get_by_role("button", name="Speichern").click()
        sheet.get_by_text("Eine Zahl von Sekunden, 5 bis 3600.").wait_for()
        page.wait_for_function("document.activeElement.value === '1'")
        sheet.get_by_role("button", name="Abbrechen").click()
