from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from mqtt_ha.session import Session
from mqtt_views import BridgeState
from tests.mqtt import supervisor
from tests.mqtt.bridged import Bridged
from tests.mqtt.listener import Listener
from tests.wishes.family import TINA
from views import FleetView
from workbench.mosquitto import Mosquitto

pytestmark = pytest.mark.real


def change(home: Bridged, **settings: object) -> None:
    home.services.house.change(TINA, **{name.replace("__", "."): value for name, value in settings.items()})


def test_at_another_base_topic_nothing_is_left_at_the_first(home: Bridged, others: Listener) -> None:
    home.connect()
    change(home, mqtt__base_topic="family")
    home.turn(lambda: others.retained().get("family/bridge/state") == b"online", "it has moved")
    home.connect()

    left = others.retained()
    assert [topic for topic in left if topic.startswith("timekpr/")] == []
    assert len(others.retained("homeassistant/")) == 49
    assert all("/family_" in topic for topic in others.retained("homeassistant/"))


def test_switched_off_it_leaves_no_entity_behind(home: Bridged, others: Listener) -> None:
    home.connect()
    change(home, mqtt__enabled=False)
    home.turn(lambda: home.bridge.view().state is BridgeState.OFF, "it is off")

    others.wait(lambda: not others.retained("homeassistant/"), "no entity is left")
    assert set(others.retained()) == {"timekpr/bridge/state"}
    change(home, mqtt__enabled=True)
    home.connect()
    assert len(others.retained("homeassistant/")) == 49


def test_at_another_broker_nothing_is_left_at_the_first(home: Bridged, others: Listener, tmp_path: Path) -> None:
    home.connect()
    with Mosquitto(tmp_path / "second") as second, Listener(second.port) as there:
        change(home, mqtt__port=second.port)
        home.turn(lambda: len(there.retained("homeassistant/")) == 49, "it has moved")
        others.wait(lambda: not others.retained("homeassistant/"), "no entity is left")


def test_without_commands_the_controls_go_and_with_them_they_come_back(home: Bridged, others: Listener) -> None:
    home.connect()
    for commands, kinds in (("off", {"sensor", "binary_sensor", "event"}), ("all", {"button", "select"})):
        change(home, mqtt__commands=commands)
        home.turn(
            lambda kinds=kinds: kinds <= {topic.split("/")[1] for topic in others.retained("homeassistant/")},
            "announced",
        )
        home.connect()
        found = {topic.split("/")[1] for topic in others.retained("homeassistant/")}
        assert found == {"sensor", "binary_sensor", "event"} | (
            kinds if commands == "off" else {"number", "switch", *kinds}
        )


def test_in_another_language_the_entities_have_other_names_and_the_same_ids(home: Bridged, others: Listener) -> None:
    home.connect()
    before = set(others.retained("homeassistant/"))
    change(home, language="de")
    home.turn(lambda: b"Heute \xc3\xbcbrig" in b"".join(others.retained("homeassistant/").values()), "in German")
    home.connect()

    assert set(others.retained("homeassistant/")) == before


def test_the_address_of_the_pages_stands_at_the_device(home: Bridged, others: Listener) -> None:
    home.core.settings = home.core.settings.changed(base_url="https://timekpr.example.org/manage")
    home.connect()

    sync = others.json("homeassistant/button/timekpr_manager_sync/config")
    assert sync["device"]["configuration_url"] == "https://timekpr.example.org/manage"
    assert sync["device"]["identifiers"] == ["timekpr-mngr"]


def test_without_discovery_the_topics_are_there_and_no_entity(home: Bridged, others: Listener) -> None:
    home.core.settings = home.core.settings.changed(**{"mqtt.discovery": False})
    home.connect()

    assert others.retained("homeassistant/") == {}
    assert others.json("timekpr/servers/online") == {"servers": ["PC-Ben", "PC-Anna"]}


def test_what_the_access_list_of_the_broker_denies_is_named(tmp_path: Path) -> None:
    acl = "topic readwrite timekpr/#\ntopic read homeassistant/status\n"
    with Mosquitto(tmp_path / "broker", acl=acl) as broker:
        home = Bridged(tmp_path / "home", port=broker.port)
        home.synced()
        home.connect()

        denied = home.bridge.view().denied
        assert denied
        assert all(topic.startswith("homeassistant/") for topic in denied)
        home.stop()


def test_a_supervisors_broker_is_found(tmp_path: Path, broker: Mosquitto, others: Listener) -> None:
    with supervisor.running() as home_assistant:
        home_assistant.says(host="127.0.0.1", port=broker.port, username=None, password=None)
        home = Bridged(tmp_path / "home", mqtt={"host": "", "port": None}, environ=home_assistant.environ)
        home.synced()
        home.connect()

        assert home.bridge.view().source == "supervisor"
        assert len(others.retained("homeassistant/")) == 49
        home.stop()


