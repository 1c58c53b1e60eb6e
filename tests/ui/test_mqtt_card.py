"""The connection to Home Assistant on the settings page: how it stands, changing it, and trying it first."""

from __future__ import annotations

from dataclasses import replace

import pytest
from nicegui import ElementFilter, ui
from nicegui.testing.user import User
from pydantic import SecretStr

from doctor import Finding
from errors import BrokerPasswordWanted, BrokerSilent, Busy, PasswordNeeded, SettingsInvalid
from i18n import Message
from mqtt_views import BridgeState, BridgeView
from settings import MqttSettings
from tests.ui.connections import is_refused
from tests.ui.fleets import TINA, FakeServices
from tests.ui.technical import FakeExamination
from tests.ui.visit import asked, complaints, enter, field, give, open_sheets, press, texts, until, visit
from ui.parts import mqtt_card
from ui.parts.mqtt_form import COMMON

pytestmark = pytest.mark.anyio

SAVED = "otters"
NAME = Finding("nas.lan:1883", "Name", ok=True, detail="192.168.1.5")
LOGIN = Finding("nas.lan:1883", "Signing in", ok=False, detail="It is not accepted.", cure="Check both.")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mqtt_card, "EVERY", 0.05)


async def shown(page: User) -> None:
    await until(lambda: texts(page, "mqtt-badge"))


async def opened(page: User) -> None:
    await shown(page)
    await press(page, "mqtt-change")
    await until(lambda: open_sheets(page))


async def test_it_says_how_it_stands_with_what_was_counted(services: FakeServices):
    async with visit(services, "/settings") as page:
        await shown(page)
        assert texts(page, "mqtt-badge") == ["Connected"]
        assert texts(page, "mqtt-state") == ["Connected to nas.lan:1883 since yesterday 10:00."]
        counted = {name: texts(page, f"mqtt-{name}") for name in ("entities", "done", "refused", "ignored")}
        assert counted == {"entities": ["42"], "done": ["5"], "refused": ["1"], "ignored": ["1"]}
        for hidden in ("mqtt-source", "mqtt-error", "mqtt-insecure", "mqtt-denied"):
            await page.should_not_see(marker=hidden)


async def test_it_follows_by_itself_and_says_why_nothing_is_reached(services: FakeServices):
    house, error = services.house, BrokerSilent(host="nas.lan", port=1883, seconds=10).message
    async with visit(services, "/settings") as page:
        await shown(page)
        connected = house.bridge
        house.bridge = replace(
            connected, state=BridgeState.WAITING, error=error, source="supervisor", denied=tuple("abcdefg")
        )
        house.mqtt = house.mqtt.model_copy(update={"tls": True, "insecure": True})
        await until(lambda: texts(page, "mqtt-badge") == ["Not reached"])
        assert texts(page, "mqtt-state") == [
            "nas.lan:1883 has not been reached since yesterday 10:00; it is tried again by itself."
        ]
        assert texts(page, "mqtt-error") == [error.text()]
        assert texts(page, "mqtt-source") == ["Found through Home Assistant's Supervisor."]
        assert texts(page, "mqtt-denied") == list("abcde")
        assert texts(page, "mqtt-insecure")[0].startswith("The broker's certificate is not checked: anybody")

        house.bridge = replace(connected, done=6)
        await until(lambda: texts(page, "mqtt-badge") == ["Connected"])
        await page.should_not_see(marker="mqtt-error")
        await page.should_not_see(marker="mqtt-denied")
        assert texts(page, "mqtt-done") == ["6"]


@pytest.mark.parametrize(
    ("settings", "view", "sentence"),
    [
        ({"enabled": False}, BridgeView(BridgeState.OFF), "Home Assistant is told nothing, and can change nothing."),
        (
            {"host": ""},
            BridgeView(BridgeState.OFF),
            "No MQTT broker is entered yet. With one, Home Assistant shows times and limits.",
        ),
        ({}, BridgeView(BridgeState.CONNECTING, broker="nas.lan:1883"), "Connecting to nas.lan:1883…"),
        ({}, BridgeView(BridgeState.WAITING), "Not reached. It is tried again by itself."),
    ],
)
async def test_each_state_has_its_sentence(services: FakeServices, settings, view, sentence):
    services.house.mqtt = MqttSettings(**{"host": "nas.lan", **settings})
    services.house.bridge = view
    async with visit(services, "/settings") as page:
        await shown(page)
        assert texts(page, "mqtt-state") == [sentence]


