"""One connection to a broker, from the first byte to the last; the only module that knows paho.

paho's own thread is not used: it would swallow our errors, wait with select(), which ends at the 1,024th descriptor,
and keep a queue while the broker is away. Here its loop is driven by whoever owns the link, in one thread, and a link
that is lost is thrown away with all that was under way; the next one starts from what should be there.
"""

from __future__ import annotations

import logging
import select
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from clock import Clock
from errors import (
    BrokerLogin,
    BrokerLost,
    BrokerNoGreeting,
    BrokerSilent,
    MngrError,
)
from errors.mqtt import FLOOD, HUNG_UP
from i18n import FieldValue, Message
from mqtt_ha.bounded import MOST_PACKET, BoundedClient
from mqtt_ha.broker import Broker
from mqtt_ha.failures import explained
from mqtt_ha.tls import tls_context

logger = logging.getLogger(__name__)

ANSWER_SECONDS: Final = 10.0
"""How long a broker may take for its greeting, and for an acknowledgement."""
CONNECT_SECONDS: Final = 5.0
"""How long a connection may take until it stands, and its TLS."""
NEWEST_SECONDS: Final = 3.0
"""How long a broker may take to greet us in MQTT 5, before 3.1.1 is tried."""
AT_ONCE: Final = 50
"""Packets that are read before somebody looks at what was in them."""
WINDOW: Final = 200
"""Messages under way without an acknowledgement."""
MOST_PAYLOAD: Final = 16 * 1024
"""Bytes of an incoming message that are kept; commands are far shorter, announcements as well."""
MOST_TOPIC: Final = 512
"""Characters of a topic; ours are shorter, and what is longer is not even looked at."""
MISC_SECONDS: Final = 1.0
MISSED: Final = 1.5
"""After so many times the keepalive a broker takes a silent one for dead (MQTT 5, 3.1.2.10); so do we."""

REFUSED_LOGIN: Final = frozenset({0x86, 0x87, 0x8A, 0x8C})
"""Reason codes: bad user name or password, not authorized, banned, bad authentication method (MQTT 5, 3.2.2.2)."""
OTHER_PROTOCOL: Final = frozenset({0x84, 0x01})
KEEPALIVE_OVER: Final = 0x8D
NOT_SAID: Final = 0x80
"""Paho's own word, too, for a connection that was just ended."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message from the broker. ``is_retained``: it was kept there, and is not said now."""

    topic: str
    payload: bytes
    is_retained: bool


@dataclass(frozen=True, slots=True)
class Manner:
    """How to behave at the broker. ``will`` is what it says for us when we are gone: topic and payload, retained."""

    client_id: str
    keepalive: int
    qos: int
    will: tuple[str, bytes] | None = None


class WakeUp:
    """Lets another thread end a wait of the one that owns the links."""

    def __init__(self) -> None:
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)

    def fileno(self) -> int:
        """To be polled."""
        return self._reader.fileno()

    def set(self) -> None:
        """From any thread; never waits."""
        with suppress(OSError):  # full: it is awake already; closed: nobody sleeps any more
            self._writer.send(b"\0")

    def clear(self) -> None:
        """Sleep again from now on."""
        with suppress(OSError):
            while self._reader.recv(4096):
                pass

    def wait(self, seconds: float) -> None:
        """Sleep so long at the most."""
        poller = select.poll()
        poller.register(self, select.POLLIN)
        poller.poll(max(0.0, seconds) * 1000)
        self.clear()

    def close(self) -> None:
        """Let go of the descriptors."""
        self._reader.close()
        self._writer.close()


