"""The names that things have at the broker: topics, and the ids by which Home Assistant knows an entity for ever.

Sources: MQTT 5 (4.7, topic names) and Home Assistant's MQTT discovery, which takes ``[a-zA-Z0-9_-]`` in an object id.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

_NOT_PLAIN: Final = re.compile(r"[^a-zA-Z0-9-]")
_NOT_IN_A_LEVEL: Final = re.compile(
    r"[/+#\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)
"""Separators, wildcards, and what a broker or Home Assistant refuses: control characters and noncharacters."""
_HASH_BYTES: Final = 3
MOST_IN_A_SLUG: Final = 80


def slug(*parts: str) -> str:
    """One id out of several names, in ``[a-zA-Z0-9_-]``: different names never share one, and the same keep theirs.

    Where something had to be replaced, or where two parts could be told apart in more than one way ("a_b" + "c"), the
    end is a short hash of the names as they are.
    """
    plain = "_".join(_NOT_PLAIN.sub("_", part) for part in parts)
    if len(plain) <= MOST_IN_A_SLUG and not any(_NOT_PLAIN.search(part) or not part for part in parts):
        return plain
    name = "\0".join(parts).encode("utf-8", "surrogatepass")
    return f"{plain[:MOST_IN_A_SLUG]}_{blake2b(name, digest_size=_HASH_BYTES).hexdigest()}"


def level(name: str) -> str:
    """A name as one level of a topic. Our ids and Timekpr's logins are left as they are."""
    return name if name and not _NOT_IN_A_LEVEL.search(name) else slug(name)


@dataclass(frozen=True, slots=True)
class Topics:
    """All topics of one installation. ``base`` and ``prefix`` are checked by the settings."""

    base: str
    prefix: str

    @property
    def bridge_state(self) -> str:
        """``online`` or ``offline``; retained, and the last will."""
        return f"{self.base}/bridge/state"

    @property
    def bridge_info(self) -> str:
        """Version, counts, last sync; retained."""
        return f"{self.base}/bridge/info"

    @property
    def bridge_problems(self) -> str:
        """What needs a look, in words; retained."""
        return f"{self.base}/bridge/problems"

    @property
    def events(self) -> str:
        """What happens, one message each; never retained."""
        return f"{self.base}/bridge/event"

    @property
    def online(self) -> str:
        """The names of the computers that are on: ``{"servers": […]}``; retained."""
        return f"{self.base}/servers/online"

    def request(self, name: str) -> str:
        """Where something is asked for."""
        return f"{self.base}/bridge/request/{name}"

    def response(self, name: str) -> str:
        """Where it is answered."""
        return f"{self.base}/bridge/response/{level(name)}"

    def server(self, server: str, last: str = "state") -> str:
        """Of a computer, by its id: ``state`` (retained) or ``sync`` (a command)."""
        return f"{self.base}/servers/{level(server)}/{last}"

    def user(self, server: str, user: str, last: str = "state") -> str:
        """Of a user: ``state``, ``rules``, ``availability`` (retained), or a command such as ``time_left/add``."""
        return f"{self.base}/servers/{level(server)}/users/{level(user)}/{last}"

    def child(self, child: str, last: str = "state") -> str:
        """Of a child over all computers, by its id: ``state`` or ``availability``; retained."""
        return f"{self.base}/children/{level(child)}/{last}"

    def config(self, component: str, object_id: str) -> str:
        """Where Home Assistant finds an entity."""
        return f"{self.prefix}/{component}/{object_id}/config"

    @property
    def namespace(self) -> str:
        """What all ids of this installation begin with, so that two of them can share one Home Assistant."""
        return slug(self.base)
