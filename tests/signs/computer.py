"""A computer that counts as the real Timekpr does, also while its clock goes back; and what is noticed of it.

Source: ``adjustTimeSpentActual`` of 0.5.4. It knows only local time, and takes a step of 45 s forward for sleep; one
back, at the end of summer time or by somebody's hand, it takes off what was counted.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from headlines import Style
from sign_finder import Memory, Seen, first_look, look
from ssh_client.host_clock import HostClock
from state import ServerStatus
from timekpr_rules import DayRule, Interval, MainConfig, TimeFile, UserConfig, current_counters, time_left

BERLIN = "Europe/Berlin"
TICK = 30
"""Seconds between two looks of the daemon; it saves at each."""
READ_EVERY = 180
ASLEEP_FROM = 45
STYLE = Style("en", "24h")
WEDNESDAY = datetime(2026, 11, 18, 14, 0, tzinfo=UTC)
"""15:00 in Berlin."""


def rules(limit: int = 4 * 3600, *hours: tuple[int, int], **more: object) -> UserConfig:
    """The same on every day; hours are open from hour to hour."""
    intervals = tuple(Interval(start * 60, end * 60) for start, end in hours or ((0, 24),))
    return UserConfig((DayRule(allowed=True, limit_seconds=limit, intervals=intervals),) * 7, **more)


@dataclass
class Computer:
    """It is on; nobody is there. ``found`` has the codes of what was noticed, in order."""

    true: datetime = WEDNESDAY
    config: UserConfig = field(default_factory=rules)
    zone: str = BERLIN
    zone_is_known: bool = True
    enforces: bool = True
    ahead: float = 0.0
    """By which its clock is wrong; what we know of that is as old as the last :meth:`ask_clock`."""
    main: MainConfig = field(default_factory=MainConfig)

    def __post_init__(self) -> None:
        self.disk = TimeFile(last_checked=self.local)
        self.prev = self.disk
        self.memory: TimeFile | None = None
        self.active = True
        self.ours = False
        self.known: Memory | None = None
        self.found: list[str] = []
        self.said: list[str] = []
        self.clock_known = 0
        self._next = self.true
        self.read()

    @property
    def local(self) -> datetime:
        """What its clock shows."""
        return (self.true + timedelta(seconds=self.ahead)).astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)

    # --- what people do ---

    def log_in(self) -> None:
        if self.memory is None:
            self.memory = self._as_of_now(self.disk)

    def log_out(self) -> None:
        if self.memory is not None:
            self._save()
            self.memory = None

    def use(self, seconds: int) -> None:
        """Somebody is at it, from now on, until Timekpr ends it."""
        self.log_in()
        for _ in range(seconds // TICK):
            self.wait(TICK)
            self._tick()

    def lock_screen(self, seconds: int) -> None:
        """Signed in, but not at it."""
        self.active = False
        self.use(seconds)
        self.active = True

    def sleep(self, seconds: int) -> None:
        """Suspended with whoever is signed in: nothing runs and nothing can be read."""
        self.true += timedelta(seconds=seconds)
        self._next = self.true
        self._tick()

    def switch_off(self, seconds: int) -> None:
        self.log_out()
        self.true += timedelta(seconds=seconds)
        self._next = self.true

    def crash(self, *, older: bool) -> None:
        """The power goes; ``older``: the file is torn, and the daemon takes the copy before."""
        self.memory = None
        self.disk = self.prev if older else self.disk

    def give(self, seconds: int, *, ours: bool) -> None:
        """As ``--settimeleft + seconds``, of a day that has begun."""
        now = self._as_of_now(self.memory or self.disk)
        given = replace(now, balance=now.balance - seconds)
        self.prev, self.disk = self.disk, given
        self.memory = given if self.memory is not None else None
        self.ours = self.ours or ours

    def set_clock(self, seconds: float) -> None:
        """Somebody, or the network, sets it; below 0 it goes back."""
        self.ahead += seconds
        if self.memory is not None:
            self._tick()

    def edit(self, **counters: int) -> None:
        """Somebody writes into the file; the daemon takes it in."""
        self.disk = replace(self.disk, **counters)
        if self.memory is not None:
            self.memory = self.disk

    # --- the daemon ---

    def _tick(self) -> None:
        if self.memory is None:
            return
        now, before = self.local, self.memory.last_checked
        assert before is not None
        passed = int((now - before).total_seconds())
        self.memory = self._as_of_now(self.memory)
        left = time_left(self.config, self.main, self.memory, now)
        counts = self.active or self.config.track_inactive
        if passed < ASLEEP_FROM and counts and not left.unaccounted:
            passed = min(passed, now.minute * 60 + now.second)
            spent = self.memory
            self.memory = replace(
                spent, balance=spent.balance + passed, spent_day=spent.spent_day + passed,
                spent_week=spent.spent_week + passed, spent_month=spent.spent_month + passed,
            )  # fmt: skip
        self._save()
        if self.enforces and not left.unaccounted and (not left.open_now or left.seconds <= 15) and counts:
            self.log_out()

    def _save(self) -> None:
        assert self.memory is not None
        self.prev, self.disk = self.disk, self.memory

    def _as_of_now(self, spent: TimeFile) -> TimeFile:
        counters = current_counters(spent, self.local)
        return TimeFile(counters.balance, counters.day, counters.week, counters.month, self.local)

    # --- the manager ---

    def wait(self, seconds: int) -> None:
        """Time goes by, and it is read now and then."""
        self.true += timedelta(seconds=seconds)
        while self._next <= self.true:
            self._next += timedelta(seconds=READ_EVERY)
            self.read()

    def ask_clock(self) -> None:
        self.clock_known = round(self.ahead)

    def read(self) -> list[str]:
        """One reading; the codes of what was noticed at it."""
        offset = int((self.true.astimezone(ZoneInfo(self.zone)).utcoffset() or timedelta()).total_seconds())
        zone = self.zone if self.zone_is_known else ""
        status = ServerStatus(read_at=self.true, clock=HostClock(offset, self.clock_known, self.true, zone))
        seen = Seen(self.config, self.main, self.disk, self.true, status)
        if self.known is None:
            self.known = first_look(seen)
            return []
        noticed, self.known = look("anna", self.known, seen, STYLE, ours=self.ours)
        self.ours = False
        codes = [one.code.value for one in noticed]
        self.found += codes
        self.said += [one.message.text() for one in noticed]
        return codes
