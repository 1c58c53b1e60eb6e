"""Time left, before the judge: random rules, counters and moments."""

from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings

from tests.rules import made
from tests.rules.real import RealTimekpr
from timekpr_rules import (
    ASSUMED,
    MainConfig,
    TimeFile,
    UserConfig,
    new_main_config,
    new_time_file,
    new_user_config,
    time_left,
)

pytestmark = pytest.mark.real


def standing(rng: Random) -> tuple[UserConfig, MainConfig, TimeFile, datetime]:
    now = made.moment(rng)
    gap = rng.choice([0, 0, 3600, made.DAY, 6 * made.DAY, rng.randint(-40 * made.DAY, 400 * made.DAY)])
    main = MainConfig(playtime_enabled=rng.random() < 0.7)
    return made.user_config(rng), main, made.time_file(rng, now - timedelta(seconds=gap)), now


@settings(max_examples=400, deadline=None)
@given(standing=made.seeded(standing))
def test_it_reckons_as_we_do(
    real_timekpr: RealTimekpr, standing: tuple[UserConfig, MainConfig, TimeFile, datetime]
) -> None:
    config, main, spent, now = standing
    answer = real_timekpr.ask(
        "left",
        now=now,
        conf=new_user_config("anna", config),
        time=new_time_file("anna", spent),
        main=new_main_config(main),
    )
    assert answer["error"] is None
    says = answer["says"]
    ours = time_left(config, main, spent, now, ASSUMED)
    assert ours.seconds == says["left"]
    assert ours.unaccounted == says["unaccounted"]
    assert ours.limit == max(says["limit"], 0)
    assert (ours.used, ours.used_week, ours.used_month) == (says["used"], says["used_week"], says["used_month"])
    assert ours.granted == says["used"] - says["balance"]
    assert ours.playtime_limited == says["playtime_limited"]
    if ours.playtime_limited:
        assert ours.playtime == max(says["playtime"], 0)
    assert ours.open_now == (says["in_a_row"] > 0 or says["unaccounted"])
    if (
        ours.until
        and not ours.unaccounted
        and not any(part.unaccounted for day in config.week for part in day.intervals)
    ):
        assert (ours.until - now).total_seconds() == says["in_a_row"] or ours.until.date() > now.date()
