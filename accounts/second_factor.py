"""The second factor: time-based codes (RFC 6238) of an authenticator app, and recovery codes for a lost phone."""

from __future__ import annotations

import base64
import binascii
import secrets
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest
from typing import Final
from urllib.parse import quote

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from accounts.models import SecondFactor

STEP: Final = 30
"""Seconds for which a code is shown."""
DIGITS: Final = 6
SLACK: Final = 1
"""Steps that the phone's clock may be ahead or behind."""
KEY_BYTES: Final = 20
RECOVERY_CODES: Final = 8
RECOVERY_BYTES: Final = 10
ISSUER: Final = "timekpr-mngr"


def new_key() -> str:
    """A key in base32, as authenticator apps take it."""
    return base64.b32encode(secrets.token_bytes(KEY_BYTES)).decode()


def uri(key: str, name: str) -> str:
    """The address that authenticator apps read from a QR code (Key URI Format)."""
    label = quote(f"{ISSUER}:{name}", safe="")
    return f"otpauth://totp/{label}?secret={key}&issuer={quote(ISSUER)}&digits={DIGITS}&period={STEP}"


def step_of(key: str, code: str, now: datetime, after: int = 0) -> int | None:
    """The time step that a code belongs to, if it is a present one later than ``after``; else None."""
    digits = "".join(code.split())
    if len(digits) != DIGITS or not (digits.isascii() and digits.isdigit()):
        return None
    try:
        totp = TOTP(base64.b32decode(key), DIGITS, SHA1(), STEP, enforce_key_length=False)  # noqa: S303 - as apps have it
    except (binascii.Error, ValueError):
        return None
    present = int(now.timestamp()) // STEP
    for step in range(present - SLACK, present + SLACK + 1):
        if step > after and compare_digest(totp.generate(step * STEP), digits.encode()):
            return step
    return None


def new_recovery_codes() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Codes to be written down, and what is kept of them."""
    codes = tuple(_grouped(secrets.token_bytes(RECOVERY_BYTES)) for _ in range(RECOVERY_CODES))
    return codes, tuple(_digest(code) for code in codes)


def after_code(factor: SecondFactor, code: str, now: datetime) -> SecondFactor | None:
    """The factor once this code has opened: its step, or the recovery code, is used up. None if it does not open."""
    step = step_of(factor.key, code, now, factor.last_step)
    if step is not None:
        return factor.model_copy(update={"last_step": step})
    digest = _digest(code)
    if len(code) <= 100 and any(compare_digest(one, digest) for one in factor.recovery):
        return factor.model_copy(update={"recovery": tuple(one for one in factor.recovery if one != digest)})
    return None


def _grouped(data: bytes) -> str:
    text = base64.b32encode(data).decode().lower()
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def _digest(code: str) -> str:
    plain = "".join(char for char in code.lower() if char.isascii() and char.isalnum())
    return sha256(plain.encode()).hexdigest()
