"""How often somebody may be wrong about a secret, by the address of the peer.

Forwarded headers are not looked at: whoever guesses writes them himself. Everything is bounded, so that guessing from
many addresses costs memory no more than time. For the event loop alone; nothing here waits.
"""

from __future__ import annotations

import ipaddress
from collections import OrderedDict, deque
from math import ceil
from typing import Final

from clock import Clock

BURST: Final = (20, 5 * 60.0)
"""So many wrong guesses from one address in so many seconds, and it has to wait."""
HOURLY: Final = (100, 3600.0)
"""The same in the long run."""
EVERYBODY: Final = (300, 3600.0)
"""All addresses together; then only those are heard that were right before."""
MOST_SOURCES: Final = 1000
MOST_TRUSTED: Final = 100


class Throttle:
    """Counts wrong guesses of each source and tells who has to wait."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._wrong: OrderedDict[str, deque[float]] = OrderedDict()
        self._all_wrong: deque[float] = deque(maxlen=EVERYBODY[0])
        self._trusted: OrderedDict[str, None] = OrderedDict()

    def wait(self, source: str) -> int:
        """Seconds that this source has to wait before it is listened to again; 0 if it is heard."""
        own = self._wrong.get(source, deque())
        waits = [self._left(own, *BURST), self._left(own, *HOURLY)]
        if source not in self._trusted:
            waits.append(self._left(self._all_wrong, *EVERYBODY))
        return max(waits)

    def failed(self, source: str) -> None:
        """Somebody there was wrong."""
        now = self._clock.monotonic()
        self._all_wrong.append(now)
        self._wrong.setdefault(source, deque(maxlen=HOURLY[0])).append(now)
        self._wrong.move_to_end(source)
        if len(self._wrong) > MOST_SOURCES:
            self._wrong.popitem(last=False)

    def succeeded(self, source: str) -> None:
        """Somebody there was right. What was wrong before stays counted: one right guess must not buy twenty more."""
        self._trusted[source] = None
        self._trusted.move_to_end(source)
        if len(self._trusted) > MOST_TRUSTED:
            self._trusted.popitem(last=False)

    def _left(self, wrong: deque[float], most: int, seconds: float) -> int:
        """Whole seconds until fewer than ``most`` lie within the last ``seconds``."""
        if len(wrong) < most:
            return 0
        left = wrong[-most] + seconds - self._clock.monotonic()
        return max(0, ceil(left))


def source_of(peer: tuple[str, int] | None) -> str:
    """The source behind a peer: its address, or its network where one device has as many addresses as it wants."""
    address = peer[0] if peer else ""
    try:
        known = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if known.version == 6 and not known.is_loopback:
        return str(known.ipv4_mapped or ipaddress.ip_network((known, 64), strict=False))
    return str(known)
