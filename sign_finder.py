"""Signs of tampering in what has become of a user's files from one reading to the next. Pure: no files, no clock.

A computer that is used honestly never shows one: grants of ours, midnight, summer time, crashes, sleep and logins look
otherwise. What cannot be told apart from honest use is no sign: see docs/tamper-signs.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from differences import main_differences
from headlines import Style
from i18n import N_, FieldValue, Message
from problems import Severity, SignCode
from signs import Noticed
from state import ServerStatus
from timekpr_rules import (
    CRASH_LOSES,
    Lost,
    MainConfig,
    Most,
    Movement,
    TimeFile,
    UserConfig,
    Version,
    is_limited,
    movement,
    time_left,
)

SLACK: Final = CRASH_LOSES
HOUR: Final = 3600
NIGHT: Final = 6
"""Before this hour summer time comes and goes, wherever that is."""
GIVEN_FROM: Final = 60
"""Seconds; less than a minute nobody gives."""
GOES_ON: Final = 120
"""Seconds of use after the end of the time: Timekpr counts down first, and saves only now and then."""
NEAR: Final = timedelta(minutes=20)
"""Two readings further apart do not say what was between them."""
QUIET: Final = timedelta(hours=1)
"""So long somebody is signed in without a second being counted."""
MOST_WORDS: Final = 3
PERIODS: Final = {"day": N_("today"), "week": N_("this week"), "month": N_("this month")}


@dataclass(frozen=True, slots=True)
class Seen:
    """A user as of one reading, nothing of it damaged."""

    config: UserConfig
    main: MainConfig
    spent: TimeFile
    at: datetime
    """When it was read (UTC, by our clock)."""
    status: ServerStatus

    @property
    def version(self) -> Version | None:
        """Timekpr's version there."""
        return self.status.version

    @property
    def true_local(self) -> datetime:
        """The local time there at the reading as it really was, whatever the computer's own clock showed; naive."""
        return self.status.in_zone(self.at).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class Back:
    """LAST_CHECKED went back: because the clock did, or an older copy of the file came back, which is not written."""

    seconds: int
    ahead: int
    """By how much the clock was known to be wrong before (seconds)."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What is remembered of a user from one reading to the next."""

    last: Seen
    most: Most = field(default_factory=Most)
    back: Back | None = None
    """LAST_CHECKED has just gone back, and the next reading tells why."""
    uncounted_since: datetime | None = None
    """LAST_CHECKED from which on nothing was counted, though somebody was signed in."""


def first_look(seen: Seen) -> Memory:
    """Where it begins: nothing can be told yet."""
    return Memory(seen, Most().seen(seen.spent))


def look(user: str, memory: Memory, now: Seen, style: Style, *, ours: bool) -> tuple[list[Noticed], Memory]:
    """What was noticed at a new reading, and what to remember of it.

    ``ours``: a grant of ours may have arrived in between, or no one can tell yet whether it has.
    """
    before = memory.last
    moved = movement(before.spent, now.spent)
    shift, lost = _summer_time(before, now), memory.most.lost(now.spent)
    told = _Teller(user, style)
    limited = is_limited(before.config)
    if moved.back > SLACK + shift and not _comes_right(before, now):
        back = Back(moved.back, before.status.clock.ahead if before.status.clock else 0)
        return told.found, replace(memory, last=now, back=back, uncounted_since=None)
    if memory.back and moved.forward and _is_behind(now, memory.back):
        shift += memory.back.seconds  # it takes off as much: one cause, one sign
        if limited:
            told.clock_set_back(memory.back.seconds)
    counted = not lost.beyond(SLACK + shift)
    if limited and not counted:
        told.lost(lost, wiped=moved.wiped)
    if limited and counted and not ours and moved.given >= GIVEN_FROM:
        told.given(moved.given)
    if limited and not ours and moved.given <= 0 and moved.used > GOES_ON and _was_over(before, now):
        told.goes_on(moved.used)
    since = _uncounted_since(memory, now, moved)
    if limited and since is not None and now.spent.last_checked is not None:
        quiet = now.spent.last_checked - since
        if quiet >= QUIET:
            told.not_counted(quiet)
            since = None
    # What was excused once would be missed again at each later reading, and what was told would be told again.
    as_they_are = not counted or shift > 0
    return told.found, Memory(now, memory.most.seen(now.spent, as_they_are=as_they_are), uncounted_since=since)


def settings_changed(before: MainConfig, after: MainConfig, style: Style) -> list[Noticed]:
    """What to tell of a timekpr.conf that nobody has changed from here."""
    words = main_differences(before, after, style)
    if not words:
        return []
    eased = before.playtime_enabled and not after.playtime_enabled
    message = Message(
        N_("Timekpr's settings were changed on the computer itself. {what}"), {"what": said(words, style)}
    )
    severity = Severity.WARNING if eased else Severity.INFO
    return [Noticed(SignCode.SETTINGS_CHANGED_THERE, severity, message)]


def said(words: tuple[Message, ...], style: Style) -> str:
    """Some differences in one line."""
    more = " …" if len(words) > MOST_WORDS else ""
    return " · ".join(one.text(style.language) for one in words[:MOST_WORDS]) + more


