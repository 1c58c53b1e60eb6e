"""TLS to a server of somebody's house or provider: whom we trust, and why it was no good."""

from __future__ import annotations

import os
import ssl
from enum import Enum, auto
from pathlib import Path
from typing import Final


class Fault(Enum):
    """Why there is no safe connection, where we know what helps."""

    NOT_TRUSTED = auto()
    EXPIRED = auto()
    OTHER_NAME = auto()
    NO_TLS = auto()
    """The other side does not speak it."""
    WANTS_CERTIFICATE = auto()
    """It wants to see one of ours."""


_NOT_VERIFIED: Final = {
    9: Fault.EXPIRED, 10: Fault.EXPIRED, 18: Fault.NOT_TRUSTED, 19: Fault.NOT_TRUSTED, 20: Fault.NOT_TRUSTED,
    21: Fault.NOT_TRUSTED, 62: Fault.OTHER_NAME, 64: Fault.OTHER_NAME,
}  # fmt: skip
"""Why a certificate is not taken, by the numbers of OpenSSL's x509_vfy.h; one not valid yet is as an expired one."""
_NO_TLS: Final = {
    "WRONG_VERSION_NUMBER": Fault.NO_TLS,
    "RECORD_LAYER_FAILURE": Fault.NO_TLS,
    "UNEXPECTED_EOF_WHILE_READING": Fault.NO_TLS,
    "TLSV13_ALERT_CERTIFICATE_REQUIRED": Fault.WANTS_CERTIFICATE,
    "SSLV3_ALERT_HANDSHAKE_FAILURE": Fault.WANTS_CERTIFICATE,
}
"""Why there is no TLS at all, by OpenSSL's names."""


class CannotTrust(Exception):
    """A file that says whom to trust cannot be used; the text says which and why."""


def client_context(
    *, ca_cert: str = "", client_cert: str = "", client_key: str = "", insecure: bool = False
) -> ssl.SSLContext:
    """How a server is trusted. Certificates are paths of PEM files or empty. Raises CannotTrust.

    ``insecure``: whoever answers is believed to be the server.
    """
    try:
        context = ssl.create_default_context(cafile=ca_cert or None)
        if client_cert:
            context.load_cert_chain(client_cert, client_key or None)
    except (OSError, ValueError) as error:
        named = [one for one in (ca_cert, client_cert, client_key) if one]
        missing = next((one for one in named if not Path(one).is_file() or not os.access(one, os.R_OK)), "")
        why = f"{missing}: {os.strerror(getattr(error, 'errno', None) or 2)}" if missing else words_of(error)
        raise CannotTrust(why) from error
    if insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def fault_of(error: Exception) -> Fault | None:
    """Why there is no TLS, where we know it."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return _NOT_VERIFIED.get(error.verify_code)
    return _NO_TLS.get(error.reason) if isinstance(error, ssl.SSLError) and error.reason else None


def words_of(error: Exception) -> str:
    """Why there is no TLS in OpenSSL's own words, without their numbers."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return str(error.verify_message)
    if isinstance(error, ssl.SSLError) and error.reason:
        return error.reason.replace("_", " ").lower()
    return getattr(error, "strerror", None) or str(error)[:200]
