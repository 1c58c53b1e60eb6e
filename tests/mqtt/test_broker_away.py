from __future__ import annotations

import gc
import tracemalloc
from itertools import pairwise
from pathlib import Path

import pytest

from errors import BrokerLogin, BrokerRefused, MngrError
from mqtt_ha.link import Link
from mqtt_views import BridgeState
from tests.mqtt.bridged import Bridged
from tests.mqtt.listener import Listener
from tests.mqtt.test_commands import BEN, GRANT, given, grant
from workbench.mosquitto import Mosquitto

pytestmark = pytest.mark.real


def test_after_an_hour_without_the_broker_the_whole_picture_is_there_again(home: Bridged, broker: Mosquitto) -> None:
    home.connect()
    broker.stop()
    home.turn(lambda: home.bridge.view().state is BridgeState.WAITING, "the loss is seen")
    tracemalloc.start()
    sizes = []
    for _ in range(12):
        home.clock.advance(300)
        home.synced()
        home.bridge.turn(0)
        gc.collect()
        sizes.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    newest = home.clock.now().isoformat(timespec="seconds")
    assert sizes[-1] - sizes[2] < 200_000, "nothing is kept for later"

    broker.start()
    with Listener(broker.port) as others:
        began = home.clock.monotonic()
        home.turn(lambda: len(others.retained("homeassistant/")) == 49, "all is said", step=0.05)
        assert home.clock.monotonic() - began < 5
        assert others.json("timekpr/bridge/info")["last_sync"] == newest
        assert others.retained()["timekpr/bridge/state"] == b"online"
        assert len(others.retained("homeassistant/")) == 49


def test_commands_that_came_while_we_were_away_are_not_carried_out(home: Bridged, others: Listener) -> None:
    home.connect()
    home.bridge.stop()
    others.say(GRANT, grant())
    others.say(f"{BEN}/time_left/add", "15")
    home.restart()
    home.connect()

    assert given(home) == []


@pytest.mark.parametrize(
    ("error", "longest"), [(BrokerRefused(host="x", port=1), 4), (BrokerLogin(host="x", port=1), 60)]
)
def test_the_wait_between_two_attempts_grows_and_is_short_where_nobody_is_there(
    home: Bridged, error: MngrError, longest: float
) -> None:
    attempts = []

    def refuse(*_: object) -> Link:
        attempts.append(home.clock.monotonic())
        raise error

    home.bridge._opener = refuse
    home.turn(lambda: len(attempts) == 12, "twelve attempts", step=0.1, pause=0)

    waits = [later - sooner for sooner, later in pairwise(attempts)]
    assert waits[0] < 1
    assert all(later > sooner * 0.65 for sooner, later in pairwise(waits))
    assert longest * 0.75 < waits[-1] < longest * 1.25


def test_after_a_good_while_the_next_attempt_comes_soon(home: Bridged, broker: Mosquitto) -> None:
    broker.stop()
    home.turn(lambda: home.bridge.attempts == 6, "tried in vain", step=0.5)
    broker.start()
    home.connect()
    home.clock.advance(100)
    home.bridge.turn(0)
    broker.stop()
    home.turn(lambda: home.bridge.view().state is BridgeState.WAITING, "the loss is seen")
    lost, before = home.clock.monotonic(), home.bridge.attempts
    home.turn(lambda: home.bridge.attempts > before, "one more attempt", step=0.05)

    assert home.clock.monotonic() - lost < 1


def test_a_will_that_is_said_late_does_not_stay(home: Bridged, others: Listener) -> None:
    home.connect()
    others.say("timekpr/bridge/state", "offline", retain=True)
    home.turn(lambda: others.retained()["timekpr/bridge/state"] == b"online", "we are there still")


def test_a_broker_that_forgets_everything_is_told_everything(home: Bridged, broker: Mosquitto) -> None:
    home.connect()
    broker.stop()
    broker.start()
    with Listener(broker.port) as others:
        home.turn(lambda: len(others.retained("homeassistant/")) == 49, "all is announced again")


def test_what_went_while_the_broker_was_away_is_gone_when_it_is_back(tmp_path: Path) -> None:
    with Mosquitto(tmp_path / "keeps", persistent=True) as broker:
        home = Bridged(tmp_path / "home", port=broker.port)
        home.synced()
        home.connect()
        broker.stop()
        home.turn(lambda: home.bridge.view().state is BridgeState.WAITING, "the loss is seen")
        home.services.remove_user("pc-anna", "ben")
        home.services.remove_server("pc-ben", keep_data=False)
        broker.start()
        with Listener(broker.port) as others:
            home.connect()
            home.rest()
            topics = others.retained()
            assert [one for one in topics if "pc-ben" in one or "_ben_" in one or "/ben/" in one] == []
            assert len(others.retained("homeassistant/")) == 6 + 6 + 9 + 2
        home.stop()