async def test_who_is_no_admin_sees_nothing_of_it(services: FakeServices):
    services.who = replace(TINA, role="parent", may_admin=False)
    async with visit(services, "/settings") as page:
        await until(lambda: texts(page, "signed-in-as"))
        await page.should_not_see(marker="mqtt-card")


async def test_what_is_dangerous_is_red_only_once_it_is_wanted(services: FakeServices):
    services.house.mqtt = services.house.mqtt.model_copy(update={"tls": True, "insecure": False})
    async with visit(services, "/settings") as page:
        await opened(page)
        assert "risk" not in field(page, "mqtt-risk").classes
        give(page, insecure=True)
        await until(lambda: "risk" in field(page, "mqtt-risk").classes)


async def test_only_what_was_changed_is_saved_and_the_saved_password_stays_where_it_is(services: FakeServices):
    async with visit(services, "/settings") as page:
        await opened(page)
        assert field(page, "password").props["placeholder"] == "unchanged"
        assert field(page, "password").value == ""
        give(page, host=" 192.168.1.5 ", port="1884", insecure=False, commands="grants", keepalive="30")
        await press(page, "do-it")
        changed = {"host": "192.168.1.5", "port": 1884, "commands": "grants", "keepalive": 30}
        assert await asked(services) == [("change_mqtt", changed)]
        await until(lambda: not open_sheets(page))
        assert open_sheets(page) == []
        assert services.house.mqtt.password == SecretStr(SAVED)


@pytest.mark.parametrize(
    ("given", "changed"),
    [({"password": "new one"}, {"password": "new one"}), ({"forget": True}, {"password": ""}), ({"port": ""}, None)],
)
async def test_the_password_is_another_or_none_if_that_is_wanted(services: FakeServices, given, changed):
    async with visit(services, "/settings") as page:
        await opened(page)
        give(page, **given)
        await press(page, "do-it")
        await until(lambda: not open_sheets(page))
        assert services.asked == ([("change_mqtt", changed)] if changed else [])


async def test_a_typed_password_takes_the_place_of_the_file(services: FakeServices):
    services.house.mqtt = MqttSettings(host="nas.lan", password_file="/run/secrets/mqtt")
    async with visit(services, "/settings") as page:
        await opened(page)
        assert field(page, "password").props["hint"] == "It is read from the file /run/secrets/mqtt."
        give(page, password="new one")
        await press(page, "do-it")
        assert await asked(services) == [("change_mqtt", {"password": "new one", "password_file": ""})]


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("host", "mqtt://nas", "A host name or an IP address, without a port and without mqtt:// before it."),
        ("port", "70000", "A port is a number from 1 to 65535."),
        ("port", "x", "A port is a number from 1 to 65535."),
        ("base_topic", "a/#", "1 to 200 characters, without + and #; no $ at its beginning, and no empty level"),
        ("ca_cert", "ca.crt", "The whole path of a file on this machine, beginning with /."),
        ("keepalive", "", "A number of seconds from 5 to 3600."),
        ("client_key", "/x.key", "A key is of no use alone: set mqtt.client_cert too."),
    ],
)
async def test_what_is_wrong_is_said_at_its_field(services: FakeServices, name, value, sentence):
    services.house.mqtt = MqttSettings(host="nas.lan", tls=True)
    async with visit(services, "/settings") as page:
        await opened(page)
        await is_refused(page, name, sentence, **{name: value})
        assert texts(page, "complaint") == []
        give(page, **{name: "/x.pem" if name in {"ca_cert", "client_key"} else "9"})


async def test_what_is_about_no_field_is_said_below_them(services: FakeServices):
    services.refusal = SettingsInvalid(key="mqtt.insecure", why=Message("It is for TLS."))
    async with visit(services, "/settings") as page:
        await opened(page)
        give(page, insecure=True)
        await press(page, "do-it")
        await until(lambda: texts(page, "complaint"))
        assert texts(page, "complaint") == [services.refusal.text()]


async def test_what_the_environment_sets_is_shown_and_cannot_be_touched(services: FakeServices):
    services.house.mqtt_fixed = frozenset({"mqtt.host", "mqtt.password", "mqtt.qos"})
    async with visit(services, "/settings") as page:
        await opened(page)
        off = {name for name in (*COMMON, "qos", "base_topic") if not field(page, name).enabled}
        assert off == {"host", "password", "forget", "qos"}
        await page.should_see("What is grey is set where the program is started.")


