"""A played timekprd: it counts, saves, resets at midnight and ends sessions as the real one does, but in fast time.

Source of what it does: the daemon of 0.5.4. The wall clock stays the real one, since LAST_CHECKED has to be the
machine's present; only what children use goes by faster, and stops exactly where nothing is left. It has no thread:
whoever plays calls :meth:`PlayedTimekpr.tick` about once a second, and whoever runs commands calls what changes rules
and counters. Those may be two threads (see :mod:`demo.one_at_a_time`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from demo.counters import as_of, later, loaded_again, looked_at, seconds_between
from demo.disk import TimekprDisk, load, save
from demo.information import (
    FULL,
    REAL_TIME,
    SAVED,
    Information,
    counters_said,
    limits_of,
    rules_said,
    session_said,
)
from demo.one_at_a_time import one_at_a_time
from demo.raw import with_activities, with_texts
from demo.session import Session
from timekpr_rules import (
    ASSUMED,
    Activity,
    File,
    MainConfig,
    Operation,
    TimeFile,
    UserConfig,
    balance_after,
    find_key,
    is_user_name,
    lockout_types,
    new_main_config,
    new_time_file,
    new_user_config,
    read_main_config,
    read_time_file,
    read_user_config,
)
from timekpr_rules.read_user import ALL_DAYS, HEADER_WITHIN_LINES

SAVE_TIME: Final = 10
"""Seconds between two saves, the least that Timekpr allows: the demo is to move."""


class Refused(Exception):
    """What the daemon answers instead of doing it, as its text."""


@one_at_a_time
class PlayedTimekpr:
    """Timekpr on one machine. All moments are the machine's own time with its zone. Any thread may use it."""

    def __init__(self, root: Path, now: datetime, *, speed: float = 1.0) -> None:
        """Lay out the settings under a machine's root. ``speed``: seconds of use in one real second."""
        self.disk = TimekprDisk(root)
        self._lock = threading.RLock()
        self._speed = speed
        self._sessions: dict[str, Session] = {}
        self._names: dict[str, str] = {}
        self._main = MainConfig(save_time=SAVE_TIME, playtime_enabled=True)
        save(self.disk.main, new_main_config(self._main), now)

    def add_user(self, user: str, config: UserConfig, spent: TimeFile, now: datetime, name: str = "") -> None:
        """Lay out the files of a child that was last there at ``spent.last_checked``; ``name`` is its full name."""
        self._names[user] = name
        save(self.disk.config(user), new_user_config(user, config), now)
        save(self.disk.time(user), new_time_file(user, spent), (spent.last_checked or now).replace(tzinfo=now.tzinfo))

    # --- what children do ----------------------------------------------------------------------------------------

    @property
    def users(self) -> frozenset[str]:
        """Who is logged in."""
        return frozenset(self._sessions)

    def tick(self, now: datetime) -> None:
        """Look at everybody who is logged in."""
        for user, session in list(self._sessions.items()):
            day_before = session.spent.last_checked
            session.count(self._main, self._speed, now)
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
        rules, spent = self._rules(user, now), load(self.disk.time(user))
        config = read_user_config(rules, user).model
        counters = as_of(read_time_file(spent, user).model, now)
        self._sessions[user] = Session(config, counters, now, now, rules, spent)
        self._save(user, self._sessions[user], now)

    def log_out(self, user: str, now: datetime) -> None:
        """A child leaves; harmless if it is not there."""
        session = self._sessions.get(user)
        if session is not None:
            session.count(self._main, self._speed, now)
            self._save(user, session, now)
            del self._sessions[user]

    def stop(self, now: datetime) -> None:
        """Everybody is logged out."""
        for user in self.users:
            self.log_out(user, now)

    def start(self) -> None:
        """It begins anew, and reads its settings: at no other time does it notice that their file has changed."""
        self._main = read_main_config(load(self.disk.main)).model

    def lock(self, user: str) -> None:
        """The screen of a child who is there is locked."""
        if user in self._sessions:
            self._sessions[user].active = self._sessions[user].playing = False

    def play(self, user: str) -> None:
        """A child who is there starts a game."""
        if user in self._sessions:
            self._sessions[user].playing = True

    # --- what is asked of the daemon -----------------------------------------------------------------------------

    def people(self) -> list[tuple[str, str]]:
        """Logins and full names of all that have rules."""
        found = []
        for user in self.disk.users():
            head = load(self.disk.config(user)).split(b"\n")[:HEADER_WITHIN_LINES]
            if any(f"[{user}]".encode() in line for line in head):
                found.append((user, self._names.get(user, "")))
        return found

    def information(self, user: str, level: str, now: datetime) -> Information:
        """``getUserInformation``, with FULL, SAVED or REAL_TIME.

        Raises Refused. To ask for the counters of a child who is not there brings them up to date on the disk.
        """
        said: Information = {}
        if level in {FULL, SAVED}:
            rules = self._known_rules(user, now)
            spent = self._known_counters(user)
            if user not in self._sessions and (today := looked_at(spent, now)) != spent:
                spent = today
                save(self.disk.time(user), new_time_file(user, spent), now)
            try:
                said |= rules_said(rules, user) if level == FULL else {}
                said |= counters_said(rules, spent, user, now)
            except ValueError as wrong:
                text = "Unexpected ERROR getting user configuration. Please inspect Timekpr-nExT log files"
                raise Refused(text) from wrong
        if level in {FULL, REAL_TIME} and user in self._sessions:
            said |= session_said(self._sessions[user], self._main, now)
        return said

    def set_rules(self, user: str, texts: Mapping[str, str], now: datetime) -> None:
        """Put raw texts behind keys of a user's rules; nothing ties them together. Raises Refused."""
        self._change_rules(user, lambda rules: with_texts(rules, File.USER, texts, user), now)

    def set_activities(self, user: str, activities: Iterable[Activity], now: datetime) -> None:
        """Let these be the programs that count as play. Raises Refused."""
        self._change_rules(user, lambda rules: with_activities(rules, user, activities), now)

    def set_settings(self, texts: Mapping[str, str], now: datetime) -> None:
        """Put raw texts behind keys of timekpr.conf; they hold at once. Raises Refused."""
        try:
            settings = with_texts(load(self.disk.main), File.MAIN, texts)
        except ValueError as wrong:
            text = "Unexpected ERROR while loading configuration. Please inspect Timekpr-nExT log files"
            raise Refused(text) from wrong
        save(self.disk.main, settings, now)
        read = read_main_config(settings).model
        attributes = [find_key(File.MAIN, name).attribute for name in texts]
        self._main = replace(self._main, **{attribute: getattr(read, attribute) for attribute in attributes})

    def set_time_left(self, user: str, operation: str, seconds: int, now: datetime, *, playtime: bool = False) -> None:
        """``--settimeleft USER + SECONDS``, ``-`` or ``=``, reckoned with the file as it is. Raises Refused.

        So with the limit at the place of today in the list, whatever day it belongs to, and for a child who is not
        there with the balance of the day on which it was.
        """
        rules, spent = self._known_rules(user, now), self._known_counters(user)
        kind = "PlayTime " if playtime else "time "
        if operation not in set(Operation):
            raise Refused(f'User\'s "{user}" {kind}operation can be one of these: - + =')
        try:
            limit = limits_of(rules, user, playtime=playtime)[now.weekday()]
        except (ValueError, IndexError) as wrong:
            what = "PlayTime time limit" if playtime else "time limit"
            raise Refused(f'User\'s "{user}" {what} is not correct and cannot be set') from wrong
        sign = Operation(operation)
        if playtime:
            spent = replace(spent, playtime_balance=balance_after(spent.playtime_balance, limit, sign, seconds))
        else:
            spent = replace(spent, balance=balance_after(spent.balance, limit, sign, seconds))
        written = new_time_file(user, spent if spent.last_checked else as_of(spent, now))
        save(self.disk.time(user), written, now)
        session = self._sessions.get(user)
        if session is not None:
            session.count(self._main, self._speed, now)
            saved = read_time_file(session.spent_saved, user).model
            memory = as_of(saved, now) if operation == "=" else session.spent
            session.spent, session.spent_saved = loaded_again(spent, memory, saved, now), written

    # --- what people do at the computer itself -------------------------------------------------------------------

    def give(self, user: str, seconds: int, now: datetime) -> None:
        """Give time, or take it below 0, in Timekpr's own window, which asks for the counters first. Raises Refused."""
        self.information(user, FULL, now)
        self.set_time_left(user, "+" if seconds >= 0 else "-", abs(seconds), now)

    def set_limit(self, user: str, day: int, seconds: int, now: datetime) -> None:
        """Give a weekday (1 is Monday) another limit in that window, which writes all seven. Raises Refused."""
        week = read_user_config(self._known_rules(user, now), user).model.week
        limits = [seconds if number == day else rule.limit_seconds for number, rule in enumerate(week, start=1)]
        texts = {"ALLOWED_WEEKDAYS": ALL_DAYS, "LIMITS_PER_WEEKDAYS": ";".join(map(str, limits))}
        self.set_rules(user, texts, now)

    # --- helpers -------------------------------------------------------------------------------------------------

    def _enforce(self, user: str, session: Session, now: datetime) -> None:
        left = session.left(self._main, now)
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
        spent = load(self.disk.time(user))
        if spent != session.spent_saved:
            session.spent = as_of(read_time_file(spent, user).model, now)
        session.spent_saved = new_time_file(user, session.spent)
        session.saved = now
        save(self.disk.time(user), session.spent_saved, now)

    def _change_rules(self, user: str, change: Callable[[bytes], bytes], now: datetime) -> None:
        try:
            rules = change(self._known_rules(user, now))
        except ValueError as wrong:
            text = "Unexpected ERROR updating configuration. Please inspect Timekpr-nExT log files"
            raise Refused(text) from wrong
        save(self.disk.config(user), rules, now)
        session = self._sessions.get(user)
        if session is not None:
            session.config, session.rules_read = read_user_config(rules, user).model, rules

    def _known_rules(self, user: str, now: datetime) -> bytes:
        if not is_user_name(user) or not self.disk.config(user).exists():
            raise Refused(f'User "{user}" configuration is not found')
        return self._rules(user, now)

    def _known_counters(self, user: str) -> TimeFile:
        if not self.disk.time(user).exists():
            raise Refused(f'User "{user}" control file is not found')
        return read_time_file(load(self.disk.time(user)), user).model

    def _rules(self, user: str, now: datetime) -> bytes:
        """The rules of a user. A file that cannot be read is put aside; an older copy takes its place, or no limits."""
        path = self.disk.config(user)
        rules = load(path)
        if not read_user_config(rules, user).damaged:
            return rules
        with suppress(FileNotFoundError):
            path.rename(path.with_name(f"{path.name}.invalid"))
        rules = load(path.with_name(f"{path.name}.prev"))
        if read_user_config(rules, user).damaged:
            rules = new_user_config(user, UserConfig())
        save(path, rules, now)
        return rules
