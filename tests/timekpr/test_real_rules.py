"""Rules and settings on the real Timekpr, by each of the three ways: what it says afterwards is what was asked for."""

from __future__ import annotations

import pytest

from pending import EditState
from tests.timekpr.manager import ANNA, CHANNELS, PARENT, counters, listed, manager, rules, wall_time
from timekpr_rules import new_time_file, new_user_config
from workbench.waiting import until

pytestmark = pytest.mark.real

NOTICED = 30
"""Seconds after which the daemon has taken in a replaced file of somebody signed in, at the latest."""


@pytest.fixture(params=CHANNELS, ids=lambda one: one[0])
def one(request, tmp_path, timekpr, computers):
    timekpr.fresh_user(ANNA, new_user_config(ANNA, rules()), new_time_file(ANNA, counters(1200)))
    channel, who = request.param
    with manager(tmp_path, computers[who], channel) as one:
        yield one


def hours(said: dict, day: int) -> list[str]:
    """The hours of a day as the daemon says them: "8", "9[0-30]", "!10"."""
    found = []
    for hour, slot in sorted(said[f"ALLOWED_HOURS_{day}"].items(), key=lambda item: int(item[0])):
        minutes = "" if (slot["STARTMIN"], slot["ENDMIN"]) == (0, 60) else f"[{slot['STARTMIN']}-{slot['ENDMIN']}]"
        found.append(f"{'!' if slot['UACC'] else ''}{hour}{minutes}")
    return found


def test_every_kind_of_key_arrives_as_it_was_asked_for(one):
    limits = "3600;3600;3600;3600;3600;5400;7200"
    wanted = {
        "ALLOWED_HOURS_6": "9;10;11;12[0-30];!20", "LIMITS_PER_WEEKDAYS": limits, "LIMIT_PER_WEEK": "50000",
        "LIMIT_PER_MONTH": "200000", "TRACK_INACTIVE": "True", "HIDE_TRAY_ICON": "True", "LOCKOUT_TYPE": "suspendwake",
        "WAKEUP_HOUR_INTERVAL": "7;18", "PLAYTIME_ENABLED": "True", "PLAYTIME_LIMIT_OVERRIDE_ENABLED": "True",
        "PLAYTIME_UNACCOUNTED_INTERVALS_ENABLED": "False", "PLAYTIME_LIMITS_PER_WEEKDAYS": "60;60;60;60;60;60;600",
        "PLAYTIME_ACTIVITIES": "minetest[Minetest];super-.*kart[Kart (it's fun)]",
    }  # fmt: skip

    one.deliver(one.editing.config("pc", ANNA, wanted, PARENT).edit)

    said = one.information()
    assert hours(said, 6) == ["9", "10", "11", "12[0-30]", "!20"]
    assert said["LIMITS_PER_WEEKDAYS"] == [int(limit) for limit in limits.split(";")]
    assert (said["LIMIT_PER_WEEK"], said["LIMIT_PER_MONTH"]) == (50000, 200000)
    assert (said["TRACK_INACTIVE"], said["HIDE_TRAY_ICON"]) == (1, 1)
    assert (said["LOCKOUT_TYPE"], said["WAKEUP_HOUR_INTERVAL"]) == ("suspendwake", "7;18")
    assert (said["PLAYTIME_ENABLED"], said["PLAYTIME_LIMIT_OVERRIDE_ENABLED"]) == (1, 1)
    assert said["PLAYTIME_UNACCOUNTED_INTERVALS_ENABLED"] == 0
    assert said["PLAYTIME_LIMITS_PER_WEEKDAYS"] == [60] * 6 + [600]
    assert said["PLAYTIME_ACTIVITIES"] == [["minetest", "Minetest"], ["super-.*kart", "Kart (it's fun)"]]


def test_a_key_that_was_not_changed_stays_as_it_is(one):
    before = one.information()

    one.deliver(one.editing.config("pc", ANNA, {"LIMIT_PER_WEEK": "50000"}, PARENT).edit)

    after = one.information()
    # The time left may tick in between: late in the evening it is what is left of the day.
    before["TIME_LEFT_DAY"] = after["TIME_LEFT_DAY"]
    assert after == before | {"LIMIT_PER_WEEK": 50000}


