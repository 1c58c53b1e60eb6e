"""A family whose bridge to Home Assistant is turned by the test, round by round, at a real broker."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from clock import SystemClock
from errors import Unreachable
from mqtt_ha import Bridge
from mqtt_ha.link import open_link
from tests.mqtt.listener import OPEN
from tests.wishes.family import Family

MOST_SECONDS = 20


@dataclass
class Bridged(Family):
    """As Family; ``port`` is the broker's, ``mqtt`` are further settings of the bridge."""

    port: int = 0
    mqtt: dict[str, object] = field(default_factory=dict)
    environ: dict[str, str] = field(default_factory=dict)
    off: set[str] = field(default_factory=set)
    """Computers that do not answer."""

    def start(self) -> None:
        super().start()
        given = {"host": "127.0.0.1", "port": self.port, **self.mqtt}
        self.core.settings = self.core.settings.changed(**{f"mqtt.{name}": value for name, value in given.items()})
        # What a network takes it takes in real time.
        opener = partial(open_link, clock=SystemClock())
        self.bridge = Bridge(self.services, environ=self.environ, opener=opener)
        self.services.bridge = self.bridge
        self.bridge.attach()

    def stop(self) -> None:
        self.bridge.stop()
        super().stop()

    def synced(self) -> None:
        """A whole cycle has ended."""
        self.visit()
        for server in self.core.fleet.servers():
            if server.id in self.off:
                self.unreachable(server.id)
            else:
                self.put(server.id, tried_at=self.clock.now(), error=None)
        self.services.pictures.sync_state(syncing=False, last_sync=self.clock.now())

    def put(self, server: str, **status: Any) -> None:
        """Let something else be known of a computer."""
        syncer = self.services.syncer
        syncer._states[server] = replace(syncer.state(server), **status)
        self.services.pictures.update(self.core.fleet.get(server), syncer.state(server))

    def unreachable(self, server: str) -> None:
        self.put(server, tried_at=self.clock.now(), error=Unreachable(host=server, port=22))

    def turn(self, until: Callable[[], Any], what: str, *, step: float = 0.4, pause: float = 0.02) -> Any:
        """Let the bridge go round, ``step`` seconds of its clock and ``pause`` real ones each time, until it is so."""
        end = time.monotonic() + MOST_SECONDS
        while True:
            self.bridge.turn(pause)
            if found := until():
                return found
            assert time.monotonic() < end, f"still not so: {what}"
            self.clock.advance(step)

    def connect(self) -> None:
        """Until the first picture is sent and the sweep is over."""
        self.turn(lambda: self.bridge.is_at_rest, "connected and at rest")
        self._all_hear()

    def rest(self) -> None:
        """Until nothing more is to be sent."""
        self.turn(lambda: self.bridge.is_at_rest, "at rest")
        self._all_hear()

    def leave(self) -> None:
        """As at the end of the program."""
        self.bridge._leave()
        self.bridge.stop()

    def _all_hear(self) -> None:
        for listener in OPEN:
            if listener.port == self.port:
                listener.catch_up()
