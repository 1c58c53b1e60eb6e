"""Somebody else at a broker: hears everything, remembers what is retained, and can say things."""

from __future__ import annotations

import json
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO, Any, Self

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.subscribeoptions import SubscribeOptions

from workbench.waiting import until


@dataclass(frozen=True)
class Heard:
    topic: str
    payload: bytes
    retained: bool

    @property
    def json(self) -> Any:
        return json.loads(self.payload)


OPEN: list[Listener] = []
"""All that listen at this moment."""


@dataclass(eq=False)
class Listener:
    """``with Listener(port) as others:``"""

    port: int
    user: str = ""
    password: str = ""
    topics: str = "#"
    heard: list[Heard] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._client = paho.Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5)
        if self.user:
            self._client.username_pw_set(self.user, self.password)
        self._ready = threading.Event()
        self._client.on_connect = self._connected
        self._client.on_subscribe = lambda *_: self._ready.set()
        self._client.on_message = lambda _client, _data, message: self.heard.append(
            Heard(message.topic, bytes(message.payload), bool(message.retain))
        )

    def __enter__(self) -> Self:
        self._client.reconnect_delay_set(0.05, 0.2)
        self._client.connect("127.0.0.1", self.port, 60)
        self._client.loop_start()
        assert self._ready.wait(10), "the listener was not let in"
        OPEN.append(self)
        return self

    def catch_up(self) -> None:
        """Until all is heard that the broker has taken so far: it passes messages on in their order."""
        mark = f"marks/{id(self)}/{len(self.heard)}-{time.monotonic_ns()}"
        if self.topics == "#":
            self.say(mark)
            self.wait(lambda: any(one.topic == mark for one in reversed(list(self.heard))), "the mark is heard")
            self.heard[:] = [one for one in self.heard if one.topic != mark]

    def __exit__(self, *_: object) -> None:
        OPEN.remove(self)
        self._client.disconnect()
        self._client.loop_stop()

    def _connected(self, *_: object) -> None:
        self._client.subscribe(self.topics, options=SubscribeOptions(qos=1, retainAsPublished=True))

    # --- what is there ---

    def retained(self, prefix: str = "") -> dict[str, bytes]:
        """What the broker holds, as far as it was told since we are here: the last word on each topic."""
        last = {one.topic: one.payload for one in list(self.heard) if one.retained}
        return {topic: payload for topic, payload in last.items() if payload and topic.startswith(prefix)}

    def json(self, topic: str) -> Any:
        """The last word on a topic; None if there is none."""
        payload = self.retained().get(topic)
        return json.loads(payload) if payload else None

    def live(self, prefix: str = "") -> list[Heard]:
        """What was said and is not kept, oldest first."""
        return [one for one in list(self.heard) if not one.retained and one.topic.startswith(prefix)]

    def answers(self, name: str = "") -> list[Any]:
        return [one.json for one in self.live(f"timekpr/bridge/response/{name}")]

    def events(self, kind: str = "") -> list[Any]:
        found = [one.json for one in self.live("timekpr/bridge/event")]
        return [one for one in found if not kind or one["event_type"] == kind]

    def forget(self) -> None:
        """Count from here on, but know what is retained."""
        kept = [Heard(topic, payload, True) for topic, payload in self.retained().items()]
        self.heard[:] = kept

    def wait(self, question: Callable[[], Any], what: str, seconds: float = 10) -> Any:
        return until(question, seconds, what)

    # --- saying something ---

    def say(self, topic: str, content: object = b"", *, retain: bool = False, qos: int = 1) -> None:
        """Publish, and wait until the broker has it."""
        payload = content if isinstance(content, bytes | str) else json.dumps(content)
        self._client.publish(topic, payload, qos, retain).wait_for_publish(10)

    def flood(self, topic: str, contents: list[object]) -> subprocess.Popen[bytes]:
        """Another process that publishes all of these as fast as it goes."""
        lines = "".join(f"{json.dumps(one)}\n" for one in contents)
        told = ["mosquitto_pub", "-p", str(self.port), "-t", topic, "-q", "1", "-l"]
        process = subprocess.Popen(told, stdin=subprocess.PIPE)
        assert process.stdin is not None
        threading.Thread(target=_write, args=[process.stdin, lines.encode()], daemon=True).start()
        return process


def _write(pipe: IO[bytes], data: bytes) -> None:
    with pipe:
        pipe.write(data)
