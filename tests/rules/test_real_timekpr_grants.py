"""Grants, before the judge: random rules, lists that leave days out, counters and moments."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from random import Random

import pytest
from hypothesis import assume, given, settings

from tests.rules import made
from tests.rules.real import RealTimekpr
from timekpr_rules import (
    DayRule,
    Grant,
    Interval,
    MainConfig,
    Operation,
    PlayTime,
    TimeFile,
    UserConfig,
    granted,
    new_main_config,
    new_time_file,
    new_user_config,
    positional_limit,
    read_user_config,
)

pytestmark = pytest.mark.real


@dataclass(frozen=True)
class Granting:
    """A grant on a user's files."""

    conf: bytes
    spent: TimeFile
    grant: Grant
    now: datetime


def a_grant(rng: Random) -> Grant:
    operation = rng.choice(list(Operation))
    seconds = rng.choice([1, 900, 1800, made.DAY, rng.randint(1, made.DAY)])
    return Grant(operation, 0 if operation is Operation.SET and rng.random() < 0.2 else seconds, rng.random() < 0.4)


def all_seven(rng: Random) -> bytes:
    return new_user_config("anna", made.user_config(rng))


def some_days(rng: Random) -> bytes:
    """As Timekpr itself writes rules: only the days that are allowed, and perhaps too few limits."""
    data = all_seven(rng).decode()
    for prefix in ("", "PLAYTIME_"):
        days = sorted(rng.sample("1234567", rng.randrange(8)))
        limits = [str(made.limit(rng)) for _ in range(max(0, len(days) - rng.choice([0, 0, 0, 1])))]
        data = rewritten(data, f"{prefix}ALLOWED_WEEKDAYS", days)
        data = rewritten(data, f"{prefix}LIMITS_PER_WEEKDAYS", limits)
    return data.encode()


def rewritten(data: str, key: str, values: list[str]) -> str:
    lines = (f"{key} = {';'.join(values)}" if line.startswith(f"{key} =") else line for line in data.split("\n"))
    return "\n".join(lines)


def damaged(rng: Random) -> bytes:
    return made.mutated(rng, some_days(rng))


def granting(conf: Callable[[Random], bytes]) -> Callable[[Random], Granting]:
    def make(rng: Random) -> Granting:
        now = made.moment(rng)
        return Granting(conf(rng), made.time_file(rng, now), a_grant(rng), now)

    return make


def real_balance(real: RealTimekpr, case: Granting) -> int | None:
    """What the counter of the grant is afterwards; None if Timekpr refuses."""
    grant = case.grant
    answer = real.ask(
        "grant",
        now=case.now,
        more={"operation": grant.operation.value, "seconds": grant.seconds, "playtime": grant.playtime},
        conf=case.conf,
        time=new_time_file("anna", case.spent),
        main=new_main_config(MainConfig()),
    )
    assert answer["error"] is None
    counters = answer["says"]["counters"]
    untouched = "TIME_SPENT_BALANCE" if grant.playtime else "PLAYTIME_SPENT_BALANCE"
    assert counters[untouched] == (case.spent.balance if grant.playtime else case.spent.playtime_balance)
    assert (counters["TIME_SPENT_DAY"], counters["PLAYTIME_SPENT_DAY"]) == (
        case.spent.spent_day,
        case.spent.playtime_day,
    )
    assert (counters["TIME_SPENT_WEEK"], counters["TIME_SPENT_MONTH"]) == (
        case.spent.spent_week,
        case.spent.spent_month,
    )
    changed = "PLAYTIME_SPENT_BALANCE" if grant.playtime else "TIME_SPENT_BALANCE"
    return counters[changed] if answer["says"]["result"] == 0 else None


def our_balance(config: UserConfig, case: Granting) -> int:
    after = granted(config, case.spent, case.grant, case.now)
    return after.playtime_balance if case.grant.playtime else after.balance


def with_limit(limit: int, case: Granting) -> int:
    """Our reckoning with another limit than the day's own."""
    day = DayRule(True, limit, (Interval(0, 60),))  # without hours a limit below 0 is none
    return our_balance(UserConfig(week=(day,) * 7, playtime=PlayTime(limits=(limit,) * 7)), case)


@settings(max_examples=200, deadline=None)
@given(case=made.seeded(granting(all_seven)))
def test_with_all_seven_days_listed_it_reckons_as_we_do(real_timekpr: RealTimekpr, case: Granting) -> None:
    assert our_balance(read_user_config(case.conf, "anna").model, case) == real_balance(real_timekpr, case)


@settings(max_examples=200, deadline=None)
@given(case=made.seeded(granting(some_days)))
def test_with_days_left_out_it_takes_the_limit_that_we_say(real_timekpr: RealTimekpr, case: Granting) -> None:
    limit = positional_limit(case.conf, "anna", case.now.isoweekday(), playtime=case.grant.playtime)
    assert real_balance(real_timekpr, case) == (None if limit is None else with_limit(limit, case))


@settings(max_examples=200, deadline=None)
@given(case=made.seeded(granting(damaged)))
def test_of_a_file_that_it_can_read_it_takes_the_limit_that_we_say(real_timekpr: RealTimekpr, case: Granting) -> None:
    assume(not read_user_config(case.conf, "anna").damaged)
    limit = positional_limit(case.conf, "anna", case.now.isoweekday(), playtime=case.grant.playtime)
    assert real_balance(real_timekpr, case) == (None if limit is None else with_limit(limit, case))
