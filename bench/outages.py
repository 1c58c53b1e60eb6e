"""How long the living are kept waiting while each fifth server is dead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from statistics import median

from bench.figures import Figure, Promise
from bench.outage import Outage
from bench.product import Cycle, Product
from bench.room import ONE_IN, Place, Room
from bench.worker import Worker

LIVE_SECONDS: Mapping[int, float] = {50: 1.0, 250: 4.0, 1000: 15.0}
"""When the last live one of so many is to be read."""
ENDS_IN = {"refused": "connect", "hole": "connect", "silent": "banner", "stalled": "read", "broken": "read"}
"""The step in which each kind of dead server must be found out; else it is not what was to be measured."""


def outages(room: Room, sizes: Sequence[int], kinds: Sequence[str]) -> Iterator[Figure]:
    """Each fifth server dead in one of these ways, in turn.

    Every round is the first cycle after a start, when nobody knows yet who is dead; one with all of them up is beside
    it. Only the first round waits for the dead.
    """
    # Half of all the files' bytes: past the key exchange, and in the middle of the files.
    with Outage(room.sshd_port, room.file_bytes() // 2) as outage:
        for size in sizes:
            places = room.places_in_an_outage(size, kinds, outage.ports)
            yield from _figures(room, places, f"{size}, {size // ONE_IN} dead ({_ways(places)})")


def _figures(room: Room, places: Sequence[Place], group: str) -> Iterator[Figure]:
    size = len(places)
    with Worker(Product, room, places, room.fresh_data()) as product:
        whole: Cycle = product.call("cycle")
    _check(places, whole)
    live, up = [whole.live_seconds], []
    for turn in range(_rounds(size)):
        with Worker(Product, room, room.places(size), room.fresh_data()) as product:
            up.append(product.call("cycle"))
        if turn:
            with Worker(Product, room, places, room.fresh_data()) as product:
                live.append(product.call("until_the_living_are_read"))
    limit = LIVE_SECONDS.get(size)
    promise = Promise(limit) if limit else None
    all_read = median(one.live_seconds for one in up)
    yield Figure(group, "last live one read", median(live), "s", all_read, "all up", promise)
    yield Figure(group, "whole cycle", whole.seconds, "s", median(one.seconds for one in up), "all up")


def _check(places: Sequence[Place], cycle: Cycle) -> None:
    expected = {place.name: ENDS_IN[place.dead] for place in places if place.dead}
    ended = {name: stage for name, (stage, _) in cycle.unread.items()}
    if ended != expected:
        wrong = {name: why for name, why in cycle.unread.items() if expected.get(name) != why[0]}
        raise RuntimeError(f"not the outage that was meant: {wrong}, {len(ended)} of {len(expected)} unread")


def _ways(places: Sequence[Place]) -> str:
    return ", ".join(dict.fromkeys(place.dead for place in places if place.dead))


def _rounds(size: int) -> int:
    """A large fleet takes its time, and varies less."""
    return 3 if size <= 250 else 1
