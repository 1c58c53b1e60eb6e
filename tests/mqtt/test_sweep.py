"""What is found at the broker and is none of ours stays; what an earlier run has left goes."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest

from mqtt_ha.link import MOST_PAYLOAD, Incoming, Link
from mqtt_ha.sweep import SECONDS, Sweep
from mqtt_ha.topics import Topics
from tests.mqtt.places import PLACE, Painted, announced

TOPICS = Topics("timekpr", "homeassistant")
OURS = dict(announced())
ONE = next(iter(OURS))


class Listener:
    """A connection that knows only what is listened to."""

    def __init__(self) -> None:
        self.filters: set[str] = set()

    def subscribe(self, filters: tuple[str, ...]) -> None:
        self.filters |= set(filters)

    def unsubscribe(self, filters: tuple[str, ...]) -> None:
        self.filters -= set(filters)

    def hears(self, topic: str) -> bool:
        levels = topic.split("/")
        split = (one.split("/") for one in self.filters)
        return any(
            len(one) == len(levels) and all(a in {"+", b} for a, b in zip(one, levels, strict=True)) for one in split
        )


def found(topic: str, payload: bytes = b"x") -> bool:
    return Sweep(TOPICS).is_stale(Incoming(topic, payload, is_retained=True))


def other(**changes: Any) -> bytes:
    return json.dumps(json.loads(OURS[ONE]) | changes).encode()


def test_it_listens_for_a_while_and_to_all_that_is_ever_kept_there(painted: Painted) -> None:
    sweep, link = Sweep(TOPICS), Listener()
    sweep.begin(cast("Link", link), 100)
    sweep.begin(cast("Link", link), 101)
    for topic in (*painted.states(), *painted.configs()):
        is_of_a_thing = "/bridge/" not in topic and not topic.endswith("/servers/online")
        assert link.hears(topic) is is_of_a_thing, topic
    assert not link.hears("timekpr/servers/pc/users/anna/limit/set")
    assert not link.hears("timekpr/servers/pc/sync")
    sweep.end(cast("Link", link), 100 + SECONDS - 0.1)
    assert link.filters
    sweep.end(cast("Link", link), 100 + SECONDS)
    assert not link.filters
    assert sweep.until is None


def test_all_of_ours_is_known_again(painted: Painted) -> None:
    for topic, payload in OURS.items():
        message = Incoming(topic, payload, is_retained=True)
        assert Sweep(PLACE.topics).announcement(message) == payload
        assert found(topic, payload)
    for topic in painted.states():
        assert found(topic) is (("/servers/" in topic or "/children/" in topic) and not topic.endswith("/online"))


@pytest.mark.parametrize(
    "payload",
    [
        b"", b"{", b"[]", b"7", b"null", b"\xff", b"[" * 10_000, b"{}",
        other(origin=None), other(origin="timekpr-mngr"),
        other(origin={"name": "zigbee2mqtt"}), other(origin={"name": ["timekpr-mngr"]}),
        other(availability=None, state_topic="attic/bridge/state"), other(state_topic={}, availability=[7]),
        other(state_topic="x", availability=[{"topic": "timekpr2/bridge/state"}]), b" " * MOST_PAYLOAD + OURS[ONE],
    ],
)  # fmt: skip
def test_what_somebody_else_has_announced_stays(payload: bytes) -> None:
    assert not found(ONE, payload)


def test_another_installation_of_ours_at_the_same_broker_stays() -> None:
    place = type(PLACE)(Topics("attic", "homeassistant"), 1, "en", "1.0", may=PLACE.may)
    assert not any(found(topic, payload) for topic, payload in announced(place).items())
    assert not found("attic/servers/pc/state")
    assert not found("homeassistant2/sensor/x/config", OURS[ONE])
