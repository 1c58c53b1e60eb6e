"""Computers that refuse, lie, hang or lack something: one sentence says why, and nothing is lost."""

from __future__ import annotations

import pytest

from error_record import restored
from errors import CannotTell, ChannelCannot, NoChannel, NotTaken, SaidNo, UploadFailed
from i18n import Message
from pending import EditState
from ssh_client.commands import CommandResult
from tests.courier.conftest import PARENT, more_time
from tests.courier.twin import nothing_happens
from timekpr_rules import Grant, Operation


class Broken(Exception):
    """Our own process ends here."""


def grant(house):
    return house.editing.grant("pc", "anna", more_time(), PARENT).edit


def visits(house, edit, count=6):
    for _ in range(count):
        house.try_visit()
        house.clock.advance(60)
    return house.edit(edit)


def why(edit):
    return restored(edit.why)


def test_without_busctl_timekpra_is_taken(house, pc):
    pc.shell._has_busctl = False

    assert visits(house, grant(house)).state is EditState.CONFIRMED
    assert pc.granted("anna") == 1800


def test_where_nothing_may_be_changed_it_waits_and_says_why_and_goes_when_it_may(house, pc):
    pc.shell.refuses = True
    edit = visits(house, grant(house), 2)
    assert edit.state is EditState.QUEUED
    assert isinstance(why(edit), NoChannel)
    assert "group timekpr" in why(edit).text()

    pc.shell.refuses = False

    assert visits(house, edit, 1).state is EditState.CONFIRMED
    assert pc.granted("anna") == 1800


def test_a_gate_that_lets_nothing_through_is_named(house, pc):
    pc.run = lambda command: CommandResult(126, "timekpr-mngr: this command is not allowed")

    edit = visits(house, grant(house), 2)

    assert edit.state is EditState.QUEUED
    assert pc.granted("anna") == 0


def test_success_that_is_a_lie_is_found_out(house, pc):
    pc.shell.lies = True

    edit = visits(house, grant(house))

    assert edit.state is EditState.REFUSED
    assert isinstance(why(edit), NotTaken)
    assert pc.granted("anna") == 0


def test_rules_that_are_only_said_to_be_changed_are_found_out_too(house, pc):
    pc.shell.lies = True

    edit = visits(house, house.editing.config("pc", "anna", {"LIMIT_PER_WEEK": "50000"}, PARENT).edit)

    assert edit.state is EditState.REFUSED
    assert isinstance(why(edit), NotTaken)


def test_one_that_hangs_costs_its_visit_and_is_sent_when_it_answers_again(house, pc):
    edit = grant(house)
    house.visit()
    pc.shell.hangs = True
    second = visits(house, grant(house), 2)
    assert second.state in {EditState.QUEUED, EditState.SENDING}

    pc.shell.hangs = False

    assert visits(house, second, 3).state is EditState.CONFIRMED
    assert house.edit(edit).state is EditState.CONFIRMED
    assert pc.granted("anna") == 3600


def test_what_timekpr_refuses_is_refused_with_its_own_words(house, pc, monkeypatch):
    run = pc.shell.run

    def refusing(command, now):
        answer = run(command, now)
        return (
            answer._replace(out='{"type":"is","data":[-1,"no such thing"]}')
            if "setTimeLimitForWeek" in command
            else answer
        )

    monkeypatch.setattr(pc.shell, "run", refusing)
    pc.timekpr.set_rules = lambda *_args: None

    edit = visits(house, house.editing.config("pc", "anna", {"LIMIT_PER_WEEK": "50000"}, PARENT).edit)

    assert edit.state is EditState.REFUSED
    assert isinstance(why(edit), SaidNo)
    assert "no such thing" in why(edit).text()


def test_an_upload_that_fails_is_refused_and_the_old_file_stays(house, pc, monkeypatch):
    pc.shell.root = True
    house.core.fleet.update("pc", channel="files")

    def full(path, data):
        raise UploadFailed(path=path, why=Message("the disk there is full."))

    monkeypatch.setattr(pc, "replace", full)
    before = pc.timekpr.disk.config("anna").read_bytes()

    edit = visits(house, house.editing.config("pc", "anna", {"LIMIT_PER_WEEK": "50000"}, PARENT).edit)

    assert edit.state is EditState.REFUSED
    assert "the disk there is full" in why(edit).text()
    assert pc.timekpr.disk.config("anna").read_bytes() == before


def test_time_of_today_cannot_go_as_a_file(house, pc):
    house.core.fleet.update("pc", channel="files")

    edit = visits(house, grant(house), 1)

    assert edit.state is EditState.REFUSED
    assert isinstance(why(edit), ChannelCannot)


def test_somebody_elses_grant_in_the_same_moment_makes_it_unclear_and_not_a_second_one(house, pc):
    def cut_and_more(command):
        if "setTimeLeft" in command and "exec" in command:
            pc.timekpr.set_time_left("anna", "+", 60, pc.now())
            pc.after = lambda _command: None
            raise Broken

    edit = grant(house)
    pc.after = cut_and_more
    with pytest.raises(Broken):
        house.visit()
    house.clock.advance(60)
    house.restart()

    house.visit()
    house.visit()

    after = house.edit(edit)
    assert after.state is EditState.UNCLEAR
    assert isinstance(why(after), CannotTell)
    assert pc.granted("anna") == 1860