class _Teller:
    """Puts what was noticed into words."""

    def __init__(self, user: str, style: Style) -> None:
        self.found: list[Noticed] = []
        self._user = user
        self._style = style

    def clock_set_back(self, seconds: int) -> None:
        self._tell(
            SignCode.CLOCK_SET_BACK,
            N_("{user}: the computer's clock went back by {duration} while Timekpr was counting."),
            seconds,
        )

    def lost(self, lost: Lost, *, wiped: bool) -> None:
        if wiped:
            template = N_("{user}: Timekpr has begun today from zero again. Used until then: {duration}.")
            self._tell(SignCode.COUNTERS_RESET, template, lost.day)
            return
        losses: Mapping[str, int] = {"day": lost.day, "week": lost.week, "month": lost.month}
        period = next(name for name, seconds in losses.items() if seconds > SLACK)
        self._tell(
            SignCode.COUNTERS_BACK,
            N_("{user}: for {period}, Timekpr counts {duration} less than it did before."),
            losses[period],
            period=Message(PERIODS[period]),
        )

    def given(self, seconds: int) -> None:
        template = N_("{user}: more time for today was given on the computer itself: {duration}.")
        self._tell(SignCode.TIME_GIVEN_THERE, template, seconds, severity=Severity.INFO)

    def goes_on(self, seconds: int) -> None:
        self._tell(
            SignCode.LIMIT_PASSED,
            N_("{user} has gone on for {duration} after the time was over: Timekpr does not end it there."),
            seconds,
            severity=Severity.DANGER,
        )

    def not_counted(self, quiet: timedelta) -> None:
        template = N_("{user}: signed in for {duration}, and Timekpr has counted nothing.")
        self._tell(SignCode.NOT_COUNTED, template, int(quiet.total_seconds()), severity=Severity.INFO)

    def _tell(
        self, code: SignCode, template: str, seconds: int, *, severity: Severity = Severity.WARNING, **more: FieldValue
    ) -> None:
        # To the minute: more would say that it is known to the second.
        duration = self._style.duration(max(60, round(seconds / 60) * 60))
        message = Message(template, {"user": self._user, "duration": duration, **more})
        self.found.append(Noticed(code, severity, message, self._user))


def _summer_time(before: Seen, now: Seen) -> int:
    """Seconds by which the clocks there may have gone back at the end of summer time since a while before."""
    clock = now.status.clock
    if clock is None or not clock.zone:
        first, last = before.spent.last_checked, now.spent.last_checked
        if first is None or last is None or first.date() != last.date():
            return HOUR
        return 0 if min(first.hour, last.hour) >= NIGHT else HOUR
    # A while before: Timekpr may have saved its counters last on this side of it when they were read on the other.
    was = (before.at - timedelta(hours=1)).astimezone(clock.tzinfo).utcoffset() or timedelta()
    has_become = now.at.astimezone(clock.tzinfo).utcoffset() or timedelta()
    return max(0, int((was - has_become).total_seconds()))


def _comes_right(before: Seen, now: Seen) -> bool:
    """Whether a clock went back that was ahead of the truth before: somebody, or the network, has set it right."""
    was, is_now = before.spent.last_checked, now.spent.last_checked
    if was is None or is_now is None:
        return False
    ahead = (was - before.true_local).total_seconds()
    return ahead > SLACK and is_now >= before.true_local - timedelta(seconds=SLACK)


def _is_behind(now: Seen, back: Back) -> bool:
    """Whether LAST_CHECKED is written, and less than it would be by the clock as it was."""
    last = now.spent.last_checked
    return last is not None and last < now.true_local + timedelta(seconds=back.ahead - SLACK)


def _was_over(before: Seen, now: Seen) -> bool:
    """Whether there was no time left at any moment between two readings, by rules that have stayed the same."""
    start, end = before.spent.last_checked, now.spent.last_checked
    config, main = now.config, now.main
    if start is None or end is None or end - start > NEAR or now.at - before.at > NEAR:
        return False
    if before.config != config:
        return False
    if config.track_inactive and config.lockout in {"lock", "suspend", "suspendwake"}:
        return False  # a locked screen goes on being counted
    minutes = int((end - start).total_seconds() // 60) + 1
    moments = [*(start + timedelta(minutes=one) for one in range(minutes)), end]
    return not any(_is_open(config, main, before.spent, one, now.version) for one in moments)


def _is_open(config: UserConfig, main: MainConfig, spent: TimeFile, at: datetime, version: Version | None) -> bool:
    return time_left(config, main, spent, at, version).open_now


def _uncounted_since(memory: Memory, now: Seen, moved: Movement) -> datetime | None:
    """From when on nothing was counted that should have been: only where time also runs while nobody is at it."""
    before, last = memory.last, memory.last.spent.last_checked
    tracked = now.config.track_inactive and not now.config.playtime.override
    if not tracked or last is None or moved.used or not moved.forward or now.at - before.at > NEAR:
        return None
    if moved.forward > (now.at - before.at).total_seconds() + GOES_ON:
        return None  # somebody was away, and has just come back
    if not all(_counts(one) for one in (before, now)):
        return None
    return memory.uncounted_since or last


def _counts(seen: Seen) -> bool:
    """Whether the hour of LAST_CHECKED is one in which time is counted."""
    last = seen.spent.last_checked
    if last is None:
        return False
    left = time_left(seen.config, seen.main, seen.spent, last, seen.version)
    return left.open_now and not left.unaccounted
