"""Why a connection to a broker could not be made: what the system or TLS says, as a sentence that helps."""

from __future__ import annotations

import socket
import ssl
from typing import Any

from errors import (
    BrokerLost,
    BrokerNoGreeting,
    BrokerNotFound,
    BrokerRefused,
    BrokerSilent,
    BrokerTls,
    MngrError,
)
from mqtt_ha.broker import Broker
from mqtt_ha.tls import tls_words


def explained(error: Exception, broker: Broker, seconds: float) -> MngrError:
    """The error to raise instead. ``seconds``: how long was waited, where it is a TimeoutError."""
    where: dict[str, Any] = {"host": broker.host, "port": broker.port}
    match error:
        case ssl.SSLError() | ssl.CertificateError():
            return BrokerTls(**where, why=tls_words(error))
        case socket.gaierror():
            return BrokerNotFound(**where)
        case ConnectionRefusedError():
            return BrokerRefused(**where)
        case ConnectionError():
            return BrokerNoGreeting(**where)
        case TimeoutError():
            return BrokerSilent(**where, seconds=round(seconds))
        case _:
            why = (error.strerror if isinstance(error, OSError) else str(error)[:200]) or type(error).__name__
            return BrokerLost(**where, why=why)
