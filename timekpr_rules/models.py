"""What Timekpr's three files say, in values that cannot be misread. Seconds are whole seconds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from timekpr_rules.week import OPEN_WEEK, Week


class Activity(NamedTuple):
    """A program that counts as play."""

    mask: str
    """A regular expression for the process name, without brackets, at least 2 characters. One that is no valid
    expression is taken literally."""
    description: str = ""
    """What people call it."""


@dataclass(frozen=True, slots=True)
class PlayTime:
    """The PlayTime rules of a user, section [USER.PLAYTIME]."""

    enabled: bool = False
    """PLAYTIME_ENABLED. Counts only while MainConfig.playtime_enabled is on as well."""
    override: bool = False
    """PLAYTIME_LIMIT_OVERRIDE_ENABLED: time runs only while an activity runs; the limits below do not count."""
    in_unaccounted: bool = True
    """PLAYTIME_UNACCOUNTED_INTERVALS_ENABLED: activities may run in unaccounted hours."""
    limits: tuple[int, int, int, int, int, int, int] = (0, 0, 0, 0, 0, 0, 0)
    """PLAYTIME_ALLOWED_WEEKDAYS and PLAYTIME_LIMITS_PER_WEEKDAYS: seconds 0-86400 for each day, Monday first. A day
    that is not listed has 0."""
    activities: tuple[Activity, ...] = ()
    """PLAYTIME_ACTIVITY_001 and following."""


@dataclass(frozen=True, slots=True)
class UserConfig:
    """The rules of a user, ``timekpr.USER.conf``; without arguments: what Timekpr gives a new user, no limits."""

    week: Week = OPEN_WEEK
    """ALLOWED_WEEKDAYS, LIMITS_PER_WEEKDAYS (seconds 0-86400) and ALLOWED_HOURS_1 to _7."""
    week_limit: int = 604_800
    """LIMIT_PER_WEEK in seconds, 0-604800; the week begins on Monday."""
    month_limit: int = 2_678_400
    """LIMIT_PER_MONTH in seconds, 0-2678400."""
    track_inactive: bool = False
    """TRACK_INACTIVE: a locked screen or a session in the background counts too."""
    hide_tray_icon: bool = False
    """HIDE_TRAY_ICON: the child sees neither icon nor notices."""
    lockout: str = "terminate"
    """LOCKOUT_TYPE, one of versions.LOCKOUT_TYPES. With anything else nothing is enforced."""
    wakeup_hours: tuple[int, int] = (0, 23)
    """WAKEUP_HOUR_INTERVAL: first and last hour, 0-23, in which ``suspendwake`` may wake the computer."""
    playtime: PlayTime = PlayTime()


@dataclass(frozen=True, slots=True)
class MainConfig:
    """The settings of a server, ``timekpr.conf``; without arguments: Timekpr's own defaults."""

    log_level: int = 1
    """TIMEKPR_LOGLEVEL, 1 (normal) to 3 (everything)."""
    poll_time: int = 3
    """TIMEKPR_POLLTIME: seconds between two looks at the users, 3-30. With 45 and more no time is ever counted."""
    save_time: int = 30
    """TIMEKPR_SAVE_TIME: seconds between two writes of the counters, 10-60."""
    track_inactive: bool = False
    """TIMEKPR_TRACK_INACTIVE: what new users get for TRACK_INACTIVE."""
    termination_time: int = 15
    """TIMEKPR_TERMINATION_TIME: with so many seconds left the end begins, 5-30."""
    final_warning_time: int = 10
    """TIMEKPR_FINAL_WARNING_TIME: seconds of countdown on the child's screen, 5-30."""
    final_notification_time: int = 60
    """TIMEKPR_FINAL_NOTIFICATION_TIME: seconds before the end at which the last notice comes, 30-600."""
    session_types: tuple[str, ...] = ("x11", "wayland", "mir")
    """TIMEKPR_SESSION_TYPES_CTRL: kinds of session in which time counts."""
    session_types_ignored: tuple[str, ...] = ("tty", "unspecified")
    """TIMEKPR_SESSION_TYPES_EXCL; wins over the one above."""
    users_ignored: tuple[str, ...] = (
        "testtimekpr", "gdm", "gdm3", "kdm", "lightdm", "mdm", "lxdm", "xdm", "sddm", "cdm",
    )  # fmt: skip
    """TIMEKPR_USERS_EXCL: logins that Timekpr leaves alone."""
    config_dir: str = "/var/lib/timekpr/config"
    """TIMEKPR_CONFIG_DIR: where timekpr.USER.conf is."""
    work_dir: str = "/var/lib/timekpr/work"
    """TIMEKPR_WORK_DIR: where USER.time is."""
    shared_dir: str = "/usr/share/timekpr"
    """TIMEKPR_SHARED_DIR: icons and forms."""
    logfile_dir: str = "/var/log"
    """TIMEKPR_LOGFILE_DIR."""
    playtime_enabled: bool = False
    """TIMEKPR_PLAYTIME_ENABLED: the master switch of PlayTime."""
    playtime_by_command_line: bool = False
    """TIMEKPR_PLAYTIME_ENHANCED_ACTIVITY_MONITOR_ENABLED: masks are compared with whole command lines."""


@dataclass(frozen=True, slots=True)
class TimeFile:
    """The counters of a user, ``USER.time``; they are of the day, week and month of ``last_checked``."""

    balance: int = 0
    """TIME_SPENT_BALANCE: seconds used today minus those granted, -86400 to 86400."""
    spent_day: int = 0
    """TIME_SPENT_DAY: seconds really used today. Unaccounted hours are in none of the counters."""
    spent_week: int = 0
    """TIME_SPENT_WEEK, up to 604800."""
    spent_month: int = 0
    """TIME_SPENT_MONTH, up to 2678400."""
    last_checked: datetime | None = None
    """LAST_CHECKED in the server's local time; None if the file has none, for which the daemon takes the present."""
    playtime_balance: int = 0
    """PLAYTIME_SPENT_BALANCE: seconds of PlayTime used today minus those granted, -86400 to 86400."""
    playtime_day: int = 0
    """PLAYTIME_SPENT_DAY: seconds of PlayTime really used today."""
