"""What one computer says, or what cannot be shown of it, ends nobody else's cycle."""

from __future__ import annotations

from datetime import timedelta

import pytest

from clock import FakeClock
from fleet_views import server_view
from servers import Server
from services import Services
from ssh_client.host_clock import ClockQuestion
from state import ServerStatus

from .conftest import Computer, Engine, take_in

pytestmark = pytest.mark.real


@pytest.mark.parametrize("first", ["a-bad-one", "z-bad-one"])
def test_what_cannot_be_shown_of_one_ends_nobody_elses_cycle(
    engine: Engine, computer: Computer, caplog: pytest.LogCaptureFixture, first: str
) -> None:
    take_in(engine.core, first, computer.root, computer.sshd)
    shown = []

    def show(server: Server, _status: ServerStatus) -> None:
        if server.id == first:
            raise OverflowError("date value out of range")
        shown.append(server.id)

    engine.syncer._on_change = show
    for _ in range(2):
        report = engine.cycle()
        assert {one.server.id for one in report.servers} == {"pc", first}
    assert shown == ["pc", "pc"]
    assert "cannot be shown" in caplog.text

    engine.restart()
    assert engine.state().read_at is not None
    assert engine.state(first).read_at is not None


@pytest.mark.parametrize(
    "output", [b"9999-12-31 23:59:59 +0000\n", b"9000-12-31 23:59:59 -1200\n", b"1971-01-01 00:00:00 +1400\n", b"\xff"]
)
def test_a_computer_with_a_false_clock_is_read_shown_and_known_after_a_restart(
    engine: Engine, computer: Computer, monkeypatch: pytest.MonkeyPatch, output: bytes
) -> None:
    monkeypatch.setattr(ClockQuestion, "_read", lambda question: setattr(question, "output", output))
    services = Services(engine.core)
    engine.syncer._on_change = services.pictures.update
    engine.cycle()
    engine.cycle()

    assert engine.state().error is None
    assert services.fleet_view().servers[0].users[0].left is not None

    engine.restart()
    later = FakeClock(engine.core.clock.now() + timedelta(hours=1))
    shown = server_view(engine.core.fleet.get("pc"), engine.state(), {}, later, engine.core.style)
    assert shown.users[0].left is not None
