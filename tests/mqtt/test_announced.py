"""What Home Assistant was told of is known after a restart, and what is no more of that is found once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from clock import FakeClock
from errors import NotSaved
from mqtt_ha import announced as module
from mqtt_ha.announced import FILE, Announced
from mqtt_ha.discovery import Place
from mqtt_ha.sweep import Sweep
from mqtt_ha.topics import Topics
from storage import Store
from tests.mqtt.ha_rules import faults
from tests.mqtt.places import PLACE, announced

CONFIGS = announced()
ELSEWHERE = Place(Topics("attic", "homeassistant"), 1, "en", "1.0", may=PLACE.may)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    clock = FakeClock(datetime(2026, 11, 18, 14, 0, tzinfo=UTC))
    with Store.open(tmp_path / "data", clock=clock, writer=True) as opened:
        yield opened


def test_what_is_no_more_after_a_restart_is_told_once_in_words_that_home_assistant_takes(store: Store) -> None:
    assert Announced(store).are(PLACE, CONFIGS) == {}
    one = Announced(store)
    stale = one.are(PLACE, {})
    assert one.are(PLACE, {}) == Announced(store).are(PLACE, {}) == {}

    assert set(stale) == set(CONFIGS)
    assert [fault for topic, said in stale.items() for fault in faults(topic, said)] == []
    for topic, said in stale.items():
        content, known = json.loads(said), json.loads(CONFIGS[topic])
        for key in ("unique_id", "object_id", "default_entity_id"):
            assert content[key] == known[key]
        assert content["device"]["identifiers"] == known["device"]["identifiers"]
        assert Sweep(PLACE.topics)._is_ours(content), "what is left of it is found at the next start"


def test_what_goes_while_the_program_runs_is_somebody_elses_matter(store: Store) -> None:
    one = Announced(store)
    assert one.are(PLACE, CONFIGS) == {}
    first, *_ = CONFIGS
    assert one.are(PLACE, {first: CONFIGS[first]}) == {}
    assert list(Announced(store).are(PLACE, {})) == [first]


def test_elsewhere_nothing_is_taken_away(store: Store) -> None:
    """Another program may be there by now; the first look at the broker asks for that."""
    Announced(store).are(PLACE, CONFIGS)
    assert Announced(store).are(ELSEWHERE, {}) == {}
    assert Announced(store).are(PLACE, {}) == {}


def test_the_disk_is_left_alone_while_no_entity_comes_or_goes(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    one = Announced(store)
    one.are(PLACE, CONFIGS)
    monkeypatch.setattr(store, "save", lambda *_args: pytest.fail("saved"))
    one.are(PLACE, CONFIGS)
    one.are(PLACE, dict.fromkeys(CONFIGS, b"another word of the same"))
    Announced(store).are(PLACE, CONFIGS)


def test_there_are_never_too_many(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 5)
    Announced(store).are(PLACE, CONFIGS)
    assert list(Announced(store).are(PLACE, {})) == list(CONFIGS)[:5]


@pytest.mark.parametrize(
    "damage",
    [
        b"", b"{", b'{"schema": 1, "devices": 7}', b'{"schema": 1, "devices": {"a": ["../../x"]}}',
        b'{"schema": 1, "devices": {"a/#": []}}',
    ],
)  # fmt: skip
def test_a_damaged_file_costs_only_itself(store: Store, damage: bytes) -> None:
    (store.root / FILE).write_bytes(damage)
    assert Announced(store).are(PLACE, CONFIGS) == {}
    assert len(Announced(store).are(PLACE, {})) == len(CONFIGS)


def test_what_cannot_be_saved_is_no_reason_to_try_again_all_the_time(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def refuse(*_args: object) -> None:
        tried.append(1)
        raise NotSaved(why="there is no room", path=FILE)

    monkeypatch.setattr(store, "save", refuse)
    one = Announced(store)
    one.are(PLACE, CONFIGS)
    one.are(PLACE, CONFIGS)
    assert tried == [1]