def test_a_day_can_be_closed_and_opened_again(one):
    one.deliver(one.editing.config("pc", ANNA, {"ALLOWED_WEEKDAYS": "1;2;3;4;5"}, PARENT).edit)
    assert not one.left_on(6)
    assert not one.left_on(7)
    assert one.left_on(5)

    opening = {"LIMITS_PER_WEEKDAYS": "7200;7200;7200;7200;7200;3600;0", "ALLOWED_HOURS_6": "10;11"}
    one.deliver(one.editing.config("pc", ANNA, opening, PARENT).edit)

    assert one.left_on(6)
    assert not one.left_on(7)


def test_days_that_the_file_leaves_out_keep_their_meaning_when_limits_change(one, timekpr):
    config = listed(new_user_config(ANNA, rules()), [6, 7], [600, 900])
    timekpr.fresh_user(ANNA, config, new_time_file(ANNA, counters()))
    one.cycle()

    one.deliver(one.editing.config("pc", ANNA, {"LIMITS_PER_WEEKDAYS": "0;0;0;0;0;1200;900"}, PARENT).edit)

    assert [one.left_on(day) for day in range(1, 8)] == [False] * 5 + [True] * 2
    said = one.information()
    by_day = dict(zip(map(int, said["ALLOWED_WEEKDAYS"]), said["LIMITS_PER_WEEKDAYS"], strict=True))
    assert (by_day[6], by_day[7]) == (1200, 900)


@pytest.mark.parametrize("one", [CHANNELS[0], CHANNELS[2]], ids=lambda one: one[0], indirect=True)
def test_a_limit_that_is_lowered_below_what_was_used_ends_the_session(one, timekpr):
    timekpr.log_in(ANNA)
    limits = ";".join(["600"] * 7)

    one.deliver(one.editing.config("pc", ANNA, {"LIMITS_PER_WEEKDAYS": limits}, PARENT).edit)

    until(lambda: [call for call in timekpr.calls() if call.user == ANNA], 2 * NOTICED, "the end of the session")


@pytest.mark.parametrize("one", [CHANNELS[1]], ids=lambda one: one[0], indirect=True)
def test_lock_ends_the_session_and_unlock_gives_the_hours_back(one, timekpr):
    day, before = wall_time().isoweekday(), one.information()
    timekpr.log_in(ANNA)

    one.deliver(one.editing.lock("pc", ANNA, PARENT).edit)
    until(lambda: [call for call in timekpr.calls() if call.user == ANNA], 2 * NOTICED, "the end of the session")
    one.deliver(one.editing.unlock("pc", ANNA, PARENT).edit)

    assert hours(one.information(), day) == hours(before, day)


def test_hours_of_today_alone_wait_to_be_taken_back(one):
    day = wall_time().isoweekday()

    one.deliver(one.editing.today("pc", ANNA, {"HOURS": "0;1;22;23", "LIMIT": "9000"}, PARENT).edit)

    assert hours(one.information(), day) == ["0", "1", "22", "23"]
    assert one.information()["LIMITS_PER_WEEKDAYS"][day - 1] == 9000
    (back,) = one.services.queue.waiting("pc", ANNA)
    assert {change.key: change.wanted for change in back.changes}["LIMITS_PER_WEEKDAYS"] == ";".join(["7200"] * 7)


def test_what_was_changed_on_the_computer_meanwhile_is_a_conflict_and_stays(one, timekpr):
    edit = one.editing.config("pc", ANNA, {"LIMIT_PER_WEEK": "50000"}, PARENT).edit
    timekpr.call("setTimeLimitForWeek", "si", ANNA, 40000)

    one.cycle()

    assert one.services.queue.get(edit.id).state is EditState.CONFLICT
    assert one.information()["LIMIT_PER_WEEK"] == 40000


def test_an_earlier_version_comes_back(one):
    before = one.information()
    one.deliver(one.editing.config("pc", ANNA, {"LIMIT_PER_WEEK": "50000", "ALLOWED_HOURS_1": "9"}, PARENT).edit)
    first = one.services.revisions.of("pc", ANNA)[0]

    one.deliver(one.editing.revert("pc", ANNA, first.number, PARENT).edit)

    assert hours(one.information(), 1) == hours(before, 1)
    assert one.information()["LIMIT_PER_WEEK"] == before["LIMIT_PER_WEEK"]