def test_a_supervisor_that_knows_no_broker_yet_is_asked_again(
    tmp_path: Path, broker: Mosquitto, others: Listener
) -> None:
    with supervisor.running() as home_assistant:
        home_assistant.status, home_assistant.body = 400, b'{"result": "error", "message": "Service not enabled"}'
        home = Bridged(tmp_path / "home", mqtt={"host": "", "port": None}, environ=home_assistant.environ)
        home.synced()
        home.turn(lambda: len(home_assistant.asked) > 2, "asked several times")
        assert home.bridge.view().state is BridgeState.WAITING
        assert "Mosquitto broker" in str(home.bridge.view().error)
        home_assistant.status = 200
        home_assistant.says(host="127.0.0.1", port=broker.port, username=None, password=None)
        home.connect()
        home.stop()


def test_a_picture_that_comes_while_settings_change_is_not_lost(home: Bridged, monkeypatch: pytest.MonkeyPatch) -> None:
    home.bridge.turn(0)
    newer = replace(home.services.fleet_view(), syncing=True)
    show = Session.show
    other = Thread(target=home.bridge.publish, args=[newer])

    def interrupted(session: Session, fleet: FleetView) -> None:
        if other.ident is None:
            other.start()
            other.join(0.3)
        show(session, fleet)

    monkeypatch.setattr(Session, "show", interrupted)
    monkeypatch.setattr(home.services.pictures, "publish", lambda: None)
    change(home, mqtt__keepalive=30)
    home.turn(lambda: home.bridge.view().state is BridgeState.CONNECTED, "connected")
    other.join()
    home.rest()

    assert home.bridge._session is not None
    assert home.bridge._session._fleet is newer


def test_what_is_shown_once_more_goes_with_all_else_at_another_base_topic(home: Bridged, others: Listener) -> None:
    home.connect()
    home.services.remove_user("pc-ben", "ben")
    home.rest()
    others.forget()
    others.say("homeassistant/status", "online")
    ghosts = "homeassistant/sensor/timekpr_user_pc-ben_ben_"
    home.turn(lambda: others.retained(ghosts), "shown once more", step=0.1)
    change(home, mqtt__base_topic="family")
    home.connect()

    assert not others.retained(ghosts)


def test_commands_are_counted_since_the_program_started(home: Bridged, others: Listener) -> None:
    home.connect()
    others.say("timekpr/bridge/request/nothing", "{}")
    home.turn(others.answers, "answered")
    change(home, mqtt__keepalive=30)
    home.connect()

    view = home.bridge.view()
    assert (view.received, view.refused) == (1, 1)


def test_names_that_change_while_the_broker_is_away_leave_nothing_under_the_old_ones(tmp_path: Path) -> None:
    with Mosquitto(tmp_path / "keeps", persistent=True) as broker:
        home = Bridged(tmp_path / "home", port=broker.port)
        home.synced()
        home.connect()
        broker.stop()
        home.turn(lambda: home.bridge.view().state is BridgeState.WAITING, "the loss is seen")
        change(home, mqtt__base_topic="family")
        home.bridge.turn(0)
        change(home, mqtt__discovery_prefix="elsewhere")
        home.bridge.turn(0)
        change(home, mqtt__keepalive=30)
        home.bridge.turn(0)
        broker.start()
        with Listener(broker.port) as others:
            home.connect()
            assert not others.retained("homeassistant/")
            assert set(others.retained("timekpr/")) <= {"timekpr/bridge/state"}
            assert len(others.retained("elsewhere/")) == 49
            assert others.retained()["family/servers/pc-ben/users/ben/state"]
        home.stop()


@pytest.mark.parametrize("setting", ["base_topic", "discovery_prefix"])
def test_what_was_changed_while_the_program_did_not_run_leaves_nothing_behind(
    home: Bridged, others: Listener, setting: str
) -> None:
    home.connect()
    home.leave()
    home.mqtt = {setting: "elsewhere"}
    home.restart()
    home.synced()
    home.connect()
    home.rest()

    first = "timekpr/" if setting == "base_topic" else "homeassistant/"
    assert [topic for topic in others.retained(first) if topic != "timekpr/bridge/event"] == []
    assert len([topic for topic in others.retained() if topic.endswith("/config")]) == 49


def test_where_another_program_is_by_now_nothing_is_taken_away(home: Bridged, others: Listener) -> None:
    home.connect()
    home.leave()
    others.say("timekpr/bridge/state", "online", retain=True)
    home.mqtt = {"base_topic": "elsewhere"}
    home.restart()
    home.synced()
    home.connect()

    assert others.json("timekpr/servers/online") == {"servers": ["PC-Ben", "PC-Anna"]}
    assert len(others.retained("homeassistant/")) == 2 * 49
