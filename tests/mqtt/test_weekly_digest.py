"""The digest of a week as Home Assistant hears it from a real broker: once for each child, and never too long."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from digest import known
from mqtt_ha.events import MOST_OF_A_TEXT, of_digest
from ssh_sync import SyncState
from stats_history import HISTORY
from tests.digest.made import FRIDAY, MONDAY, WEEK, a_digest, days, grant, history
from tests.mqtt.bridged import Bridged
from tests.mqtt.listener import Listener

pytestmark = pytest.mark.real

MORNING = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
FULL = days(60, 70, 80, 0, 100, 160, 90)


def digests(others: Listener) -> list[dict[str, Any]]:
    said = [one.json for one in others.heard if one.topic == "timekpr/bridge/event"]
    return [one for one in said if one["event_type"] == "weekly_digest"]


def on_monday(home: Bridged) -> None:
    """A week is over of which Anna's days are known, and the computers were read."""
    home.core.store.save(HISTORY, history(FULL), "history", "pc-anna", "anna.json")
    home.clock.advance((MORNING - home.clock.now()).total_seconds())
    home.services.thread.state = SyncState(syncing=False, last_sync=home.clock.now())


def turn(home: Bridged) -> None:
    """As the chores' thread does once a minute."""
    home.services.chores.turn()


def test_each_child_whose_week_is_known_is_told_of_once(home: Bridged, others: Listener) -> None:
    home.connect()
    turn(home)
    on_monday(home)
    for _ in range(3):
        turn(home)
        home.rest()
    (event,) = digests(others)
    (digest,) = (one for one in home.services.digests.page().digests if one.is_known)
    assert event["message"].startswith(known(digest, "en")[0])
    assert (event["key"], event["title"]) == ("digest/anna/2026-W47", "Anna: the week of 16\N{EN DASH}22 Nov 2026")
    assert (event["used_minutes"], event["longest_day"], event["longest_minutes"]) == (560, "2026-11-21", 160)
    assert (event["allowed_minutes"], event["before_minutes"], event["days_known"]) == (840, None, 7)
    assert not [one for one in others.heard if one.topic == "timekpr/bridge/event" and one.retained]


def test_while_the_broker_is_away_nothing_is_lost(home: Bridged, others: Listener) -> None:
    on_monday(home)
    turn(home)
    home.connect()
    turn(home)
    home.rest()
    assert len(digests(others)) == 1


def test_after_a_restart_it_is_not_told_again(home: Bridged, others: Listener) -> None:
    on_monday(home)
    home.connect()
    turn(home)
    home.rest()
    home.leave()
    home.restart()
    home.synced()
    home.services.thread.state = SyncState(syncing=False, last_sync=home.clock.now())
    home.connect()
    turn(home)
    home.rest()
    assert len(digests(others)) == 1


def test_whatever_people_write_its_figures_are_numbers_and_its_size_is_bounded() -> None:
    words = "\N{ROLLING ON THE FLOOR LAUGHING}" * 300 + '"}\n{{ states("x") }}<b>'
    many = [one for day in WEEK for who in range(12) for one in grant(day, "+900", f"{who}" + words, f"{day}{words}")]
    event = of_digest(a_digest(history(FULL), many), "en")
    assert len(event["message"]) == MOST_OF_A_TEXT
    assert event["message"].endswith("…")
    assert len(json.dumps(event, ensure_ascii=False).encode()) < 16 * 1024
    numbers = {name: value for name, value in event.items() if name.endswith("_minutes") or name.startswith("grants")}
    assert all(value is None or type(value) is int for value in numbers.values())
    assert event["given_minutes"] == 7 * 12 * 15


def test_what_is_not_known_is_none_and_not_nothing() -> None:
    event = of_digest(a_digest(history({FRIDAY: FULL[MONDAY]})), "en")
    assert (event["days_known"], event["used_minutes"], event["allowed_minutes"]) == (1, 60, None)
    assert (event["longest_day"], event["before_minutes"]) == ("2026-11-20", None)
