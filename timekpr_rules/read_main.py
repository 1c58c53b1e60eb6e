"""``timekpr.conf`` as the daemon understands it. Source: the loader of 0.5.4, compared with it in the tests."""

from __future__ import annotations

from typing import Final

from timekpr_rules.document import parse
from timekpr_rules.findings import Findings, Reading
from timekpr_rules.models import MainConfig
from timekpr_rules.values import Values, note_fault, note_unknown

NEVER_COUNTS_FROM: Final = 45
"""Seconds between two looks after which the daemon takes the computer for asleep."""

KNOWN: Final = {
    "GENERAL": frozenset({
        "TIMEKPR_LOGLEVEL", "TIMEKPR_POLLTIME", "TIMEKPR_SAVE_TIME", "TIMEKPR_TRACK_INACTIVE",
        "TIMEKPR_TERMINATION_TIME", "TIMEKPR_FINAL_WARNING_TIME", "TIMEKPR_FINAL_NOTIFICATION_TIME",
    }),
    "SESSION": frozenset({"TIMEKPR_SESSION_TYPES_CTRL", "TIMEKPR_SESSION_TYPES_EXCL", "TIMEKPR_USERS_EXCL"}),
    "DIRECTORIES": frozenset({
        "TIMEKPR_CONFIG_DIR", "TIMEKPR_WORK_DIR", "TIMEKPR_SHARED_DIR", "TIMEKPR_LOGFILE_DIR",
    }),
    "PLAYTIME": frozenset({"TIMEKPR_PLAYTIME_ENABLED", "TIMEKPR_PLAYTIME_ENHANCED_ACTIVITY_MONITOR_ENABLED"}),
}  # fmt: skip

_DEFAULT = MainConfig()


def read_main_config(data: bytes) -> Reading[MainConfig]:
    """What the daemon makes of a server's settings.

    Raises:
        UnreadableFile: the file is larger than document.MAX_BYTES.
    """
    document = parse(data)
    findings = Findings()
    if note_fault(document, findings, "main_defaults"):
        return Reading(_DEFAULT, findings.all())
    general, session, directories, play = (Values(document, section, findings) for section in KNOWN)
    poll_time = _ranged(general, "TIMEKPR_POLLTIME", 3, 3, 30)
    if poll_time >= NEVER_COUNTS_FROM:
        general.note("never_counts", "TIMEKPR_POLLTIME", value=poll_time)
    config = MainConfig(
        log_level=_ranged(general, "TIMEKPR_LOGLEVEL", 1, 1, 3),
        poll_time=poll_time,
        save_time=_ranged(general, "TIMEKPR_SAVE_TIME", 30, 10, 60),
        track_inactive=general.boolean("TIMEKPR_TRACK_INACTIVE", default=False),
        termination_time=_ranged(general, "TIMEKPR_TERMINATION_TIME", 15, 5, 30),
        final_warning_time=_ranged(general, "TIMEKPR_FINAL_WARNING_TIME", 10, 5, 30),
        final_notification_time=_ranged(general, "TIMEKPR_FINAL_NOTIFICATION_TIME", 60, 30, 600),
        session_types=_words(session, "TIMEKPR_SESSION_TYPES_CTRL", _DEFAULT.session_types, findings),
        session_types_ignored=_words(session, "TIMEKPR_SESSION_TYPES_EXCL", _DEFAULT.session_types_ignored, findings),
        users_ignored=_words(session, "TIMEKPR_USERS_EXCL", _DEFAULT.users_ignored, findings),
        config_dir=_directory(directories, "TIMEKPR_CONFIG_DIR", _DEFAULT.config_dir, findings),
        work_dir=_directory(directories, "TIMEKPR_WORK_DIR", _DEFAULT.work_dir, findings),
        shared_dir=_directory(directories, "TIMEKPR_SHARED_DIR", _DEFAULT.shared_dir, findings),
        logfile_dir=_directory(directories, "TIMEKPR_LOGFILE_DIR", _DEFAULT.logfile_dir, findings),
        playtime_enabled=play.boolean("TIMEKPR_PLAYTIME_ENABLED", default=False),
        playtime_by_command_line=play.boolean("TIMEKPR_PLAYTIME_ENHANCED_ACTIVITY_MONITOR_ENABLED", default=False),
    )
    sections = (general, session, directories, play)
    if any(values.repaired for values in sections) and any(values.unwritable for values in sections):
        findings.add("stops_timekpr")
    note_unknown(document, KNOWN, findings)
    return Reading(config, findings.all())


def _ranged(values: Values, key: str, default: int, minimum: int, maximum: int) -> int:
    return values.in_range(key, values.integer(key, default), minimum, maximum)


def _words(values: Values, key: str, default: tuple[str, ...], findings: Findings) -> tuple[str, ...]:
    text = values.words(key, ";".join(default))
    if text is None:
        values.note("list_unreadable", key, value="")
        findings.add("stops_timekpr", values.line(key))
        return default
    return tuple(word.strip() for word in text.split(";") if word)


def _directory(values: Values, key: str, default: str, findings: Findings) -> str:
    """A directory; the daemon takes the default for a missing one and leaves the file as it is."""
    text = values.text(key, default, repair=False)
    if text is None:
        values.note("value_unreadable", key, value="", default=default)
        findings.add("stops_timekpr", values.line(key))
        return default
    return text
