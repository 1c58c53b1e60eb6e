"""One connection, at a played broker that answers when the test lets it."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from clock import FakeClock
from errors import BrokerLost, BrokerSilent
from mqtt_ha.bounded import MOST_PACKET
from mqtt_ha.broker import Broker
from mqtt_ha.link import Link, Manner, WakeUp, open_link
from workbench.waiting import until

pytestmark = pytest.mark.real


class Played:
    """A broker of one connection that says only what it is told to; the kernel takes in what is sent to it."""

    def __init__(self, greeting: bytes = b"") -> None:
        """``greeting`` are the properties of its CONNACK."""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._greeting = greeting
        self.wake = WakeUp()
        self.clock = FakeClock(datetime(2026, 11, 18, 14, tzinfo=UTC))
        self.said = b""

    def link(self, **manner: int) -> Link:
        port = self._listener.getsockname()[1]
        broker = Broker(
            "127.0.0.1", port, "", SecretStr(""), tls=False, ca_cert="", client_cert="", client_key="",
            insecure=False, source="settings",
        )  # fmt: skip
        threading.Thread(target=self._greet, daemon=True).start()
        return open_link(broker, Manner("x", **{"keepalive": 60, "qos": 1, **manner}), self.wake, clock=self.clock)

    def _greet(self) -> None:
        self.peer, _ = self._listener.accept()
        self.peer.recv(4096)
        self.peer.sendall(bytes([0x20, 3 + len(self._greeting), 0, 0, len(self._greeting)]) + self._greeting)

    def acknowledge(self, *mids: int) -> None:
        for mid in mids:
            self.peer.sendall(struct.pack("!BBH", 0x40, 2, mid))

    def hear(self) -> bytes:
        self.peer.setblocking(False)
        try:
            return self.peer.recv(65536)
        except BlockingIOError:
            return b""

    def close(self) -> None:
        self._listener.close()
        self.peer.close()
        self.wake.close()


@pytest.fixture
def broker() -> Iterator[Played]:
    one = Played()
    yield one
    one.close()


def test_a_broker_has_its_time_to_answer_also_after_a_long_silence(broker: Played) -> None:
    link = broker.link()
    broker.clock.advance(30)
    link.pump(0)
    link.publish("a", b"1", retain=False)
    link.pump(0)  # somebody has woken us before it could answer
    broker.clock.advance(9)
    link.pump(0)
    broker.acknowledge(1)
    link.pump(1)
    assert not link.is_waiting


def test_a_broker_that_acknowledges_nothing_is_given_up(broker: Played) -> None:
    link = broker.link()
    link.publish("a", b"1", retain=False)
    broker.clock.advance(9)
    link.pump(0)
    broker.clock.advance(2)
    with pytest.raises(BrokerSilent):
        link.pump(0)


def test_a_broker_that_has_gone_without_a_word_is_missed_as_soon_as_it_would_miss_us(broker: Played) -> None:
    link = broker.link(keepalive=60)
    broker.clock.advance(89)
    link.pump(0)
    broker.peer.sendall(b"\xd0\x00")
    link.pump(1)
    broker.clock.advance(89)
    link.pump(0)
    broker.clock.advance(2)
    with pytest.raises(BrokerSilent):
        link.pump(0)


def test_what_a_broker_says_of_the_keepalive_holds() -> None:
    broker = Played(greeting=b"\x13\x00\x0a")
    link = broker.link(keepalive=60)
    broker.clock.advance(16)
    with pytest.raises(BrokerSilent):
        link.pump(0)
    broker.close()


@pytest.mark.parametrize("length", [MOST_PACKET + 1, 250_000_000])
def test_a_message_of_any_length_is_not_taken_in(broker: Played, length: int) -> None:
    link = broker.link()
    size = bytearray()
    while length:
        length, low = divmod(length, 128)
        size.append(low | (128 if length else 0))
    broker.peer.sendall(b"\x30" + bytes(size) + b"\x00\x01a" + bytes(100_000))
    with pytest.raises(BrokerLost, match="more than 8 MB"):
        link.pump(1)


def test_a_message_of_a_megabyte_is_read(broker: Played) -> None:
    link, heard = broker.link(), []
    link.messages = heard.append
    payload = bytes(1024 * 1024)
    size = 4 + len(payload)  # the topic, and no properties
    packet = b"\x30" + bytes([size & 127 | 128, size >> 7 & 127 | 128, size >> 14]) + b"\x00\x01a\x00" + payload
    threading.Thread(target=broker.peer.sendall, args=[packet], daemon=True).start()
    until(lambda: link.pump(0.1) or heard, 10, "it was heard")
    assert heard[0].topic == "a"


def test_no_more_is_under_way_than_the_broker_takes() -> None:
    broker = Played(greeting=b"\x21\x00\x02")
    link = broker.link()
    link.publish("a", b"1", retain=False)
    link.publish("a", b"2", retain=False)
    threading.Timer(0.1, lambda: broker.acknowledge(1)).start()
    began = time.monotonic()
    link.publish("a", b"3", retain=False)
    assert 0.05 < time.monotonic() - began < 5
    broker.acknowledge(2, 3)
    assert link.flush(5)
    broker.close()
