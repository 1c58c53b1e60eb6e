"""The bridge to Home Assistant as pages and commands show it: its settings but the password, and how it stands."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import speech
from headlines import Style
from i18n import N_, Message
from problems import Problem, Severity
from settings import MqttSettings

MQTT: Final = "mqtt."
"""What the keys of these settings begin with."""
BROKER_AWAY: Final = "broker_away"
"""Code of the Problem; Home Assistant itself is not told of it, since what arrives there is not true any more."""
AWAY_AFTER: Final = timedelta(minutes=15)
"""A broker that only starts anew, or an update of Home Assistant, needs nobody's look."""
MQTT_KEYS: Final = tuple(f"{MQTT}{name}" for name in MqttSettings.model_fields)


@dataclass(frozen=True, slots=True)
class MqttView:
    """As settings.MqttSettings has them.

    ``port`` and ``client_id`` are what is set, None and empty if nothing is; ``…_in_use`` what is used then.
    ``fixed``: the keys, such as ``mqtt.host``, that the environment sets.
    """

    enabled: bool
    host: str
    port: int | None
    port_in_use: int
    username: str
    has_password: bool
    password_file: str
    tls: bool
    ca_cert: str
    client_cert: str
    client_key: str
    insecure: bool
    keepalive: int
    client_id: str
    client_id_in_use: str
    base_topic: str
    discovery_prefix: str
    status_topic: str
    qos: int
    commands: str
    grants_per_quarter_hour: int
    commands_per_minute: int
    nearly_out_minutes: int
    discovery: bool
    fixed: tuple[str, ...]


def mqtt_view(settings: MqttSettings, set_by_environment: AbstractSet[str]) -> MqttView:
    """What is in force, and which of it the environment has fixed."""
    return MqttView(
        **settings.model_dump(exclude={"password"}),
        port_in_use=settings.port_in_use,
        client_id_in_use=settings.client_id_in_use,
        has_password=bool(settings.password.get_secret_value()),
        fixed=tuple(key for key in MQTT_KEYS if key in set_by_environment),
    )


class BridgeState(StrEnum):
    """How the connection to the MQTT broker stands."""

    OFF = "off"
    """Switched off, or no broker is known."""
    CONNECTING = "connecting"
    CONNECTED = "connected"
    WAITING = "waiting"
    """It did not work; it is tried again by itself."""


@dataclass(frozen=True, slots=True)
class BridgeView:
    """The connection to the MQTT broker, and what went over it since the program started."""

    state: BridgeState
    broker: str = ""
    """Host and port."""
    source: str = ""
    """``settings``, or ``supervisor``: Home Assistant's own."""
    protocol: str = ""
    """``5`` or ``3.1.1``, while connected."""
    since: datetime | None = None
    """When it came into this state (UTC)."""
    error: Message | None = None
    entities: int = 0
    topics: int = 0
    sent: int = 0
    received: int = 0
    """Commands."""
    done: int = 0
    refused: int = 0
    ignored: int = 0
    """Commands that were kept at the broker or came faster than anybody could look at them."""
    denied: tuple[str, ...] = ()
    """Topics that the broker does not let us use."""


def bridge_problem(view: BridgeView, now: datetime, style: Style) -> Problem | None:
    """That Home Assistant has been out of reach for long. ``now`` has the zone in which to say since when."""
    if view.state is not BridgeState.WAITING or view.since is None or now - view.since < AWAY_AFTER:
        return None
    said = Message(
        N_("Home Assistant has been out of reach since {moment}; what it shows is old."),
        {"moment": speech.moment(view.since, now, style.language, style.time_format)},
    )
    return Problem(BROKER_AWAY, Severity.WARNING, said)
