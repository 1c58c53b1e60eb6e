"""The thread: when cycles run, and that no wish for one is ever lost."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime

from clock import FakeClock, SystemClock
from cycle import CycleReport
from ssh_sync import SyncThread

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PATIENCE = 10


class PlayedSyncer:
    """Notes each cycle and does in it what the test wants."""

    def __init__(self, during: Callable[[int], None] = lambda _number: None) -> None:
        self.cycles: list[tuple[object, object]] = []
        self.during = during
        self.interrupted = threading.Event()
        self.joined: list[object] = []
        self.takes_in = False

    def restore(self) -> None:
        pass

    def interrupt(self) -> None:
        self.interrupted.set()

    def join(self, only: object) -> bool:
        self.joined.append(only)
        return self.takes_in

    def cycle(self, stop: threading.Event, *, only: object = None, eager: object = None) -> CycleReport:
        self.cycles.append((only, eager))
        self.during(len(self.cycles))
        return CycleReport(NOW, 0.0, ())


def run_until_done(thread: SyncThread, done: threading.Event) -> None:
    thread.start()
    assert done.wait(PATIENCE)
    thread.stop()
    assert not thread.is_alive


def test_it_begins_with_a_cycle_and_then_keeps_its_interval_from_beginning_to_beginning() -> None:
    clock, done, began = FakeClock(NOW), threading.Event(), []

    def during(number: int) -> None:
        began.append(clock.monotonic())
        clock.advance(50)  # a slow cycle does not stretch the interval
        if number == 4:
            done.set()

    run_until_done(SyncThread(PlayedSyncer(during), interval_seconds=180, clock=clock), done)

    assert [one - began[0] for one in began[:4]] == [0, 180, 360, 540]


def test_a_cycle_longer_than_the_interval_is_followed_by_the_next_at_once() -> None:
    clock, done, began = FakeClock(NOW), threading.Event(), []

    def during(number: int) -> None:
        began.append(clock.monotonic())
        clock.advance(200)
        if number == 3:
            done.set()

    run_until_done(SyncThread(PlayedSyncer(during), interval_seconds=180, clock=clock), done)

    assert [one - began[0] for one in began[:3]] == [0, 200, 400]


def test_a_kick_in_the_middle_of_a_cycle_is_followed_by_another_cycle() -> None:
    done = threading.Event()

    def during(number: int) -> None:
        if number == 1:
            thread.kick()
        else:
            done.set()

    syncer = PlayedSyncer(during)
    thread = SyncThread(syncer, interval_seconds=3600, clock=SystemClock())
    run_until_done(thread, done)

    assert syncer.cycles == [(None, None), (None, None)]


def test_kicks_from_many_threads_are_all_followed_by_a_cycle_that_began_after_them() -> None:
    begun = threading.Condition()
    count = 0

    def during(number: int) -> None:
        nonlocal count
        with begun:
            count = number
            begun.notify_all()

    thread = SyncThread(PlayedSyncer(during), interval_seconds=3600, clock=SystemClock())
    thread.start()

    def kick_and_wait() -> None:
        for _ in range(50):
            with begun:
                before = count
                thread.kick()
                assert begun.wait_for(lambda before=before: count > before, PATIENCE)

    kickers = [threading.Thread(target=kick_and_wait) for _ in range(4)]
    for kicker in kickers:
        kicker.start()
    for kicker in kickers:
        kicker.join(60)
        assert not kicker.is_alive()
    thread.stop()


def test_a_kick_for_one_server_reads_that_one_only_and_tries_it_at_once() -> None:
    done = threading.Event()

    def during(number: int) -> None:
        if number == 1:
            thread.kick("pc-anna")
            thread.kick("laptop")
        else:
            done.set()

    syncer = PlayedSyncer(during)
    thread = SyncThread(syncer, interval_seconds=3600, clock=SystemClock())
    run_until_done(thread, done)

    assert syncer.cycles[1] == ({"pc-anna", "laptop"}, {"pc-anna", "laptop"})


def test_a_fault_in_one_cycle_does_not_end_the_next() -> None:
    done = threading.Event()

    def during(number: int) -> None:
        if number == 1:
            thread.kick()
            raise RuntimeError("a bug")
        done.set()

    thread = SyncThread(PlayedSyncer(during), interval_seconds=3600, clock=SystemClock())
    run_until_done(thread, done)

    assert thread.state.syncing is False


def test_stop_wakes_a_cycle_under_way() -> None:
    syncer = PlayedSyncer()
    started = threading.Event()

    def until_interrupted(_number: int) -> None:
        started.set()
        assert syncer.interrupted.wait(PATIENCE)

    syncer.during = until_interrupted
    thread = SyncThread(syncer, interval_seconds=3600, clock=SystemClock())
    thread.start()
    assert started.wait(PATIENCE)

    thread.stop()

    assert not thread.is_alive


def test_a_kick_that_the_cycle_under_way_takes_in_needs_no_cycle_of_its_own() -> None:
    done = threading.Event()

    def during(_number: int) -> None:
        syncer.takes_in = True
        thread.kick("pc-anna")
        done.set()

    syncer = PlayedSyncer(during)
    thread = SyncThread(syncer, interval_seconds=3600, clock=SystemClock())
    run_until_done(thread, done)

    assert syncer.joined == [{"pc-anna"}]
    assert len(syncer.cycles) == 1
