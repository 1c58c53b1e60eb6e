"""Which mail server, and why it could not be reached: what the system or TLS says, as a sentence that helps."""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass
from typing import Any, Final, Literal

from pydantic import SecretStr

from errors import (
    MailError,
    MailFileUnreadable,
    MailHungUp,
    MailLost,
    MailNotFound,
    MailPortClosed,
    MailSilent,
    MailTls,
)
from errors.mail import EXPIRED, HUNG_UP, NOT_TRUSTED, OTHER_NAME, SPEAKS_NO_TLS, WANTS_CERTIFICATE
from i18n import Message
from settings import NoSecretError, SmtpSettings, read_password
from tls_client import CannotTrust, Fault, client_context, fault_of, words_of

WORDS: Final = {
    Fault.NOT_TRUSTED: NOT_TRUSTED,
    Fault.EXPIRED: EXPIRED,
    Fault.OTHER_NAME: OTHER_NAME,
    Fault.NO_TLS: SPEAKS_NO_TLS,
    Fault.WANTS_CERTIFICATE: WANTS_CERTIFICATE,
}

NO_WORD: Final[dict[type[OSError], type[MailError]]] = {
    socket.gaierror: MailNotFound,
    ConnectionRefusedError: MailPortClosed,
    ConnectionError: MailHungUp,
}
"""What it means that nobody has said a word yet."""


@dataclass(frozen=True, slots=True)
class Route:
    """Where to connect to and how; the password does not show in its repr.

    ``insecure``: with TLS, but whoever answers is believed to be the server.
    """

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    ca_cert: str
    insecure: bool
    username: str
    password: SecretStr

    @property
    def where(self) -> dict[str, Any]:
        """The fields of an error."""
        return {"host": self.host, "port": self.port}

    def context(self) -> ssl.SSLContext:
        """How the server is trusted. Raises MailTls if the file cannot be used."""
        try:
            return client_context(ca_cert=self.ca_cert, insecure=self.insecure)
        except CannotTrust as error:
            raise MailTls(**self.where, why=str(error)) from error


def route_of(settings: SmtpSettings) -> Route:
    """The way to the server of these settings. Raises MailFileUnreadable."""
    password = settings.password
    if settings.username and settings.password_file:
        try:
            password = SecretStr(read_password(settings.password_file))
        except NoSecretError as error:
            path = settings.password_file
            raise MailFileUnreadable(key="smtp.password_file", path=path, why=error.why) from error
    return Route(
        host=settings.host,
        port=settings.port_in_use,
        security=settings.security,
        ca_cert=settings.ca_cert,
        insecure=settings.insecure,
        username=settings.username,
        password=password,
    )


def explained(error: OSError, route: Route, seconds: float, *, greeted: bool) -> MailError:
    """The error to raise instead. ``seconds``: how long was waited; ``greeted``: whether the server has spoken yet."""
    if isinstance(error, ssl.SSLError):
        fault = fault_of(error)
        return MailTls(**route.where, why=Message(WORDS[fault]) if fault else words_of(error))
    if isinstance(error, TimeoutError):
        return MailSilent(**route.where, seconds=max(1, round(seconds)))
    if isinstance(error, ConnectionError) and greeted:
        return MailLost(**route.where, why=Message(HUNG_UP))
    for kind, explanation in NO_WORD.items():
        if isinstance(error, kind):
            return explanation(**route.where)
    return MailLost(**route.where, why=error.strerror or type(error).__name__)
