"""Whoever guesses tokens has to wait, and nobody else."""

from __future__ import annotations

import pytest

from clock import FakeClock
from tests.api.home import AFTERNOON, Home, code
from web.throttle import BURST, EVERYBODY, HOURLY, MOST_SOURCES, MOST_TRUSTED, Throttle, source_of

STATUS = "/api/v1/status"
WRONG = {"Authorization": "Bearer tkm_wrong"}


def guess(home: Home, times: int, **more: object) -> list[int]:
    return [
        home.send("GET", STATUS, headers={**WRONG, **more.pop("headers", {})}, **more).status_code for _ in range(times)
    ]


def right(home: Home, **more: object) -> int:
    return home.ask("GET", STATUS, **more).status_code


def test_a_few_typos_cost_nothing(home: Home) -> None:
    assert guess(home, 4) == [401] * 4
    assert right(home) == 200


def test_after_twenty_wrong_ones_the_right_one_is_refused_too(home: Home) -> None:
    assert guess(home, 21) == [401] * 20 + [429]

    answer = home.ask("GET", STATUS)
    assert answer.status_code == 429
    assert code(answer) == "too_many_guesses"
    assert 0 < int(answer.headers["Retry-After"]) <= 300


def test_another_address_still_gets_in(home: Home) -> None:
    guess(home, 25)

    assert right(home, peer="192.168.1.7") == 200


def test_after_a_while_the_right_one_is_taken_again(home: Home) -> None:
    guess(home, 25)
    home.clock.advance(BURST[1] - 1)
    assert right(home) == 429

    home.clock.advance(1)

    assert right(home) == 200


def test_an_address_that_somebody_claims_to_have_does_not_count(home: Home) -> None:
    for number in range(20):
        claims = {
            "X-Forwarded-For": f"10.0.0.{number}",
            "Forwarded": f"for=10.0.0.{number}",
            "X-Real-IP": f"10.0.0.{number}",
        }
        guess(home, 1, headers=claims)

    assert right(home) == 429


def test_asking_without_a_token_is_no_guess(home: Home) -> None:
    for _ in range(30):
        assert home.send("GET", STATUS).status_code == 401

    assert right(home) == 200


def test_a_right_one_in_between_does_not_buy_more_guesses(home: Home) -> None:
    guess(home, 19)
    assert right(home) == 200
    guess(home, 1)

    assert right(home) == 429


def test_no_address_has_more_than_a_hundred_guesses_in_an_hour() -> None:
    clock = FakeClock(AFTERNOON)
    throttle, heard = Throttle(clock), []
    for _ in range(2 * 3600):
        if not throttle.wait("child"):
            throttle.failed("child")
            heard.append(clock.monotonic())
        clock.advance(1)

    assert max(sum(1 for at in heard if begin <= at < begin + 3600) for begin in heard) == HOURLY[0]


def test_many_addresses_together_have_a_bound_and_who_was_right_before_is_still_heard() -> None:
    throttle = Throttle(FakeClock(AFTERNOON))
    throttle.succeeded("home assistant")
    for number in range(EVERYBODY[0]):
        throttle.failed(f"10.0.0.{number}")

    assert throttle.wait("10.1.1.1")
    assert not throttle.wait("home assistant")


def test_what_is_remembered_is_bounded() -> None:
    throttle = Throttle(FakeClock(AFTERNOON))
    for number in range(3 * MOST_SOURCES):
        throttle.failed(f"wrong {number}")
        throttle.succeeded(f"right {number}")
    for _ in range(1000):
        throttle.failed("one")

    assert len(throttle._wrong) == MOST_SOURCES
    assert len(throttle._trusted) == MOST_TRUSTED
    assert max(map(len, throttle._wrong.values())) <= HOURLY[0]


@pytest.mark.parametrize(
    ("peer", "source"),
    [
        (("192.168.1.7", 1), "192.168.1.7"),
        (("::1", 1), "::1"),
        (("::ffff:192.168.1.7", 1), "192.168.1.7"),
        (("fd00:1:2:3:4:5:6:7", 1), "fd00:1:2:3::/64"),
        (("fe80::1%eth0", 1), "fe80::/64"),
        (("somewhere", 1), "somewhere"),
        (None, ""),
    ],
)
def test_a_device_with_many_addresses_of_one_network_is_one_source(peer: tuple[str, int] | None, source: str) -> None:
    assert source_of(peer) == source
