"""One connection to a broker that takes its time, or gets strange things to pass on."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from clock import Clock, FakeClock, SystemClock
from errors import BrokerLost, BrokerNoGreeting, BrokerSilent
from mqtt_ha import bridge
from mqtt_ha.broker import Broker
from mqtt_ha.link import Incoming, Link, Manner, WakeUp, open_link
from tests.mqtt.listener import Listener
from workbench.mosquitto import Mosquitto

pytestmark = pytest.mark.real

A_MOMENT = 0.001


@contextmanager
def connected(port: int, clock: Clock, keepalive: int = 60) -> Iterator[tuple[Link, WakeUp]]:
    broker = Broker("127.0.0.1", port, "", SecretStr(""), False, "", "", "", False, "settings")
    wake = WakeUp()
    link = open_link(broker, Manner("link", keepalive, qos=1), wake, clock=clock)
    try:
        yield link, wake
    finally:
        link.close()
        wake.close()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(datetime(2026, 11, 18, 14, tzinfo=UTC))


def test_after_a_long_silence_an_acknowledgement_has_its_time(broker: Mosquitto, clock: FakeClock) -> None:
    with connected(broker.port, clock) as (link, wake):
        link.publish("a", b"1", retain=False)
        assert link.flush(5)
        clock.advance(80)
        link._client.on_publish = None  # the broker is far away
        link.publish("a", b"2", retain=False)
        wake.set()
        link.pump(0)
        clock.advance(9)
        link.pump(A_MOMENT)


def test_an_acknowledgement_that_never_comes_is_seen(broker: Mosquitto, clock: FakeClock) -> None:
    with connected(broker.port, clock) as (link, _):
        link._client.on_publish = None
        link.publish("a", b"1", retain=False)
        clock.advance(9)
        link.pump(A_MOMENT)
        link.publish("a", b"2", retain=False)
        clock.advance(2)
        with pytest.raises(BrokerSilent):
            link.pump(A_MOMENT)


def test_what_is_far_too_large_is_not_taken_in(broker: Mosquitto, others: Listener, clock: FakeClock) -> None:
    heard: list[Incoming] = []
    with connected(broker.port, clock) as (link, _):
        link.messages = heard.append
        link.subscribe(["a/#"])
        others.wait(lambda: link.pump(A_MOMENT) or link.is_answered, "it listens")
        others.say("a/large", b"x" * 9_000_000)
        others.say(f"a/{'x' * 60_000}", b"1")
        others.say("a/usual", b"2")
        others.wait(lambda: link.pump(A_MOMENT) or heard, "what came after it is heard")
    assert [one.topic for one in heard] == ["a/usual"]


@contextmanager
def hanging_up() -> Iterator[int]:
    """Something that takes connections for a broker which is away, as a container's port does."""

    def accept() -> None:
        while True:
            try:
                listener.accept()[0].close()
            except OSError:
                return

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def test_who_hangs_up_without_a_word_is_no_broker_and_is_tried_again_as_one_that_is_away(clock: FakeClock) -> None:
    with hanging_up() as port, pytest.raises(BrokerNoGreeting), connected(port, clock):
        pass
    assert BrokerNoGreeting in bridge.ABSENT


def test_a_broker_that_does_not_answer_a_ping_is_said_to_be_silent(broker: Mosquitto) -> None:
    with connected(broker.port, SystemClock(), keepalive=5) as (link, _):
        link._client._ping_t = 1.0  # asked long ago
        with pytest.raises(BrokerSilent):
            link.pump(A_MOMENT)


def test_why_a_connection_has_ended_is_one_sentence(broker: Mosquitto, clock: FakeClock) -> None:
    with connected(broker.port, clock) as (link, _):
        broker.stop()
        with pytest.raises(BrokerLost) as caught:
            link.pump(5)
    assert ".." not in str(caught.value)
    assert "Unspecified" not in str(caught.value)
