"""Confirmed host keys: OpenSSH's own file, and nothing is trusted that a parent has not confirmed."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from clock import FakeClock
from errors import DiskFull
from ssh_client.keys import HostKey, generate_key, load_key
from ssh_client.known_hosts import KnownHosts
from storage import Store

ADDRESSES = [
    ("192.168.1.5", 22, "192.168.1.5"),
    ("pc-anna.lan", 2222, "[pc-anna.lan]:2222"),
    ("PC-Anna.LAN", 22, "pc-anna.lan"),
    ("fe80::1", 22, "fe80::1"),
    ("[2001:db8::7]", 2222, "[2001:db8::7]:2222"),
]
"""Host and port, and how ``ssh`` names them in the file."""


def new_key() -> HostKey:
    return HostKey.from_line(load_key(generate_key()).public_line)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "data", clock=FakeClock(datetime(2026, 3, 2, tzinfo=UTC)), writer=True) as store:
        yield store


@pytest.fixture
def hosts(store: Store) -> KnownHosts:
    return KnownHosts(store)


def file(store: Store) -> Path:
    return store.root / "ssh" / "known_hosts"


def copies(store: Store) -> list[Path]:
    return list(store.root.rglob("known_hosts/@*"))


def test_what_was_confirmed_is_known_after_a_restart(store: Store, hosts: KnownHosts) -> None:
    keys = {(host, port): new_key() for host, port, _ in ADDRESSES}
    for (host, port), key in keys.items():
        hosts.trust(host, port, key)

    again = KnownHosts(store)

    assert {address: again.get(*address) for address in keys} == keys


@pytest.mark.real
@pytest.mark.parametrize(("host", "port", "name"), ADDRESSES)
def test_ssh_finds_the_key_in_the_file(store: Store, hosts: KnownHosts, host: str, port: int, name: str) -> None:
    key = new_key()
    hosts.trust("another", 22, new_key())
    hosts.trust(host, port, key)

    found = subprocess.run(
        ["ssh-keygen", "-F", name, "-f", file(store)], check=True, capture_output=True, text=True
    ).stdout.splitlines()

    assert found[-1] == f"{name} {key.line}"


def test_a_key_is_for_its_port_alone(hosts: KnownHosts) -> None:
    first, second = new_key(), new_key()
    hosts.trust("pc", 22, first)

    assert hosts.get("pc", 2222) is None

    hosts.trust("pc", 2222, second)
    assert (hosts.get("pc", 22), hosts.get("pc", 2222)) == (first, second)


def test_upper_and_lower_case_name_the_same_host_and_brackets_change_nothing(hosts: KnownHosts) -> None:
    key = new_key()
    hosts.trust("PC-Anna", 22, key)
    hosts.trust("[FE80::1]", 2222, key)

    assert hosts.get("pc-anna", 22) == hosts.get("fe80::1", 2222) == key


def test_a_new_key_replaces_the_one_before(store: Store, hosts: KnownHosts) -> None:
    key = new_key()
    hosts.trust("pc", 22, new_key())
    hosts.trust("PC", 22, key)

    assert hosts.get("pc", 22) == key
    assert file(store).read_text().count("ssh-ed25519") == 1


def test_one_address_is_forgotten_and_the_others_stay(store: Store, hosts: KnownHosts) -> None:
    key = new_key()
    for port in (22, 2222):
        hosts.trust("pc", port, key)
    hosts.forget("PC", 22)
    hosts.forget("never-known", 22)

    for known in (hosts, KnownHosts(store)):
        assert (known.get("pc", 22), known.get("pc", 2222)) == (None, key)


def test_what_was_not_saved_is_not_trusted(hosts: KnownHosts, monkeypatch: pytest.MonkeyPatch) -> None:
    old = new_key()
    hosts.trust("pc", 22, old)

    def full(*_args: object, **_options: object) -> None:
        raise DiskFull(path="known_hosts")

    monkeypatch.setattr(Store, "write_bytes", full)
    for change in (lambda: hosts.trust("pc", 22, new_key()), lambda: hosts.forget("pc", 22)):
        with pytest.raises(DiskFull):
            change()

    assert hosts.get("pc", 22) == old


DAMAGE = {
    "empty": lambda data: b"",
    "nuls": lambda data: bytes(len(data)),
    "cut": lambda data: data[:-30],
    "another type": lambda data: data.replace(b" ssh-ed25519 ", b" ssh-rsa "),
    "no text": lambda data: data + b"\xff\xfe\n",
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_file_is_restored_from_its_good_copy(store: Store, hosts: KnownHosts, damage) -> None:
    key = new_key()
    hosts.trust("pc", 22, key)
    good = file(store).read_bytes()
    file(store).write_bytes(damage(good))

    assert KnownHosts(store).get("pc", 22) == key
    assert file(store).read_bytes() == good


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_without_a_good_copy_nothing_is_trusted(store: Store, hosts: KnownHosts, damage) -> None:
    for host in ("pc", "second"):
        hosts.trust(host, 22, new_key())
    kept = copies(store)
    for copy in kept:
        copy.unlink()
    file(store).write_bytes(damage(file(store).read_bytes()))

    again = KnownHosts(store)

    assert kept
    assert (again.get("pc", 22), again.get("second", 22)) == (None, None)


def test_after_such_a_loss_a_key_can_be_confirmed_again(store: Store, hosts: KnownHosts) -> None:
    hosts.trust("pc", 22, new_key())
    for copy in copies(store):
        copy.unlink()
    file(store).write_bytes(b"damaged\n")
    again, key = KnownHosts(store), new_key()
    again.trust("pc", 22, key)

    assert KnownHosts(store).get("pc", 22) == key


def test_a_key_that_is_cut_short_is_none(tmp_path: Path) -> None:
    line = new_key().line

    for cut in range(4, len(line) - len("ssh-ed25519 "), 4):
        with pytest.raises(ValueError, match=r"cut short|another type|not base64|not a public key"):
            HostKey.from_line(line[:-cut])
