"""Who asks for one computer does not wait for the slowest of all."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator

import pytest

from servers import Server
from ssh_sync import SyncThread
from state import ServerStatus
from workbench.dead import silent

from .conftest import Computer, Engine, take_in

pytestmark = pytest.mark.real

PATIENCE = 6.0
"""Less than the deadline of a server that stalls (10 s), and far more than reading one takes."""


def during_the_first_reading(engine: Engine, monkeypatch: pytest.MonkeyPatch, ask: Callable[[], None]) -> None:
    adopter, asked = engine.syncer._adopter, iter([ask])
    adopt = adopter.adopt

    def adopting(*args, **options):
        next(asked, lambda: None)()
        return adopt(*args, **options)

    monkeypatch.setattr(adopter, "adopt", adopting)


def test_without_a_cycle_there_is_nothing_to_join(engine: Engine, computer: Computer) -> None:
    assert not engine.syncer.join(None)
    engine.cycle()
    assert not engine.syncer.join({"pc"})


def test_a_computer_that_is_added_during_a_cycle_is_read_in_it(
    engine: Engine, computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    joined = []

    def add() -> None:
        take_in(engine.core, "second", computer.root, computer.sshd)
        joined.append(engine.syncer.join({"second"}))

    during_the_first_reading(engine, monkeypatch, add)
    report = engine.cycle()

    assert joined == [True]
    assert [one.server.id for one in report.servers] == ["pc", "second"]
    assert engine.state("second").read_at is not None


def test_a_user_that_is_added_while_the_computer_is_read_is_there_after_the_cycle(
    engine: Engine, computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.core.fleet.remove_user("pc", "anna", keep_data=False)

    def add() -> None:
        engine.core.fleet.add_user("pc", "anna")
        engine.syncer.join({"pc"})

    during_the_first_reading(engine, monkeypatch, add)
    engine.cycle()

    assert set(engine.state().users) == {"anna", "ben"}


def test_a_computer_that_is_switched_off_here_is_not_taken_in(
    engine: Engine, computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_in(engine.core, "second", computer.root, computer.sshd)
    engine.core.fleet.update("second", enabled=False)
    during_the_first_reading(engine, monkeypatch, lambda: engine.syncer.join(None))

    assert {one.server.id for one in engine.cycle().servers} == {"pc"}


@pytest.fixture
def stalled(engine: Engine) -> Iterator[None]:
    with silent() as port:
        engine.core.fleet.add("stalled", "127.0.0.1", port=port)
        yield


@pytest.mark.usefixtures("stalled")
def test_a_kick_reaches_a_living_computer_while_another_one_stalls(engine: Engine, computer: Computer) -> None:
    told: queue.Queue[str] = queue.Queue()

    def tell(server: Server, status: ServerStatus) -> None:
        if status.tried_at is not None:
            told.put(server.id)

    engine.syncer._on_change = tell
    thread = SyncThread(engine.syncer, interval_seconds=3600, clock=engine.core.clock)
    thread.start()
    try:
        assert told.get(timeout=PATIENCE) == "pc"
        computer.spent("anna").write_text(
            computer.spent("anna").read_text().replace("TIME_SPENT_DAY = 0", "TIME_SPENT_DAY = 77")
        )
        thread.kick("pc")

        assert told.get(timeout=PATIENCE) == "pc"
        assert engine.state().users["anna"].spent.model.spent_day == 77
        assert thread.state.syncing  # still the same cycle
    finally:
        thread.stop()