class Link:
    """An open connection. For one thread; everything raises BrokerLost when it is gone."""

    def __init__(self, client: BoundedClient, broker: Broker, qos: int, clock: Clock, wake: WakeUp) -> None:
        self._client = client
        self._broker = broker
        self._qos = qos
        self._clock = clock
        self._wake = wake
        self._topics: dict[int, str] = {}
        """Messages under way by their number, and when the oldest of them began to wait."""
        self._asked: dict[int, Sequence[str]] = {}
        self._progress = self._heard = clock.monotonic()
        self._window = WINDOW
        self._lost: MngrError | None = None
        self._greeting: ReasonCode | None = None
        self.messages: Callable[[Incoming], None] = lambda _message: None
        self.denied: Callable[[str], None] = lambda _topic: None
        """Told the topic that the broker does not let us use."""
        self.sent = 0
        client.on_connect = self._on_connect
        client.on_disconnect = self._on_disconnect
        client.on_publish = self._on_publish
        client.on_subscribe = self._on_subscribe
        client.on_message = self._on_message

    @property
    def version(self) -> str:
        """``5`` or ``3.1.1``."""
        return "5" if self._is_five else "3.1.1"

    @property
    def _is_five(self) -> bool:
        return bool(self._client.protocol == MQTTProtocolVersion.MQTTv5)

    @property
    def is_answered(self) -> bool:
        """Whether the broker has answered all that was sent and asked for."""
        return not self._topics and not self._asked

    @property
    def is_waiting(self) -> bool:
        """Whether something is under way that the broker has not acknowledged."""
        return bool(self._topics)

    # --- using it ---

    def publish(self, topic: str, payload: bytes, *, retain: bool, qos: int | None = None) -> None:
        """Send a message; waits while too many are under way."""
        self._wait_for(lambda: len(self._topics) < self._window)
        info = self._client.publish(topic, payload, self._qos if qos is None else qos, retain)
        if info.rc != MQTTErrorCode.MQTT_ERR_SUCCESS:
            raise self._loss(paho.error_string(info.rc))
        self.sent += 1
        if not info.is_published():
            if not self._topics:  # it waits from now on, not since the last answer, which may be long ago
                self._progress = self._clock.monotonic()
            self._topics[info.mid] = topic

    def subscribe(self, topics: Sequence[str]) -> None:
        """Listen; a topic that is refused is told to :attr:`denied`."""
        if self._is_five:
            # So that a message that was kept at the broker is seen to be one also when it is said just now.
            options = SubscribeOptions(qos=1, retainAsPublished=True)
            code, mid = self._client.subscribe([(topic, options) for topic in topics])
        else:
            code, mid = self._client.subscribe([(topic, 1) for topic in topics])
        if code != MQTTErrorCode.MQTT_ERR_SUCCESS or mid is None:
            raise self._loss(paho.error_string(code))
        self._asked[mid] = topics

    def unsubscribe(self, topics: Sequence[str]) -> None:
        """Listen no more."""
        self._client.unsubscribe(list(topics))

    def pump(self, seconds: float) -> None:
        """Let messages come and go, for so long at the most; ends at once when there was one or somebody wakes us."""
        if self._lost is not None:
            raise self._lost
        sock = self._client.socket()
        if sock is None:
            raise self._loss("")
        poller = select.poll()
        poller.register(sock, select.POLLIN | (select.POLLOUT if self._client.want_write() else 0))
        poller.register(self._wake, select.POLLIN)
        for descriptor, event in poller.poll(0 if _has_more(sock) else min(seconds, MISC_SECONDS) * 1000):
            if descriptor == self._wake.fileno():
                self._wake.clear()
                continue
            if event & select.POLLOUT:
                self._client.loop_write()
        for _ in range(AT_ONCE):
            if not _has_more(sock):
                break
            self._client.loop_read()
            self._heard = self._clock.monotonic()
        self._client.loop_misc()
        if self._lost is not None:
            raise self._lost
        now, patience = self._clock.monotonic(), MISSED * self._client.keepalive
        if self._topics and now - self._progress > ANSWER_SECONDS:
            raise self._silence(ANSWER_SECONDS)
        if patience and now - self._heard > patience:  # paho itself notices after twice the keepalive
            raise self._silence(patience)

    def flush(self, seconds: float) -> bool:
        """Wait until all that was sent is acknowledged; whether it was."""
        end = self._clock.monotonic() + seconds
        while self._topics and (left := end - self._clock.monotonic()) > 0:
            self.pump(min(left, 0.1))
        return not self._topics

    def close(self) -> None:
        """Say goodbye, so that the last will is not said; never waits."""
        with suppress(Exception):
            self._client.disconnect()
            self._client.loop_write()
        self._drop()

    # --- opening it ---

    def greet(self, host: str, port: int, keepalive: int) -> None:
        """Connect, and wait for the broker's greeting. Raises the errors of errors.mqtt, OtherProtocol."""
        try:
            if self._is_five:
                limits = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
                limits.MaximumPacketSize = MOST_PACKET
                self._client.connect(host, port, keepalive, clean_start=True, properties=limits)
            else:
                self._client.connect(host, port, keepalive)
            seconds = NEWEST_SECONDS if self._is_five else ANSWER_SECONDS
            end = self._clock.monotonic() + seconds
            while self._greeting is None:
                if self._clock.monotonic() >= end:
                    raise BrokerSilent(host=host, port=port, seconds=int(seconds))
                self.pump(0.5)
        except (OSError, ValueError) as error:
            self._drop()
            raise explained(error, self._broker, CONNECT_SECONDS) from error
        except MngrError:
            self._drop()
            if self._greeting is not None:  # it has said why, and hung up
                self._judge(self._greeting)
            if self._greeting is None and self._is_five:
                # Brokers that know nothing of MQTT 5 may hang up, or wait for the rest of what they take for 3.1.1.
                raise OtherProtocol from None
            if self._greeting is None and isinstance(self._lost, BrokerLost):
                raise BrokerNoGreeting(host=host, port=port) from None
            raise
        self._judge(self._greeting)

    def _judge(self, greeting: ReasonCode) -> None:
        if not greeting.is_failure:
            return
        self._drop()
        if greeting.value in OTHER_PROTOCOL and self._is_five:
            raise OtherProtocol
        if greeting.value in REFUSED_LOGIN:
            raise BrokerLogin(host=self._broker.host, port=self._broker.port)
        raise BrokerLost(host=self._broker.host, port=self._broker.port, why=str(greeting))

    # --- what paho tells ---

    def _on_connect(self, _client: Any, _data: Any, _flags: Any, reason: ReasonCode, more: Properties | None) -> None:  # noqa: ANN401
        self._greeting = reason
        # What the broker takes at once (MQTT 5, 3.2.2.3.3).
        self._window = max(1, min(int(getattr(more, "ReceiveMaximum", WINDOW)), WINDOW))

    def _on_disconnect(self, _client: Any, _data: Any, _flags: Any, reason: ReasonCode, _more: Any) -> None:  # noqa: ANN401
        if self._lost is not None:
            return
        if reason.value == KEEPALIVE_OVER:
            seconds = self._client.keepalive
            self._lost = BrokerSilent(host=self._broker.host, port=self._broker.port, seconds=seconds)
        elif self._client.is_flooded:
            self._lost = self._loss(Message(FLOOD, {"limit": MOST_PACKET // 1024**2}))
        else:
            self._lost = self._loss(Message(HUNG_UP) if reason.value == NOT_SAID else str(reason))

    def _on_publish(self, _client: Any, _data: Any, mid: int, reason: ReasonCode, _more: Any) -> None:  # noqa: ANN401
        self._progress = self._clock.monotonic()
        topic = self._topics.pop(mid, None)
        if topic is not None and reason.is_failure:
            self.denied(topic)

    def _on_subscribe(self, _client: Any, _data: Any, mid: int, reasons: list[ReasonCode], _more: Any) -> None:  # noqa: ANN401
        for topic, reason in zip(self._asked.pop(mid, ()), reasons, strict=False):
            if reason.is_failure:
                self.denied(topic)

    def _on_message(self, _client: Any, _data: Any, message: paho.MQTTMessage) -> None:  # noqa: ANN401
        try:
            topic = message.topic
        except UnicodeDecodeError:
            return  # none of ours
        if len(topic) > MOST_TOPIC:
            return
        self.messages(Incoming(topic, bytes(message.payload[: MOST_PAYLOAD + 1]), bool(message.retain)))

    # --- helpers ---

    def _wait_for(self, ready: Callable[[], bool]) -> None:
        if not ready():
            self._progress = self._clock.monotonic()
        while not ready():
            self.pump(0.5)

    def _loss(self, why: FieldValue) -> MngrError:
        said = why.rstrip(".") if isinstance(why, str) else why  # a sentence goes on behind it
        return BrokerLost(host=self._broker.host, port=self._broker.port, why=said or Message(HUNG_UP))

    def _silence(self, seconds: float) -> MngrError:
        self._drop()
        return BrokerSilent(host=self._broker.host, port=self._broker.port, seconds=int(seconds))

    def _drop(self) -> None:
        """Close the socket without a word."""
        sock = self._client.socket()
        if sock is not None:
            with suppress(OSError):
                sock.close()


def _has_more(sock: Any) -> bool:  # noqa: ANN401 - a socket, or TLS around one
    """Whether something can be read; TLS may have taken in more than was asked for."""
    if sock.fileno() < 0:
        return False
    if getattr(sock, "pending", lambda: 0)():
        return True
    poller = select.poll()
    poller.register(sock, select.POLLIN)
    return bool(poller.poll(0))


class OtherProtocol(Exception):
    """The broker does not speak the version of MQTT that we have tried."""


def open_link(broker: Broker, manner: Manner, wake: WakeUp, *, clock: Clock) -> Link:
    """Connect with MQTT 5, or with 3.1.1 where the broker does not know that. Raises the errors of errors.mqtt."""
    for protocol in (MQTTProtocolVersion.MQTTv5, MQTTProtocolVersion.MQTTv311):
        client = _client(broker, manner, protocol)
        link = Link(client, broker, manner.qos, clock, wake)
        try:
            link.greet(broker.host, broker.port, manner.keepalive)
        except OtherProtocol:
            logger.debug("%s speaks no MQTT 5; trying 3.1.1", broker.host)
            continue
        return link
    raise BrokerLost(host=broker.host, port=broker.port, why="MQTT")


def _client(broker: Broker, manner: Manner, protocol: MQTTProtocolVersion) -> BoundedClient:
    five = protocol == MQTTProtocolVersion.MQTTv5
    client = BoundedClient(
        CallbackAPIVersion.VERSION2,
        client_id=manner.client_id,
        clean_session=None if five else True,
        protocol=protocol,
        reconnect_on_failure=False,
    )
    client.connect_timeout = CONNECT_SECONDS
    client.max_inflight_messages_set(WINDOW)
    client.max_queued_messages_set(2 * WINDOW)
    if broker.username:
        client.username_pw_set(broker.username, broker.password.get_secret_value() or None)
    if broker.tls:
        client.tls_set_context(tls_context(broker))
    if manner.will is not None:
        client.will_set(manner.will[0], manner.will[1], qos=1, retain=True)
    return client
