"""What happens in the demo, by day and around midnight."""

import json
from dataclasses import replace

import pytest

from demo.story import ROUND
from tests.demo.playing import played
from tests.demo.saying import bus, cli
from timekpr_rules import read_user_config

AFTERNOON = (2026, 11, 18, 15, 20)
MOMENTS = {"afternoon": AFTERNOON, "before midnight": (2026, 11, 18, 23, 50), "after midnight": (2026, 11, 19, 0, 10)}


@pytest.fixture(params=MOMENTS.values(), ids=MOMENTS)
def demo(request, public_key_line):
    with played(public_key_line, request.param) as playing:
        yield playing


@pytest.fixture
def by_day(public_key_line):
    with played(public_key_line, AFTERNOON) as playing:
        yield playing


def test_a_child_runs_out_of_time_is_sent_away_and_gets_some_more(demo):
    demo.until(130)
    assert demo.left("PC-Anna", "anna").seconds == 0
    assert not demo.is_there("PC-Anna", "anna")
    demo.until(460)
    assert demo.left("PC-Anna", "anna").granted == 3600
    assert demo.is_there("PC-Anna", "anna")


def test_a_child_without_time_who_comes_back_is_sent_away_again(by_day):
    by_day.until(157)
    assert by_day.is_there("PC-Anna", "anna")
    by_day.until(175)
    assert not by_day.is_there("PC-Anna", "anna")


def test_midnight_gives_a_child_new_time(public_key_line):
    with played(public_key_line, (2026, 11, 18, 23, 59)) as demo:
        before = demo.left("PC-Anna", "anna").limit
        demo.until(55)
        assert demo.left("PC-Anna", "anna").used > 90 * 60
        demo.until(75)
        assert demo.left("PC-Anna", "anna").used < 10 * 60
        assert demo.left("PC-Anna", "anna").limit == before == 2 * 3600


def test_a_game_uses_playtime(by_day):
    before = by_day.left("PC-Ben", "ben").playtime
    assert before - by_day.until(140).left("PC-Ben", "ben").playtime > 10 * 60


def test_a_computer_goes_off_and_comes_back_with_its_child(by_day):
    ben = by_day.cast.computers["PC-Ben"]
    by_day.until(200)
    assert not ben.machine.is_on
    assert not ben.timekpr.users
    by_day.until(320)
    assert ben.machine.is_on
    assert by_day.is_there("PC-Ben", "ben")


def test_a_lesson_counts_nothing(by_day):
    before = by_day.left("School-01", "david")
    assert by_day.until(400).left("School-01", "david") == before


def test_rules_are_tampered_with_once(by_day):
    by_day.until(60)
    assert "duplicate_key" in by_day.codes("School-01", "finn")
    path = by_day.cast.computers["School-01"].timekpr.disk.config("finn")
    repaired = path.read_bytes().removesuffix(b"\nPLAYTIME_ENABLED = True\n")
    path.write_bytes(repaired)
    by_day.clock.advance(ROUND)
    by_day.story.step()
    assert path.read_bytes() == repaired


def test_a_round_begins_as_the_one_before(by_day):
    by_day.until(ROUND + 30)
    assert by_day.is_there("PC-Anna", "anna")
    assert by_day.left("PC-Anna", "anna").seconds > 0
    assert by_day.is_there("PC-Ben", "ben")


def test_the_same_seed_and_clock_tell_the_same_story(public_key_line):
    def told(seed):
        with played(public_key_line, AFTERNOON, seed) as demo:
            return demo.until(60).files()

    assert told(1) == told(1)
    assert told(1) != told(2)


def test_a_parent_gives_ben_more_on_saturdays_at_the_computer_itself(by_day):
    path = by_day.cast.computers["PC-Ben"].timekpr.disk.config("ben")
    before = read_user_config(path.read_bytes(), "ben").model
    by_day.until(70)
    after = read_user_config(path.read_bytes(), "ben")
    assert after.findings == ()
    limits = [rule.limit_seconds for rule in before.week]
    assert [rule.limit_seconds for rule in after.model.week] == [*limits[:5], 4 * 3600, limits[6]]
    assert replace(after.model, week=before.week) == before


@pytest.mark.parametrize(
    ("computer", "there"),
    [("PC-Anna", True), ("PC-Ben", True), ("Laptop", False), ("School-01", True), ("School-02", True)],
)
def test_only_the_laptop_has_no_busctl(by_day, computer, there):
    played = by_day.cast.computers[computer]
    assert (played.machine.shell.run(bus("getUserList"), played.machine.now()).status == 0) is there
    assert played.machine.shell.run(cli("userlist"), played.machine.now()).out.endswith(
        "s in total:\n" + "".join(f"{login}\n" for login in sorted(child.login for child in played.part.children))
    )


def test_the_list_of_users_has_the_childrens_names(by_day):
    played = by_day.cast.computers["PC-Anna"]
    said = json.loads(played.machine.shell.run(bus("getUserList"), played.machine.now()).out)
    assert said["data"][2] == [["anna", "Anna"], ["emma", "Emma"]]
