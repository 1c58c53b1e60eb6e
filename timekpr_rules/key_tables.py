"""Every key of Timekpr's three files.

A new file is written from these tables, a missing key is put where they say, a command line sets ``KEY=VALUE`` by them
and a page makes its editor of them.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from i18n import N_
from timekpr_rules.keys import File, Key, Kind
from timekpr_rules.refusals import UnknownKey
from timekpr_rules.versions import SINCE, Feature

_DAY: Final = 86_400
_WEEK: Final = 7 * _DAY
_MONTH: Final = 31 * _DAY

_user = partial(Key, file=File.USER, section="")
_play = partial(Key, file=File.USER, section=".PLAYTIME")
_general = partial(Key, file=File.MAIN, section="GENERAL")
_session = partial(Key, file=File.MAIN, section="SESSION")
_directory = partial(Key, file=File.MAIN, section="DIRECTORIES")
_main_play = partial(Key, file=File.MAIN, section="PLAYTIME")
_time = partial(Key, file=File.TIME, section="")
_time_play = partial(Key, file=File.TIME, section=".PLAYTIME")

_HOURS: Final = (
    N_("Allowed hours on Monday; in brackets the minutes, with ! in front hours that are not counted"),
    N_("Allowed hours on Tuesday"),
    N_("Allowed hours on Wednesday"),
    N_("Allowed hours on Thursday"),
    N_("Allowed hours on Friday"),
    N_("Allowed hours on Saturday"),
    N_("Allowed hours on Sunday"),
)

# fmt: off
USER_KEYS: Final = (
    *(_user(f"ALLOWED_HOURS_{day}", Kind.HOURS, meaning) for day, meaning in enumerate(_HOURS, start=1)),
    _user("ALLOWED_WEEKDAYS", Kind.DAYS, N_("Allowed days, 1 is Monday")),
    _user("LIMITS_PER_WEEKDAYS", Kind.DAY_LIMITS, N_("Seconds for each of these days, in the same order"), "", 0, _DAY),
    _user("LIMIT_PER_WEEK", Kind.SECONDS, N_("Seconds for a week, beside the limits of the days"),
          "week_limit", 0, _WEEK),
    _user("LIMIT_PER_MONTH", Kind.SECONDS, N_("Seconds for a month, beside the limits of the days"),
          "month_limit", 0, _MONTH),
    _user("TRACK_INACTIVE", Kind.BOOLEAN, N_("Whether a locked screen or a session in the background counts"),
          "track_inactive"),
    _user("HIDE_TRAY_ICON", Kind.BOOLEAN, N_("Whether icon and notices are kept from the user"), "hide_tray_icon"),
    _user("LOCKOUT_TYPE", Kind.LOCKOUT,
          N_("What happens at the end of time: terminate, lock, suspend, suspendwake, shutdown or (newer) kill"),
          "lockout"),
    _user("WAKEUP_HOUR_INTERVAL", Kind.HOUR_RANGE,
          N_("First and last hour in which suspendwake may wake the computer"), "wakeup_hours", 0, 23),
    _play("PLAYTIME_ENABLED", Kind.BOOLEAN, N_("Whether PlayTime is on for this user"), "playtime.enabled"),
    _play("PLAYTIME_LIMIT_OVERRIDE_ENABLED", Kind.BOOLEAN,
          N_("Whether time counts only while an activity runs; PlayTime's own limits then mean nothing"),
          "playtime.override"),
    _play("PLAYTIME_UNACCOUNTED_INTERVALS_ENABLED", Kind.BOOLEAN,
          N_("Whether activities may run in hours that are not counted"), "playtime.in_unaccounted",
          since=SINCE[Feature.PLAYTIME_IN_UNACCOUNTED]),
    _play("PLAYTIME_ALLOWED_WEEKDAYS", Kind.DAYS, N_("Days with PlayTime, 1 is Monday")),
    _play("PLAYTIME_LIMITS_PER_WEEKDAYS", Kind.DAY_LIMITS,
          N_("Seconds of PlayTime for each of these days, in the same order"), "playtime.limits", 0, _DAY),
    _play("PLAYTIME_ACTIVITIES", Kind.ACTIVITIES,
          N_("Programs that count as play, each as a pattern for its name with a description in brackets"),
          "playtime.activities"),
)
"""timekpr.USER.conf, in Timekpr's order."""

