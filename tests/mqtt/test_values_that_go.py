"""Values go when Home Assistant listens to them no more: it complains of an empty one in its log."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from errors import BrokerLost
from mqtt_ha.link import Link
from mqtt_ha.session import FADE_SECONDS
from mqtt_views import BridgeState
from tests.mqtt.bridged import Bridged
from tests.mqtt.listener import Listener
from tests.mqtt.test_changed_settings import change
from workbench.mosquitto import Mosquitto

pytestmark = pytest.mark.real


class Cleared:
    """When what was taken away, by the clock of the bridge."""

    def __init__(self, home: Bridged, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at: dict[str, float] = {}
        publish = Link.publish

        def noted(link: Link, topic: str, payload: bytes, **more: Any) -> None:
            if not payload:
                self.at[topic] = home.clock.monotonic()
            publish(link, topic, payload, **more)

        monkeypatch.setattr(Link, "publish", noted)

    def of(self, prefix: str) -> dict[str, float]:
        return {topic: at for topic, at in self.at.items() if topic.startswith(prefix)}


@pytest.fixture
def cleared(home: Bridged, monkeypatch: pytest.MonkeyPatch) -> Cleared:
    return Cleared(home, monkeypatch)


def assert_in_order(others: Listener, cleared: Cleared) -> None:
    """What a listener has heard, and when it was said."""
    gone = [one.topic for one in others.heard if one.retained and not one.payload]
    configs = [topic for topic in gone if topic.startswith("homeassistant/")]
    assert len(set(configs)) == 49
    assert set(gone[: len(configs)]) == set(configs)
    assert {"timekpr/servers/online", "timekpr/servers/pc-ben/last_sync", "timekpr/bridge/info"} <= set(gone)
    last = max(cleared.of("homeassistant/").values())
    assert min(cleared.of("timekpr/").values()) - last >= FADE_SECONDS


@pytest.mark.parametrize("how", ["connected", "broker away", "not running"])
def test_at_another_base_topic_the_old_values_go_long_after_what_was_announced(
    home: Bridged, others: Listener, cleared: Cleared, how: str
) -> None:
    home.connect()
    known = len(others.heard)
    match how:
        case "connected":
            change(home, mqtt__base_topic="family")
        case "broker away":
            home.bridge._lost(BrokerLost(host="x", port=1, why=""))
            change(home, mqtt__base_topic="family")
        case "not running":
            home.leave()
            home.mqtt = {"base_topic": "family"}
            home.restart()
            home.synced()
    home.turn(lambda: others.retained().get("family/bridge/state") == b"online", "it has moved")
    home.connect()

    others.heard[:] = others.heard[known:]
    assert_in_order(others, cleared)
    assert [topic for topic in others.retained() if topic.startswith("timekpr/")] == []


@pytest.mark.parametrize("connected", [True, False])
def test_at_another_prefix_no_value_is_ever_empty(
    home: Bridged, others: Listener, cleared: Cleared, connected: bool
) -> None:
    home.connect()
    cleared.at.clear()
    if not connected:
        home.bridge._lost(BrokerLost(host="x", port=1, why=""))
    change(home, mqtt__discovery_prefix="elsewhere")
    home.turn(lambda: len(others.retained("elsewhere/")) == 49, "it has moved")
    home.connect()

    assert cleared.of("timekpr/") == {}
    assert len(cleared.of("homeassistant/")) == 49
    assert others.retained("homeassistant/") == {}


def test_switched_off_the_values_go_before_the_connection_does(
    home: Bridged, others: Listener, cleared: Cleared
) -> None:
    home.connect()
    others.forget()
    cleared.at.clear()
    change(home, mqtt__enabled=False)
    home.turn(lambda: home.bridge.view().state is BridgeState.OFF, "it is off")
    others.catch_up()

    assert_in_order(others, cleared)
    assert others.retained() == {"timekpr/bridge/state": b"offline"}


def test_switched_off_and_on_again_before_all_is_gone_it_is_all_there(home: Bridged, others: Listener) -> None:
    home.connect()
    change(home, mqtt__enabled=False)
    home.bridge.turn(0.01)
    change(home, mqtt__enabled=True)
    home.connect()

    assert len(others.retained("homeassistant/")) == 49
    assert others.json("timekpr/servers/online") == {"servers": ["PC-Ben", "PC-Anna"]}
    assert home.bridge.view().state is BridgeState.CONNECTED


def test_switched_off_nobody_waits_for_a_broker_that_goes_meanwhile(home: Bridged, tmp_path: Path) -> None:
    with Mosquitto(tmp_path / "leaves") as broker:
        change(home, mqtt__port=broker.port)
        home.connect()
        change(home, mqtt__enabled=False)
        home.bridge.turn(0.01)
    home.turn(lambda: home.bridge.view().state is BridgeState.OFF, "it is off")


def test_what_was_to_go_when_the_program_ended_goes_after_its_next_start(
    home: Bridged, others: Listener, cleared: Cleared
) -> None:
    home.connect()
    home.services.remove_server("pc-ben", keep_data=False)
    change(home, mqtt__base_topic="family")
    home.turn(lambda: others.retained().get("family/bridge/state") == b"online", "it has moved")
    assert others.retained("timekpr/servers/")
    home.leave()
    home.mqtt = {"base_topic": "family"}
    home.restart()
    home.synced()
    home.connect()

    assert [topic for topic in others.retained() if topic.startswith("timekpr/")] == []
    assert [topic for topic in others.retained() if "pc-ben" in topic] == []
