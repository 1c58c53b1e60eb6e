"""An unknown key stops, a changed one blocks, and neither is ever signed in to."""

from __future__ import annotations

from pathlib import Path

import pytest

from errors import HostKeyChanged, HostKeyUnknown, KeyNotAccepted
from ssh_client.keys import ClientKey, HostKey, generate_key, load_key
from ssh_client.transport import Login
from workbench.computers import timekpr_tree
from workbench.sshd import Sshd

from .conftest import Computer

pytestmark = pytest.mark.real


@pytest.fixture
def own_sshd(tmp_path: Path, client_key: ClientKey) -> Sshd:
    return Sshd(tmp_path / "sshd", client_key.public_line, extra="LogLevel DEBUG1")


def computer_of(sshd: Sshd, tmp_path: Path, key: ClientKey, pinned: HostKey | None) -> Computer:
    timekpr_tree(tmp_path / "pc", ("anna",))
    return Computer(tmp_path / "pc", Login(sshd.account, key, pinned), sshd.port, users=("anna",))


def nobody_signed_in(sshd: Sshd) -> bool:
    return "userauth-request" not in (sshd.root / "log").read_text()


def test_first_contact_stops_with_the_fingerprint_that_ssh_keygen_prints(
    own_sshd: Sshd, tmp_path: Path, client_key: ClientKey
) -> None:
    with own_sshd:
        outcome = computer_of(own_sshd, tmp_path, client_key, None).pull()

    assert isinstance(outcome.error, HostKeyUnknown)
    assert outcome.error.message.fields["fingerprint"] == HostKey.from_line(own_sshd.host_key_line).fingerprint
    assert nobody_signed_in(own_sshd)


@pytest.mark.parametrize("kind", ["ed25519", "rsa", "ecdsa"])
def test_another_key_or_another_kind_of_key_blocks_and_names_both_fingerprints(
    own_sshd: Sshd, tmp_path: Path, client_key: ClientKey, kind: str
) -> None:
    pinned = HostKey.from_line(own_sshd.host_key_line)
    own_sshd.new_host_key(kind)
    with own_sshd:
        outcome = computer_of(own_sshd, tmp_path, client_key, pinned).pull()

    assert isinstance(outcome.error, HostKeyChanged)
    assert pinned.fingerprint in str(outcome.error)
    assert HostKey.from_line(own_sshd.host_key_line).fingerprint in str(outcome.error)
    assert nobody_signed_in(own_sshd)


@pytest.mark.parametrize("kind", ["ed25519", "rsa", "ecdsa"])
def test_the_confirmed_key_is_accepted_whatever_its_kind(
    own_sshd: Sshd, tmp_path: Path, client_key: ClientKey, kind: str
) -> None:
    own_sshd.new_host_key(kind)
    with own_sshd:
        outcome = computer_of(own_sshd, tmp_path, client_key, HostKey.from_line(own_sshd.host_key_line)).pull()

    assert outcome.error is None


def test_a_key_that_the_account_does_not_take_is_named_as_that(own_sshd: Sshd, tmp_path: Path) -> None:
    stranger = load_key(generate_key())
    with own_sshd:
        outcome = computer_of(own_sshd, tmp_path, stranger, HostKey.from_line(own_sshd.host_key_line)).pull()

    assert isinstance(outcome.error, KeyNotAccepted)
    assert outcome.stage == "auth"