MAIN_KEYS: Final = (
    _general("TIMEKPR_LOGLEVEL", Kind.NUMBER, N_("How much is logged, 1 is normal"), "log_level", 1, 3),
    _general("TIMEKPR_POLLTIME", Kind.SECONDS, N_("Seconds between two looks at the users"), "poll_time", 3, 30),
    _general("TIMEKPR_SAVE_TIME", Kind.SECONDS, N_("Seconds between two writes of the counters"), "save_time", 10, 60),
    _general("TIMEKPR_TRACK_INACTIVE", Kind.BOOLEAN, N_("What new users get for TRACK_INACTIVE"), "track_inactive"),
    _general("TIMEKPR_TERMINATION_TIME", Kind.SECONDS, N_("With so many seconds left the end begins"),
             "termination_time", 5, 30),
    _general("TIMEKPR_FINAL_WARNING_TIME", Kind.SECONDS, N_("Seconds of countdown before the end"),
             "final_warning_time", 5, 30),
    _general("TIMEKPR_FINAL_NOTIFICATION_TIME", Kind.SECONDS,
             N_("Seconds before the end at which the last notice comes"), "final_notification_time", 30, 600),
    _session("TIMEKPR_SESSION_TYPES_CTRL", Kind.WORDS, N_("Kinds of session in which time counts"), "session_types"),
    _session("TIMEKPR_SESSION_TYPES_EXCL", Kind.WORDS, N_("Kinds of session that are left alone"),
             "session_types_ignored"),
    _session("TIMEKPR_USERS_EXCL", Kind.WORDS, N_("Users that are left alone"), "users_ignored"),
    _directory("TIMEKPR_CONFIG_DIR", Kind.PATH, N_("Where the rules of the users are"), "config_dir"),
    _directory("TIMEKPR_WORK_DIR", Kind.PATH, N_("Where the counters of the users are"), "work_dir"),
    _directory("TIMEKPR_SHARED_DIR", Kind.PATH, N_("Where icons and forms are"), "shared_dir"),
    _directory("TIMEKPR_LOGFILE_DIR", Kind.PATH, N_("Where the logs are"), "logfile_dir"),
    _main_play("TIMEKPR_PLAYTIME_ENABLED", Kind.BOOLEAN, N_("Whether PlayTime is on at all"), "playtime_enabled"),
    _main_play("TIMEKPR_PLAYTIME_ENHANCED_ACTIVITY_MONITOR_ENABLED", Kind.BOOLEAN,
               N_("Whether activities are looked for in whole command lines"), "playtime_by_command_line",
               since=SINCE[Feature.PLAYTIME_BY_COMMAND_LINE]),
)
"""timekpr.conf, in Timekpr's order."""

TIME_KEYS: Final = (
    _time("TIME_SPENT_BALANCE", Kind.SECONDS, N_("Seconds used today minus those granted"), "balance", -_DAY, _DAY),
    _time("TIME_SPENT_DAY", Kind.SECONDS, N_("Seconds used today"), "spent_day", -_DAY, _DAY),
    _time("TIME_SPENT_WEEK", Kind.SECONDS, N_("Seconds used this week"), "spent_week", -_WEEK, _WEEK),
    _time("TIME_SPENT_MONTH", Kind.SECONDS, N_("Seconds used this month"), "spent_month", -_MONTH, _MONTH),
    _time("LAST_CHECKED", Kind.MOMENT, N_("When this was written"), "last_checked"),
    _time_play("PLAYTIME_SPENT_BALANCE", Kind.SECONDS, N_("Seconds of PlayTime used today minus those granted"),
               "playtime_balance", -_DAY, _DAY),
    _time_play("PLAYTIME_SPENT_DAY", Kind.SECONDS, N_("Seconds of PlayTime used today"), "playtime_day", -_DAY, _DAY),
)
"""USER.time, in Timekpr's order. An upload of it loses what was counted meanwhile: grants have other ways."""
# fmt: on

_KEYS: Final = {File.USER: USER_KEYS, File.MAIN: MAIN_KEYS, File.TIME: TIME_KEYS}
_BY_NAME: Final = {file: {key.name: key for key in keys} for file, keys in _KEYS.items()}


def describe_keys(file: File) -> tuple[Key, ...]:
    """The keys of a file in the order in which Timekpr writes them."""
    return _KEYS[file]


def find_key(file: File, name: str) -> Key:
    """The key of that name.

    Raises:
        UnknownKey: the file has no such key.
    """
    key = _BY_NAME[file].get(name)
    if key is None:
        raise UnknownKey(what=name[:80])
    return key
