"""A name may have several addresses, and an address may name its interface."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest

from errors import ConnectionRefused, NameNotFound
from ssh_client import dial, resolve
from ssh_client.dial import _literal
from workbench.dead import black_hole, refused_port

from .conftest import Computer

Named = Callable[..., None]


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> Named:
    """Let every name stand for these ports of this machine."""

    def stand_for(*ports: int) -> None:
        addresses = [(socket.AF_INET, ("127.0.0.1", port)) for port in ports]
        monkeypatch.setattr(resolve, "_addresses", lambda _host, _port: addresses)

    return stand_for


@pytest.mark.real
def test_when_the_first_address_refuses_the_second_is_tried(computer: Computer, named: Named) -> None:
    named(refused_port(), computer.port)

    assert computer.pull(target=computer.target(host="pc.lan")).error is None


@pytest.mark.real
def test_when_the_first_address_is_silent_the_second_is_tried_beside_it(computer: Computer, named: Named) -> None:
    with black_hole() as silent:
        named(silent, computer.port)

        assert computer.pull(target=computer.target(host="pc.lan")).error is None


@pytest.mark.real
def test_when_all_refuse_it_is_on_and_takes_no_ssh(computer: Computer, named: Named) -> None:
    named(refused_port(), refused_port())

    assert isinstance(computer.pull(target=computer.target(host="pc.lan")).error, ConnectionRefused)


@pytest.mark.real
def test_a_name_without_an_address_is_not_known(computer: Computer, named: Named) -> None:
    named()

    assert isinstance(computer.pull(target=computer.target(host="pc.lan")).error, NameNotFound)


@pytest.mark.real
def test_only_the_first_addresses_of_many_are_tried(computer: Computer, named: Named) -> None:
    named(*(refused_port() for _ in range(dial.MAX_ADDRESSES)), computer.port)

    assert isinstance(computer.pull(target=computer.target(host="pc.lan")).error, ConnectionRefused)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("192.168.1.5", (socket.AF_INET, ("192.168.1.5", 22))),
        ("2001:db8::7", (socket.AF_INET6, ("2001:db8::7", 22, 0, 0))),
        ("[2001:db8::7]", (socket.AF_INET6, ("2001:db8::7", 22, 0, 0))),
        ("fe80::1%7", (socket.AF_INET6, ("fe80::1", 22, 0, 7))),
        ("fe80::1%lo", (socket.AF_INET6, ("fe80::1", 22, 0, socket.if_nametoindex("lo")))),
        ("fe80::1%no-such-interface", (socket.AF_INET6, ("fe80::1", 22, 0, 0))),
        ("pc.lan", None),
        ("192.168.1", None),
    ],
)
def test_an_address_is_used_as_it_is_and_a_name_is_looked_up(host: str, address: object) -> None:
    assert _literal(host, 22) == address
