"""A played timekprd: it counts, saves, resets at midnight and ends sessions as the real one does, but in fast time.

Source of what it does: the daemon of 0.5.4. The wall clock stays the real one, since LAST_CHECKED has to be the
machine's present; only what children use goes by faster, and stops exactly where nothing is left. It has no thread:
whoever plays calls :meth:`PlayedTimekpr.tick` about once a second.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from demo.counters import as_of, granted, later, seconds_between, spend, spend_playtime
from demo.disk import TimekprDisk, save
from timekpr_rules import (
    ASSUMED,
    MainConfig,
    TimeFile,
    TimeLeft,
    UserConfig,
    lockout_types,
    new_main_config,
    new_time_file,
    new_user_config,
    read_time_file,
    read_user_config,
    time_left,
)

SAVE_TIME: Final = 10
"""Seconds between two saves, the least that Timekpr allows: the demo is to move."""
ASLEEP_FROM: Final = 45.0
"""After so many seconds without a look the daemon takes it that the computer slept, and counts nothing."""


@dataclass(slots=True)
class Session:
    """A child at the computer: its rules and counters as the daemon has them in memory."""

    config: UserConfig
    spent: TimeFile
    looked: datetime
    saved: datetime
    rules_read: bytes
    """The rules as they were when they were read; other bytes on the disk have to be read."""
    spent_saved: bytes
    active: bool = True
    """The screen is not locked."""
    playing: bool = False
    """A PlayTime activity runs."""
    ends_at: datetime | None = None
    """When the session ends unless there is time again."""
    fraction: float = 0.0
    """Less than a second that has been used and not counted yet."""


class PlayedTimekpr:
    """Timekpr on one machine. All moments are the machine's own time with its zone; one thread alone uses it."""

    def __init__(self, root: Path, now: datetime, *, speed: float = 1.0) -> None:
        """Lay out the settings under a machine's root. ``speed``: seconds of use in one real second."""
        self.disk = TimekprDisk(root)
        self._speed = speed
        self._sessions: dict[str, Session] = {}
        self._main = MainConfig(save_time=SAVE_TIME, playtime_enabled=True)
        save(self.disk.main, new_main_config(self._main), now)

    def add_user(self, user: str, config: UserConfig, spent: TimeFile, now: datetime) -> None:
        """Lay out the files of a child that was last there at ``spent.last_checked``."""
        save(self.disk.config(user), new_user_config(user, config), now)
        save(self.disk.time(user), new_time_file(user, spent), (spent.last_checked or now).replace(tzinfo=now.tzinfo))

    @property
    def users(self) -> frozenset[str]:
        """Who is logged in."""
        return frozenset(self._sessions)

    def tick(self, now: datetime) -> None:
        """Look at everybody who is logged in."""
        for user, session in list(self._sessions.items()):
            day_before = session.spent.last_checked
            self._count(session, now)
            self._enforce(user, session, now)
            due = seconds_between(session.saved, now) >= self._main.save_time
            if user in self._sessions and (due or day_before is None or day_before.date() != now.date()):
                self._save(user, session, now)

    def log_in(self, user: str, now: datetime) -> None:
        """A child sits down, or unlocks the screen; without time it will be sent away again."""
        session = self._sessions.get(user)
        if session is not None:
            session.active = True
            return
        rules, spent = self._rules(user, now), self.disk.time(user).read_bytes()
        config = read_user_config(rules, user).model
        counters = as_of(read_time_file(spent, user).model, now)
        self._sessions[user] = Session(config, counters, now, now, rules, spent)
        self._save(user, self._sessions[user], now)

    def log_out(self, user: str, now: datetime) -> None:
        """A child leaves; harmless if it is not there."""
        session = self._sessions.get(user)
        if session is not None:
            self._count(session, now)
            self._save(user, session, now)
            del self._sessions[user]

    def stop(self, now: datetime) -> None:
        """Everybody is logged out."""
        for user in self.users:
            self.log_out(user, now)

    def lock(self, user: str) -> None:
        """The screen of a child who is there is locked."""
        if user in self._sessions:
            self._sessions[user].active = self._sessions[user].playing = False

    def play(self, user: str) -> None:
        """A child who is there starts a game."""
        if user in self._sessions:
            self._sessions[user].playing = True

    def give(self, user: str, seconds: int, now: datetime) -> None:
        """``timekpra --settimeleft USER + SECONDS``, or ``-`` below 0."""
        session = self._sessions.get(user)
        if session is not None:
            self._count(session, now)
            session.spent = granted(session.config, session.spent, seconds, now)
            self._save(user, session, now)
            return
        config = read_user_config(self._rules(user, now), user).model
        spent = as_of(read_time_file(self.disk.time(user).read_bytes(), user).model, now)
        save(self.disk.time(user), new_time_file(user, granted(config, spent, seconds, now)), now)

    # --- helpers -------------------------------------------------------------------------------------------------

    def _left(self, session: Session, now: datetime) -> TimeLeft:
        return time_left(session.config, self._main, session.spent, now.replace(tzinfo=None))

    def _count(self, session: Session, now: datetime) -> None:
        passed = seconds_between(session.looked, now)
        session.looked = now
        session.spent = as_of(session.spent, now)
        if not 0 < passed < ASLEEP_FROM:
            return
        used = passed * self._speed + session.fraction
        session.fraction = used % 1
        left = self._left(session, now)
        play = session.config.playtime
        playing = session.playing and session.active and play.enabled and self._main.playtime_enabled
        if playing:
            session.spent = spend_playtime(session.spent, int(used), left)
            session.playing = not left.playtime_limited or left.playtime > int(used)
        counts = playing if play.enabled and play.override else session.active or session.config.track_inactive
        if counts and left.open_now and not left.unaccounted:
            session.spent = spend(session.spent, min(int(used), left.seconds))

    def _enforce(self, user: str, session: Session, now: datetime) -> None:
        left = self._left(session, now)
        if left.unaccounted or (left.open_now and left.seconds > self._main.termination_time):
            session.ends_at = None
        elif session.config.lockout not in lockout_types(ASSUMED):
            return
        elif session.ends_at is None:
            session.ends_at = later(now, self._main.termination_time)
        elif seconds_between(session.ends_at, now) >= 0:
            session.ends_at = None
            if session.config.lockout in {"terminate", "kill", "shutdown"}:
                self.log_out(user, now)
            else:
                self.lock(user)

    def _save(self, user: str, session: Session, now: datetime) -> None:
        """Take what others have changed on the disk meanwhile, then write the counters."""
        rules = self._rules(user, now)
        if rules != session.rules_read:
            session.config, session.rules_read = read_user_config(rules, user).model, rules
        spent = self.disk.time(user).read_bytes()
        if spent != session.spent_saved:
            session.spent = as_of(read_time_file(spent, user).model, now)
        session.spent_saved = new_time_file(user, session.spent)
        session.saved = now
        save(self.disk.time(user), session.spent_saved, now)

    def _rules(self, user: str, now: datetime) -> bytes:
        """The rules of a user. A file that cannot be read is put aside; an older copy takes its place, or no limits."""
        path = self.disk.config(user)
        rules = path.read_bytes()
        if not read_user_config(rules, user).damaged:
            return rules
        path.rename(path.with_name(f"{path.name}.invalid"))
        older = path.with_name(f"{path.name}.prev")
        rules = older.read_bytes() if older.exists() else b""
        if read_user_config(rules, user).damaged:
            rules = new_user_config(user, UserConfig())
        save(path, rules, now)
        return rules
