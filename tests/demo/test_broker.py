from __future__ import annotations

from collections.abc import Iterator

import pytest

from clock import SystemClock
from demo import start_broker
from mqtt_ha.broker import find_broker
from mqtt_ha.link import Incoming, Link, Manner, WakeUp, open_link
from settings import MqttSettings
from workbench.waiting import until


@pytest.fixture
def port() -> Iterator[int]:
    with start_broker() as port:
        yield port


@pytest.fixture
def wake() -> Iterator[WakeUp]:
    wake = WakeUp()
    yield wake
    wake.close()


def connect(port: int, name: str, wake: WakeUp) -> tuple[Link, list[Incoming]]:
    broker = find_broker(MqttSettings(host="127.0.0.1", port=port), {})
    assert broker is not None
    link = open_link(broker, Manner(name, 60, 1, (f"{name}/state", b"offline")), wake, clock=SystemClock())
    heard: list[Incoming] = []
    link.messages = heard.append
    return link, heard


def test_a_broker_that_knows_no_mqtt_5_is_spoken_to_in_the_older_one_and_keeps_what_is_retained(
    port: int, wake: WakeUp
) -> None:
    one, _ = connect(port, "one", wake)
    assert one.version == "3.1.1"
    one.publish("one/state", b"online", retain=True)
    one.publish("two/state", b"x", retain=True)
    assert one.flush(5)
    other, heard = connect(port, "other", wake)
    other.subscribe(["one/#"])
    until(lambda: other.pump(0.1) or heard, 5, "what is kept arrives")

    assert [(message.topic, message.payload) for message in heard] == [("one/state", b"online")]
    one.close()
    other.close()


def test_who_has_subscribed_to_nothing_is_sent_nothing(port: int, wake: WakeUp) -> None:
    one, _ = connect(port, "one", wake)
    one.subscribe(["#"])
    one.publish("one/state", b"online", retain=True)
    assert one.flush(5)
    other, heard = connect(port, "other", wake)
    for _ in range(10):
        other.pump(0.05)

    assert heard == []
    one.close()
    other.close()


def test_where_the_usual_port_is_taken_it_takes_another(port: int) -> None:
    with start_broker() as first, start_broker() as second:
        assert len({port, first, second}) == 3
