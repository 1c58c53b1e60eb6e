"""A sign of tampering reaches Home Assistant: once, through a real broker, and no flood of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.mqtt.bridged import Bridged
from tests.mqtt.listener import Listener
from tests.wishes.family import TINA
from timekpr_rules import new_time_file

pytestmark = pytest.mark.real


def looked_at(home: Bridged) -> None:
    """Each computer is read, with all that follows from it."""
    home.clock.advance(30)
    home.synced()
    for server in home.core.fleet.servers():
        home.services._visited(server, home.services.syncer.state(server.id))


def written(home: Bridged, seconds: int) -> None:
    """Somebody writes another time into Ben's counters."""
    twin = home.twins["pc-ben"]
    spent = replace(twin.spent("ben"), spent_day=seconds, balance=seconds)
    twin.timekpr.disk.time("ben").write_bytes(new_time_file("ben", spent))


def test_it_is_told_once_however_often_it_happens_and_again_after_it_was_seen(home: Bridged, others: Listener) -> None:
    looked_at(home)
    home.connect()
    for _ in range(20):
        written(home, 10)
        looked_at(home)
        home.rest()
        written(home, 1200)
        looked_at(home)
    others.wait(lambda: others.events("tamper"), "the sign is told")
    (event,) = others.events("tamper")
    assert (event["code"], event["server"], event["user"]) == ("counters_back", "pc-ben", "ben")
    assert event["message"] == "PC-Ben: ben: for today, Timekpr counts 20 min less than it did before."

    home.services.see_sign("pc-ben", 1, asked=TINA)
    written(home, 10)
    looked_at(home)
    home.rest()
    others.wait(lambda: len(others.events("tamper")) == 2, "it is told again")
