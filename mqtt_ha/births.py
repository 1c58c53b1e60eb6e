"""Home Assistant has come up: everything is said again, and what has gone meanwhile is shown once more and taken back.

One that was down when an entity was taken back keeps it for ever, and an empty announcement does not help then.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Final

from mqtt_ha.link import Link
from mqtt_ha.picture import CLEARED
from mqtt_ha.retained import Retained
from mqtt_ha.tombstones import Tombstones
from mqtt_ha.topics import Topics

BIRTH_SECONDS: Final = (1.0, 5.0)
"""So long after Home Assistant has come up everything is said again; at random, since others do the same."""
GRAVE_SECONDS: Final = 1.0
"""So long an entity that is to go is announced once more."""


class Births:
    """For one thread, and the topics of one session."""

    def __init__(self, topics: Topics, retained: Retained, tombstones: Tombstones) -> None:
        self._topics = topics
        self._retained = retained
        self._tombstones = tombstones
        self._born_at: float | None = None
        self._shown: Mapping[str, bytes] = {}
        """What is announced once more at this moment, and until when."""
        self._until: float | None = None
        self._is_seen = False
        """Home Assistant has come up just now, so it has seen these and they can be forgotten."""
        self._to_show: Mapping[str, bytes] = {}
        """What is to be shown once more now, whether somebody has come up or not."""

    @property
    def is_busy(self) -> bool:
        """Whether something is still to be said, or taken back."""
        return self.until is not None or bool(self._to_show)

    @property
    def until(self) -> float | None:
        """When there is something to be done, at the soonest."""
        return min((at for at in (self._born_at, self._until) if at is not None), default=None)

    def shows(self, topic: str) -> bool:
        """Whether this is announced once more at this moment, so that nobody takes it back before its time."""
        return topic in self._shown

    def came_up(self, now: float) -> None:
        """Home Assistant says that it is there."""
        if self._born_at is None:
            self._born_at = now + random.uniform(*BIRTH_SECONDS)  # noqa: S311 - it only spreads the load

    def show_once_more(self, withdrawn: Mapping[str, bytes]) -> None:
        """Home Assistant may be there and have these, while the broker knows nothing of them."""
        self._to_show = {**self._to_show, **withdrawn}

    def lose(self) -> None:
        """The connection is gone: what was shown once more must not stay."""
        self.take_back()
        self._born_at = self._until = None
        self._shown, self._is_seen = {}, False

    def take_back(self) -> None:
        """Let what is shown once more go with all else."""
        for topic in self._ghosts():
            self._retained.clear(topic)

    def turn(self, link: Link, now: float) -> None:
        """Do what is to be done by now."""
        if self._born_at is not None and now >= self._born_at:
            self._born_at = None
            self._to_show, self._is_seen = {}, True
            known = self._tombstones.of(self._topics)
            self._tombstones.forget({topic: b"" for topic in known if topic in self._retained})
            self._show(link, now, known)
            self._retained.start_anew(twice=True, gone=False)
        if self._to_show and self._until is None:
            showing, self._to_show = self._to_show, {}
            self._show(link, now, showing)
        if self._until is not None and now >= self._until:
            for topic in self._ghosts():
                link.publish(topic, CLEARED, retain=True)
            self._tombstones.forget(self._shown if self._is_seen else {})
            self._shown, self._until, self._is_seen = {}, None, False

    def _show(self, link: Link, now: float, withdrawn: Mapping[str, bytes]) -> None:
        graves = {topic: said for topic, said in withdrawn.items() if topic not in self._retained}
        self._retained.forget(graves)
        if graves:  # first: the connection may break now
            self._shown, self._until = {**self._shown, **graves}, now + GRAVE_SECONDS
        for topic, said in graves.items():
            link.publish(topic, said, retain=True)

    def _ghosts(self) -> list[str]:
        """What is announced once more and is to go; some may have come to life again meanwhile."""
        return [topic for topic in self._shown if topic not in self._retained]
