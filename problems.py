"""What needs a parent's look: it appears by itself and goes by itself.

A Problem is never stored: it is worked out anew from what is there now, so it cannot outlive its cause. Of what has
happened at a moment that is over, the record of it is what is there: see :mod:`signs`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from i18n import Message


class Severity(StrEnum):
    """How much a finding or a Problem matters."""

    INFO = "info"
    """Worth knowing; nothing has to be done."""
    WARNING = "warning"
    """Something is not as the parent will think it is."""
    DANGER = "danger"
    """Limits are not enforced, or nothing can be read or sent until somebody looks."""


class SignCode(StrEnum):
    """What a person at a computer may have done to get around Timekpr, or the limits of others."""

    CLOCK_OFF = "clock_off"
    LAST_CHECKED_FUTURE = "last_checked_future"
    CLOCK_SET_BACK = "clock_set_back"
    COUNTERS_BACK = "counters_back"
    COUNTERS_RESET = "counters_reset"
    COUNTERS_IMPOSSIBLE = "counters_impossible"
    COUNTERS_LOST = "counters_lost"
    TIME_GIVEN_THERE = "time_given_there"
    RULES_CHANGED_THERE = "rules_changed_there"
    SETTINGS_CHANGED_THERE = "settings_changed_there"
    RUNS_WITHOUT_LIMITS = "runs_without_limits"
    MAIN_DEFAULTS = "main_defaults"
    STOPS_TIMEKPR = "stops_timekpr"
    NEVER_COUNTS = "never_counts"
    LOCKOUT_UNKNOWN = "lockout_unknown"
    USER_IGNORED = "user_ignored"
    SESSION_NOT_COUNTED = "session_not_counted"
    NOT_COUNTED = "not_counted"
    LIMIT_PASSED = "limit_passed"
    TIMEKPR_STOPPED = "timekpr_stopped"
    FILES_GONE = "files_gone"
    WRITABLE_FILES = "writable_files"
    HOST_KEY_CHANGED = "host_key_changed"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that needs a look.

    ``code`` is a stable word for tests, the API and Home Assistant. ``server`` and ``user`` are the ids it is about,
    empty where it is about the whole program.
    """

    code: str
    severity: Severity
    message: Message
    server: str = ""
    user: str = ""
    sign: int = 0
    """Number of the sign of tampering behind it, which a parent may say to have seen; 0 for what goes by itself."""
