"""After a restore no edit is delivered a second time, at whatever moment the copy was made."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import wishes
from backup import make
from backup.restoring import Restore, Restored
from clock import FakeClock
from error_record import restored as error_of
from errors import EndedByRestore, FromBackup
from opening import open_core
from pending import Edit, EditKind, EditState, Queue, Through, Visitor
from pending.queue import FINISHED, read_all
from services import Services
from storage.shelf import Shelf
from tests.backup.made import TOM, Copied
from tests.courier.conftest import PARENT, House, more_time, rules
from tests.courier.twin import LOST, Twin
from tests.wishes.family import TINA, Family
from timekpr_rules import TimeFile

AFTERNOON = datetime(2026, 11, 18, 14, 0, tzinfo=UTC)
HALF_PAST = datetime(2026, 11, 18, 14, 30)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(AFTERNOON)


@pytest.fixture
def house(tmp_path: Path, clock: FakeClock) -> Iterator[House]:
    house = House(tmp_path / "data", clock)
    twin = Twin(tmp_path / "pc", clock)
    twin.add_user("anna", rules(), TimeFile(1200, 1200, 1200, 1200, HALF_PAST))
    house.add("pc", twin, "anna")
    house.visit()
    yield house
    house.stop()


class Copies:
    """Copies of a house at several moments."""

    def __init__(self, house: House, folder: Path) -> None:
        self.house, self.folder = house, folder
        self.names = (f"copy-{number}.tar.gz" for number in itertools.count(1))
        self.made: list[Path] = []

    def take(self, _step: str = "") -> Path:
        made = make(self.house.data, Shelf(self.folder), next(self.names), now=self.house.clock.now())
        self.made.append(made.path)
        return made.path

    def restore(self, file: Path) -> Restored:
        self.house.stop()
        try:
            return Restore(file, self.house.clock, TOM).into(self.house.data)
        finally:
            self.house.start()


@pytest.fixture
def copies(house: House, tmp_path: Path) -> Copies:
    return Copies(house, tmp_path)


def go_on(house: House, times: int = 4) -> None:
    """Let the program run for a while."""
    for _ in range(times):
        house.clock.advance(60)
        house.courier.look()
        house.try_visit()


def test_what_was_delivered_since_is_not_delivered_again(house: House, copies: Copies) -> None:
    edit = house.editing.grant("pc", "anna", more_time(), PARENT).edit
    copy = copies.take()
    house.visit()
    assert house.twins["pc"].granted("anna") == 1800

    restored = copies.restore(copy)
    go_on(house)
    assert house.twins["pc"].granted("anna") == 1800
    assert restored.settled.asked == 1
    after = house.edit(edit)
    assert after.state is EditState.UNCLEAR
    assert isinstance(error_of(after.why), FromBackup)
    assert "came back with the backup of 2026-11-18" in error_of(after.why).text()
    told = [(one.edit, one.state) for one in house.audit.newest(5) if one.edit == edit.id]
    assert told[0] == (edit.id, "unclear")


@pytest.mark.parametrize("ask", ["arrived", "again", "cancel"])
def test_a_parent_says_what_becomes_of_it(house: House, copies: Copies, ask: str) -> None:
    edit = house.editing.grant("pc", "anna", more_time(), PARENT).edit
    copy = copies.take()
    if ask == "arrived":
        house.visit()
    copies.restore(copy)
    house.visit()
    house.queue.decide(edit.id, ask, house.clock.now(), "Tina")
    go_on(house)
    assert house.twins["pc"].granted("anna") == (0 if ask == "cancel" else 1800)
    assert not house.edit(edit).is_open


def test_a_copy_of_any_moment_of_a_delivery_gives_nothing_twice(house: House, copies: Copies) -> None:
    twin = house.twins["pc"]
    house.editing.grant("pc", "anna", more_time(), PARENT)
    house.editing.config("pc", "anna", {"TRACK_INACTIVE": "True"}, PARENT)
    copies.take()
    twin.before = twin.after = copies.take
    house.visit()
    twin.before = twin.after = lambda _step: None
    assert len(copies.made) > 12
    house.editing.config("pc", "anna", {"TRACK_INACTIVE": "False"}, PARENT)
    house.visit()
    now = twin.rules("anna"), twin.granted("anna")
    assert now[1] == 1800
    for copy in copies.made:
        copies.restore(copy)
        go_on(house, 2)
        assert (twin.rules("anna"), twin.granted("anna")) == now
        assert not [edit for edit in house.queue.all_waiting() if edit.state in {EditState.QUEUED, EditState.SENDING}]


def test_one_that_was_cut_and_found_since_is_not_looked_for_again(house: House, copies: Copies) -> None:
    twin = house.twins["pc"]
    edit = house.editing.grant("pc", "anna", more_time(), PARENT).edit

    def cut(step: str) -> None:
        if "setTimeLeft" in step:
            raise LOST

    twin.after = cut
    house.try_visit()
    twin.after = lambda _step: None
    assert house.edit(edit).state is EditState.SENDING
    copy = copies.take()
    go_on(house)
    assert house.edit(edit).state is EditState.CONFIRMED
    copies.restore(copy)
    # What was given since makes the counters of then tell nothing.
    house.editing.grant("pc", "anna", more_time(60), PARENT)
    go_on(house)
    assert twin.granted("anna") == 1800 + 60
    assert house.edit(edit).state is EditState.UNCLEAR
    assert house.edit(edit).attempt is None


def test_what_takes_a_day_back_goes_on_by_itself(house: House, copies: Copies) -> None:
    twin, before = house.twins["pc"], house.twins["pc"].rules("anna")
    house.editing.lock("pc", "anna", PARENT)
    house.visit()
    assert twin.rules("anna") != before
    copy = copies.take()
    restored = copies.restore(copy)
    assert restored.settled.go_on == 1
    house.clock.advance(timedelta(hours=12).total_seconds())
    go_on(house)
    assert twin.rules("anna") == before
    # And once more, of the same copy: it finds nothing to do.
    house.editing.config("pc", "anna", {"TRACK_INACTIVE": "True"}, PARENT)
    house.visit()
    now = twin.rules("anna")
    copies.restore(copy)
    go_on(house)
    assert twin.rules("anna") == now


def test_what_had_to_be_put_right_then_is_looked_at_anew(house: House, copies: Copies) -> None:
    queue, now = house.queue, house.clock.now()
    own = Edit(
        id=queue.new_id(now), server="pc", user="anna", kind=EditKind.CONFIG, created=now, changed=now,
        who="timekpr-mngr", through=Through.RULE,
    )  # fmt: skip
    queue.add(own)
    restored = copies.restore(copies.take())
    assert restored.settled.ended == 1
    assert house.edit(own).state is EditState.CANCELLED
    assert isinstance(error_of(house.edit(own).why), EndedByRestore)


def test_to_send_it_again_was_decided_then_and_is_not_done_now(house: House, copies: Copies) -> None:
    edit = house.editing.grant("pc", "anna", more_time(), PARENT).edit
    house.queue.update(edit, edit.model_copy(update={"state": EditState.UNCLEAR}))
    Visitor(house.core.store, "tom", Through.COMMAND).decide(edit.id, "again", house.clock.now())
    copy = copies.take()
    copies.restore(copy)
    go_on(house)
    assert house.edit(edit).state is EditState.UNCLEAR
    assert house.twins["pc"].granted("anna") == 0


def test_one_for_a_day_that_is_over_ends(house: House, copies: Copies) -> None:
    edit = house.editing.grant("pc", "anna", more_time(), PARENT).edit
    copy = copies.take()
    house.clock.advance(3 * 86_400)
    copies.restore(copy)
    go_on(house)
    assert house.edit(edit).state is EditState.EXPIRED
    assert house.twins["pc"].granted("anna") == 0


def test_what_ended_before_the_copy_stays_as_it_was(house: House, copies: Copies) -> None:
    house.editing.grant("pc", "anna", more_time(), PARENT)
    house.visit()
    before = read_all(house.core.store, FINISHED)
    restored = copies.restore(copies.take())
    assert (restored.settled.asked, restored.settled.ended) == (0, 0)
    assert read_all(house.core.store, FINISHED) == before
    key = Queue(house.core.store, house.audit)
    key.load()
    assert key.finished() == before


def test_a_request_that_was_just_being_answered_waits_for_an_answer(
    family: Family, quick: None, tmp_path: Path
) -> None:
    services = family.services
    wish_id = family.wish(30)
    copies = []

    def copying(*args, **named):
        copies.append(Copied.make(family, name="giving.tar.gz"))
        return accept(*args, **named)

    accept = services.editing.grant
    services.editing.grant = copying
    services.wishes.answer(wish_id, 1800, "", TINA)
    assert copies
    copies[0].into(tmp_path / "new")
    with (core := open_core(tmp_path / "new", family.clock, writer=True)).store:
        file = core.store.load(wishes.WISHES, wishes.FOLDER, "ben.json")
        assert [one.state for one in file.wishes if one.id == wish_id] == [wishes.WishState.OPEN]
        again = Services(core)
        assert [edit for edit in again.queue.all_waiting() if edit.state is EditState.QUEUED] == []


def test_computers_on_which_the_rules_are_set_back_are_named(house: House, copies: Copies) -> None:
    house.core.fleet.update("pc", mode="enforce")
    assert copies.restore(copies.take()).enforced == ("pc",)
