"""What is asked for by its outcome: the time given for today in all, and that today is open."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from editing import Asked
from errors import (
    ClosedToday,
    InvalidValue,
    KeyReused,
    NothingToChange,
    NotManaged,
    NotReadYet,
    RulesDamaged,
    TooMuchGranted,
)
from pending import EditKind, EditState, Through
from state import ServerStatus
from tests.courier.conftest import PARENT, more_time, rules
from tests.courier.twin import LOST, nothing_happens
from timekpr_rules import (
    DayRule,
    Grant,
    Interval,
    Operation,
    Reading,
    TimeFile,
    UserConfig,
    granted,
    read_user_config,
)
from timekpr_rules.refusals import OutOfRange

HOUR, DAY = 3600, 86_400
WHOLE_DAY = (Interval(0, 1440),)


def knows(house, config: UserConfig, spent: TimeFile | None = None) -> None:
    """Let other rules and counters be what was read of anna just now."""
    state = house.states["pc"]
    user = state.users["anna"]
    user = replace(
        user,
        config=Reading(config),
        spent=Reading(spent) if spent else user.spent,
        read_at=house.clock.now(),
    )
    house.states["pc"] = replace(state, users={"anna": user})


def local(house):
    return house.states["pc"].local_now(house.clock.now()).replace(tzinfo=None)


def set_extra(house, seconds, asked=PARENT):
    return house.editing.set_extra("pc", "anna", seconds, asked)


def extra(house):
    return house.editing.extra_today("pc", "anna")


def is_allowed(house):
    return house.editing.is_allowed_today("pc", "anna")


def allow(house, asked=PARENT):
    return house.editing.allow_today("pc", "anna", asked)


# --- what is given in all ---

grants = st.one_of(
    st.builds(Grant, st.sampled_from([Operation.ADD, Operation.TAKE]), st.integers(1, 6 * HOUR)),
    st.builds(Grant, st.just(Operation.SET), st.integers(0, 6 * HOUR)),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    balance=st.integers(-6 * HOUR, 12 * HOUR),
    used=st.integers(0, 12 * HOUR),
    limit=st.sampled_from([0, HOUR, 2 * HOUR, 6 * HOUR, DAY]),
    waiting=st.lists(grants, max_size=3),
    wanted=st.integers(-6 * HOUR, 12 * HOUR),
    days_old=st.sampled_from([0, 0, 0, 1]),
)
def test_what_is_accepted_comes_to_just_what_is_wanted_behind_all_that_waits(
    house, pc, balance, used, limit, waiting, wanted, days_old
):
    house.clock.advance(1)  # the files of earlier examples are there still: an id of that moment might be taken
    now = local(house)
    config, spent = rules(limit), TimeFile(balance, used, used, used, now - timedelta(days=days_old))
    knows(house, config, spent)
    house.queue.forget("pc")
    for grant in waiting:
        with suppress(TooMuchGranted):
            house.editing.grant("pc", "anna", grant, PARENT)

    try:
        set_extra(house, wanted)
    except NothingToChange:
        pass
    except OutOfRange:
        assert abs(extra(house) - wanted) > DAY
        return
    arrived = spent
    for edit in house.queue.waiting("pc", "anna"):
        arrived = granted(config, arrived, Grant(Operation(edit.operation), edit.seconds), now)
    used_today = 0 if days_old else used
    in_all = used_today - max(-DAY, min(DAY, used_today - wanted))

    assert extra(house) == in_all
    if house.queue.waiting("pc", "anna"):
        assert arrived.spent_day - arrived.balance == in_all
    with pytest.raises(NothingToChange):
        set_extra(house, wanted)


@pytest.mark.parametrize("seconds", [900, -900, 0, 2 * HOUR])
def test_it_arrives_and_a_second_time_changes_nothing_before_and_after_it_has(house, pc, seconds):
    house.editing.grant("pc", "anna", more_time(1234), PARENT)
    house.visit()
    set_extra(house, seconds)
    with pytest.raises(NothingToChange):
        set_extra(house, seconds)
    house.visit()

    assert pc.granted("anna") == extra(house) == seconds
    with pytest.raises(NothingToChange):
        set_extra(house, seconds)


def test_it_is_an_ordinary_edit_of_today(house, pc):
    house.editing.grant("pc", "anna", more_time(600), PARENT)
    edit = set_extra(house, 900, Asked("hass", Through.MQTT, reason="chores")).edit

    assert (edit.kind, edit.operation, edit.seconds, edit.playtime) == (EditKind.GRANT, "+", 300, False)
    assert (edit.day, edit.who, edit.through, edit.reason) == (local(house).date(), "hass", Through.MQTT, "chores")


def test_what_is_used_before_it_arrives_does_not_matter(house, pc):
    set_extra(house, 900)
    spent = pc.spent("anna")
    later = replace(spent, balance=spent.balance + 300, spent_day=spent.spent_day + 300)
    pc.add_user("anna", rules(), later)
    house.visit()

    assert pc.granted("anna") == 900


def test_to_forgive_what_was_overdrawn_and_no_more_is_no_time_left(house, pc):
    knows(house, rules(HOUR), TimeFile(2 * HOUR, 1800, 1800, 1800, local(house)))

    edit = set_extra(house, -1800).edit  # used half an hour, an hour is allowed: the balance at its limit
    assert (edit.operation, edit.seconds) == ("=", 0)
    assert extra(house) == -1800


def test_playtime_that_waits_is_another_matter(house, pc):
    house.editing.grant("pc", "anna", more_time(600, playtime=True), PARENT)

    assert extra(house) == 0
    assert set_extra(house, 600).edit.seconds == 600


def test_a_grant_that_was_confirmed_after_the_last_reading_is_reckoned_with(house, pc, clock):
    house.editing.grant("pc", "anna", more_time(600), PARENT)
    before = house.states["pc"]
    clock.advance(5)
    house.visit()
    house.states["pc"] = before  # the new one is not taken in yet
    (edit,) = house.queue.finished("pc")

    assert edit.state is EditState.CONFIRMED
    assert extra(house) == 600
    assert set_extra(house, 900).edit.seconds == 300


def test_a_grant_that_was_cut_and_is_in_the_counters_already_is_not_reckoned_with_twice(house, pc, clock):
    def cut(step: str) -> None:
        if "setTimeLeft" in step:
            raise LOST

    edit = house.editing.grant("pc", "anna", more_time(600), PARENT).edit
    pc.after = cut
    house.visit()
    pc.after = nothing_happens
    assert (house.edit(edit).state, extra(house)) == (EditState.SENDING, 600)
    clock.advance(5)
    house.visit()  # too early to say of it what became of it, but the counters have it

    assert (house.edit(edit).state, pc.granted("anna")) == (EditState.SENDING, 600)
    assert extra(house) == 600
    assert set_extra(house, 900).edit.seconds == 300


def test_grants_of_a_day_that_is_over_give_nothing(house, pc, clock):
    house.editing.grant("pc", "anna", more_time(600), PARENT)
    clock.advance(DAY)

    assert extra(house) == 0
    assert set_extra(house, 900).edit.seconds == 900


def test_turning_it_up_and_down_while_the_computer_is_off_is_never_too_much(house, pc):
    for _ in range(3):
        for seconds in (DAY, 0):
            set_extra(house, seconds)

    assert extra(house) == 0
    with pytest.raises(TooMuchGranted):
        house.editing.grant("pc", "anna", more_time(DAY), PARENT)


def test_more_than_a_day_is_refused_also_by_what_nobody_knows_of(house, pc):
    edit = house.editing.grant("pc", "anna", more_time(HOUR), PARENT).edit
    house.queue.update(edit, edit.model_copy(update={"state": EditState.UNCLEAR}))

    assert extra(house) == 0
    with pytest.raises(TooMuchGranted):
        set_extra(house, DAY - HOUR + 1)
    set_extra(house, DAY - HOUR)


@pytest.mark.parametrize("seconds", [DAY + 1, -DAY - 1])
def test_only_a_day_can_be_given_or_taken(house, pc, seconds):
    with pytest.raises(InvalidValue):
        set_extra(house, seconds)
    assert house.queue.all_waiting() == ()


def test_the_same_request_is_known_again_and_another_one_under_its_key_is_refused(house, pc):
    asked = Asked("hass", Through.MQTT, key="t1")
    first = set_extra(house, 900, asked)
    set_extra(house, 600)
    again = set_extra(house, 900, asked)

    assert (again.again, again.edit) == (True, first.edit)
    assert extra(house) == 600
    with pytest.raises(KeyReused):
        set_extra(house, 800, asked)
    with pytest.raises(KeyReused):
        house.editing.grant("pc", "anna", more_time(900), asked)


def test_what_was_never_read_cannot_be_reckoned_with(house, pc):
    house.states["pc"] = ServerStatus()

    with pytest.raises(NotReadYet, match="anna on pc"):
        set_extra(house, 900)
    with pytest.raises(NotReadYet):
        allow(house)
    assert (extra(house), is_allowed(house)) == (None, None)


def test_nor_can_rules_that_are_damaged(house, pc):
    state = house.states["pc"]
    damaged = replace(state.users["anna"], config=read_user_config(b"nonsense", "anna"))
    house.states["pc"] = replace(state, users={"anna": damaged})

    for ask in (lambda: set_extra(house, 900), lambda: allow(house)):
        with pytest.raises(RulesDamaged):
            ask()
    assert (extra(house), is_allowed(house)) == (None, None)


def test_nor_somebody_who_is_not_ours(house, pc):
    for ask in (house.editing.extra_today, house.editing.is_allowed_today):
        with pytest.raises(NotManaged):
            ask("pc", "ben")


# --- that today is open ---


def test_a_lock_is_taken_back(house, pc):
    before = pc.rules("anna")
    house.editing.lock("pc", "anna", PARENT)
    assert is_allowed(house) is False
    house.visit()
    assert is_allowed(house) is False

    assert allow(house).edit.kind is EditKind.UNLOCK
    assert is_allowed(house) is True
    with pytest.raises(NothingToChange):
        allow(house)
    house.visit()

    assert is_allowed(house) is True
    assert pc.rules("anna") == before


def test_a_lock_that_was_not_sent_yet_is_cancelled(house, pc):
    lock = house.editing.lock("pc", "anna", PARENT).edit

    assert allow(house).edit.id == lock.id
    assert house.edit(lock).state is EditState.CANCELLED
    assert is_allowed(house) is True


def test_a_lock_that_was_confirmed_after_the_last_reading_holds(house, pc, clock):
    house.editing.lock("pc", "anna", PARENT)
    before = house.states["pc"]
    clock.advance(5)
    house.visit()
    house.states["pc"] = before

    assert is_allowed(house) is False


def week(limit: int, hours: tuple[Interval, ...]) -> UserConfig:
    return UserConfig((DayRule(allowed=True, limit_seconds=limit, intervals=hours),) * 7)


@pytest.mark.parametrize("hours", [(), (Interval(0, 1),)])
def test_a_day_with_time_but_no_hour_is_opened_for_today_alone(house, pc, clock, hours):
    pc.add_user("anna", week(HOUR, hours), TimeFile(0, 0, 0, 0, local(house)))
    house.visit()
    assert is_allowed(house) is False

    edit = allow(house).edit
    assert (edit.kind, edit.day) == (EditKind.TODAY, local(house).date())
    assert is_allowed(house) is True
    house.visit()
    assert pc.rules("anna").week[2] == DayRule(allowed=True, limit_seconds=HOUR, intervals=WHOLE_DAY)

    clock.advance(DAY)
    house.visit()
    assert pc.rules("anna") == week(HOUR, hours)


def test_a_day_without_time_is_not_opened_and_it_is_said_what_would(house, pc):
    knows(house, week(0, WHOLE_DAY))

    assert is_allowed(house) is False
    with pytest.raises(ClosedToday, match="Set a limit for today first"):
        allow(house)
    assert house.queue.all_waiting() == ()


def test_time_that_was_given_counts_as_time(house, pc):
    knows(house, week(0, WHOLE_DAY))
    set_extra(house, 900)
    assert is_allowed(house) is True

    knows(house, week(0, ()))
    assert is_allowed(house) is False
    assert allow(house).edit.kind is EditKind.TODAY


def test_hours_in_which_time_is_not_counted_need_no_limit(house, pc):
    knows(house, week(0, (Interval(600, 720, True),)))

    assert is_allowed(house) is True
    with pytest.raises(NothingToChange):
        allow(house)


def test_the_same_request_is_known_again_whatever_it_has_become(house, pc):
    asked = Asked("hass", Through.MQTT, key="t1")
    knows(house, week(HOUR, ()))
    first = allow(house, asked)
    again = allow(house, asked)

    assert (again.again, again.edit) == (True, first.edit)
    with pytest.raises(KeyReused):
        house.editing.unlock("pc", "anna", asked)
