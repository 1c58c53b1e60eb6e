"""Which servers a picture of the fleet shows, and in which order, however their readings come in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from audit import Audit
from clock import FakeClock
from core import Core
from i18n import Message
from mqtt_views import AWAY_AFTER, BROKER_AWAY, BridgeState, BridgeView
from opening import open_core
from pending import EditKind, Queue
from services import Pictures
from state import ServerStatus
from tests.pending.made import an_edit
from views import FleetView

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


class Published:
    """The pages' end: remembers the newest picture."""

    newest: FleetView

    def publish(self, snapshot: FleetView) -> None:
        self.newest = snapshot

    @property
    def names(self) -> list[str]:
        return [server.name for server in self.newest.servers]


@pytest.fixture
def core(tmp_path: Path) -> Iterator[Core]:
    core = open_core(tmp_path / "data", FakeClock(NOW), writer=True)
    for name in ("attic", "desk", "laptop"):
        core.fleet.add(name, f"{name}.lan")
    yield core
    core.store.close()


@pytest.fixture
def pages() -> Published:
    return Published()


@pytest.fixture
def pictures(core: Core, pages: Published) -> Pictures:
    pictures = Pictures(core, Queue(core.store, Audit(core.store)), pages)
    for name in ("laptop", "attic", "desk"):
        pictures.update(core.fleet.get(name), ServerStatus())
    return pictures


def test_they_stand_in_the_order_in_which_they_were_added_however_they_answer(
    pictures: Pictures, pages: Published
) -> None:
    assert pages.names == ["attic", "desk", "laptop"]
    assert pictures.fleet_view() == pages.newest


def test_a_new_one_stands_at_the_end(core: Core, pictures: Pictures, pages: Published) -> None:
    pictures.update(core.fleet.add("basement", "basement.lan"), ServerStatus())

    assert pages.names == ["attic", "desk", "laptop", "basement"]


def test_one_that_was_removed_is_gone_at_once_and_a_late_reading_does_not_bring_it_back(
    core: Core, pictures: Pictures, pages: Published
) -> None:
    attic = core.fleet.get("attic")
    core.fleet.remove("attic", keep_data=True)
    pictures.publish()
    assert pages.names == ["desk", "laptop"]

    pictures.update(attic, ServerStatus())

    assert pages.names == ["desk", "laptop"]


def test_every_publisher_gets_every_picture_and_it_is_made_once(
    core: Core, pictures: Pictures, pages: Published, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Fails:
        def publish(self, snapshot: FleetView) -> None:
            raise ValueError("a publisher of ours")

    broker, made = Published(), []
    real = Pictures._fleet_view

    def counted(self: Pictures) -> FleetView:
        made.append(real(self))
        return made[-1]

    pictures.also(Fails())
    pictures.also(broker)
    monkeypatch.setattr(Pictures, "_fleet_view", counted)
    pictures.update(core.fleet.add("basement", "basement.lan"), ServerStatus())

    assert pages.newest is broker.newest is made[0]
    assert len(made) == 1
    assert broker.names == ["attic", "desk", "laptop", "basement"]
    assert "a publisher of ours" in caplog.text


def test_a_picture_that_nobody_wants_is_not_made(core: Core, monkeypatch: pytest.MonkeyPatch) -> None:
    pictures = Pictures(core, Queue(core.store, Audit(core.store)))
    monkeypatch.setattr(Pictures, "_fleet_view", lambda _self: pytest.fail("made for nobody"))
    pictures.publish()
    broker = Published()
    pictures.also(broker)
    monkeypatch.undo()
    pictures.publish()

    assert broker.names == []


@pytest.mark.parametrize(
    ("state", "since", "codes"),
    [
        (BridgeState.WAITING, AWAY_AFTER, [BROKER_AWAY]),
        (BridgeState.WAITING, AWAY_AFTER - timedelta(seconds=1), []),
        (BridgeState.CONNECTED, AWAY_AFTER * 4, []),
        (BridgeState.CONNECTING, AWAY_AFTER * 4, []),
        (BridgeState.OFF, AWAY_AFTER * 4, []),
    ],
)
def test_that_home_assistant_is_out_of_reach_is_a_problem_after_a_while_and_only_then(
    core: Core, state: BridgeState, since: timedelta, codes: list[str]
) -> None:
    view = BridgeView(state, broker="nas.lan:1883", since=NOW - since)
    pictures = Pictures(core, Queue(core.store, Audit(core.store)), bridge=lambda: view)

    assert [one.code for one in pictures.fleet_view().problems] == codes


def test_that_home_assistant_is_out_of_reach_goes_by_itself_and_says_since_when(core: Core) -> None:
    views = [BridgeView(BridgeState.WAITING, since=NOW - timedelta(days=1)), BridgeView(BridgeState.CONNECTED)]
    pictures = Pictures(core, Queue(core.store, Audit(core.store)), bridge=lambda: views[0])

    (problem,) = pictures.fleet_view().problems
    assert problem.message.text().startswith("Home Assistant has been out of reach since yesterday ")
    assert problem.message.text().endswith("; what it shows is old.")
    del views[0]
    assert pictures.fleet_view().problems == ()


def test_an_edit_that_cannot_be_shown_takes_nothing_along(
    core: Core, pages: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = Queue(core.store, Audit(core.store))
    pictures = Pictures(core, queue, pages)
    good, wicked = (
        queue.add(an_edit(1, server="desk", user="")),
        queue.add(an_edit(2, server="desk", kind=EditKind.GRANT)),
    )

    def nothing_to_say(*_: object) -> Message:
        raise ValueError("x is no operation")

    monkeypatch.setattr("edit_views.grant_words", nothing_to_say)
    pictures.update(core.fleet.get("desk"), ServerStatus())

    (view,) = pages.newest.servers
    assert [one.id for one in view.edits] == [good.id]
    (problem,) = [one for one in pages.newest.problems if one.code == "edit_not_shown"]
    assert problem.message.text().startswith(f"desk: a change cannot be shown ({wicked.id})")

    monkeypatch.undo()
    pictures.update(core.fleet.get("desk"), ServerStatus())
    assert [one.code for one in pages.newest.problems] == []
