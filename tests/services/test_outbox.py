"""What has ended and may be tried again, the last cycles, and a computer's own settings as they are expected."""

from __future__ import annotations

import threading
from datetime import timedelta
from unittest.mock import MagicMock

import pytest

from editing import Asked
from errors import NotFound, NothingToChange, Unreachable
from pending import EditState, Through
from pending.decide import CANCEL
from services.outbox import MOST_ENDED
from services.signed_in import SignedIn
from ssh_client.dispatch import Outcome
from tests.api.home import Home
from timekpr_rules import Grant, Operation
from visits import KEPT, Visit, Visits

TINA = Asked("Tina", Through.PAGE)
HALF = Grant(Operation.ADD, 1800)


def test_what_was_cancelled_may_be_tried_again_once(home: Home) -> None:
    edit = home.services.editing.grant("pc", "anna", HALF, TINA).edit
    home.services.editing.decide(edit.id, CANCEL)
    (ended,) = home.services.ended_edits()
    assert (ended.server, ended.name, ended.edit.decisions) == ("pc", "PC", ("retry",))

    home.services.editing.retry(edit.id, TINA)
    assert home.services.ended_edits()[0].edit.decisions == ()


def test_what_was_for_a_day_that_is_over_is_not_offered_again(home: Home) -> None:
    edit = home.services.editing.lock("pc", "anna", TINA).edit
    home.services.editing.decide(edit.id, CANCEL)
    assert home.services.ended_edits()[0].edit.decisions == ("retry",)
    home.clock.advance(timedelta(days=1).total_seconds())

    assert home.services.ended_edits()[0].edit.decisions == ()


def test_what_ended_well_is_listed_and_not_offered_again(home: Home) -> None:
    edit = home.services.editing.grant("pc", "anna", HALF, TINA).edit
    home.put(edit.id, EditState.CONFIRMED)

    assert [(one.edit.state, one.edit.decisions) for one in home.services.ended_edits()] == [("confirmed", ())]


def test_the_last_to_end_comes_first_and_a_removed_computer_is_left_out(home: Home) -> None:
    ids = [home.services.editing.grant("pc", "anna", HALF, TINA).edit.id for _ in range(3)]
    for one in (ids[1], ids[0], ids[2]):
        home.clock.advance(60)
        home.services.editing.decide(one, CANCEL)
    assert [one.edit.id for one in home.services.ended_edits()] == [ids[2], ids[0], ids[1]]
    home.services.remove_server("pc", keep_data=True)

    assert home.services.ended_edits() == ()


def test_a_parent_of_one_child_is_told_what_ended_for_it_however_much_ended_for_others_since(home: Home) -> None:
    home.services.add_user("pc", "ben", asked=TINA)
    home.services.make_child("Ben", "pc", "ben", asked=TINA)
    ben = home.services.core.fleet.owners("pc")["ben"]
    for user in ("ben", *["anna"] * MOST_ENDED):
        home.clock.advance(1)
        home.services.editing.decide(home.services.editing.grant("pc", user, HALF, TINA).edit.id, CANCEL)
    access = MagicMock()
    access.need.return_value = MagicMock(sees_all=False, sees=lambda child: child == ben.id)

    assert [one.edit.user for one in SignedIn(home.services, access).ended_edits()] == ["ben"]
    assert {one.edit.user for one in home.services.ended_edits()} == {"anna"}


def test_each_cycle_of_a_computer_is_told_with_its_steps_and_its_error(home: Home) -> None:
    (target,) = home.services.syncer._targets({"pc"})
    error = Unreachable(host="pc.lan", port=22)
    home.services.syncer._done(target, Outcome(None, error, "connect", 5.0, {"resolve": 2.0, "connect": 5000.0}))
    (cycle,) = home.services.cycles("PC")

    assert (cycle.at, cycle.seconds) == (home.clock.now(), 5.0)
    assert [(words.text(), ms) for words, ms in cycle.stages] == [("looking up its name", 2.0), ("connecting", 5000.0)]
    assert cycle.error == error.message
    assert cycle.stopped_in is not None
    assert cycle.stopped_in.text() == "connecting"
    with pytest.raises(NotFound):
        home.services.cycles("attic")


def test_only_the_last_cycles_are_remembered_and_none_of_a_computer_that_is_gone(home: Home) -> None:
    visits = Visits()
    for number in range(KEPT + 5):
        visits.add("pc", Visit(home.clock.now() + timedelta(minutes=number), 1.0, "done"))

    assert len(visits.to("pc")) == KEPT
    assert visits.to("pc")[0].at == home.clock.now() + timedelta(minutes=KEPT + 4)
    visits.forget("pc")
    assert visits.to("pc") == ()


def test_a_computers_own_settings_are_those_that_wait(home: Home) -> None:
    before = home.services.main_config("pc")
    assert before.config is not None
    home.services.editing.main("pc", {"TIMEKPR_POLLTIME": "7"}, TINA)
    after = home.services.main_config("pc")

    assert after.config is not None
    assert (before.config.poll_time, after.config.poll_time) == (3, 7)
    assert (after.damaged, after.lacks) == (False, frozenset())


def test_settings_that_were_never_read_are_not_known(home: Home) -> None:
    home.core.fleet.add("New", "new.lan")

    assert home.services.main_config("new").config is None


def test_a_setting_is_changed_from_what_was_seen_and_not_from_what_is_newest(home: Home) -> None:
    seen = {"TIMEKPR_POLLTIME": "5", "TIMEKPR_SAVE_TIME": "30"}
    edit = home.services.editing.main("pc", {"TIMEKPR_POLLTIME": "9"}, TINA, seen=seen).edit

    assert [(part.key, part.seen, part.wanted) for part in edit.changes] == [("TIMEKPR_POLLTIME", "5", "9")]
    with pytest.raises(NothingToChange):
        home.services.editing.main("pc", {"TIMEKPR_SAVE_TIME": "30"}, TINA, seen=seen)


def test_a_setting_that_was_changed_there_meanwhile_is_a_conflict(home: Home) -> None:
    seen = {"TIMEKPR_POLLTIME": "5"}
    edit = home.services.editing.main("pc", {"TIMEKPR_POLLTIME": "9"}, TINA, seen=seen).edit
    home.visit()

    assert home.services.queue.get(edit.id).state is EditState.CONFLICT


def test_looking_at_the_last_cycles_never_waits_for_a_cycle(home: Home) -> None:
    looked = threading.Thread(target=lambda: home.services.cycles("pc"), daemon=True)
    looked.start()
    looked.join(5)

    assert not looked.is_alive()
