"""Snapshots cross from any thread to the loop: in time, the newest wins, and nobody waits."""

from __future__ import annotations

import asyncio
import threading

import pytest

from bus import Bus

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def listening(pause: float = 0.0) -> tuple[Bus[int], list[int]]:
    bus: Bus[int] = Bus(pause)
    heard: list[int] = []
    bus.changed.subscribe(heard.append, expect_args=True)
    bus.attach(asyncio.get_running_loop())
    return bus, heard


def publish_from_a_thread(bus: Bus[int], *snapshots: int) -> None:
    """In a thread, while the loop stands still as it does while a page is drawn."""
    thread = threading.Thread(target=lambda: [bus.publish(one) for one in snapshots])
    thread.start()
    thread.join()


async def test_a_snapshot_from_a_thread_arrives_on_the_loop():
    bus, _ = listening()
    threads: list[int] = []
    bus.changed.subscribe(lambda _: threads.append(threading.get_ident()))
    publish_from_a_thread(bus, 1)
    await asyncio.sleep(0)
    assert threads == [threading.get_ident()]


async def test_of_a_burst_only_the_newest_is_delivered():
    bus, heard = listening()
    publish_from_a_thread(bus, *range(1000))
    await asyncio.sleep(0)
    assert heard == [999]


async def test_after_a_burst_the_next_snapshot_arrives_too():
    bus, heard = listening()
    publish_from_a_thread(bus, *range(10))
    await asyncio.sleep(0)
    publish_from_a_thread(bus, 10)
    await asyncio.sleep(0)
    assert heard == [9, 10]


async def test_a_burst_leaves_one_callback_in_the_loop(monkeypatch: pytest.MonkeyPatch):
    bus, _ = listening()
    scheduled: list[object] = []
    monkeypatch.setattr(asyncio.get_running_loop(), "call_soon_threadsafe", lambda *call: scheduled.append(call))
    for snapshot in range(1000):
        bus.publish(snapshot)
    assert len(scheduled) == 1


async def test_what_comes_soon_after_waits_for_the_pause_and_is_not_lost():
    bus, heard = listening(pause=0.02)
    bus.publish(1)
    await asyncio.sleep(0)
    bus.publish(2)
    await asyncio.sleep(0)
    bus.publish(3)
    assert heard == [1]
    assert await bus.changed.emitted(timeout=5) == 3
    assert heard == [1, 3]


async def test_publishing_before_the_loop_is_there_is_harmless():
    bus: Bus[int] = Bus()
    bus.publish(1)
    heard: list[int] = []
    bus.changed.subscribe(heard.append, expect_args=True)
    bus.attach(asyncio.get_running_loop())
    await asyncio.sleep(0)
    assert heard == []


async def test_after_detaching_nothing_arrives_any_more():
    bus, heard = listening()
    bus.publish(1)
    bus.detach()
    bus.publish(2)
    await asyncio.sleep(0)
    assert heard == []


async def test_a_loop_that_was_closed_without_detaching_is_harmless():
    bus: Bus[int] = Bus()
    loop = asyncio.new_event_loop()
    bus.attach(loop)
    loop.close()
    bus.publish(1)
    bus.publish(2)


async def test_a_loop_that_was_left_delivers_nothing_that_is_meant_for_the_next():
    bus, _ = listening()
    heard: list[tuple[int, int]] = []
    bus.changed.subscribe(lambda snapshot: heard.append((snapshot, threading.get_ident())))
    left = asyncio.new_event_loop()
    bus.attach(left)
    bus.publish(1)
    bus.attach(asyncio.get_running_loop())
    bus.publish(2)
    thread = threading.Thread(target=left.run_until_complete, args=(asyncio.sleep(0),))
    thread.start()
    thread.join()
    left.close()
    await asyncio.sleep(0)
    assert heard == [(2, threading.get_ident())]


async def test_a_page_that_fails_does_not_keep_the_next_one_from_hearing(caplog: pytest.LogCaptureFixture):
    bus: Bus[int] = Bus()
    heard: list[int] = []
    bus.changed.subscribe(lambda: 1 / 0)
    bus.changed.subscribe(heard.append, expect_args=True)
    bus.attach(asyncio.get_running_loop())
    bus.publish(1)
    await asyncio.sleep(0)
    assert heard == [1]
    assert "ZeroDivisionError" in caplog.text