@pytest.mark.parametrize(("ask", "given", "state"), [("arrived", 1860, "confirmed"), ("again", 3660, "confirmed")])
def test_a_parent_says_what_became_of_an_unclear_one(house, pc, ask, given, state):
    test_somebody_elses_grant_in_the_same_moment_makes_it_unclear_and_not_a_second_one(house, pc)
    (edit,) = house.queue.waiting("pc")

    house.editing.decide(edit.id, ask)
    house.visit()

    assert house.edit(edit).state == state
    assert pc.granted("anna") == given


def test_a_clock_that_is_set_back_there_grants_nothing_twice(house, pc):
    edit = grant(house)
    house.visit()
    pc.ahead = -3600

    house.visit()

    assert house.edit(edit).state is EditState.CONFIRMED
    assert pc.granted("anna") == 1800


def test_a_child_who_has_used_more_than_the_limit_gets_all_of_what_is_given(house, pc):
    house.editing.config("pc", "anna", {"LIMITS_PER_WEEKDAYS": ";".join(["600"] * 7)}, PARENT)
    house.visit()

    edit = visits(house, house.editing.grant("pc", "anna", Grant(Operation.ADD, 900), PARENT).edit, 1)

    assert edit.state is EditState.CONFIRMED
    assert pc.spent("anna").balance == 600 - 900


def test_a_full_queue_empties_though_what_is_first_adds_its_return(house, pc, monkeypatch):
    monkeypatch.setattr("pending.queue.MAX_OPEN", 2)
    lock = house.editing.lock("pc", "anna", PARENT).edit
    edit = house.editing.config("pc", "anna", {"LIMIT_PER_WEEK": "50000"}, PARENT).edit

    house.visit()

    assert {house.edit(one).state for one in (lock, edit)} == {EditState.CONFIRMED}


@pytest.mark.parametrize("what", ["refused", "waits"])
def test_one_that_is_cancelled_while_it_fails_stops_nothing(house, pc, what):
    edit = house.editing.config("pc", "anna", {"LIMIT_PER_WEEK": "50000"}, PARENT).edit
    pc.shell.refuses = what == "waits"
    path = pc.timekpr.disk.config("anna")

    def cancelled_while_it_is_read(step):
        if step == "read":
            pc.before = nothing_happens
            house.editing.decide(edit.id, "cancel")
            if what == "refused":
                path.write_bytes(path.read_bytes() + b"\nLIMIT_PER_WEEK = 1\nLIMIT_PER_WEEK = 2\n")

    pc.before = cancelled_while_it_is_read
    house.visit()

    assert house.edit(edit).state is EditState.CANCELLED


def test_a_value_there_that_timekpr_takes_and_we_do_not_write_refuses_one_edit_and_no_other(house, pc):
    limits = house.editing.config(
        "pc", "anna", {"LIMITS_PER_WEEKDAYS": "7200;7200;60;7200;7200;7200;7200"}, PARENT
    ).edit
    week = house.editing.config("pc", "anna", {"LIMIT_PER_WEEK": "50000"}, PARENT).edit
    there = {"LIMITS_PER_WEEKDAYS": "7200;7200;7200;7200;7200;7200;100000"}
    pc.timekpr.set_rules("anna", there, pc.now())

    house.visit()
    house.visit()

    assert not house.edit(limits).is_open
    assert house.edit(week).state is EditState.CONFIRMED


def test_what_cannot_be_set_back_is_told_once_and_not_tried_for_ever(house, pc):
    pc.timekpr.set_rules("anna", {"ALLOWED_HOURS_3": ""}, pc.now())
    house.visit()
    house.core.fleet.update("pc", mode="enforce", channel="timekpra")
    told = len([one for one in house.audit.newest(100) if one.what == "changed_there"])
    pc.timekpr.set_rules("anna", {"ALLOWED_HOURS_3": "9"}, pc.now())

    for _ in range(5):
        house.visit()

    assert [edit.state for edit in house.queue.finished("pc")] == [EditState.REFUSED]
    assert len([one for one in house.audit.newest(100) if one.what == "changed_there"]) == told + 1


@pytest.mark.parametrize("playtime", [False, True])
def test_a_grant_whose_days_are_not_written_out_is_refused_in_the_end(house, pc, playtime):
    house.core.fleet.update("pc", channel="timekpra")
    prefix = "PLAYTIME_" if playtime else ""
    some = {f"{prefix}ALLOWED_WEEKDAYS": "3;4", f"{prefix}LIMITS_PER_WEEKDAYS": "600;700", "PLAYTIME_ENABLED": "True"}
    pc.timekpr.set_rules("anna", some, pc.now())
    house.visit()
    edit = house.editing.grant("pc", "anna", more_time(playtime=playtime), PARENT).edit
    pc.shell.lies = True

    for _ in range(8):
        house.visit()
        house.clock.advance(60)

    assert house.edit(edit).state is EditState.REFUSED
    assert isinstance(restored(house.edit(edit).why), NotTaken)


def test_conflicts_that_nobody_decides_hold_nothing_up(house, pc, monkeypatch):
    monkeypatch.setattr("courier.courier.MOST_AT_ONCE", 2)
    for wanted in ("50000", "51000", "52000"):
        house.editing.config("pc", "anna", {"LIMIT_PER_WEEK": wanted}, PARENT)
    pc.timekpr.set_rules("anna", {"LIMIT_PER_WEEK": "40000"}, pc.now())
    for _ in range(3):
        house.visit()
    assert {edit.state for edit in house.queue.all_waiting()} == {EditState.CONFLICT}
    grant = house.editing.grant("pc", "anna", more_time(), PARENT).edit

    house.visit()

    assert house.edit(grant).state is EditState.CONFIRMED
