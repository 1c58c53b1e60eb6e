"""Questions: who there is, what a child may and has used, and what asking does to the counters on the disk."""

import json
from datetime import timedelta

import pytest

from tests.demo.house import AFTERNOON, every_day, used
from tests.demo.saying import bus, cli
from timekpr_rules import Activity, Interval, PlayTime, TimeFile

HOURS = (Interval(7 * 60, 8 * 60 + 30), Interval(20 * 60, 21 * 60, unaccounted=True))
YESTERDAY = AFTERNOON - timedelta(days=1)


def asked(here, level):
    reply = json.loads(here.run(bus("getUserInformation", "ss", "anna", level)).out)
    assert reply["type"] == "isa{sv}"
    result, message, said = reply["data"]
    assert (result, message) == (0, "")
    return {key: (value["type"], value["data"]) for key, value in said.items()}


def test_the_list_of_users_has_their_full_names(house):
    here = house(every_day())
    here.timekpr.add_user("ben", every_day(), used(0), here.now, "Ben Beispiel")
    assert here.run(bus("getUserList")) == (
        0,
        '{"type":"isaas","data":[0,"",[["anna","Anna"],["ben","Ben Beispiel"]]]}\n',
        "",
    )
    assert here.run(cli("userlist")) == (0, "2 users in total:\nanna\nben\n", "")


def test_a_user_whose_section_comes_late_is_not_listed(house):
    here = house(every_day())
    path = here.timekpr.disk.config("anna")
    path.write_text("#\n" * 10 + path.read_text())
    assert here.run(cli("userlist")).out == "0 users in total:\n"


def test_everything_is_said_with_its_type(house):
    here = house(every_day(intervals=HOURS, playtime=PlayTime(activities=(Activity("doom", "Doom"),))), used(600))
    said = asked(here, "F")
    slots = {
        "7": {"STARTMIN": 0, "ENDMIN": 60, "UACC": 0},
        "8": {"STARTMIN": 0, "ENDMIN": 30, "UACC": 0},
        "20": {"STARTMIN": 0, "ENDMIN": 60, "UACC": 1},
    }
    assert said["ALLOWED_HOURS_7"] == ("a{sa{si}}", slots)
    assert said["ALLOWED_WEEKDAYS"] == ("as", list("1234567"))
    assert said["LIMITS_PER_WEEKDAYS"] == ("ai", [3600] * 7)
    assert said["LIMIT_PER_WEEK"] == ("i", 604_800)
    assert said["TRACK_INACTIVE"] == ("b", False)
    assert said["LOCKOUT_TYPE"] == ("s", "terminate")
    assert "WAKEUP_HOUR_INTERVAL" not in said
    assert said["PLAYTIME_ACTIVITIES"] == ("aas", [["doom", "Doom"]])
    assert said["TIME_SPENT_BALANCE"] == said["TIME_SPENT_WEEK"] == ("i", 600)
    assert said["TIME_LEFT_DAY"] == ("i", 3000)
    assert not any(key.startswith("ACTUAL") for key in said)


def test_nothing_at_all_has_types_too(house):
    said = asked(house(every_day(intervals=())), "F")
    assert said["ALLOWED_HOURS_1"] == ("a{sv}", {})
    assert said["PLAYTIME_ACTIVITIES"] == ("aaas", [])


def test_timekpra_says_the_same_in_lines(house):
    here = house(every_day(intervals=HOURS, lockout="suspendwake", wakeup_hours=(7, 18)), used(600))
    first, *lines = here.run(cli("userinfo", "anna")).out.splitlines()
    said = dict(line.split(": ", 1) for line in lines)
    assert first == "# Configuration for user anna:"
    assert said["ALLOWED_HOURS_1"] == "7;8[0-30];!20"
    assert said["LIMITS_PER_WEEKDAYS"] == ";".join(["3600"] * 7)
    assert (said["TRACK_INACTIVE"], said["WAKEUP_HOUR_INTERVAL"]) == ("False", "7;18")
    assert said["TIME_SPENT_DAY"] == "600"
    assert said.keys() == asked(here, "F").keys()


def test_the_counters_alone_are_said_without_the_rules(house):
    assert asked(house(every_day(), used(600)), "S").keys() == {
        "TIME_SPENT_BALANCE",
        "TIME_SPENT_DAY",
        "TIME_SPENT_WEEK",
        "TIME_SPENT_MONTH",
        "TIME_LEFT_DAY",
        "PLAYTIME_LEFT_DAY",
        "PLAYTIME_SPENT_DAY",
    }


def test_what_is_in_memory_is_said_only_of_a_child_who_is_there(house):
    here = house(every_day())
    assert asked(here, "R") == {}
    here.log_in().live(15)
    said = asked(here, "R")
    assert said["ACTUAL_TIME_SPENT_BALANCE"] == said["ACTUAL_TIME_SPENT_SESSION"] == ("i", 900)
    assert said["ACTUAL_TIME_LEFT_DAY"] == ("i", 2700)
    assert asked(here, "S")["TIME_SPENT_BALANCE"] == ("i", 600)
    assert asked(here, "F").items() >= said.items()


def test_in_memory_questions_leave_the_disk_alone(house):
    here = house(every_day(), used(600, YESTERDAY))
    before = here.timekpr.disk.time("anna").read_bytes()
    asked(here, "R")
    assert here.timekpr.disk.time("anna").read_bytes() == before


@pytest.mark.parametrize("days", [1, 3, 20], ids=["yesterday", "last week", "last month"])
@pytest.mark.parametrize("ask", [lambda here: asked(here, "S"), lambda here: here.run(cli("userinfo", "anna"))])
def test_asking_begins_a_new_day_on_the_disk_but_leaves_playtime_as_it_was(house, days, ask):
    then = AFTERNOON - timedelta(days=days)
    here = house(every_day(), TimeFile(9, 9, 9, 9, then.replace(tzinfo=None), 5, 5))
    ask(here)
    file = here.file
    assert (file.balance, file.spent_day, file.last_checked) == (0, 0, AFTERNOON.replace(tzinfo=None))
    assert (file.spent_week, file.spent_month) == (0 if days > 2 else 9, 0 if days > 17 else 9)
    assert (file.playtime_balance, file.playtime_day) == (5, 5)


def test_asking_about_today_changes_nothing(house):
    here = house(every_day(), used(600, AFTERNOON - timedelta(hours=3)))
    asked(here, "F")
    assert here.file == used(600, AFTERNOON - timedelta(hours=3))
