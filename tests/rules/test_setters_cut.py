"""The connection may be lost behind any of the steps: what is there then is sound, and can be brought to its end."""

from __future__ import annotations

from random import Random

from hypothesis import assume, given, settings

from tests.rules.asking import a_house, ask, both_ways, changes, is_open, steps_by
from timekpr_rules import UserConfig, halfway, key_texts, read_user_config

LIMITS = ("LIMITS_PER_WEEKDAYS", "PLAYTIME_LIMITS_PER_WEEKDAYS")


@both_ways
@settings(max_examples=60, deadline=None)
@given(case=changes)
def test_wherever_it_is_cut_the_file_is_sound_and_nothing_is_open_that_should_not_be(
    way: str, case: tuple[bytes, UserConfig, UserConfig]
) -> None:
    data, current, wanted = case
    steps = steps_by(way, data, current, wanted)
    assume(steps is not None)
    closed = [day for day in range(7) if not current.week[day].allowed and not wanted.week[day].allowed]
    before, after = key_texts(current), key_texts(wanted)
    possible = {key: {before[key], after[key], *halfway(data, "anna", wanted)[key]} for key in LIMITS}
    with a_house(data) as house:
        for step in steps:
            ask(house, step)
            now = read_user_config(house.timekpr.disk.config("anna").read_bytes(), "anna")
            assert not now.damaged
            assert [day for day in closed if is_open(now.model, day)] == []
            assert {key for key in LIMITS if key_texts(now.model)[key] not in possible[key]} == set()


@both_ways
@settings(max_examples=100, deadline=None)
@given(case=changes)
def test_from_wherever_it_was_cut_it_can_be_brought_to_its_end(
    way: str, case: tuple[bytes, UserConfig, UserConfig]
) -> None:
    data, current, wanted = case
    steps = steps_by(way, data, current, wanted)
    assume(steps)
    cut = Random(data).randrange(len(steps))
    with a_house(data) as house:
        for step in steps[: cut + 1]:
            ask(house, step)
        half = house.timekpr.disk.config("anna").read_bytes()
        for step in steps_by(way, half, read_user_config(half, "anna").model, wanted):
            ask(house, step)
        end = read_user_config(house.timekpr.disk.config("anna").read_bytes(), "anna")
    assert not end.damaged
    assert end.model == wanted
