"""The living are read at once, whatever the dead do."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import replace

import pytest

from clock import SystemClock
from errors import ConnectionLost, ConnectionRefused, HostKeyUnknown, NameNotFound, TooSlow, Unreachable
from ssh_client.dispatch import Dispatcher, Target
from ssh_client.keys import HostKey
from ssh_client.limits import Limits
from ssh_client.resolve import Resolver
from workbench.dead import black_hole, refused_port, silent
from workbench.proxy import Proxy
from workbench.sshd import Sshd

from .conftest import Computer
from .leftovers import nothing_left_behind

pytestmark = pytest.mark.real

SHORT = Limits(resolve=1, connect=1, banner=1, key_exchange=1, auth=1, channel=1, operation=1, machine=2)


def test_each_way_to_be_dead_has_its_own_sentence(computer: Computer) -> None:
    quick = replace(computer, limits=SHORT)
    with black_hole() as hole, silent() as mute, Proxy(computer.port, after=5000, hang_up=True) as broken:
        outcomes = quick.pull_all(
            [
                quick.target("refused", port=refused_port()),
                quick.target("hole", port=hole),
                quick.target("mute", port=mute),
                quick.target("broken", port=broken.port),
                quick.target("nameless", host="no-such-computer.invalid"),
                quick.target("alive"),
            ]
        )

    kinds = {name: type(outcome.error) for name, outcome in outcomes.items()}
    assert kinds == {
        "refused": ConnectionRefused,
        "hole": Unreachable,
        "mute": TooSlow,
        "broken": ConnectionLost,
        "nameless": NameNotFound,
        "alive": type(None),
    }


def test_computers_that_stall_in_the_middle_do_not_hold_up_the_others(computer: Computer) -> None:
    """Sixty stall and keep a worker each; the living are all done before the first of the sixty is given up."""
    quick = replace(computer, limits=replace(SHORT, operation=5, key_exchange=5, machine=10))
    order: list[str] = []
    with Proxy(computer.port, after=4000) as frozen:
        targets = [quick.target(f"frozen{number}", port=frozen.port) for number in range(60)]
        targets += [quick.target(f"alive{number}") for number in range(20)]
        Dispatcher(
            lambda _target, machine: machine.pull(quick.request(), lambda _main: quick.directories),
            lambda target, _outcome: order.append(target.id),
            clock=SystemClock(),
            limits=quick.limits,
            resolver=Resolver(),
        ).run(targets, threading.Event())

    assert len(order) == 80
    assert all(name.startswith("alive") for name in order[:20])


def test_a_thousand_faulty_connections_leave_no_thread_and_no_descriptor(computer: Computer) -> None:
    quick = replace(
        computer, limits=replace(SHORT, connect=0.3, banner=0.3, key_exchange=0.5, operation=0.5, machine=1)
    )
    with nothing_left_behind(), contextlib.ExitStack() as stack:
        hole = stack.enter_context(black_hole())
        mute = stack.enter_context(silent())
        half = stack.enter_context(silent(b"SSH-2.0-"))
        greeted = stack.enter_context(silent(b"SSH-2.0-OpenSSH_9.2\r\n"))
        ports = [hole, mute, half, greeted, refused_port()]
        for _ in range(4):
            outcomes = quick.pull_all([quick.target(f"pc{number}", port=ports[number % 5]) for number in range(250)])
            assert all(outcome.error is not None for outcome in outcomes.values())


def test_a_stop_ends_a_cycle_in_the_middle_of_everything(computer: Computer) -> None:
    stop = threading.Event()
    done: list[Target] = []
    with black_hole() as hole, silent() as mute, Proxy(computer.port, after=4000) as frozen:
        ports = [hole, mute, frozen.port]
        dispatcher = Dispatcher(
            lambda _target, machine: machine.pull(computer.request(), lambda _main: computer.directories),
            lambda target, _outcome: done.append(target),
            clock=SystemClock(),
            limits=Limits(),
            resolver=Resolver(),
        )
        thread = threading.Thread(
            target=dispatcher.run,
            args=([computer.target(str(n), port=ports[n % 3]) for n in range(30)], stop),
            daemon=True,
        )
        thread.start()
        stop.wait(0.5)  # let all of them get stuck
        stop.set()
        dispatcher.wake()
        thread.join(2)

        assert not thread.is_alive()
    for worker in [one for one in threading.enumerate() if one.name == "ssh-worker"]:
        worker.join(2)
        assert not worker.is_alive()


def test_an_unknown_key_among_many_blocks_only_itself(computer: Computer) -> None:
    stranger = replace(computer.target("stranger"), login=replace(computer.login, pinned=None))

    outcomes = computer.pull_all([stranger, computer.target("known")])

    assert isinstance(outcomes["stranger"].error, HostKeyUnknown)
    assert outcomes["known"].error is None


def test_ipv6_and_names_are_reached_too(computer: Computer, client_key, tmp_path) -> None:
    with Sshd(tmp_path / "six", client_key.public_line, listen="[::1]") as six:
        login = replace(computer.login, pinned=HostKey.from_line(six.host_key_line))
        outcomes = computer.pull_all(
            [
                computer.target("six", host="::1", port=six.port, login=login),
                computer.target("bracketed", host="[::1]", port=six.port, login=login),
                computer.target("name", host="localhost"),
            ]
        )

    assert [outcome.error for outcome in outcomes.values()] == [None, None, None]
