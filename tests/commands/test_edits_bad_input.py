"""Bad input to the commands that change something: one sentence on stderr, exit code 2, and nothing waits."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.program import as_json, invoke, ok

AMOUNTS = [
    "abc", "0", "90", "+90", "10^9", "+1000000000s", "+999999999999999999999s", "+0m", "+0", "-0s", "=-5m", "1.5h",
    "+1.5h", "+-5m", "++5m", "+5", "🙂", "+🙂", "", "+", "+30m\n", "+30m 5", "+25h", "+1h60", "+\u0663\u0660m",
    "\u221215m", "-h", "--foo", "+1d",
]  # fmt: skip


def refused(data: Path, *words: str) -> str:
    """The sentence, after making sure that it is one and that nothing was accepted."""
    done = invoke(data, *words)
    assert done.returncode == 2, (done.stdout, done.stderr)
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert as_json(data, "pending", "list", "--all") == []
    return done.stderr


@pytest.mark.parametrize("amount", AMOUNTS)
def test_what_is_no_amount_is_refused_with_what_is_allowed(alone: Path, amount: str) -> None:
    assert "+30m, -15m, +1h30" in refused(alone, "grant", "pc", "anna", amount)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("LIMIT_PER_WEEKS=60", "LIMIT_PER_WEEKS"),
        ("=60", "KEY=VALUE"),
        ("LIMIT_PER_WEEK", "KEY=VALUE"),
        ("LIMIT_PER_WEEK=1000000000", "whole number"),
        ("LIMIT_PER_WEEK=abc", "whole number"),
        ("LIMIT_PER_WEEK=-1", "whole number"),
        ("LIMIT_PER_WEEK=", "whole number"),
        ("LIMIT_PER_WEEK=60\nPLAYTIME_ENABLED = True", "line breaks"),
        ("LOCKOUT_TYPE=explode", "explode"),
        ("LOCKOUT_TYPE=%(x)s", "%"),
        ("PLAYTIME_ACTIVITIES=a[b[c]]", "[ ]"),
        ("PLAYTIME_ACTIVITIES=game%[100%]", "%"),
        ("PLAYTIME_ACTIVITIES=game\n[x]", "line breaks"),
        ("ALLOWED_HOURS_1=7;7", "ALLOWED_HOURS_1"),
        ("ALLOWED_HOURS_8=7", "ALLOWED_HOURS_8"),
        ("ALLOWED_WEEKDAYS=0", "ALLOWED_WEEKDAYS"),
        ("LIMITS_PER_WEEKDAYS=60", "seven"),
        ("TIME_SPENT_DAY=0", "TIME_SPENT_DAY"),
        ("a\n[b]=c", "a"),
        ("🙂=1", "🙂"),
    ],
)
def test_a_change_that_no_file_may_get_is_refused(alone: Path, change: str, said: str) -> None:
    assert said in refused(alone, "set", "pc", "anna", change)


def test_a_bad_change_beside_a_good_one_changes_nothing(alone: Path) -> None:
    assert "LIMIT_PER_MONTH" in refused(alone, "set", "pc", "anna", "LIMIT_PER_WEEK=60", "LIMIT_PER_MONTH=x")
    assert "each key once" in refused(alone, "set", "pc", "anna", "LIMIT_PER_WEEK=60", "LIMIT_PER_WEEK=61")


def test_the_user_left_out_is_asked_for(alone: Path) -> None:
    assert "--main" in refused(alone, "set", "pc", "LIMIT_PER_WEEK=60")
    assert "KEY=VALUE" in refused(alone, "set", "pc", "anna")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("TIMEKPR_POLLTIME=45", "TIMEKPR_POLLTIME"),
        ("TIMEKPR_CONFIG_DIR=/tmp", "TIMEKPR_CONFIG_DIR"),
        ("LIMIT_PER_WEEK=60", "LIMIT_PER_WEEK"),
        ("TIMEKPR_USERS_EXCL=a b", "TIMEKPR_USERS_EXCL"),
    ],
)
def test_a_setting_that_the_computer_must_not_get_is_refused(alone: Path, change: str, said: str) -> None:
    assert said in refused(alone, "set", "pc", "--main", change)


@pytest.mark.parametrize(
    "change",
    [
        "LIMIT=abc", "LIMIT=1000000000", "LIMIT=-5m", "LIMIT=25h", "LIMIT=1;2", "HOURS=20-15", "HOURS=15-16,15:30-17",
        "HOURS=x", "HOURS=24", "HOURS=15-25", "PLAYTIME_LIMIT=🙂", "LOCKOUT_TYPE=kill", "hours=15",
    ],
)  # fmt: skip
def test_what_cannot_hold_for_today_is_refused(alone: Path, change: str) -> None:
    told = refused(alone, "today", "pc", "anna", change)

    assert ("Write 1h30, 45m, or seconds" in told) == ("LIMIT=" in change)


@pytest.mark.parametrize(
    "command", [("grant", "+30m"), ("set", "LIMIT_PER_WEEK=60"), ("lock",), ("unlock",), ("today", "LIMIT=60")]
)
def test_somebody_who_was_removed_or_never_there_gets_no_edit(alone: Path, command: tuple[str, ...]) -> None:
    ok(alone, "user", "remove", "pc", "anna")

    for user in ("anna", "an\nna", "../anna", "🙂"):
        assert "not managed" in refused(alone, command[0], "pc", user, *command[1:])
    assert "tablet" in refused(alone, command[0], "tablet", "anna", *command[1:])


def test_what_waits_for_somebody_who_is_removed_ends(alone: Path) -> None:
    ok(alone, "grant", "pc", "anna", "+30m")
    ok(alone, "user", "remove", "pc", "anna")

    (edit,) = as_json(alone, "pending", "list", "--all")
    assert (edit["state"], "taken off the list" in edit["why"]) == ("refused", True)


def test_what_waits_for_a_computer_that_is_removed_ends(alone: Path) -> None:
    ok(alone, "grant", "pc", "anna", "+30m")
    ok(alone, "server", "remove", "pc")

    assert as_json(alone, "pending", "list") == []
    assert "anna on pc: 30 min more" in ok(
        alone, "pending", "show", as_json(alone, "pending", "list", "--all")[0]["id"]
    )


@pytest.mark.parametrize("reason", ["x" * 501, "a\x00b", "a\x1b[2Jb", "\u202eab"])
def test_a_reason_that_cannot_be_shown_is_refused(alone: Path, reason: str) -> None:
    assert "reason" in refused(alone, "grant", "pc", "anna", "+30m", "--reason", reason)


def test_a_reason_of_several_lines_with_emoji_is_kept_in_one(alone: Path) -> None:
    ok(alone, "grant", "pc", "anna", "+30m", "--reason", "Geburtstag 🎂\n  und\tKuchen")

    assert as_json(alone, "pending", "list")[0]["reason"] == "Geburtstag 🎂 und Kuchen"


def test_more_than_a_day_in_pieces_is_refused(alone: Path) -> None:
    ok(alone, "grant", "pc", "anna", "+24h")
    done = invoke(alone, "grant", "pc", "anna", "+1s")

    assert (done.returncode, "24 hours" in done.stderr) == (2, True)
    assert len(as_json(alone, "pending", "list")) == 1


@pytest.mark.parametrize("number", ["7", "0", "-1"])
def test_a_version_that_there_is_not_is_refused(alone: Path, number: str) -> None:
    assert invoke(alone, "revert", "pc", "anna", "--", number).returncode == 2


@pytest.mark.parametrize(("option", "value"), [("--mode", "obey"), ("--channel", "smoke")])
def test_a_mode_or_channel_that_there_is_not_is_refused(alone: Path, option: str, value: str) -> None:
    assert value in refused(alone, "server", "edit", "pc", option, value)


def test_where_there_are_no_data_none_are_made(tmp_path: Path) -> None:
    done = invoke(tmp_path / "data", "grant", "pc", "anna", "+30m")

    assert (done.returncode, "There is no data directory" in done.stderr) == (1, True)
    assert not (tmp_path / "data").exists()
