"""The second factor: RFC 6238, codes that open once, and clocks that are a little off."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from hypothesis import given, strategies as st

from accounts.models import SecondFactor
from accounts.second_factor import after_code, new_key, new_recovery_codes, step_of, uri

RFC_KEY = base64.b32encode(b"12345678901234567890").decode()
RFC_6238 = ((59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"),
            (2000000000, "279037"), (20000000000, "353130"))  # fmt: skip
"""Appendix B, SHA-1, the last six of the eight digits."""
NOON = datetime(2026, 11, 18, 12, 0, 5, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def code(key: str, when: datetime) -> str:
    return TOTP(base64.b32decode(key), 6, SHA1(), 30, enforce_key_length=False).generate(int(when.timestamp())).decode()


@pytest.mark.parametrize(("seconds", "code"), RFC_6238)
def test_the_codes_are_those_of_the_rfc(seconds: int, code: str) -> None:
    assert step_of(RFC_KEY, code, at(seconds)) == seconds // 30
    assert step_of(RFC_KEY, f"{code[:3]} {code[3:]} ", at(seconds)) == seconds // 30


@pytest.mark.parametrize(
    ("off", "opens"), [(-60, False), (-30, True), (0, True), (30, True), (60, False), (3600, False)]
)
def test_a_phone_may_be_half_a_minute_off(off: int, opens: bool) -> None:
    key = new_key()
    assert (step_of(key, code(key, NOON + timedelta(seconds=off)), NOON) is not None) == opens


def test_a_code_opens_once_and_an_earlier_one_not_after_it() -> None:
    factor = SecondFactor(key=new_key())
    now, before = code(factor.key, NOON), code(factor.key, NOON - timedelta(seconds=30))
    used = after_code(factor, now, NOON)
    assert used is not None
    assert after_code(used, now, NOON) is None
    assert after_code(used, now, NOON + timedelta(seconds=29)) is None
    assert after_code(used, before, NOON) is None
    assert after_code(used, code(factor.key, NOON + timedelta(seconds=30)), NOON) is not None


def test_each_recovery_code_opens_once_however_it_is_typed() -> None:
    codes, kept = new_recovery_codes()
    factor = SecondFactor(key=new_key(), recovery=kept)
    assert len(set(codes)) == len(codes) == 8
    assert not any(one.replace("-", "") in "".join(kept) for one in codes)
    for number, one in enumerate(codes):
        used = after_code(factor, f" {one.upper().replace('-', ' ')}", NOON)
        assert used is not None
        assert len(used.recovery) == 7 - number
        assert after_code(used, one, NOON) is None
        factor = used
    assert factor.recovery == ()


@given(st.text(max_size=80))
def test_no_text_opens_by_accident(text: str) -> None:
    factor = SecondFactor(key=RFC_KEY, recovery=new_recovery_codes()[1])
    assert text in {one for off in (-30, 0, 30) for one in [code(RFC_KEY, at(1e9 + off))]} or (
        after_code(factor, text, at(1e9)) is None
    )


@pytest.mark.parametrize(
    "text", ["٢٨٧٠٨٢", "²⁸⁷⁰⁸²", "287082\0", "+87082", "-87082", "28708 ", "2870820", "", " " * 60_000]
)
def test_only_six_plain_digits_are_a_code(text: str) -> None:
    assert step_of(RFC_KEY, text, at(59)) is None
    assert after_code(SecondFactor(key=RFC_KEY), text, at(59)) is None


@pytest.mark.parametrize("key", ["", "!", "A", "AAAAAAA", "äöü"])
def test_a_damaged_key_opens_to_nobody(key: str) -> None:
    assert step_of(key, "287082", at(59)) is None


def test_authenticator_apps_can_read_the_address_whatever_the_name() -> None:
    found = urlsplit(uri(RFC_KEY, 'Jörg & "Eva"?secret=x#'))
    assert (found.scheme, found.netloc) == ("otpauth", "totp")
    assert unquote(found.path) == '/timekpr-mngr:Jörg & "Eva"?secret=x#'
    assert parse_qs(found.query)["secret"] == [RFC_KEY]
