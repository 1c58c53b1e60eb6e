"""How often somebody may be wrong about a secret: by the address of the peer, and by the name that is guessed at.

The address is the one that :mod:`web.front` has made out. Everything is bounded, so that guessing from many addresses
costs memory no more than time. For the event loop alone; nothing here waits.

A guess is counted before it is compared and taken back when it was right, so that many at the same moment are as many.
"""

from __future__ import annotations

import ipaddress
from collections import OrderedDict, deque
from math import ceil
from typing import Final, NamedTuple

from accounts.book import name_key
from clock import Clock


class Rule(NamedTuple):
    """So many in so many seconds, and one has to wait."""

    most: int
    seconds: float


BURST: Final = Rule(20, 5 * 60.0)
"""Guesses from one address, those that came while it had to wait among them."""
HOURLY: Final = Rule(100, 3600.0)
"""Wrong guesses from one address in the long run."""
EVERYBODY: Final = Rule(300, 3600.0)
"""All addresses together; then only those are heard that were right before."""

TYPOS: Final = 5
"""So many wrong passwords from one address within an hour cost nothing; each further one doubles the wait."""
TYPOS_OF_A_NAME: Final = 30
"""The same for one name from all addresses that were never right; one address alone comes to it only after hours."""
LONGEST_WAIT: Final = 300
HOUR: Final = 3600.0

MOST_SOURCES: Final = 1000
MOST_NAMES: Final = 1000
MOST_TRUSTED: Final = 100
LONGEST_NAME: Final = 64


class Throttle:
    """Counts guesses and tells who has to wait."""

    def __init__(self, clock: Clock, *, typos: int = 0) -> None:
        """``typos``: after so many wrong guesses the waits grow; 0 for secrets that nobody types."""
        self._clock = clock
        self._typos = typos
        self._tried: OrderedDict[str, deque[float]] = OrderedDict()
        self._wrong: OrderedDict[str, deque[float]] = OrderedDict()
        self._of_names: OrderedDict[str, deque[float]] = OrderedDict()
        self._all_wrong: deque[float] = deque(maxlen=EVERYBODY.most)
        self._trusted: OrderedDict[tuple[str, str], None] = OrderedDict()

    def wait(self, source: str, name: str = "") -> int:
        """Seconds that this source has to wait before it is listened to again; 0 if it is heard."""
        wrong = self._wrong.get(source, deque())
        waits = [self._left(self._tried.get(source, deque()), BURST), self._left(wrong, HOURLY)]
        if self._typos:
            waits.append(self._grown(wrong, self._typos))
        if (source, _key(name)) not in self._trusted:
            waits.append(self._left(self._all_wrong, EVERYBODY))
            waits.append(self._grown(self._of_names.get(_key(name), deque()), TYPOS_OF_A_NAME) if name else 0)
        return max(waits)

    def refused(self, source: str) -> None:
        """Somebody there did not wait."""
        self._note(self._tried, source, BURST.most, MOST_SOURCES)

    def failed(self, source: str, name: str = "") -> None:
        """Somebody there was wrong, or is about to be compared."""
        self._all_wrong.append(self._clock.monotonic())
        self._note(self._tried, source, BURST.most, MOST_SOURCES)
        self._note(self._wrong, source, HOURLY.most, MOST_SOURCES)
        if name:
            self._note(self._of_names, _key(name), HOURLY.most, MOST_NAMES)

    def succeeded(self, source: str, name: str = "") -> None:
        """Somebody there is in, by this name; for others nothing is known of that source.

        What was wrong before stays counted: one right guess must not buy twenty more.
        """
        self._trusted[source, _key(name)] = None
        self._trusted.move_to_end((source, _key(name)))
        if len(self._trusted) > MOST_TRUSTED:
            self._trusted.popitem(last=False)

    def take_back(self, source: str, name: str = "") -> None:
        """The guess that was counted as wrong before it was compared was right, or could not be compared."""
        for known, key in ((self._tried, source), (self._wrong, source), (self._of_names, _key(name))):
            if known.get(key):
                known[key].pop()
        if self._all_wrong:
            self._all_wrong.pop()

    def _note(self, known: OrderedDict[str, deque[float]], key: str, length: int, most: int) -> None:
        known.setdefault(key, deque(maxlen=length)).append(self._clock.monotonic())
        known.move_to_end(key)
        if len(known) > most:
            known.popitem(last=False)

    def _left(self, wrong: deque[float], rule: Rule) -> int:
        """Whole seconds until fewer than the rule's number lie within its time."""
        if len(wrong) < rule.most:
            return 0
        return self._until(wrong[-rule.most] + rule.seconds)

    def _grown(self, wrong: deque[float], typos: int) -> int:
        """Whole seconds of a wait that doubles with each wrong guess of the last hour."""
        now = self._clock.monotonic()
        beyond = sum(now - at < HOUR for at in wrong) - typos
        return self._until(wrong[-1] + min(LONGEST_WAIT, 2 ** min(beyond, 20))) if beyond >= 0 and wrong else 0

    def _until(self, moment: float) -> int:
        return max(0, ceil(moment - self._clock.monotonic()))


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


def _key(name: str) -> str:
    return name_key(name)[:LONGEST_NAME]