async def test_names_that_move_everything_in_home_assistant_are_warned_about(services: FakeServices):
    async with visit(services, "/settings") as page:
        await opened(page)
        assert texts(page, "mqtt-anew") == []
        for name, value in (("base_topic", "family"), ("discovery_prefix", "ha")):
            before = field(page, name).value
            give(page, **{name: value})
            assert texts(page, "mqtt-anew")[0].startswith("Home Assistant makes all its entities anew then.")
            give(page, **{name: before})
            assert texts(page, "mqtt-anew") == []


async def test_saving_asks_for_the_password_of_whoever_is_signed_in(services: FakeServices):
    change, entered = services.house.change_mqtt, []

    def change_mqtt(changes: object, asked: object) -> None:
        if not entered:
            raise PasswordNeeded
        change(changes, asked)

    services.house.change_mqtt = change_mqtt
    services.confirm_password = entered.append
    async with visit(services, "/settings") as page:
        await opened(page)
        give(page, host="other.lan")
        await press(page, "do-it")
        await until(lambda: len(open_sheets(page)) == 2)
        assert open_sheets(page)[-1] == "Is it you?"


# --- trying it ---


async def test_what_stands_in_the_form_is_tried_and_not_saved_and_each_step_is_shown(services: FakeServices):
    services.house.examination = trial = FakeExamination(NAME)
    async with visit(services, "/settings") as page:
        await opened(page)
        give(page, host="other.lan", password="typed")
        await press(page, "mqtt-try")
        await until(lambda: texts(page, "finding-check") == ["Name"])
        assert services.asked == [("begin_mqtt_test", {"host": "other.lan", "password": "typed"})]
        assert texts(page, "verdict") == ["Looking…"]
        trial.findings = (NAME, LOGIN)
        trial.is_over = True
        await until(lambda: texts(page, "verdict") == ["1 step needs a look."])
        assert texts(page, "finding-cure") == ["Check both."]
        assert services.house.mqtt.host == "nas.lan"

        services.house.examination = FakeExamination(NAME, is_over=True)
        await press(page, "again")
        await page.should_see("All in order.")
        assert services.asked[-1] == ("begin_mqtt_test", {"host": "other.lan", "password": "typed"})
        await press(page, "close")
        await until(lambda: len(open_sheets(page)) == 1)
        assert open_sheets(page) == ["Home Assistant (MQTT)"]


async def test_closing_the_steps_ends_the_trial(services: FakeServices):
    services.house.examination = trial = FakeExamination(NAME)
    async with visit(services, "/settings") as page:
        await shown(page)
        await press(page, "mqtt-test")
        await until(lambda: texts(page, "finding-check"))
        assert services.asked == [("begin_mqtt_test", {})]
        await press(page, "close")
        await until(lambda: trial.is_stopped)
        assert trial.is_stopped


async def test_a_password_that_belongs_elsewhere_is_asked_for_at_its_field(services: FakeServices):
    services.refusal = error = BrokerPasswordWanted(host="nas.lan", port=1883)
    async with visit(services, "/settings") as page:
        await opened(page)
        give(page, host="other.lan")
        await press(page, "mqtt-try")
        await until(lambda: complaints(page, "password")[0])
        assert complaints(page, "password") == [error.text()]
        assert len(open_sheets(page)) == 1


async def test_what_cannot_be_tried_says_so_at_its_field_or_below(services: FakeServices):
    async with visit(services, "/settings") as page:
        await opened(page)
        enter(page, port="0")
        await press(page, "mqtt-try")
        await until(lambda: complaints(page, "port")[0])
        assert complaints(page, "port") == ["A port is a number from 1 to 65535."]
        services.refusal = Busy()
        await press(page, "mqtt-try")
        await until(lambda: texts(page, "complaint"))
        assert texts(page, "complaint") == [Busy().text()]
        assert complaints(page, "port") == [""]


async def test_the_saved_password_is_nowhere_on_the_page(services: FakeServices):
    services.house.mqtt = MqttSettings(host="nas.lan", password="purple-otters-4711")
    async with visit(services, "/settings") as page:
        await opened(page)
        with page:
            said = [f"{element.props} {getattr(element, 'text', '')}" for element in ElementFilter(kind=ui.element)]
        assert not [one for one in said if "purple-otters" in one]
