"""What the broker should hold of ours, and what still has to be sent for that.

No queue: a newer value takes the place of an older one, so there is never more to send than there are topics. What
belongs together stays in the order in which the picture has it, however often it changes before it is sent: a value
before the availability that lets it show, and an availability before the value that it hides is taken away.

A value that is no part of the picture any more fades: its announcement is taken back at once, but Home Assistant hears
values until it has worked that off, and complains of an empty one. Whoever knows the time says when it is over.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import Final

from mqtt_ha.picture import CLEARED, ONLINE, Fragment

MOST_GONE: Final = 20_000
"""Topics that are taken away once more at every new connection, because nobody knows whether it was done."""
NOTHING: Final = Fragment({}, {})


class Retained:
    """The retained messages of ours. For one thread."""

    def __init__(self, alive: str) -> None:
        """``alive`` is the topic that says that we are there."""
        self._alive = alive
        self._wanted: dict[str, bytes] = {}
        self._configs: dict[str, bytes] = {}
        """Those of the wanted ones that announce an entity."""
        self._gone: dict[str, None] = {}
        """Topics that are no part of the picture any more."""
        self._fading: dict[str, None] = {}
        """Values that are to go when Home Assistant listens to them no more."""
        self._parts: dict[str, Fragment] = {}
        self._due: OrderedDict[str, None] = OrderedDict()
        self._once_more = False
        """Whether the values are to be sent again when nothing else is due."""
        self._reworded = False
        """Whether an announcement has become another one and not all was sent since."""
        self.withdrawn: dict[str, bytes] = {}
        """Announcements that were taken back, and what they said; whoever remembers them empties it."""

    def __contains__(self, topic: str) -> bool:
        """Whether the broker should hold something there."""
        return topic == self._alive or bool(self._wanted.get(topic))

    @property
    def topics(self) -> int:
        """How many there are with something in them."""
        return sum(map(bool, self._wanted.values()))

    @property
    def is_due(self) -> bool:
        """Whether there is something to be sent."""
        return bool(self._due) or self._once_more

    @property
    def fading(self) -> int:
        """How many values are left whose announcement is gone."""
        return len(self._fading)

    @property
    def configs(self) -> Mapping[str, bytes]:
        """All that is announced, by topic."""
        return self._configs

    @property
    def entities(self) -> int:
        """How many are announced."""
        return len(self._configs)

    def show(self, parts: Mapping[str, Fragment]) -> None:
        """Take in a new picture; what differs from the last one becomes due."""
        read: set[str] = set()
        for name, part in parts.items():
            before = self._parts.get(name, NOTHING)
            if before is part:
                continue
            announced = before.configs is not part.configs and self._announce(before.configs, part.configs)
            for topic, payload in part.states.items():
                # Home Assistant does not ask for a value again because an announcement has changed.
                self._set(topic, payload, again=announced)
            for topic in before.states.keys() - part.states.keys():
                self.fade(topic)
            read.update(part.reads if announced else ())
        for name in self._parts.keys() - parts.keys():
            self._announce(self._parts[name].configs, {})
            for topic in self._parts[name].states:
                self.fade(topic)
        for topic in read & self._wanted.keys():  # behind the announcements: by the old ones it means something else
            self._set(topic, self._wanted[topic], again=True)
        self._parts = dict(parts)

    def clear(self, topic: str, said: bytes = b"") -> None:
        """Take something away. ``said``: what it announced, where it is an announcement."""
        if said:
            self._configs.pop(topic, None)
            self.withdrawn[topic] = said
        self._set(topic, CLEARED, again=True)
        self._gone[topic] = None
        if len(self._gone) > MOST_GONE:
            oldest = next(iter(self._gone))
            del self._gone[oldest]
            self._wanted.pop(oldest, None)

    def fade(self, topic: str) -> None:
        """Take a value away, but not before :meth:`fade_out`."""
        self._wanted.pop(topic, None)
        self._fading[topic] = None
        if len(self._fading) > MOST_GONE:
            del self._fading[next(iter(self._fading))]

    def fade_out(self) -> None:
        """Nobody listens any more to the values that fade."""
        for topic in tuple(self._fading):
            self.clear(topic)

    def take_over(self, earlier: Retained) -> None:
        """Take away all that an earlier one has at the same broker, but for what becomes part of the picture again."""
        for topic, said in tuple(earlier._configs.items()):
            self.clear(topic, said)
        for topic in earlier._gone.keys() - self._wanted.keys():
            self.clear(topic)
        for topic in (earlier._wanted.keys() | earlier._fading.keys()) - self._wanted.keys():
            self.fade(topic)

    def forget(self, topics: Iterable[str]) -> None:
        """Somebody else sees to it that these are gone."""
        for topic in topics:
            if topic in self._gone:
                del self._gone[topic]
                self._wanted.pop(topic, None)

    def start_anew(self, *, twice: bool = False, gone: bool = True) -> None:
        """Let everything be due, values first: at a broker that was away, nobody knows what it still holds.

        With ``twice`` the values are sent again behind the announcements, in case one of those is another than before;
        so they are where it is known to be. Without ``gone`` what was taken away is not taken away once more.
        """
        done = set() if gone else self._gone.keys() - self._due.keys()
        states = [topic for topic in self._wanted if topic not in self._configs and topic not in done]
        self._due = OrderedDict.fromkeys((*states, self._alive, *self._configs))
        self._once_more = twice or self._reworded

    def again(self, topic: str) -> None:
        """Send a message once more, though it is the same."""
        if topic in self._wanted:
            self._due.setdefault(topic)

    def still_alive(self) -> None:
        """Say once more that we are there."""
        if self._alive not in self._due:
            self._due[self._alive] = None
            self._due.move_to_end(self._alive, last=False)

    def clear_all(self) -> None:
        """Want nothing at the broker any more: announcements go, values fade."""
        self.show({})

    def nothing_due(self) -> None:
        """Forget what is to be sent: there is nobody to send it to."""
        self._due.clear()
        self._once_more = False

    def take(self) -> tuple[str, bytes] | None:
        """The next message to be sent, or None."""
        if not self._due and self._once_more:
            self._once_more = False
            over = self._configs.keys() | self._gone.keys()
            self._due = OrderedDict.fromkeys(topic for topic in self._wanted if topic not in over)
        while self._due:
            topic, _ = self._due.popitem(last=False)
            payload = ONLINE if topic == self._alive else self._wanted.get(topic)
            if payload is not None:
                return topic, payload
        self._reworded = False
        return None

    def _announce(self, before: Mapping[str, bytes], after: Mapping[str, bytes]) -> bool:
        """Whether some announcement that stays is another one than before."""
        for topic in before.keys() - after.keys():
            self.clear(topic, before[topic])
        changed = False
        for topic, payload in after.items():
            changed = changed or before.get(topic) != payload
            self._configs[topic] = payload
            self._reworded = self._reworded or before.get(topic, payload) != payload
            self._set(topic, payload)
        return changed

    def _set(self, topic: str, payload: bytes, *, again: bool = False) -> None:
        self._gone.pop(topic, None)
        self._fading.pop(topic, None)
        if payload:
            self.withdrawn.pop(topic, None)
        is_due = again or topic in self._due or self._wanted.get(topic) != payload
        self._wanted.pop(topic, None)
        self._wanted[topic] = payload
        if is_due:
            self._due[topic] = None
            self._due.move_to_end(topic)
