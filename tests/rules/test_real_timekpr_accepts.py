"""Files we write, before the judge: the real code takes them as they are and understands what we meant."""

import base64

import pytest
from hypothesis import given, settings

from tests.rules import made
from tests.rules.real import RealTimekpr, as_real, normal
from timekpr_rules import (
    MainConfig,
    TimeFile,
    UserConfig,
    edit_user_config,
    new_main_config,
    new_time_file,
    new_user_config,
    read_main_config,
    read_user_config,
)

pytestmark = pytest.mark.real


def check_taken(answer: dict) -> dict:
    assert answer["error"] is None
    assert not answer["unreadable"]
    assert answer["untouched"]
    return answer["says"]


@settings(max_examples=150, deadline=None)
@given(config=made.seeded(made.user_config))
def test_it_understands_the_rules_we_write(real_timekpr: RealTimekpr, config: UserConfig) -> None:
    says = check_taken(real_timekpr.ask("user", conf=new_user_config("anna", config)))
    assert normal(says) == as_real(config)
    assert says["wakeup"] == ";".join(map(str, config.wakeup_hours))


@settings(max_examples=150, deadline=None)
@given(before=made.seeded(made.user_config), after=made.seeded(made.user_config))
def test_it_understands_the_rules_we_change(real_timekpr: RealTimekpr, before: UserConfig, after: UserConfig) -> None:
    changed = edit_user_config(new_user_config("anna", before), "anna", after)
    assert normal(check_taken(real_timekpr.ask("user", conf=changed))) == as_real(after)


@settings(max_examples=150, deadline=None)
@given(config=made.seeded(made.user_config))
def test_its_own_next_change_keeps_what_we_wrote(real_timekpr: RealTimekpr, config: UserConfig) -> None:
    answer = real_timekpr.ask("save_user", conf=new_user_config("anna", config))
    reading = read_user_config(base64.b64decode(answer["says"]["saved"]), "anna")
    assert reading.model == config
    assert not reading.findings


@settings(max_examples=150, deadline=None)
@given(config=made.seeded(made.main_config))
def test_it_understands_the_settings_we_write(real_timekpr: RealTimekpr, config: MainConfig) -> None:
    data = new_main_config(config)
    says = check_taken(real_timekpr.ask("main", main=data))
    assert says["SESSIONS"] == list(config.session_types)
    assert says["USERS_EXCL"] == list(config.users_ignored)
    assert says["TIMEKPR_WORK_DIR"] == config.work_dir
    assert says["TIMEKPR_SAVE_TIME"] == config.save_time
    assert read_main_config(data).model == config


@settings(max_examples=150, deadline=None)
@given(spent=made.seeded(made.time_file))
def test_it_understands_the_counters_we_write(real_timekpr: RealTimekpr, spent: TimeFile) -> None:
    says = check_taken(real_timekpr.ask("time", time=new_time_file("anna", spent)))
    assert says == {
        "TIME_SPENT_BALANCE": spent.balance,
        "TIME_SPENT_DAY": spent.spent_day,
        "TIME_SPENT_WEEK": spent.spent_week,
        "TIME_SPENT_MONTH": spent.spent_month,
        "LAST_CHECKED": spent.last_checked.isoformat(),
        "PLAYTIME_SPENT_BALANCE": spent.playtime_balance,
        "PLAYTIME_SPENT_DAY": spent.playtime_day,
    }
