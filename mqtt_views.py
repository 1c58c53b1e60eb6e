"""The settings of the bridge to Home Assistant as a page shows them: all of them but the password."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from settings import MqttSettings

MQTT: Final = "mqtt."
"""What the keys of these settings begin with."""
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
