"""A computer that freezes or hangs up at any byte costs its own deadline and nothing else."""

from __future__ import annotations

import contextlib
import socket
import threading
from dataclasses import replace

import pytest

from errors import ConnectionLost, MachineError, TooMuch, TooSlow
from ssh_client.limits import Limits
from workbench.proxy import Proxy

from .conftest import Computer
from .leftovers import nothing_left_behind

pytestmark = pytest.mark.real

POINTS = 200
SHORT = Limits(connect=1, banner=1, key_exchange=1, auth=1, channel=1, operation=1, machine=3)


def conversation_length(computer: Computer) -> int:
    """Bytes that the server sends in a pull until the last answer is on its way.

    The last ones are left out: what comes after the answers is not waited for, and the server puts its answers into
    more or fewer packets each time, with some bytes of their own each.
    """
    with Proxy(computer.port) as proxy:
        assert computer.pull(target=computer.target(port=proxy.port)).error is None
        return proxy.forwarded - 2048


@pytest.fixture
def quick(computer: Computer) -> Computer:
    return replace(computer, limits=SHORT)


def test_frozen_at_any_byte_it_ends_at_the_deadline_and_leaves_nothing_behind(
    computer: Computer, quick: Computer
) -> None:
    length = conversation_length(computer)
    points = [length * number // POINTS for number in range(POINTS)]
    late = 0.0
    with nothing_left_behind():
        for some in (points[at :: POINTS // 50] for at in range(POINTS // 50)):
            with contextlib.ExitStack() as stack:
                proxies = [stack.enter_context(Proxy(computer.port, after=point)) for point in some]
                targets = [quick.target(f"pc{proxy.port}", port=proxy.port) for proxy in proxies]
                outcomes = quick.pull_all(targets)
            assert len(outcomes) == len(some)
            for outcome in outcomes.values():
                assert isinstance(outcome.error, TooSlow), outcome
                late = max(late, outcome.seconds - SHORT.machine)
    assert late < 1.0


def test_hung_up_at_any_byte_it_says_so(computer: Computer) -> None:
    """It ends at once, so the deadlines are the usual ones: a loaded machine must not pass for a slow server."""
    length = conversation_length(computer)
    for point in range(0, length, length // 40):
        with Proxy(computer.port, after=point, hang_up=True) as proxy:
            outcome = computer.pull(target=computer.target(port=proxy.port))
        assert isinstance(outcome.error, ConnectionLost), (point, outcome)


def test_a_byte_now_and_then_buys_no_time(quick: Computer) -> None:
    """Each byte would reset an inactivity timeout; the deadline is for the whole step."""
    with _dripping() as port:
        outcome = quick.pull(target=quick.target(port=port))

    assert isinstance(outcome.error, TooSlow)
    assert outcome.seconds < SHORT.banner + 1


def test_a_flood_is_cut_at_what_a_computer_may_send(computer: Computer) -> None:
    for user in range(20):
        for path in (f"config/timekpr.u{user}.conf", f"work/u{user}.time"):
            (computer.root / path).write_bytes(b"x" * 200_000 + b"\n")

    outcome = computer.pull(computer.request(users=tuple(f"u{number}" for number in range(20))))

    assert isinstance(outcome.error, TooMuch)


def test_the_error_of_a_frozen_step_names_the_step(quick: Computer) -> None:
    with Proxy(quick.port, after=60) as proxy:
        outcome = quick.pull(target=quick.target(port=proxy.port))

    assert isinstance(outcome.error, MachineError)
    assert outcome.stage == "key_exchange"
    assert "agreeing on keys" in str(outcome.error)


@contextlib.contextmanager
def _dripping():
    stop = threading.Event()

    def drip() -> None:
        with contextlib.suppress(OSError):
            client, _ = listener.accept()
            with client:
                while not stop.wait(0.05):
                    client.sendall(b"x")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            stop.set()
            thread.join(5)
