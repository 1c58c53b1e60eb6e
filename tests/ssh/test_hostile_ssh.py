"""Whatever a computer says in place of honest SSH, it ends with an error of ours, and the others are read."""

from __future__ import annotations

import struct
import threading
from contextlib import ExitStack
from dataclasses import replace

import pytest

from clock import SystemClock
from errors import ProtocolTooOld, TooMuch
from ssh_client.dispatch import Dispatcher, Outcome
from ssh_client.keys import HostKey, generate_key, load_key
from ssh_client.pull import Pulled
from ssh_client.resolve import Resolver

from .conftest import Computer
from .hostile import (
    BLOCK,
    IGNORE,
    Script,
    after_signing_in,
    dripping,
    hostile,
    kexinit,
    plain,
    pouring,
    saying,
    stderr_flood,
    unknown_type,
)

pytestmark = pytest.mark.real

IN_THE_KERNEL = 16 * 1024 * 1024
"""What the sockets of both sides may hold beside what the client has taken."""


def meet(computer: Computer, script: Script, pinned: HostKey | None = None) -> Outcome[Pulled]:
    """What becomes of a hostile server, which is read beside an honest one."""
    with hostile(script) as port:
        target = computer.target("bad", port=port, login=replace(computer.login, pinned=pinned))
        outcomes = computer.pull_all([target, computer.target("good")])
    assert outcomes["good"].error is None
    return outcomes["bad"]


def signed_in(computer: Computer, message) -> Outcome[Pulled]:
    key = load_key(generate_key()).key
    return meet(computer, after_signing_in(key, message), HostKey(key.get_name(), key.asbytes()))


def test_a_flood_on_the_error_stream_of_sftp_is_cut(computer: Computer) -> None:
    """Nobody reads that stream, so what comes there would only pile up."""
    outcome = signed_in(computer, stderr_flood)

    assert isinstance(outcome.error, TooMuch), outcome


@pytest.mark.parametrize(
    ("start", "again"),
    [
        pytest.param(b"", plain(bytes([IGNORE]) + struct.pack(">I", len(BLOCK)) + BLOCK), id="ignore"),
        pytest.param(struct.pack(">IB", 0x7FFFFFFC, 8) + bytes(3), BLOCK, id="one packet of 2 GiB"),
    ],
)
def test_a_flood_before_the_keys_are_agreed_on_is_cut(computer: Computer, start: bytes, again: bytes) -> None:
    sent: list[int] = []

    outcome = meet(computer, pouring(start, again, sent))

    assert isinstance(outcome.error, TooMuch), outcome
    assert sum(sent) < computer.limits.machine_bytes + IN_THE_KERNEL


@pytest.mark.parametrize(
    "packet",
    [
        pytest.param(kexinit(b"\xff\xfe\xfd"), id="names that are no text"),
        pytest.param(kexinit(b"diffie-hellman-group-exchange-sha256"), id="group exchange alone"),
        pytest.param(kexinit(b"diffie-hellman-group14-sha256,diffie-hellman-group16-sha512"), id="fixed groups alone"),
    ],
)
def test_an_offer_that_nobody_can_take_is_no_fault_of_ours(computer: Computer, packet: bytes) -> None:
    outcome = meet(computer, saying(plain(packet)))

    assert isinstance(outcome.error, ProtocolTooOld), outcome
    assert outcome.stage == "key_exchange"


def test_a_message_of_an_unknown_type_is_no_fault_of_ours(computer: Computer) -> None:
    outcome = signed_in(computer, unknown_type)

    assert isinstance(outcome.error, ProtocolTooOld), outcome


def test_servers_that_drip_do_not_hold_up_those_that_work(computer: Computer) -> None:
    """Never silent, they would each seem at work and keep a worker for their whole deadline."""
    done: list[str] = []
    stop = threading.Event()

    def note(target, _outcome: Outcome[Pulled]) -> None:
        done.append(target.id)
        if len(done) == len(living):
            stop.set()

    with ExitStack() as stack:
        port = stack.enter_context(hostile(dripping))
        drippers = [computer.target(f"drip{number}", port=port) for number in range(20)]
        living = [computer.target(f"living{number}") for number in range(3)]
        Dispatcher(
            lambda _target, machine: machine.pull(computer.request(), lambda _main: computer.directories),
            note,
            clock=SystemClock(),
            limits=replace(computer.limits, key_exchange=6),
            resolver=Resolver(),
        ).run([*drippers, *living], stop)

    assert sorted(done) == [target.id for target in living]
