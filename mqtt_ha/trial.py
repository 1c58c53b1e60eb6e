"""Tries out the way to a broker, step by step, with settings that need not be saved: what works, and what helps.

It is a guest with a client id of its own and no last will: the running bridge is not disturbed, and nothing that it
publishes is kept at the broker.
"""

from __future__ import annotations

import secrets
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final, TypeAlias

from clock import Clock
from core import Core
from doctor import Finding
from errors import BrokerNotFound, BrokerTls, BrokerUnknown, MngrError
from errors.mqtt import SPEAKS_NO_TLS
from i18n import N_, Message
from mqtt_ha.broker import SECONDS as SUPERVISOR_SECONDS, Broker, find_broker
from mqtt_ha.failures import explained
from mqtt_ha.link import Link, Manner, WakeUp, open_link
from mqtt_ha.remedies import remedy
from mqtt_ha.rights import Rights
from mqtt_ha.tls import tls_context
from patience import Patience, Stopped
from services.examination import Examination, Pen, Trials as TrialsAtOnce
from settings import MqttSettings

Addresses: TypeAlias = list[tuple[socket.AddressFamily, tuple[Any, ...]]]

AT_ONCE: Final = 2
"""Trials at the same time."""
WHOLE_SECONDS: Final = 25.0
NAME_SECONDS: Final = 4.0
PORT_SECONDS: Final = 4.0
TLS_SECONDS: Final = 4.0
LOGIN_SECONDS: Final = 6.0
ALERT_SECONDS: Final = 0.3
"""TLS 1.3 says only after the handshake that a certificate of ours was wanted; a broker says nothing else by itself."""
KEEPALIVE: Final = 30

BROKER, NAMED, PORT, TLS = N_("Broker"), N_("Name"), N_("Port"), N_("Encryption")
LOGIN: Final = N_("Signing in")

NO_BROKER: Final = N_("No broker is entered, and no Supervisor of Home Assistant is here that could name one.")
ENTER_IT: Final = N_("Enter the broker's name or IP address.")
NAMED_BY: Final = N_("Home Assistant's Supervisor names {broker}.")
NO_ANSWER: Final = N_("The name server of the network has not answered within {seconds} s.")
ENTER_IP: Final = N_("Enter the broker's IP address, or try again later.")
ANSWERS: Final = N_("It answers after {ms} ms.")
NO_TLS: Final = N_("Off. That is usual in a network of one's own; whoever listens there can read along.")
SAFE: Final = N_("{version}; the certificate is trusted, and its name is right.")
NOT_VERIFIED: Final = N_("{version}; nobody has looked whose certificate it is.")
VERIFY: Final = N_(
    "Anybody in your network can pretend to be this broker. Let its certificate be verified, and enter the file with "
    "the certificate of its authority (CA)."
)
AS_USER: Final = N_("As {user}, with MQTT {version}.")
AS_NOBODY: Final = N_("Without a user name, with MQTT {version}.")


class Trials:
    """So many at once and no more. Thread-safe."""

    def __init__(self, core: Core, environ: Mapping[str, str]) -> None:
        self._core = core
        self._environ = environ
        self._trials = TrialsAtOnce(AT_ONCE)

    def begin(self, settings: MqttSettings) -> Examination:
        """Try them out in a thread of their own; does not wait. Raises Busy."""
        core, environ = self._core, self._environ
        return self._trials.begin(lambda stop: try_out(settings, environ, core.clock, core.settings.language, stop))


def try_out(
    settings: MqttSettings,
    environ: Mapping[str, str],
    clock: Clock,
    language: str,
    stop: threading.Event | None = None,
) -> Iterator[Finding]:
    """Each step as soon as it is done, up to the first that fails; all of it within ``WHOLE_SECONDS``.

    Whether MQTT is turned on in the settings does not matter. Ends soon after ``stop`` was set.
    """
    trial = _Trial(settings.model_copy(update={"enabled": True}), clock, language, stop or threading.Event())
    with suppress(Stopped):
        yield from trial.run(environ)


