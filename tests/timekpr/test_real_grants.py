"""Grants on the real Timekpr: what it counts afterwards is what the parent asked for, once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.timekpr.manager import ANNA, FOR_GRANTS, PARENT, at_least, counters, listed, manager, rules, wall_time
from timekpr_rules import Grant, Operation, new_time_file, new_user_config

pytestmark = pytest.mark.real


@pytest.fixture(params=FOR_GRANTS, ids=lambda one: one[0])
def one(request, tmp_path, timekpr, computers):
    """The program in front of anna, who has used 20 minutes of 2 hours and is not there."""
    timekpr.fresh_user(ANNA, new_user_config(ANNA, rules()), new_time_file(ANNA, counters(1200)))
    channel, who = request.param
    with manager(tmp_path, computers[who], channel) as one:
        yield one


@pytest.mark.parametrize(("sign", "seconds", "balance"), [("+", 600, 600), ("-", 600, 1800), ("=", 3600, 3600)])
def test_each_operation_arrives(one, sign, seconds, balance):
    one.deliver(one.editing.grant("pc", ANNA, Grant(Operation(sign), seconds), PARENT).edit)

    assert one.information()["TIME_SPENT_BALANCE"] == balance
    assert one.information()["TIME_SPENT_DAY"] == 1200


def test_two_that_wait_are_both_given_and_none_is_given_again(one):
    edits = [one.editing.grant("pc", ANNA, Grant(Operation.ADD, 600), PARENT).edit for _ in range(2)]

    for edit in edits:
        one.deliver(edit)

    assert one.information()["TIME_SPENT_BALANCE"] == 0


def test_somebody_signed_in_has_it_at_once_and_as_we_reckon(one, timekpr):
    timekpr.log_in(ANNA)

    one.deliver(one.editing.grant("pc", ANNA, Grant(Operation.ADD, 1800), PARENT).edit)

    reckoned, real = one.left().seconds, timekpr.realtime(ANNA)["ACTUAL_TIME_LEFT_DAY"]
    # Timekpr counts on beyond midnight, and the file is up to a save interval (and at_least a minute) behind.
    assert abs(reckoned - at_least(real)) <= 40 + 60
    assert real > at_least(7200 - 1200 + 1700)


@pytest.mark.parametrize("listing", [2, 6, 7])
@pytest.mark.parametrize("sign", ["+", "="])
def test_days_that_are_left_out_of_the_list_change_nothing(one, timekpr, listing, sign):
    today = wall_time().isoweekday()
    others = [day for day in range(1, 8) if day != today]
    days = sorted([today, *others[-(listing - 1) :]])
    limits = [7200 if day == today else 600 for day in days]
    config = listed(new_user_config(ANNA, rules()), days, limits)
    timekpr.fresh_user(ANNA, config, new_time_file(ANNA, counters(1200)))
    one.cycle()

    one.deliver(one.editing.grant("pc", ANNA, Grant(Operation(sign), 1800), PARENT).edit)

    assert one.information()["TIME_SPENT_BALANCE"] == (1200 - 1800 if sign == "+" else 7200 - 1800)
    closed = [day for day in range(1, 8) if day not in days]
    assert all(not one.left_on(day) for day in closed)


def test_one_who_was_there_yesterday_last_begins_today_with_nothing_used(one, timekpr):
    yesterday = wall_time() - timedelta(days=1)
    played = counters(5000, at=yesterday, playtime_balance=900, playtime_day=900)
    timekpr.fresh_user(ANNA, new_user_config(ANNA, rules()), new_time_file(ANNA, played))
    one.cycle()

    one.deliver(one.editing.grant("pc", ANNA, Grant(Operation.ADD, 1800), PARENT).edit)

    assert one.information()["TIME_SPENT_BALANCE"] == -1800
    assert timekpr.saved(ANNA)["PLAYTIME_SPENT_BALANCE"] == "0"
    timekpr.log_in(ANNA)
    assert timekpr.realtime(ANNA)["ACTUAL_TIME_LEFT_DAY"] > at_least(7200 + 1700)


def test_playtime_is_given_too(one, timekpr):
    timekpr.fresh_user(
        ANNA,
        new_user_config(ANNA, rules()),
        new_time_file(ANNA, counters(1200, playtime_balance=300, playtime_day=300)),
    )
    one.cycle()
    one.deliver(one.editing.grant("pc", ANNA, Grant(Operation.ADD, 200, playtime=True), PARENT).edit)

    saved = timekpr.saved(ANNA)
    assert int(saved["PLAYTIME_SPENT_BALANCE"]) == min(300, 0) - 200
