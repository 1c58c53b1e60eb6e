"""The certificate that the program makes for itself."""

from __future__ import annotations

import ssl
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from clock import FakeClock
from settings import Settings
from storage import Store
from web.tls import CERTIFICATE, KEY, LASTS, RENEWED_BEFORE, own_certificate

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


@pytest.fixture
def store(tmp_path: Path, clock: FakeClock) -> Iterator[Store]:
    with Store.open(tmp_path / "data", clock=clock, writer=True) as store:
        yield store


def names(store: Store) -> set[str]:
    certificate = x509.load_pem_x509_certificate(store.root.joinpath(*CERTIFICATE).read_bytes())
    covered = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {str(one.value) for one in covered}


def test_it_is_made_once_and_kept_with_its_key_for_us_alone(store: Store) -> None:
    first = own_certificate(store, Settings())

    assert own_certificate(store, Settings()) == first
    assert stat.S_IMODE(first.key.stat().st_mode) == 0o600
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(first.certificate, first.key)  # raises if they do not belong together
    assert len(first.fingerprint.split(":")) == 32


def test_it_is_for_the_names_of_this_machine_and_those_of_the_settings(store: Store) -> None:
    own_certificate(store, Settings(allowed_hosts="timekpr.example.org"))

    assert {"localhost", "127.0.0.1", "::1", "timekpr.example.org"} <= names(store)


def test_another_name_makes_another_one(store: Store) -> None:
    first = own_certificate(store, Settings())

    assert own_certificate(store, Settings(allowed_hosts="timekpr.example.org")).fingerprint != first.fingerprint
    assert "timekpr.example.org" in names(store)


def test_it_is_renewed_before_it_ends(store: Store, clock: FakeClock) -> None:
    first = own_certificate(store, Settings())
    clock.advance((LASTS - RENEWED_BEFORE - timedelta(days=1)).total_seconds())
    assert own_certificate(store, Settings()) == first
    clock.advance(timedelta(days=2).total_seconds())

    assert own_certificate(store, Settings()).fingerprint != first.fingerprint


@pytest.mark.parametrize("part", [CERTIFICATE, KEY], ids=["certificate", "key"])
@pytest.mark.parametrize("damage", [b"", b"-----BEGIN", b"\x00\xff" * 100])
def test_a_damaged_half_makes_both_anew(store: Store, part: tuple[str, ...], damage: bytes) -> None:
    first = own_certificate(store, Settings())
    store.root.joinpath(*part).write_bytes(damage)

    second = own_certificate(store, Settings())

    assert second.fingerprint != first.fingerprint
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(second.certificate, second.key)


def test_a_key_of_another_certificate_makes_both_anew(tmp_path: Path, store: Store, clock: FakeClock) -> None:
    first = own_certificate(store, Settings())
    with Store.open(tmp_path / "other", clock=clock, writer=True) as other:
        foreign = own_certificate(other, Settings()).key.read_bytes()
    store.root.joinpath(*KEY).write_bytes(foreign)

    assert own_certificate(store, Settings()).fingerprint != first.fingerprint
