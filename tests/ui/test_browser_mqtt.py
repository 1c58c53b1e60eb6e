"""The sheet of the connection to Home Assistant in a real browser: every field can be reached, read and understood."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Locator

from doctor import Finding
from errors import BrokerSilent
from mqtt_views import BridgeState
from settings import MqttSettings
from tests.ui.browser import PHONE, looking, serving
from tests.ui.connections import LOOKS, card_of, walk
from tests.ui.fleets import FakeServices

pytestmark = pytest.mark.real

PASSWORD = "purple-otters-4711"
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


def another_base(sheet: Locator) -> None:
    sheet.get_by_label("Basis-Topic").fill("familie")
    sheet.get_by_text("Home Assistant legt dann alle Entitäten neu an.").wait_for()


@pytest.mark.parametrize("look", LOOKS)
def test_card_sheet_and_steps_are_in_order_everywhere(browser: Browser, house: str, look):
    shown = walk(
        browser, house, look, card="Home Assistant (MQTT)", change="Ändern…", fill=another_base,
        fixed="Benutzername", attempt="Verbindung testen", found="1 Schritt",
    )  # fmt: skip
    assert PASSWORD not in shown


def test_what_is_wrong_in_a_field_that_is_folded_away_is_brought_before_the_eyes(browser: Browser, house: str):
    with looking(browser, house, PHONE, "light", "/settings") as page:
        card_of(page, "Home Assistant (MQTT)").get_by_role("button", name="Ändern…").click()
        sheet = page.locator(".sheet")
        sheet.locator("summary").click()
        sheet.get_by_label("Sekunden zwischen zwei Lebenszeichen").fill("1")
        sheet.locator("summary").click()
        assert not sheet.get_by_label("Sekunden zwischen zwei Lebenszeichen").is_visible()
        sheet.get_by_role("button", name="Speichern").click()
        sheet.get_by_text("Eine Zahl von Sekunden, 5 bis 3600.").wait_for()
        page.wait_for_function("document.activeElement.value === '1'")
        sheet.get_by_role("button", name="Abbrechen").click()
