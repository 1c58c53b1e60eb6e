"""Finds what an earlier release, or an earlier run that was killed, has left at the broker.

For some seconds after the first picture was sent we listen to what is kept there. Only what names us as its origin and
has our base topic is ours: several programs announce below one prefix.
"""

from __future__ import annotations

import json
from typing import Any, Final

from mqtt_ha.discovery import NAME
from mqtt_ha.link import MOST_PAYLOAD, Incoming, Link
from mqtt_ha.topics import Topics

SECONDS: Final = 5.0
"""How long to listen after the last message that was kept there."""
MOST_SECONDS: Final = 120.0
"""How long to listen at the most: what is below a prefix may be said again and again."""


class Sweep:
    """For one thread."""

    def __init__(self, topics: Topics) -> None:
        self._topics = topics
        # None of them takes in a command: what two filters take in comes twice from some brokers.
        values = ("state", "availability", "rules")
        self._filters = (
            f"{topics.prefix}/+/+/config",
            *(f"{topics.base}/servers/+/{last}" for last in ("state", "last_sync", "timekpr_version")),
            *(f"{topics.base}/servers/+/users/+/{last}" for last in values),
            *(f"{topics.base}/children/+/{last}" for last in ("state", "availability")),
        )
        self.until: float | None = None
        """When it ends; None while none is under way."""
        self._end = 0.0

    def begin(self, link: Link, now: float) -> None:
        """Listen."""
        if self.until is None:
            link.subscribe(self._filters)
            self.until = now + SECONDS
            self._end = now + MOST_SECONDS

    def again(self, link: Link, now: float) -> None:
        """Let what is kept be said once more, if we listen still."""
        if self.until is not None:
            link.subscribe(self._filters)
            self.go_on(now)

    def go_on(self, now: float) -> None:
        """Something has come: more may come."""
        if self.until is not None:
            self.until = min(now + SECONDS, self._end)

    def end(self, link: Link, now: float) -> None:
        """Listen no more, when the time is over."""
        if self.until is not None and now >= self.until:
            self.until = None
            link.unsubscribe(self._filters)

    def stop(self) -> None:
        """The connection is gone, and with it what was listened to."""
        self.until = None

    def is_stale(self, message: Incoming) -> bool:
        """Whether a kept message is one of ours, so that it has to go if it is none of the picture."""
        topic, topics = message.topic, self._topics
        if topic.startswith((f"{topics.base}/servers/", f"{topics.base}/children/")):
            # Which computers are on is said after the first cycle only; until then the last word stands.
            return topic != topics.online
        return bool(self.announcement(message))

    def announcement(self, message: Incoming) -> bytes:
        """What it announces, if that is an entity of ours; else nothing."""
        if not message.topic.startswith(f"{self._topics.prefix}/") or len(message.payload) > MOST_PAYLOAD:
            return b""
        try:
            content = json.loads(message.payload)
        except (ValueError, RecursionError):
            return b""
        return message.payload if isinstance(content, dict) and self._is_ours(content) else b""

    def _is_ours(self, content: dict[str, Any]) -> bool:
        origin = content.get("origin")
        if not isinstance(origin, dict) or origin.get("name") != NAME:
            return False
        availability = content.get("availability")
        listed = availability if isinstance(availability, list) else []
        named = [one.get("topic") for one in listed if isinstance(one, dict)]
        return self._topics.bridge_state in (*named, content.get("state_topic"))