class _Trial:
    """One of them; for one thread."""

    def __init__(self, settings: MqttSettings, clock: Clock, language: str, stop: threading.Event) -> None:
        self._settings = settings
        self._clock = clock
        self._patience = Patience(clock, WHOLE_SECONDS, stop)
        self._pen = Pen("MQTT", language, remedy)

    def run(self, environ: Mapping[str, str]) -> Iterator[Finding]:
        """All steps."""
        try:
            broker = self._patience.wait(SUPERVISOR_SECONDS + 1, lambda: find_broker(self._settings, environ))
        except TimeoutError:
            late = Message(N_("it has not answered within {seconds} s"), {"seconds": round(SUPERVISOR_SECONDS)})
            yield self._pen.failed(BROKER, BrokerUnknown(why=late))
            return
        except MngrError as error:
            yield self._pen.failed(BROKER, error)
            return
        if broker is None:
            yield self._pen(BROKER, Message(NO_BROKER), ok=False, cure=Message(ENTER_IT))
            return
        where = f"{broker.host}:{broker.port}"
        self._pen = replace(self._pen, where=where)
        if broker.source == "supervisor":
            yield self._pen(BROKER, Message(NAMED_BY, {"broker": where}))
        reached = True
        for finding in self._way_there(broker):
            reached = finding.ok
            yield finding
        if reached:
            yield from self._at(broker)

    def _way_there(self, broker: Broker) -> Iterator[Finding]:
        """Name, port and encryption, up to the one that fails."""
        try:
            addresses = self._patience.wait(NAME_SECONDS, lambda: _addresses(broker))
        except TimeoutError:
            late = Message(NO_ANSWER, {"seconds": round(NAME_SECONDS)})
            yield self._pen(NAMED, late, ok=False, cure=Message(ENTER_IP))
            return
        except MngrError as error:
            yield self._pen.failed(NAMED, error)
            return
        yield self._pen(NAMED, ", ".join(dict.fromkeys(str(address[0]) for _, address in addresses)))
        begun = self._clock.monotonic()
        try:
            sock = self._patience.wait(PORT_SECONDS, lambda: _connected(addresses), leave=socket.socket.close)
        except OSError as error:
            yield self._pen.failed(PORT, explained(error, broker, PORT_SECONDS))
            return
        with sock:
            ms = round((self._clock.monotonic() - begun) * 1000)
            yield self._pen(PORT, Message(ANSWERS, {"ms": ms}))
            yield self._encryption(sock, broker)

    def _encryption(self, sock: socket.socket, broker: Broker) -> Finding:
        if not broker.tls:
            return self._pen(TLS, Message(NO_TLS))
        try:
            version = self._patience.wait(TLS_SECONDS, lambda: _shaken_hands(sock, broker))
        except MngrError as error:
            return self._pen.failed(TLS, error)
        except (OSError, ValueError) as error:
            return self._pen.failed(TLS, explained(error, broker, TLS_SECONDS))
        said = Message(NOT_VERIFIED if broker.insecure else SAFE, {"version": version})
        return self._pen(TLS, said, cure=Message(VERIFY) if broker.insecure else None)

    def _at(self, broker: Broker) -> Iterator[Finding]:
        """Let us in, and try what is used there."""
        manner = Manner(f"tkm-test-{secrets.token_hex(6)}", KEEPALIVE, qos=1)
        try:
            link, wake = self._patience.wait(LOGIN_SECONDS, lambda: _let_in(broker, manner, self._clock), leave=_leave)
        except TimeoutError as error:
            yield self._pen.failed(LOGIN, explained(error, broker, LOGIN_SECONDS))
            return
        except MngrError as error:
            yield self._pen.failed(LOGIN, error)
            return
        try:
            said = {"user": broker.username, "version": link.version}
            yield self._pen(LOGIN, Message(AS_USER if broker.username else AS_NOBODY, said))
            yield from Rights(link, self._settings, self._pen, self._clock, self._patience).try_out()
        finally:
            _leave((link, wake))


def _addresses(broker: Broker) -> Addresses:
    """The addresses of its name, or itself if it is one. Raises BrokerNotFound."""
    try:
        found = socket.getaddrinfo(broker.host, broker.port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise BrokerNotFound(host=broker.host, port=broker.port) from error
    return [(family, address) for family, _, _, _, address in found]


def _connected(addresses: Addresses) -> socket.socket:
    """A connection to the first address that answers. Raises OSError, TimeoutError."""
    failure: OSError = TimeoutError()
    for family, address in addresses:
        sock = socket.socket(family, socket.SOCK_STREAM)
        sock.settimeout(PORT_SECONDS / len(addresses))
        try:
            sock.connect(address)
        except OSError as error:
            sock.close()
            failure = error
        else:
            return sock
    raise failure


def _shaken_hands(sock: socket.socket, broker: Broker) -> str:
    """The version of TLS, once it stands. Raises BrokerTls, OSError."""
    sock.settimeout(TLS_SECONDS)
    try:
        shaken = tls_context(broker).wrap_socket(sock, server_hostname=broker.host)
    except (ConnectionError, ssl.SSLEOFError) as error:  # it has hung up at words that it does not know
        raise BrokerTls(host=broker.host, port=broker.port, why=Message(SPEAKS_NO_TLS)) from error
    with shaken as safe:
        safe.settimeout(ALERT_SECONDS)
        with suppress(TimeoutError, ssl.SSLWantReadError):
            safe.recv(1)
        return safe.version() or "TLS"


def _let_in(broker: Broker, manner: Manner, clock: Clock) -> tuple[Link, WakeUp]:
    """A link, and what would wake it. Raises the errors of errors.mqtt."""
    wake = WakeUp()
    try:
        return open_link(broker, manner, wake, clock=clock), wake
    except BaseException:
        wake.close()
        raise


def _leave(opened: tuple[Link, WakeUp]) -> None:
    link, wake = opened
    link.close()
    wake.close()
