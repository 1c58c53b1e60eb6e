"""What a grant does to the counters, and which limit Timekpr itself would take for it."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings, strategies as st

from errors import InvalidValue
from tests.rules import made
from timekpr_rules import (
    MAX_BYTES,
    DayRule,
    Grant,
    Interval,
    MainConfig,
    Operation,
    PlayTime,
    TimeFile,
    UnreadableFile,
    UserConfig,
    grant_to_reach,
    granted,
    new_time_file,
    new_user_config,
    positional_limit,
    time_left,
)
from timekpr_rules.refusals import OutOfRange

DAY = 86_400
MONDAY = datetime.fromisoformat("2026-11-16 15:00")
ADD, TAKE, SET = Operation.ADD, Operation.TAKE, Operation.SET
RULES = UserConfig(
    week=(DayRule(True, 3600, (Interval(0, 1440),)),) * 7, playtime=PlayTime(enabled=True, limits=(1800,) * 7)
)


@pytest.mark.parametrize(
    ("operation", "seconds", "balance", "after"),
    [
        (ADD, 600, 1000, 400),
        (ADD, 600, 5000, 3000),
        (ADD, 86_400, -1000, -86_400),
        (TAKE, 600, 1000, 1600),
        (TAKE, 600, 5000, 4200),
        (TAKE, 86_400, 1000, 86_400),
        (SET, 600, 1000, 3000),
        (SET, 0, -1000, 3600),
        (SET, 86_400, 0, -82_800),
    ],
)
def test_a_grant_moves_the_balance_and_forgives_what_was_overdrawn(
    operation: Operation, seconds: int, balance: int, after: int
) -> None:
    spent = TimeFile(balance, 100, 200, 300, MONDAY, 40, 50)
    found = granted(RULES, spent, Grant(operation, seconds), MONDAY)
    assert found == TimeFile(after, 100, 200, 300, MONDAY, 40, 50)


@pytest.mark.parametrize(
    ("operation", "balance", "after"), [(ADD, 1000, 400), (ADD, 5000, 1200), (TAKE, 1000, 1600), (SET, 1000, 1200)]
)
def test_a_grant_of_playtime_moves_its_balance_alone(operation: Operation, balance: int, after: int) -> None:
    spent = TimeFile(40, 100, 200, 300, MONDAY, balance, 50)
    found = granted(RULES, spent, Grant(operation, 600, playtime=True), MONDAY)
    assert found == TimeFile(40, 100, 200, 300, MONDAY, after, 50)


def test_counters_of_yesterday_count_as_0() -> None:
    spent = TimeFile(3000, 3000, 4000, 5000, MONDAY - timedelta(days=1), 700, 700)
    found = granted(RULES, spent, Grant(ADD, 600), MONDAY.replace(microsecond=5))
    assert found == TimeFile(-600, 0, 0, 5000, MONDAY, 0, 0)


@pytest.mark.parametrize(("operation", "seconds"), [(ADD, 0), (TAKE, 0), (ADD, -60), (SET, -1), (SET, 86_401)])
def test_a_grant_of_nothing_or_more_than_a_day_is_none(operation: Operation, seconds: int) -> None:
    with pytest.raises(InvalidValue, match="it has to be a whole number from"):
        Grant(operation, seconds)


def test_the_sign_is_the_one_that_timekpr_takes() -> None:
    assert [operation.value for operation in Operation] == ["+", "-", "="]


def standing(rng: Random) -> tuple[UserConfig, TimeFile, datetime]:
    now = made.moment(rng)
    return made.user_config(rng), made.time_file(rng, now - timedelta(seconds=rng.choice([0, 90_000]))), now


@settings(max_examples=200, deadline=None)
@given(case=made.seeded(standing), seed=made.seeded(lambda rng: rng.randint(1, made.DAY)))
def test_more_is_never_less_and_the_counters_can_be_written(
    case: tuple[UserConfig, TimeFile, datetime], seed: int
) -> None:
    config, spent, now = case
    before = time_left(config, MainConfig(), spent, now).seconds
    for operation in Operation:
        after = granted(config, spent, Grant(operation, seed), now)
        assert new_time_file("anna", after)
        left = time_left(config, MainConfig(), after, now).seconds
        assert {ADD: left >= before, TAKE: left <= before, SET: left <= seed}[operation]


def lists(days: str, limits: str, prefix: str = "") -> bytes:
    """Rules with these two lists."""
    lines = new_user_config("anna").decode().split("\n")
    texts = {f"{prefix}ALLOWED_WEEKDAYS": days, f"{prefix}LIMITS_PER_WEEKDAYS": limits}
    return "\n".join(
        next((f"{key} = {text}" for key, text in texts.items() if line.startswith(f"{key} =")), line) for line in lines
    ).encode()


@pytest.mark.parametrize(
    ("days", "limits", "weekday", "found"),
    [
        ("1;2;3;4;5;6;7", "1;2;3;4;5;6;7", 7, 7),
        ("6;7", "3600;7200", 6, None),
        ("6;7", "3600;7200", 1, 3600),
        ("1;2;3;4;5;7", "1;2;3;4;5;7", 6, 7),
        ("1", "", 1, None),
        ("1", "abc", 1, None),
        ("1;2", ";60;;70;", 2, 70),
    ],
)
def test_timekpr_takes_the_nth_limit_for_the_nth_weekday(
    days: str, limits: str, weekday: int, found: int | None
) -> None:
    assert positional_limit(lists(days, limits), "anna", weekday) == found
    assert positional_limit(lists(days, limits, "PLAYTIME_"), "anna", weekday, playtime=True) == found


def test_a_file_that_cannot_be_read_has_no_limit_to_take() -> None:
    assert positional_limit(b"\xff", "anna", 1) is None
    assert positional_limit(b"", "anna", 1) is None
    with pytest.raises(UnreadableFile):
        positional_limit(b"#" * (MAX_BYTES + 1), "anna", 1)


@settings(max_examples=500)
@given(st.integers(-DAY, DAY), st.integers(0, DAY), st.integers(0, DAY), st.integers(-DAY, DAY), st.integers(0, DAY))
def test_what_is_granted_in_all_is_reached_in_one_step_and_stays(
    balance: int, used: int, limit: int, extra: int, more: int
) -> None:
    rules = replace(RULES, week=(DayRule(True, limit, (Interval(0, 1440),)),) * 7)
    spent = TimeFile(balance, used, 200, 300, MONDAY)
    try:
        grant = grant_to_reach(extra, spent, rules.week[0].limit_seconds)
    except OutOfRange:
        assert abs(min(balance, limit) - (used - extra)) > DAY
        return
    after = spent if grant is None else granted(rules, spent, grant, MONDAY)

    assert after.balance == max(-DAY, min(DAY, used - extra))
    assert grant_to_reach(extra, after, limit) is None
    in_use = replace(after, balance=after.balance + more, spent_day=used + more)
    if abs(used - extra) <= DAY and after.balance + more <= DAY:
        assert grant_to_reach(extra, in_use, limit) is None
