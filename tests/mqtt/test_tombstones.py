"""Entities that were taken back are remembered, within bounds, until Home Assistant has seen it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from clock import FakeClock
from errors import NotSaved
from mqtt_ha.tombstones import FILE, MOST, MOST_BYTES, Tombstones
from storage import Store
from tests.mqtt.places import announced

CONFIGS = announced()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    clock = FakeClock(datetime(2026, 11, 18, 14, 0, tzinfo=UTC))
    with Store.open(tmp_path / "data", clock=clock, writer=True) as opened:
        yield opened


def test_they_are_known_after_a_restart(store: Store) -> None:
    Tombstones(store).add(CONFIGS)
    assert Tombstones(store).all() == CONFIGS
    assert len(Tombstones(store)) == len(CONFIGS)


def test_what_was_seen_is_forgotten_also_after_a_restart(store: Store) -> None:
    one = Tombstones(store)
    one.add(CONFIGS)
    first, *others = CONFIGS
    one.forget({first: b""})
    assert list(one.all()) == list(Tombstones(store).all()) == others
    one.forget(CONFIGS)
    assert len(Tombstones(store)) == 0


def test_the_newest_word_of_an_announcement_is_kept_and_its_time_begins_anew(store: Store) -> None:
    one = Tombstones(store)
    one.add({"a": b"1", "b": b"1"})
    one.add({"a": b"2"})
    assert list(one.all().items()) == [("b", b"1"), ("a", b"2")]


def test_there_are_never_too_many_and_the_file_can_be_read_again(store: Store) -> None:
    one = Tombstones(store)
    one.add({f"homeassistant/sensor/{number}/config": b"x" for number in range(MOST)})
    one.add({f"homeassistant/sensor/{number}/config": b"x" for number in range(MOST, MOST + 100)})
    known = list(Tombstones(store).all())
    assert known == list(one.all())
    assert known[-1] == f"homeassistant/sensor/{MOST + 99}/config"
    assert len(known) <= MOST


def test_they_fit_into_their_file_however_long_they_are(store: Store) -> None:
    one = Tombstones(store)
    one.add({f"homeassistant/sensor/{number:0100}/config": b'"' * MOST_BYTES for number in range(MOST)})
    assert len(one) == MOST
    assert Tombstones(store).all() == one.all()


def test_what_is_far_too_long_or_says_nothing_is_not_remembered(store: Store) -> None:
    one = Tombstones(store)
    one.add({"long": b"x" * (MOST_BYTES + 1), "empty": b"", "fits": b"x" * MOST_BYTES, "odd": b"\xff"})
    assert list(one.all()) == ["fits", "odd"]


@pytest.mark.parametrize("damage", [b"", b"{", b"\x00" * 100, b'{"schema": 1, "configs": 7}', b"[]"])
def test_a_damaged_file_costs_only_itself(store: Store, damage: bytes) -> None:
    (store.root / FILE).write_bytes(damage)
    one = Tombstones(store)
    assert len(one) == 0
    one.add(CONFIGS)
    assert Tombstones(store).all() == CONFIGS


def test_what_cannot_be_saved_is_remembered_until_the_end(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    one = Tombstones(store)

    def refuse(*_args: object) -> None:
        raise NotSaved(why="there is no room", path="mqtt_withdrawn.json")

    monkeypatch.setattr(store, "save", refuse)
    with caplog.at_level(logging.WARNING):
        one.add(CONFIGS)
    assert one.all() == CONFIGS
    assert caplog.records


def test_the_disk_is_left_alone_while_nothing_changes(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    one = Tombstones(store)
    one.add(CONFIGS)
    monkeypatch.setattr(store, "save", lambda *_args: pytest.fail("saved"))
    one.forget({"unknown": b""})
    one.add({})
