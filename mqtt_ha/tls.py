"""TLS to a broker: whom we trust, and why it was no good."""

from __future__ import annotations

import os
import ssl
from pathlib import Path
from typing import Final

from errors import BrokerTls
from errors.mqtt import EXPIRED, NOT_TRUSTED, OTHER_NAME, SPEAKS_NO_TLS, WANTS_CERTIFICATE
from i18n import FieldValue, Message
from mqtt_ha.broker import Broker

NOT_VERIFIED: Final = {
    10: EXPIRED, 18: NOT_TRUSTED, 19: NOT_TRUSTED, 20: NOT_TRUSTED, 21: NOT_TRUSTED, 62: OTHER_NAME, 64: OTHER_NAME,
}  # fmt: skip
"""Why a certificate is not taken, by the numbers of OpenSSL's x509_vfy.h."""
NO_TLS: Final = {
    "WRONG_VERSION_NUMBER": SPEAKS_NO_TLS,
    "RECORD_LAYER_FAILURE": SPEAKS_NO_TLS,
    "UNEXPECTED_EOF_WHILE_READING": SPEAKS_NO_TLS,
    "TLSV13_ALERT_CERTIFICATE_REQUIRED": WANTS_CERTIFICATE,
    "SSLV3_ALERT_HANDSHAKE_FAILURE": WANTS_CERTIFICATE,
}
"""Why there is no TLS at all, by OpenSSL's names."""


def tls_context(broker: Broker) -> ssl.SSLContext:
    """How the broker is trusted. Raises BrokerTls if a file cannot be used."""
    try:
        context = ssl.create_default_context(cafile=broker.ca_cert or None)
        if broker.client_cert:
            context.load_cert_chain(broker.client_cert, broker.client_key or None)
    except (OSError, ValueError) as error:
        named = [one for one in (broker.ca_cert, broker.client_cert, broker.client_key) if one]
        missing = next((one for one in named if not Path(one).is_file() or not os.access(one, os.R_OK)), "")
        why = f"{missing}: {os.strerror(getattr(error, 'errno', None) or 2)}" if missing else tls_words(error)
        raise BrokerTls(host=broker.host, port=broker.port, why=why) from error
    if broker.insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def tls_words(error: Exception) -> FieldValue:
    """Why there is no TLS: in our words where we know what helps, else in OpenSSL's own without their numbers."""
    if isinstance(error, ssl.SSLCertVerificationError):
        known = NOT_VERIFIED.get(error.verify_code)
        return Message(known) if known else str(error.verify_message)
    if isinstance(error, ssl.SSLError) and error.reason:
        if error.reason in NO_TLS:
            return Message(NO_TLS[error.reason])
        return error.reason.replace("_", " ").lower()
    return getattr(error, "strerror", None) or str(error)[:200]
