"""More and less time, reckoned as the daemon does it: with the file, and with the limit at the place of today."""

import json
from datetime import timedelta

import pytest

from tests.demo.house import AFTERNOON, every_day, used
from tests.demo.saying import bus, cli
from timekpr_rules import PlayTime, TimeFile

WAYS = {"busctl": lambda *a: bus("setTimeLeft", "ssi", *a), "timekpra": lambda *a: cli("settimeleft", *a)}
PLAY = {"busctl": lambda *a: bus("setPlayTimeLeft", "ssi", *a), "timekpra": lambda *a: cli("setplaytimeleft", *a)}


@pytest.fixture(params=WAYS)
def way(request):
    return request.param


@pytest.mark.parametrize(
    ("spent", "operation", "seconds", "balance"),
    [
        (600, "+", 900, -300),
        (600, "-", 900, 1500),
        (600, "=", 900, 2700),
        (600, "=", 0, 3600),
        (5000, "+", 600, 3000),
        (5000, "+", 0, 3600),
        (5000, "-", 600, 4200),
        (600, "+", 100_000, -86_400),
        (600, "-", 100_000, 86_400),
    ],
)
def test_it_changes_the_balance_alone(house, way, spent, operation, seconds, balance):
    here = house(every_day(), used(spent))
    here.ok(WAYS[way]("anna", operation, str(seconds)))
    assert (here.file.balance, here.file.spent_day, here.file.spent_week) == (balance, spent, spent)


@pytest.mark.parametrize(("operation", "balance"), [("+", 0), ("-", 1200), ("=", 300)])
def test_playtime_has_its_own(house, way, operation, balance):
    spent = TimeFile(last_checked=AFTERNOON.replace(tzinfo=None), playtime_balance=600, playtime_day=600)
    here = house(every_day(playtime=PlayTime(enabled=True, limits=(900,) * 7)), spent)
    here.ok(PLAY[way]("anna", operation, "600"))
    assert (here.file.playtime_balance, here.file.playtime_day, here.file.balance) == (balance, 600, 0)


def test_the_limit_is_the_one_at_todays_place_whatever_day_it_belongs_to(house, way):
    here = house(every_day(), used(5000))
    here.run(cli("setalloweddays", "anna", "3;4;5;6;7"))
    here.run(cli("settimelimits", "anna", "60;120;180;240;300"))
    here.run(WAYS[way]("anna", "+", "0"))
    assert here.file.balance == 180


def test_a_list_that_is_too_short_for_today_is_refused(house):
    here = house(every_day(), used(600))
    here.run(cli("settimelimits", "anna", "60;120"))
    here.run(cli("setplaytimelimits", "anna", "60;120"))
    before = here.file
    said = 'User\'s "anna" time limit is not correct and cannot be set'
    assert here.run(cli("settimeleft", "anna", "+", "60")) == (0, f"{said}\n", "")
    assert json.loads(here.run(bus("setTimeLeft", "ssi", "anna", "+", "60")).out)["data"] == [-1, said]
    assert here.run(cli("setplaytimeleft", "anna", "+", "60")).out == f"{said.replace('time', 'PlayTime time', 1)}\n"
    assert here.file == before


def test_an_operation_that_is_none_is_refused(house):
    here = house(every_day())
    said = 'User\'s "anna" time operation can be one of these: - + ='
    assert here.run(cli("settimeleft", "anna", "*", "60")).out == f"{said}\n"


@pytest.mark.parametrize(("operation", "file", "later"), [("+", 500, 800), ("-", 700, 1000)])
def test_what_was_used_since_the_last_save_is_kept(house, way, operation, file, later):
    here = house(every_day()).log_in().live(15)
    here.ok(WAYS[way]("anna", operation, "100"))
    assert (here.file.balance, here.file.spent_day) == (file, 600)
    here.timekpr.log_out("anna", here.now)
    assert (here.file.balance, here.file.spent_day) == (later, 900)


def test_what_was_used_since_the_last_save_is_forgotten_when_time_is_set(house, way):
    here = house(every_day()).log_in().live(15)
    here.ok(WAYS[way]("anna", "=", "100"))
    here.timekpr.log_out("anna", here.now)
    assert (here.file.balance, here.file.spent_day) == (3500, 600)


def test_unsaved_play_is_kept_as_well(house):
    here = house(every_day(86_400, playtime=PlayTime(enabled=True, limits=(7200,) * 7))).log_in()
    here.timekpr.play("anna")
    here.live(15)
    here.ok(cli("setplaytimeleft", "anna", "+", "100"))
    here.timekpr.log_out("anna", here.now)
    assert (here.file.playtime_balance, here.file.playtime_day) == (800, 900)


def test_yesterdays_balance_is_what_a_grant_for_a_child_who_left_yesterday_is_reckoned_with(house, way):
    here = house(every_day(), used(3000, AFTERNOON - timedelta(days=1)))
    here.ok(WAYS[way]("anna", "+", "600"))
    assert (here.file.balance, here.file.last_checked.day) == (2400, 17)
    assert here.log_in().file.balance == 0


@pytest.mark.parametrize(
    "ask", [cli("userinfo", "anna"), bus("getUserInformation", "ss", "anna", "S")], ids=["timekpra", "busctl"]
)
def test_a_grant_behind_a_question_is_of_today(house, way, ask):
    here = house(every_day(), used(3000, AFTERNOON - timedelta(days=1)))
    here.run(ask)
    here.ok(WAYS[way]("anna", "+", "600"))
    assert (here.file.balance, here.file.spent_day) == (-600, 0)
    assert here.log_in().file.balance == -600
