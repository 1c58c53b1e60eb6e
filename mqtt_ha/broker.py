"""Which broker: the one of the settings, else the one that Home Assistant's Supervisor names."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal, TypeAlias

import httpx
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_core import from_json

from errors import BrokerFileUnreadable, BrokerNotInstalled, BrokerUnknown
from i18n import N_, Message
from settings import Host, MqttSettings, NoSecretError, SecretLine, UserName, WholeNumber, read_password

TOKEN: Final = "SUPERVISOR_TOKEN"  # noqa: S105 - the variable's name
ADDRESS: Final = "SUPERVISOR_API"
"""The variable by which Home Assistant's own add-on scripts (bashio) are led to another Supervisor; for trying."""
SUPERVISOR: Final = "http://supervisor"
PATH: Final = "/services/mqtt"
SECONDS: Final = 5.0
"""For the whole of question and answer; a name is looked up by the system, which has a deadline of its own."""
MOST_BYTES: Final = 64 * 1024

Fetch: TypeAlias = Callable[[str, str], tuple[int, bytes]]
"""From an address and a token to the status and the body of the answer. Raises BrokerUnknown."""


@dataclass(frozen=True, slots=True)
class Broker:
    """Where to connect to and how; the password does not show in its repr.

    ``ca_cert``, ``client_cert`` and ``client_key`` are paths of PEM files, or empty. ``insecure``: with TLS, but
    whoever answers is believed to be the broker.
    """

    host: str
    port: int
    username: str
    password: SecretStr
    tls: bool
    ca_cert: str
    client_cert: str
    client_key: str
    insecure: bool
    source: Literal["settings", "supervisor"]


def find_broker(settings: MqttSettings, environ: Mapping[str, str], fetch: Fetch | None = None) -> Broker | None:
    """The broker to connect to, found anew at each call; None if MQTT is off or there is nothing to connect to.

    What is set by hand wins. Not for the thread of an event loop: it may wait ``SECONDS``. Raises BrokerUnknown,
    BrokerNotInstalled and BrokerFileUnreadable.
    """
    if not settings.enabled:
        return None
    if settings.host:
        return _by_hand(settings)
    token = environ.get(TOKEN)
    if not token:
        return None
    address = environ.get(ADDRESS) or SUPERVISOR
    return _of_answer(settings, *(fetch or ask_supervisor)(address.rstrip("/") + PATH, token))


def _by_hand(settings: MqttSettings) -> Broker:
    password = settings.password
    if settings.password_file:
        password = SecretStr(_password_in(settings.password_file))
    return Broker(
        host=settings.host,
        port=settings.port_in_use,
        username=settings.username,
        password=password,
        tls=settings.tls,
        ca_cert=settings.ca_cert,
        client_cert=settings.client_cert,
        client_key=settings.client_key,
        insecure=settings.insecure,
        source="settings",
    )


def _password_in(path: str) -> str:
    try:
        return read_password(path)
    except NoSecretError as error:
        raise BrokerFileUnreadable(key="mqtt.password_file", path=path, why=error.why) from error


class _Service(BaseModel):
    """What the Supervisor says of a broker; ``addon`` and ``protocol`` are of no use to us."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    host: Annotated[Host, Field(min_length=1)]
    port: WholeNumber = Field(ge=1, le=65535)
    ssl: bool = False
    username: UserName | None = None
    password: SecretLine | None = None


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    result: Literal["ok"]
    data: _Service


class _Refusal(BaseModel):
    result: Literal["error"]
    message: str


def _of_answer(settings: MqttSettings, status: int, body: bytes) -> Broker:
    """The broker in an answer, with the certificates of the settings."""
    if status in {401, 403}:
        why = N_("this program is not allowed to ask; “services” in its configuration has to have “mqtt:want”")
        raise BrokerUnknown(why=Message(why))
    if status == 400 and _is_not_enabled(body):
        raise BrokerNotInstalled
    if status != 200:
        raise BrokerUnknown(why=Message(N_("its answer is an error (HTTP {status})"), {"status": status}))
    try:
        found = _Answer.model_validate(from_json(body)).data
    except (ValidationError, ValueError):  # without the cause: what it was made of has the password in it
        raise BrokerUnknown(why=Message(N_("its answer is not understood"))) from None
    return Broker(
        host=found.host,
        port=found.port,
        username=found.username or "",
        password=found.password or SecretStr(""),
        tls=found.ssl,
        ca_cert=settings.ca_cert,
        client_cert=settings.client_cert,
        client_key=settings.client_key,
        insecure=settings.insecure,
        source="supervisor",
    )


def _is_not_enabled(body: bytes) -> bool:
    try:
        return "not enabled" in _Refusal.model_validate(from_json(body)).message.lower()
    except (ValidationError, ValueError):
        return False


class _OwnLoop(asyncio.SelectorEventLoop):
    """For one question: a name is looked up in the thread that asks.

    Another loop takes a thread of an executor for it, for which the program would have to wait when it is to end.
    """

    async def getaddrinfo(self, *args: Any, **more: Any) -> Any:  # noqa: ANN401 - as socket.getaddrinfo
        return socket.getaddrinfo(*args, **more)


def ask_supervisor(address: str, token: str) -> tuple[int, bytes]:
    """Status and body of the answer. Raises BrokerUnknown where there is none in time, or one that is too long."""
    try:
        with asyncio.Runner(loop_factory=_OwnLoop) as runner:
            return runner.run(_ask(address, token))
    except (TimeoutError, httpx.TimeoutException):
        late = Message(N_("it has not answered within {seconds} s"), {"seconds": round(SECONDS)})
        raise BrokerUnknown(why=late) from None
    except (OSError, httpx.HTTPError, httpx.InvalidURL, ValueError):  # without the cause: the token is in some
        raise BrokerUnknown(why=Message(N_("it cannot be reached"))) from None


async def _ask(address: str, token: str) -> tuple[int, bytes]:
    headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}
    async with (
        asyncio.timeout(SECONDS),
        httpx.AsyncClient(trust_env=False, timeout=SECONDS) as client,  # no proxy: the token stays in the house
        client.stream("GET", address, headers=headers) as answer,
    ):
        body = b""
        async for part in answer.aiter_raw():  # as it comes: what is packed small may be large
            body += part
            if len(body) > MOST_BYTES:
                raise BrokerUnknown(why=Message(N_("its answer is too long")))
        return answer.status_code, body
