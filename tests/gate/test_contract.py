"""Whatever this program can send is let through as it is meant, and no change without its guard."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import assume, given, settings, strategies as st

from channels.words import (
    BUS_USERS,
    CLOCK,
    MAIN_ADMIN,
    TIMEKPRA_USERS,
    USER_ADMIN,
    WHO_AM_I,
    bus,
    bus_grant,
    bus_refresh,
    guarded,
    timekpra,
    timekpra_grant,
    timekpra_refresh,
)
from errors import InvalidValue
from tests.rules import made
from timekpr_rules import (
    Activity,
    BusCall,
    Grant,
    MainConfig,
    Operation,
    Option,
    UserConfig,
    bus_calls,
    is_user_name,
    main_calls,
    options,
    options_to_write_out,
    playtime_calls,
    playtime_options,
    with_user_values,
)

from .conftest import NOW, load

GATE = load()
GATE.first_of = lambda paths: paths[0]  # as if everything was installed

users = st.from_regex(r"[A-Za-z_][A-Za-z0-9_.-]{0,31}\$?", fullmatch=True).filter(is_user_name)
grants = st.builds(Grant, st.sampled_from(Operation), st.integers(1, 86_400), st.booleans())
odd = st.text(st.sampled_from("""'"\\$`!&|;()<>*?~#{}= -äöü🎮€…\t%[]"""), min_size=2, max_size=12)
words = odd | st.text(min_size=2, max_size=12)
activities = st.lists(st.builds(Activity, words, words | st.just("")), max_size=4)


@st.composite
def configs(draw: st.DrawFn) -> UserConfig:
    """Rules with programs of any name that may be written."""
    config = draw(made.seeded(made.user_config))
    text = ";".join(f"{mask}[{description}]" for mask, description in draw(activities))
    try:
        return with_user_values(config, {"PLAYTIME_ACTIVITIES": text})
    except InvalidValue:
        return config


def passes(command: str) -> list[str]:
    """The words with which the gate becomes the program."""
    path, argv = GATE.decide(command.encode(), NOW)
    assert path.rpartition("/")[2] == argv[0]
    return argv


def check(step: BusCall | Option) -> None:
    """It is let through with its guard and only in time, and with each word as it was meant."""
    if isinstance(step, BusCall):
        command = bus(step)
        interface = MAIN_ADMIN if step.admin else USER_ADMIN
        meant = [interface, step.method, step.signature, *step.arguments]
    else:
        command, meant = timekpra(step), [f"--{step.name}", *step.arguments]
    assert passes(guarded(command, int(NOW)))[-len(meant) :] == meant
    for refused, status in ((command, 126), (guarded(command, int(NOW) - 1), 1), (guarded(command, -1), 126)):
        with pytest.raises(GATE.Refused) as caught:
            GATE.decide(refused.encode(), NOW)
        assert caught.value.status == status


@settings(max_examples=150, deadline=None)
@given(users, configs(), configs(), st.booleans())
def test_every_call_that_changes_rules(user: str, current: UserConfig, wanted: UserConfig, seven: bool) -> None:
    calls = bus_calls(user, current, wanted, seven_days=seven, write_out=not seven)
    for call in (*calls, *playtime_calls(user, wanted)):
        check(call)


@settings(max_examples=150, deadline=None)
@given(users, configs(), configs())
def test_every_option_that_changes_rules(user: str, current: UserConfig, wanted: UserConfig) -> None:
    runs = options(user, current, wanted) or []
    for run in (*runs, *options_to_write_out(user, wanted), *playtime_options(user, wanted)):
        check(run)


@settings(max_examples=50, deadline=None)
@given(made.seeded(made.main_config), made.seeded(made.main_config))
def test_every_call_that_changes_settings_of_the_computer(current: MainConfig, wanted: MainConfig) -> None:
    for call in main_calls(current, wanted):
        check(call)


@settings(max_examples=100, deadline=None)
@given(users, grants)
def test_every_grant(user: str, grant: Grant) -> None:
    check(bus_grant(user, grant))
    check(timekpra_grant(user, grant))


@settings(max_examples=100, deadline=None)
@given(users)
def test_every_question_without_a_guard_and_those_to_timekpr_also_with_one(user: str) -> None:
    to_timekpr = (BUS_USERS, TIMEKPRA_USERS, bus_refresh(user), timekpra_refresh(user))
    for command in to_timekpr:
        assert passes(command) == passes(guarded(command, int(NOW)))
    for command in (WHO_AM_I, CLOCK):
        assert passes(command)
        with pytest.raises(GATE.Refused):
            GATE.decide(guarded(command, int(NOW)).encode(), NOW)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40), grants)
def test_nothing_about_anybody_who_is_no_user(name: str, grant: Grant) -> None:
    assume(not GATE.USER.fullmatch(name))
    for command in (
        bus_refresh(name),
        timekpra_refresh(name),
        guarded(bus(bus_grant(name, grant)), int(NOW)),
        guarded(timekpra(timekpra_grant(name, grant)), int(NOW)),
    ):
        with pytest.raises(GATE.Refused):
            GATE.decide(command.encode("utf-8", "surrogatepass"), NOW)


@pytest.mark.parametrize("steps", [bus_calls, lambda *args, **_: options(*args)], ids=["dbus", "timekpra"])
def test_a_list_of_programs_that_is_too_long_is_refused_with_that_as_its_reason(steps: Callable[..., list]) -> None:
    wanted = with_user_values(UserConfig(), {"PLAYTIME_ACTIVITIES": ";".join(["x" * 199] * 100)})
    (step,) = steps("anna", UserConfig(), wanted, seven_days=True)
    command = bus(step) if isinstance(step, BusCall) else timekpra(step)

    with pytest.raises(GATE.Refused, match="too long"):
        GATE.decide(guarded(command, int(NOW)).encode(), NOW)
