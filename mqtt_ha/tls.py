"""TLS to a broker: whom we trust, and why it was no good."""

from __future__ import annotations

import ssl
from typing import Final

from errors import BrokerTls
from errors.mqtt import EXPIRED, NOT_TRUSTED, OTHER_NAME, SPEAKS_NO_TLS, WANTS_CERTIFICATE
from i18n import FieldValue, Message
from mqtt_ha.broker import Broker
from tls_client import CannotTrust, Fault, client_context, fault_of, words_of

WORDS: Final = {
    Fault.NOT_TRUSTED: NOT_TRUSTED,
    Fault.EXPIRED: EXPIRED,
    Fault.OTHER_NAME: OTHER_NAME,
    Fault.NO_TLS: SPEAKS_NO_TLS,
    Fault.WANTS_CERTIFICATE: WANTS_CERTIFICATE,
}


def tls_context(broker: Broker) -> ssl.SSLContext:
    """How the broker is trusted. Raises BrokerTls if a file cannot be used."""
    try:
        return client_context(
            ca_cert=broker.ca_cert,
            client_cert=broker.client_cert,
            client_key=broker.client_key,
            insecure=broker.insecure,
        )
    except CannotTrust as error:
        raise BrokerTls(host=broker.host, port=broker.port, why=str(error)) from error


def tls_words(error: Exception) -> FieldValue:
    """Why there is no TLS: in our words where we know what helps, else in OpenSSL's own."""
    fault = fault_of(error)
    return Message(WORDS[fault]) if fault else words_of(error)
