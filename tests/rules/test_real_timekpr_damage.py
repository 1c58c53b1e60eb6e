"""Odd and damaged files, before the judge: our model is what the real code reads, and ``damaged`` is right."""

from datetime import datetime
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings

from tests.rules import made
from tests.rules.real import RealTimekpr, as_real, normal
from timekpr_rules import UserConfig, new_main_config, new_time_file, read_main_config, read_time_file, read_user_config

pytestmark = pytest.mark.real

NOW = datetime.fromisoformat("2026-11-21 12:00")


def check_user(real_timekpr: RealTimekpr, data: bytes) -> None:
    answer = real_timekpr.ask("user", conf=data)
    reading = read_user_config(data, "anna")
    assert reading.damaged == (bool(answer["error"]) or answer["unreadable"] or not answer["section"]), answer
    if answer["error"] is None:
        assert normal(answer["says"]) == as_real(reading.model)
    if answer["unreadable"]:
        assert reading.model == UserConfig()
    if not reading.findings:
        assert answer["untouched"]


def damaged_rules(rng: Random) -> bytes:
    return made.mutated(rng, made.user_file(rng) if rng.random() < 0.5 else rng.choice(made.samples(".anna.conf")))


@settings(max_examples=400, deadline=None)
@given(data=made.seeded(damaged_rules))
def test_it_reads_damaged_rules_as_we_do(real_timekpr: RealTimekpr, data: bytes) -> None:
    check_user(real_timekpr, data)


SPACES = ["", " ", "  ", "\t", "\x0b", "\u00a0"]
DELIMITERS = ["=", "=", ":", "==", "=:", ""]
ENDS = ["\n", "\n", "\r\n", "\r", "\n\n", "\n  ", "\n\t", "\n # remark\n", "\n; remark\n", "\u2028"]
ODD_VALUES = [
    "7;8", "07;8", "7[0-30]", "!8[15-60]", "8[0:30]", "8[30-15]", "9;9[0-5]", "1;2;3", "7;6;5", "1;1;2", "8;9", "abc",
    "86400;86400", "3600;x", "1;;2", ";1;2;", "5", "0x5", "1_000", "+5", "-5", "99999999999", "True", "true", "ON",
    "0", "maybe", "lock", "Lock", "terminate", "suspendwake", "7;20", "20", "steam[Steam]", "s", "a[", "[a]",
    'a("b")', "%%", "%(TRACK_INACTIVE)s", "%(NOTHING)s", "%x", "100%", "1%%;2",
]  # fmt: skip
KEYS = [
        *(f"ALLOWED_HOURS_{day}" for day in range(1, 8)), "ALLOWED_WEEKDAYS", "LIMITS_PER_WEEKDAYS", "LIMIT_PER_WEEK",
        "LIMIT_PER_MONTH", "TRACK_INACTIVE", "HIDE_TRAY_ICON", "LOCKOUT_TYPE", "WAKEUP_HOUR_INTERVAL",
        "PLAYTIME_ENABLED", "PLAYTIME_ALLOWED_WEEKDAYS", "PLAYTIME_LIMITS_PER_WEEKDAYS",
    "PLAYTIME_ACTIVITY_001", "PLAYTIME_ACTIVITY_002",
        "allowed_hours_1", "FOO",
]  # fmt: skip


def odd_rules(rng: Random) -> bytes:
    """Good rules with some lines written as nobody should."""
    lines = made.user_file(rng).decode().split("\n")
    for _ in range(rng.randint(1, 5)):
        key = rng.choice(KEYS)
        left, middle, right, behind = rng.choices(SPACES, k=4)
        odd = f"{left}{key}{middle}{rng.choice(DELIMITERS)}{right}{rng.choice(ODD_VALUES)}{behind}"
        there = [number for number, line in enumerate(lines) if line.startswith(f"{key} ")]
        if there and rng.random() < 0.9:
            lines[there[0]] = odd
        else:
            lines.insert(rng.randrange(2, len(lines)), odd)
    ends = (rng.choice(ENDS) if rng.random() < 0.03 else "\n" for _ in lines)
    return "".join(line + end for line, end in zip(lines, ends, strict=True)).encode()


@settings(max_examples=400, deadline=None)
@given(data=made.seeded(odd_rules))
def test_it_reads_odd_grammar_as_we_do(real_timekpr: RealTimekpr, data: bytes) -> None:
    check_user(real_timekpr, data)


def damaged_counters(rng: Random) -> bytes:
    return made.mutated(rng, new_time_file("anna", made.time_file(rng)))


def damaged_settings(rng: Random) -> bytes:
    return made.mutated(rng, new_main_config(made.main_config(rng)))


def check_counters(real_timekpr: RealTimekpr, data: bytes) -> None:
    answer = real_timekpr.ask("time", time=data, now=NOW)
    reading = read_time_file(data, "anna")
    assert reading.damaged == (bool(answer["error"]) or answer["unreadable"] or not answer["section"]), answer
    if answer["error"] is None:
        spent, says = reading.model, answer["says"]
        assert (spent.last_checked or NOW).isoformat() == says["LAST_CHECKED"]
        ours = (spent.balance, spent.spent_day, spent.spent_week, spent.spent_month, spent.playtime_balance)
        names = ("BALANCE", "DAY", "WEEK", "MONTH")
        assert ours == (*(says[f"TIME_SPENT_{name}"] for name in names), says["PLAYTIME_SPENT_BALANCE"])


def check_settings(real_timekpr: RealTimekpr, data: bytes) -> None:
    answer = real_timekpr.ask("main", main=data)
    reading = read_main_config(data)
    assert reading.damaged == (bool(answer["error"]) or answer["unreadable"]), answer
    if answer["error"] is None:
        config, says = reading.model, answer["says"]
        assert list(config.session_types) == says["SESSIONS"]
        assert list(config.session_types_ignored) == says["SESSIONS_EXCL"]
        assert list(config.users_ignored) == says["USERS_EXCL"]
        assert config.config_dir == says["TIMEKPR_CONFIG_DIR"]
        assert config.poll_time == says["TIMEKPR_POLLTIME"]
        assert config.final_notification_time == says["TIMEKPR_FINAL_NOTIFICATION_TIME"]
        assert config.playtime_enabled == says["TIMEKPR_PLAYTIME_ENABLED"]


@settings(max_examples=400, deadline=None)
@given(data=made.seeded(damaged_counters))
def test_it_reads_damaged_counters_as_we_do(real_timekpr: RealTimekpr, data: bytes) -> None:
    check_counters(real_timekpr, data)


@settings(max_examples=400, deadline=None)
@given(data=made.seeded(damaged_settings))
def test_it_reads_damaged_settings_as_we_do(real_timekpr: RealTimekpr, data: bytes) -> None:
    check_settings(real_timekpr, data)


CHECKS = {"timekpr.anna.conf": check_user, "anna.time": check_counters, "timekpr.conf": check_settings}


@pytest.mark.parametrize(
    "source",
    [path for name in CHECKS for path in sorted(made.CASES.glob(f"*/{name}"))],
    ids=lambda path: path.parent.name,
)
def test_it_reads_the_golden_cases_as_we_do(real_timekpr: RealTimekpr, source: Path) -> None:
    CHECKS[source.name](real_timekpr, source.read_bytes())
