"""What a cycle costs when every server is up, and what it leaves for the pages' loop."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from bench.figures import Figure, Promise, per_server_ms
from bench.openssh import Masters, Pass
from bench.product import Cycle, Loop, Product
from bench.room import Room
from bench.worker import Worker

CPU_OF_OPENSSH = Promise(1.0, of_ratio=True)
GROWTH = Promise(1.3, of_ratio=True)
"""How much more a server of a large fleet may cost than one of ten."""
MEMORY_MB = Promise(30.0)
LAG_MS = Promise(50.0)
MOST_MASTERS = 250
"""Three processes for each kept connection are enough for this machine."""

UNCHANGED, CHANGED = "nothing changed", "all changed"


def all_up(room: Room, sizes: Sequence[int]) -> Iterator[Figure]:
    """Each size for itself: our cycles and OpenSSH's in turns, medians."""
    cpu: dict[tuple[str, int], float] = {}
    for size in sizes:
        for figure in _one_size(room, size):
            yield figure
            if figure.unit == "ms CPU/server":
                cpu[figure.what, size] = figure.value
    small, large = 10, max(sizes)
    if small in sizes and large > small:
        for what in (UNCHANGED, CHANGED):
            yield Figure(
                f"one more server: {large} against {small}", what, cpu[what, large], "ms CPU/server",
                cpu[what, small], f"with {small}", GROWTH,
            )  # fmt: skip


def _one_size(room: Room, size: int) -> Iterator[Figure]:
    places = room.places(size)
    with (
        Worker(Product, room, places, room.fresh_data()) as product,
        Masters(room, places[:MOST_MASTERS]) as masters,
    ):
        ours, theirs = _in_turns(room, size, product, masters)
        alone, beside = product.call("loop_alone"), product.call("loop_beside_a_cycle")
        memory = product.call("peak_mb_above_idle")
    group = f"{size} up"
    openssh_cpu = median(per_server_ms(one.cpu_seconds, masters.count) for one in theirs)
    for what, cycles in ours.items():
        value = median(per_server_ms(one.cpu_seconds, size) for one in cycles)
        yield Figure(group, what, value, "ms CPU/server", openssh_cpu, "ssh -S", CPU_OF_OPENSSH)
    openssh_wall = median(one.seconds for one in theirs) * size / masters.count
    for what, cycles in ours.items():
        yield Figure(group, what, median(one.seconds for one in cycles), "s", openssh_wall, "ssh -S")
    yield from _beside(group, alone, beside, memory)


def _beside(group: str, alone: Loop, beside: Loop, memory: float) -> Iterator[Figure]:
    yield Figure(group, "event loop late, p99", beside.lag_p99_ms, "ms", alone.lag_p99_ms, "no cycle", LAG_MS)
    yield Figure(group, "memory above idle, peak", memory, "MB", promise=MEMORY_MB)
    yield Figure(group, "threads more than idle, peak", beside.threads, "")


def _in_turns(room: Room, size: int, product: Worker, masters: Masters) -> tuple[dict[str, list[Cycle]], list[Pass]]:
    """What else the machine does meets both alike. The first contact, which asks for the clocks, is not counted."""
    ours: dict[str, list[Cycle]] = {UNCHANGED: [], CHANGED: []}
    theirs: list[Pass] = []
    product.call("cycle")
    for turn in range(1, _rounds(size) + 1):
        ours[UNCHANGED].append(product.call("cycle"))
        theirs.append(masters.read_all())
        room.rewrite(size, turn)
        ours[CHANGED].append(product.call("cycle"))
    for cycle in (*ours[UNCHANGED], *ours[CHANGED]):
        if cycle.online != size:
            raise RuntimeError(f"only {cycle.online} of {size} servers were read: {cycle.unread}")
    return ours, theirs


def _rounds(size: int) -> int:
    """A single server is soon measured, and the least surely; a large fleet takes its time, and varies less."""
    return 1 if size > 250 else 3 if size > 50 else 5 if size > 10 else 11
