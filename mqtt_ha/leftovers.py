"""What is left of us at a broker, here and where we were when the program ran last: looked for once, and taken away."""

from __future__ import annotations

from typing import Final

from mqtt_ha.link import Incoming, Link
from mqtt_ha.picture import OFFLINE
from mqtt_ha.retained import Retained
from mqtt_ha.sweep import Sweep
from mqtt_ha.tombstones import Tombstones
from mqtt_ha.topics import Topics

SELDOM: Final = frozenset({"last_sync", "timekpr_version"})
"""Values of a computer that are not there until they are known."""


class Leftovers:
    """For one thread, and one place: the topics of one session."""

    def __init__(self, topics: Topics, retained: Retained, tombstones: Tombstones) -> None:
        self._topics = topics
        self._retained = retained
        self._tombstones = tombstones
        self._sweeps = [Sweep(topics)]
        self._former = tombstones.former(topics)
        """Where we were before, as long as nobody knows who is there now."""
        if self._former is not None and self._former.base == topics.base:
            self._sweeps.append(Sweep(self._former))
            self._former = None
        self.is_first = True
        """Nobody has looked yet."""

    @property
    def is_looking(self) -> bool:
        """Whether we listen to what is kept at the broker."""
        return any(sweep.until is not None for sweep in self._sweeps)

    @property
    def until(self) -> float | None:
        """When that ends, at the soonest."""
        return min((sweep.until for sweep in self._sweeps if sweep.until is not None), default=None)

    def connected(self, link: Link) -> None:
        """A connection is there: find out whether somebody is where we were."""
        if self._former is not None:
            link.subscribe([self._former.bridge_state])

    def lost(self) -> None:
        """The connection is gone, and with it what was listened to."""
        for sweep in self._sweeps:
            sweep.stop()

    def turn(self, link: Link, now: float, *, may_begin: bool) -> None:
        """Begin to look if nobody has, and come to an end when the time is over."""
        if self.is_first and may_begin:
            self.is_first = False
            for sweep in self._sweeps:
                sweep.begin(link, now)
        for sweep in self._sweeps:
            sweep.end(link, now)
        if not (self.is_first or self.is_looking or self._retained.fading):
            self._tombstones.settle(self._topics)

    def again(self, link: Link, now: float) -> None:
        """Let what is kept be said once more, where we listen still."""
        for sweep in self._sweeps:
            sweep.again(link, now)

    def heard_of_former(self, link: Link, message: Incoming, now: float) -> bool:
        """Whether a message says how it stands where we were; then look there too, unless another program is there."""
        former = self._former
        if former is None or message.topic != former.bridge_state:
            return False
        self._former = None
        if message.payload == OFFLINE:
            for topic in (former.online, former.bridge_info, former.bridge_problems, former.bridge_state):
                self._retained.fade(topic)
            sweep = Sweep(former)
            sweep.begin(link, now)
            self._sweeps.append(sweep)
        return True

    def heard(self, message: Incoming, now: float) -> None:
        """Something is kept there: take it away if it is of ours and none of the picture."""
        for sweep in self._sweeps:
            sweep.go_on(now)
            if message.payload and sweep.is_stale(message) and not self._is_of_the_picture(message.topic):
                if announced := sweep.announcement(message):
                    self._retained.clear(message.topic, announced)
                else:
                    self._retained.fade(message.topic)

    def _is_of_the_picture(self, topic: str) -> bool:
        """Or whether it may become so: Home Assistant up to 2024.3 logs a time that is cleared."""
        place, _, last = topic.rpartition("/")
        return topic in self._retained or (last in SELDOM and f"{place}/state" in self._retained)
