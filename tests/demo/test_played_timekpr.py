"""A played daemon counts, saves and sends children away as the real one does, in fast time."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings, strategies as st

from tests.demo.house import AFTERNOON, House, every_day, laid_out, used
from timekpr_rules import Interval, MainConfig, PlayTime, TimeFile, UserConfig, new_user_config, time_left


def test_what_a_child_uses_goes_by_as_fast_as_it_was_told(house):
    spent = house(every_day(), speed=60).log_in().live(10).file
    assert (spent.balance, spent.spent_day, spent.spent_week, spent.spent_month) == (600, 600, 600, 600)


def test_fractions_of_a_second_are_not_lost(house):
    assert house(every_day(), speed=1.5).log_in().live(11).timekpr.users
    here = house(every_day(), speed=1.5).log_in().live(11)
    here.timekpr.log_out("anna", here.now)
    assert here.file.spent_day == 16


def test_it_saves_every_ten_seconds_with_its_own_time(house):
    here = house(every_day()).log_in().live(9)
    assert here.file.spent_day == 0
    assert here.live(1).file.spent_day == 600
    assert here.file.last_checked == datetime(2026, 11, 18, 15, 0, 10)
    assert here.timekpr.disk.time("anna").stat().st_mtime == here.now.timestamp()


def test_it_writes_in_place_and_keeps_the_copy_before(house):
    here = house(every_day()).log_in()
    path = here.timekpr.disk.time("anna")
    inode, before = path.stat().st_ino, path.read_bytes()
    here.live(10)
    assert path.stat().st_ino == inode
    assert path.with_name("anna.time.prev").read_bytes() == before != path.read_bytes()


def test_a_day_has_no_more_seconds_than_the_daemon_counts(house):
    here = house(every_day(limit=86400), used(86_000)).log_in()
    here.timekpr.give("anna", 7200, here.now)
    assert here.live(20).file.spent_day == 86_400
    assert here.file.balance == 80_000


def test_a_child_who_is_not_there_uses_nothing(house):
    here = house(every_day())
    before = here.timekpr.disk.time("anna").read_bytes()
    assert here.live(30).timekpr.disk.time("anna").read_bytes() == before


MAIN = MainConfig(playtime_enabled=True)


@settings(max_examples=40)
@given(
    limit=st.integers(0, 7200), spent=st.integers(0, 7200), granted=st.integers(-3600, 3600), seconds=st.integers(1, 60)
)
def test_what_is_left_and_what_is_used_add_up(tmp_path_factory, limit, spent, granted, seconds):
    root = laid_out(tmp_path_factory.mktemp("machine"))
    config = every_day(limit)
    here = House(root, config, TimeFile(spent - granted, spent, spent, spent, AFTERNOON.replace(tzinfo=None)))
    before = time_left(config, MAIN, here.file, AFTERNOON.replace(tzinfo=None))
    here.log_in().live(seconds)
    here.timekpr.stop(here.now)
    after = time_left(config, MAIN, here.file, here.now.replace(tzinfo=None))
    assert after.used - before.used == before.seconds - after.seconds == min(before.seconds, seconds * 60)
    assert after.granted == before.granted == granted


def test_a_session_ends_fifteen_seconds_after_its_time(house):
    here = house(every_day(), used(3000)).log_in().live(10)
    assert here.file.balance == 3600
    assert here.live(14).is_there
    assert not here.live(2).is_there
    assert here.file.balance == here.file.spent_day == 3600
    assert here.file.last_checked == here.now.replace(tzinfo=None) - timedelta(seconds=1)


def test_a_child_who_comes_in_closed_hours_is_sent_away(house):
    here = house(every_day(intervals=(Interval(16 * 60, 20 * 60),))).log_in()
    assert here.live(15).is_there
    assert not here.live(2).is_there
    assert here.file.spent_day == 0


def test_hours_that_close_end_a_session(house):
    here = house(every_day(limit=86400, intervals=(Interval(14 * 60, 15 * 60 + 1),)), speed=1).log_in()
    assert here.live(59).is_there
    assert not here.live(20).is_there


def test_free_hours_count_nothing_and_send_nobody_away(house):
    here = house(every_day(limit=0, intervals=(Interval(15 * 60, 16 * 60, unaccounted=True),))).log_in().live(60)
    assert here.is_there
    assert here.file.spent_day == 0
    assert here.file.last_checked == here.now.replace(tzinfo=None)


@pytest.mark.parametrize(("track_inactive", "counted"), [(False, 0), (True, 600)])
def test_a_locked_screen_counts_only_where_it_is_told_to(house, track_inactive, counted):
    here = house(every_day(track_inactive=track_inactive)).log_in()
    here.timekpr.lock("anna")
    assert here.live(10).file.spent_day == counted


@pytest.mark.parametrize("lockout", ["lock", "suspend", "suspendwake"])
def test_a_lockout_that_leaves_the_session_alone_locks_it(house, lockout):
    here = house(every_day(limit=60, lockout=lockout), used(60)).log_in().live(30)
    assert here.is_there
    here.timekpr.give("anna", 3600, here.now)
    assert here.live(10).file.spent_day == 60
    assert here.log_in().live(10).file.spent_day == 660


def test_an_unknown_lockout_enforces_nothing(house):
    here = house(every_day(limit=60), used(60))
    path = here.timekpr.disk.config("anna")
    path.write_bytes(path.read_bytes().replace(b"LOCKOUT_TYPE = terminate", b"LOCKOUT_TYPE = none"))
    assert here.log_in().live(60).is_there
    here.timekpr.give("anna", 3600, here.now)
    assert here.live(10).file.spent_day == 660


def test_the_computers_sleep_is_not_counted(house):
    here = house(every_day()).log_in().live(10)
    here.now += timedelta(hours=2)
    assert here.live(1).file.spent_day == 600


def test_a_grant_for_a_child_who_is_there_keeps_it_there(house):
    here = house(every_day(), used(3000)).log_in().live(12)
    here.timekpr.give("anna", 1800, here.now)
    assert (here.file.balance, here.file.spent_day) == (1800, 3600)
    assert here.live(20).is_there


def test_a_grant_for_a_child_who_was_here_yesterday_begins_a_new_day(house):
    here = house(every_day(), used(3600, AFTERNOON - timedelta(days=1)))
    here.timekpr.give("anna", 1800, here.now)
    assert (here.file.balance, here.file.spent_day, here.file.spent_week) == (-1800, 0, 3600)
    assert here.file.last_checked == AFTERNOON.replace(tzinfo=None)


def test_a_grant_forgives_what_was_overdrawn(house):
    here = house(every_day(), used(5000))
    here.timekpr.give("anna", 600, here.now)
    assert here.file.balance == 3000


def test_taking_time_away_ends_a_session(house):
    here = house(every_day(), used(0)).log_in()
    here.timekpr.give("anna", -3600, here.now)
    assert not here.live(20).is_there


def test_changed_rules_are_noticed_at_the_next_save(house):
    here = house(every_day(limit=60), used(60)).log_in().live(5)
    here.timekpr.disk.config("anna").write_bytes(new_user_config("anna", every_day(limit=7200)))
    assert here.live(30).is_there
    assert here.file.spent_day > 600


def test_changed_counters_are_noticed_at_the_next_save(house):
    here = house(every_day()).log_in().live(12)
    path = here.timekpr.disk.time("anna")
    path.write_bytes(path.read_bytes().replace(b"TIME_SPENT_BALANCE = 600", b"TIME_SPENT_BALANCE = 60"))
    assert here.live(8).file.balance == 60
    assert here.live(10).file.balance == 660


def test_playtime_is_counted_until_it_is_over(house):
    config = every_day(limit=7200, playtime=PlayTime(enabled=True, limits=(300,) * 7))
    here = house(config).log_in()
    here.timekpr.play("anna")
    spent = here.live(10).file
    assert (spent.playtime_day, spent.playtime_balance, spent.spent_day) == (300, 300, 600)


def test_in_override_mode_time_goes_by_only_with_a_game(house):
    here = house(every_day(playtime=PlayTime(enabled=True, override=True))).log_in()
    assert here.live(10).file.spent_day == 0
    here.timekpr.play("anna")
    spent = here.live(10).file
    assert (spent.spent_day, spent.playtime_day, spent.playtime_balance) == (600, 600, 0)


def test_damaged_rules_are_put_aside_for_an_older_copy(house):
    here = house(every_day())
    path = here.timekpr.disk.config("anna")
    good = path.read_bytes()
    path.with_name(f"{path.name}.prev").write_bytes(good)
    path.write_bytes(good + b"PLAYTIME_ENABLED = True\n")
    here.log_in()
    assert path.read_bytes() == good
    assert path.with_name(f"{path.name}.invalid").read_bytes().startswith(good)


def test_damaged_rules_without_an_older_copy_mean_no_limits(house):
    here = house(every_day(limit=60), used(60))
    path = here.timekpr.disk.config("anna")
    path.write_bytes(path.read_bytes() + b"PLAYTIME_ENABLED = True\n")
    assert here.log_in().live(60).is_there
    assert path.read_bytes() == new_user_config("anna", UserConfig())
