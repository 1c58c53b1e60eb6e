"""Days, weeks and months begin anew, and a day on which the clocks change is no trouble."""

from datetime import datetime

import pytest

from tests.demo.house import BERLIN, every_day, used
from timekpr_rules import PlayTime, TimeFile

NEW = 6 * 60
"""Used in the seconds from midnight on, of which each is a minute."""
SO_FAR = 5100 + 4 + 3 + 2 + 1 + NEW
"""Before midnight no more is used than there is left of the day."""


@pytest.mark.parametrize(
    ("evening", "week", "month"),
    [
        ((2026, 11, 18), SO_FAR, SO_FAR),
        ((2026, 11, 22), NEW, SO_FAR),
        ((2026, 11, 30), NEW, NEW),  # before 0.5.6 a new month begins a new week as well
    ],
    ids=["midweek", "sunday", "last of the month"],
)
def test_midnight_begins_what_ends_with_it(house, evening, week, month):
    late = datetime(*evening, 23, 59, 55, tzinfo=BERLIN)
    here = house(every_day(limit=86400), used(5100, late), now=late).log_in().live(10)
    here.timekpr.stop(here.now)
    assert here.file.spent_day == here.file.balance == NEW
    assert here.file.spent_week == week
    assert here.file.spent_month == month


def test_it_saves_at_once_when_the_day_has_changed(house):
    late = datetime(2026, 11, 18, 23, 59, 57, tzinfo=BERLIN)
    here = house(every_day(limit=86400), used(5100, late), now=late).log_in()
    assert here.live(2).file.spent_day == 5100
    assert here.live(1).file.spent_day == 60


def test_a_new_day_lets_a_child_in_again(house):
    late = datetime(2026, 11, 18, 23, 59, 0, tzinfo=BERLIN)
    here = house(every_day(), used(3600, late), now=late).log_in().live(30)
    assert not here.is_there
    assert here.live(40).log_in().live(20).is_there


def test_a_game_that_was_ended_does_not_come_back_at_midnight(house):
    late = datetime(2026, 11, 18, 23, 59, 45, tzinfo=BERLIN)
    config = every_day(limit=86400, playtime=PlayTime(enabled=True, limits=(300,) * 7))
    here = house(config, used(0, late), now=late).log_in()
    here.timekpr.play("anna")
    assert here.live(10).file.playtime_day == 300
    assert here.live(20).file.playtime_day == 0


def test_yesterdays_counters_begin_anew_at_the_next_login(house):
    here = house(every_day(), TimeFile(9, 9, 9, 9, datetime(2026, 11, 17, 20, 0), 9, 9)).log_in()
    assert (here.file.spent_day, here.file.playtime_day, here.file.spent_week) == (0, 0, 9)


@pytest.mark.parametrize("day", [(2026, 3, 29), (2026, 10, 25)], ids=["forward", "back"])
def test_a_change_of_the_clocks_neither_makes_nor_takes_time(house, day):
    before = datetime(*day, 0, 59, 0, tzinfo=BERLIN)
    before = datetime.fromtimestamp(before.timestamp() + 3600, BERLIN)
    here = house(every_day(limit=86400), used(0, before), now=before, speed=10).log_in().live(120)
    here.timekpr.stop(here.now)
    assert here.file.spent_day == 1200
    assert here.file.last_checked == here.now.replace(tzinfo=None)
