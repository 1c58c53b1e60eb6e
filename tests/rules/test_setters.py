"""Timekpr asked for one change after the other: it ends with just what is wanted, and nothing else is asked for."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import assume, given, settings

from tests.demo.house import every_day
from tests.rules import made
from tests.rules.asking import a_house, ask, both_ways, changes, is_open, steps_by
from timekpr_rules import (
    BusCall,
    DayRule,
    Interval,
    MainConfig,
    Option,
    UserConfig,
    bus_calls,
    key_texts,
    lists_all_days,
    main_calls,
    new_main_config,
    new_user_config,
    options,
    options_to_write_out,
    playtime_calls,
    playtime_options,
    positional_limit,
    read_main_config,
    read_user_config,
    settable,
)


@both_ways
@settings(max_examples=60, deadline=None)
@given(case=changes)
def test_it_ends_with_exactly_what_is_wanted(way: str, case: tuple[bytes, UserConfig, UserConfig]) -> None:
    data, current, wanted = case
    assert read_user_config(data, "anna").model == current
    steps = steps_by(way, data, current, wanted)
    assume(steps is not None)
    with a_house(data) as house:
        for step in steps:
            ask(house, step)
        assert house.rules == wanted


@both_ways
@settings(max_examples=50, deadline=None)
@given(case=changes)
def test_what_is_so_already_is_not_asked_for(way: str, case: tuple[bytes, UserConfig, UserConfig]) -> None:
    data, current, _ = case

    assert not steps_by(way, data, current, current)


@both_ways
@settings(max_examples=100, deadline=None)
@given(case=changes)
def test_only_what_differs_is_asked_for(way: str, case: tuple[bytes, UserConfig, UserConfig]) -> None:
    """A week that is the same is left as it is written, and so is everything else that is the same."""
    data, current, wanted = case
    asked = steps_by(way, data, current, replace(wanted, week=current.week))
    names = {(step.method if isinstance(step, BusCall) else step.name).lower() for step in asked}
    assert not names & {"setalloweddays", "setallowedhours", "settimelimitfordays", "settimelimits"}
    assert not any("playtime" in name for name in names) or current.playtime != wanted.playtime
    assert any("lockout" in name for name in names) == (
        (current.lockout, current.wakeup_hours) != (wanted.lockout, wanted.wakeup_hours)
    )


@settings(max_examples=60, deadline=None)
@given(case=changes, by_dbus=made.seeded(lambda rng: rng.random() < 0.5))
def test_all_days_can_be_written_out_without_another_meaning(
    case: tuple[bytes, UserConfig, UserConfig], by_dbus: bool
) -> None:
    """Then a grant takes the limit of its day."""
    data, current, _ = case
    by_bus = bus_calls("anna", current, current, seven_days=False, write_out=True) + playtime_calls("anna", current)
    by_option = options_to_write_out("anna", current) + playtime_options("anna", current)
    with a_house(data) as house:
        for step in by_bus if by_dbus else by_option:
            ask(house, step)
        written = house.timekpr.disk.config("anna").read_bytes()
        now = read_user_config(written, "anna").model
    assert lists_all_days(written, "anna")
    for day, limit in enumerate(current.playtime.limits, start=1):
        assert positional_limit(written, "anna", day) == current.week[day - 1].limit_seconds
        assert positional_limit(written, "anna", day, playtime=True) == limit
    assert [is_open(now, day) for day in range(7)] == [is_open(current, day) for day in range(7)]
    assert now.playtime == current.playtime
    past = [rule if rule.allowed else DayRule(True, 0, (Interval(0, 1),)) for rule in current.week]
    assert now.week == (current.week if by_dbus else tuple(past))


@settings(max_examples=60, deadline=None)
@given(current=made.seeded(made.main_config), wanted=made.seeded(made.main_config))
def test_settings_of_the_computer_end_as_wanted_but_for_those_that_are_not_changed_from_here(
    current: MainConfig, wanted: MainConfig
) -> None:
    with a_house(new_user_config("anna")) as house:
        house.timekpr.disk.main.write_bytes(new_main_config(current))
        for call in main_calls(current, wanted):
            ask(house, call)
        found = key_texts(read_main_config(house.timekpr.disk.main.read_bytes()).model)
    texts = key_texts(current), key_texts(wanted)
    assert found == {key: texts[settable(key)][key] for key in found}
    assert {key for key in found if not settable(key)} == {key for key in found if key.endswith("_DIR")}
    assert main_calls(wanted, wanted) == []


def test_timekpra_has_no_word_for_an_open_day_without_any_hour() -> None:
    locked = replace(every_day(), week=(DayRule(True, 3600, ()), *every_day().week[1:]))

    assert options("anna", every_day(), locked) is None
    assert options("anna", locked, replace(locked, week_limit=5)) == [Option("settimelimitweek", ("anna", "5"))]
    assert bus_calls("anna", every_day(), locked, seven_days=True) == [
        BusCall("setAllowedHours", "ssa{sa{si}}", ("anna", "1", "0"))
    ]
