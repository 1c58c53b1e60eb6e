"""What other processes learn of the connection: what is worth a write is written, and what is old is not believed."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from clock import FakeClock
from errors import BrokerTls, NotSaved
from errors.mqtt import EXPIRED
from i18n import Message
from mqtt_ha import status_file
from mqtt_ha.status_file import BridgeStatusFile, bridge_status
from mqtt_views import BridgeState, BridgeView
from storage import Store

NOW = datetime(2026, 11, 21, 13, 3, tzinfo=UTC)
VIEW = BridgeView(
    BridgeState.CONNECTED, "nas.lan:1883", "settings", "5", since=NOW, entities=42, topics=31, sent=310, received=7,
    done=5, refused=1, ignored=1, denied=("timekpr/bridge/event",),
)  # fmt: skip


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


@pytest.fixture
def store(tmp_path: Path, clock: FakeClock) -> Iterator[Store]:
    with Store.open(tmp_path / "data", clock=clock, writer=True) as store:
        yield store


@pytest.fixture
def reader(store: Store, clock: FakeClock) -> Iterator[Store]:
    with Store.open(store.root, clock=clock, writer=False) as reader:
        yield reader


def test_another_process_reads_what_was_written(store: Store, reader: Store) -> None:
    assert bridge_status(reader) is None
    BridgeStatusFile(store).note(VIEW)
    assert bridge_status(reader) == VIEW


def test_the_reason_of_a_failure_is_said_in_the_language_of_whoever_reads_it(store: Store, reader: Store) -> None:
    error = BrokerTls(host="nas.lan", port=8883, why=Message(EXPIRED)).message
    BridgeStatusFile(store).note(replace(VIEW, state=BridgeState.WAITING, error=error))
    read = bridge_status(reader)
    assert read is not None
    assert read.error is not None
    for language in ("en", "de"):
        assert read.error.text(language) == error.text(language)


def test_how_it_stands_is_written_at_once_and_what_is_counted_once_a_minute(
    store: Store, reader: Store, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[Any] = []
    write = Store.write_copy
    monkeypatch.setattr(Store, "write_copy", lambda *args, **more: written.append(args) or write(*args, **more))
    file = BridgeStatusFile(store)
    for _ in range(3):
        file.note(VIEW)
    assert len(written) == 1
    busy = replace(VIEW, sent=311, done=6)
    file.note(busy)
    clock.advance(59)
    file.note(busy)
    assert len(written) == 1
    clock.advance(1)
    file.note(busy)
    assert (len(written), bridge_status(reader)) == (2, busy)
    lost = replace(busy, state=BridgeState.WAITING)
    file.note(lost)
    assert (len(written), bridge_status(reader)) == (3, lost)


def test_it_says_nothing_any_more_when_the_program_is_gone(store: Store, reader: Store, clock: FakeClock) -> None:
    BridgeStatusFile(store).note(VIEW)
    assert store.holder() == reader.holder() != ""
    store.close()
    assert reader.holder() == ""
    assert bridge_status(reader) is None


def test_another_program_with_the_data_directory_is_not_taken_for_the_one_that_was_connected(
    store: Store, reader: Store
) -> None:
    BridgeStatusFile(store).note(VIEW)
    store.close()
    words = "import sys, pathlib, storage, clock; s = storage.Store.open(pathlib.Path(sys.argv[1]), "
    words += "clock=clock.SystemClock(), writer=True); print('open', flush=True); sys.stdin.read()"
    other = subprocess.Popen(
        [sys.executable, "-c", words, str(store.root)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "open\n"
    assert f"(PID {other.pid})" in reader.holder()
    assert bridge_status(reader) is None
    other.communicate("", timeout=10)


@pytest.mark.parametrize("content", [b"", b"{}", b'{"schema": 1, "pid": 1}', b'{"schema": 99}', b"\xff\xfe", b"[]"])
def test_a_file_that_cannot_be_read_is_as_none(store: Store, reader: Store, content: bytes) -> None:
    BridgeStatusFile(store).note(VIEW)
    store.write_bytes(content, *status_file.PATH)
    assert bridge_status(reader) is None


def test_a_disk_that_takes_nothing_does_not_end_the_connection(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object, **_more: object) -> None:
        raise NotSaved(path="x", why="full")

    monkeypatch.setattr(Store, "write_copy", full)
    BridgeStatusFile(store).note(VIEW)


def test_looking_who_has_the_data_directory_keeps_nobody_from_taking_it(store: Store, clock: FakeClock) -> None:
    store.close()
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            store.holder()

    lookers = [threading.Thread(target=look) for _ in range(3)]
    for one in lookers:
        one.start()
    try:
        for _ in range(100):
            with Store.open(store.root, clock=clock, writer=True) as writer:
                assert writer.holder() != ""
    finally:
        done.set()
        for one in lookers:
            one.join()
    assert store.holder() == ""
