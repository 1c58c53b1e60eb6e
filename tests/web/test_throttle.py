"""How often somebody may be wrong, by source, by name and in all; and that it never grows."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, strategies as st

from clock import FakeClock
from process import usage
from web.throttle import TYPOS, Throttle, source_of

HOUR = 3600


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(datetime(2026, 11, 18, 12, 0, tzinfo=UTC))


@pytest.fixture
def throttle(clock: FakeClock) -> Throttle:
    return Throttle(clock, typos=TYPOS)


def guess(throttle: Throttle, source: str, name: str = "tina") -> bool:
    """One wrong guess; whether it was listened to."""
    if throttle.wait(source, name):
        throttle.refused(source)
        return False
    throttle.failed(source, name)
    return True


def right(throttle: Throttle, source: str, name: str = "tina") -> bool:
    """One right guess; whether it was listened to."""
    if not guess(throttle, source, name):
        return False
    throttle.take_back(source, name)
    throttle.succeeded(source, name)
    return True


def test_four_typos_and_then_the_right_one_is_in(throttle: Throttle) -> None:
    assert all(guess(throttle, "phone") for _ in range(4))
    assert right(throttle, "phone")


def test_the_twentieth_wrong_guess_locks_and_then_the_right_one_is_refused_too(
    throttle: Throttle, clock: FakeClock
) -> None:
    heard = [guess(throttle, "child") for _ in range(20)]
    assert heard.count(True) <= 6
    assert not right(throttle, "child")
    clock.advance(60)
    assert not right(throttle, "child")
    assert right(throttle, "phone"), "another device gets in"


def test_whoever_waits_as_told_is_heard_a_few_times_an_hour(throttle: Throttle, clock: FakeClock) -> None:
    end, heard = clock.monotonic() + HOUR, 0
    while clock.monotonic() < end:
        clock.advance(max(throttle.wait("child", "tina"), 1))
        heard += guess(throttle, "child")
    assert heard <= 100
    assert right(throttle, "phone")


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2), st.floats(0, 400)), max_size=400))
def test_never_more_than_a_hundred_an_hour_from_one_source_nor_three_hundred_in_all(
    asked: list[tuple[int, int, float]],
) -> None:
    clock = FakeClock(datetime(2026, 11, 18, 12, 0, tzinfo=UTC))
    throttle, heard = Throttle(clock, typos=TYPOS), []
    for source, name, pause in asked:
        clock.advance(pause)
        if guess(throttle, str(source), str(name)):
            heard.append((clock.monotonic(), source))
    for at, _ in heard:
        last = [source for when, source in heard if at - HOUR < when <= at]
        assert len(last) <= 300
        assert all(last.count(source) <= 100 for source in last)


def flood(throttle: Throttle, clock: FakeClock, sources: list[str], name: str) -> int:
    """Guesses of many sources over an hour, each as often as it is let; how many were heard."""
    heard = 0
    for _ in range(120):
        clock.advance(30)
        heard += sum(guess(throttle, source, name) for source in sources)
    return heard


def test_three_hundred_in_all_from_however_many_addresses(throttle: Throttle, clock: FakeClock) -> None:
    assert flood(throttle, clock, [f"10.0.0.{number}" for number in range(200)], "tina") <= 300


def test_whoever_was_right_before_is_heard_while_everybody_else_guesses(throttle: Throttle, clock: FakeClock) -> None:
    assert right(throttle, "phone")
    flood(throttle, clock, [f"10.0.0.{number}" for number in range(200)], "tina")
    assert not right(throttle, "a new one")
    assert right(throttle, "phone")


def test_an_account_of_ones_own_buys_no_guesses_at_another(throttle: Throttle, clock: FakeClock) -> None:
    sources = [f"10.0.0.{number}" for number in range(100)]
    for source in sources:
        assert right(throttle, source, "ben")
    assert flood(throttle, clock, sources, "tina") <= 300


def test_one_right_guess_does_not_buy_twenty_more(throttle: Throttle) -> None:
    heard = 0
    for _ in range(20):
        heard += guess(throttle, "child", "tina")
        right(throttle, "child", "ben")
    assert heard <= 6


def test_it_ends_by_itself(throttle: Throttle, clock: FakeClock) -> None:
    for _ in range(50):
        guess(throttle, "child")
    clock.advance(HOUR)
    assert right(throttle, "child")


def test_it_holds_no_more_however_many_come(throttle: Throttle, clock: FakeClock) -> None:
    def come(begin: int) -> None:
        for number in range(begin, begin + 30_000):
            source, name = f"source {number} " + "x" * 40, f"name {number} " + "y" * 5000
            throttle.wait(source, name)
            throttle.refused(source)
            throttle.failed(source, name)
            throttle.take_back(source, name)
            throttle.succeeded(source, name)
            throttle.failed(source, name)
            clock.advance(0.001)

    come(0)
    before = usage().rss_mb
    come(30_000)
    assert usage().rss_mb - before < 5


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("192.168.1.20", "192.168.1.20"),
        ("::ffff:192.168.1.20", "192.168.1.20"),
        ("2001:db8::1:2:3:4", "2001:db8::/64"),
        ("2001:db8:0:0:ffff::1", "2001:db8::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::1"),
        ("", ""),
        ("no address" * 100, ("no address" * 100)[:64]),
    ],
)
def test_a_source_is_what_one_device_cannot_have_many_of(address: str, source: str) -> None:
    assert source_of((address, 1)) == source


def test_no_peer_is_a_source_too() -> None:
    assert source_of(None) == ""
