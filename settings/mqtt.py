"""The settings of the bridge to Home Assistant."""

from __future__ import annotations

import hashlib
import re
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationInfo, field_validator

from i18n import N_
from settings.values import (
    ClientId,
    Host,
    NotBesideError,
    SecretLine,
    Topic,
    UserName,
    WholeNumber,
    WholePath,
    not_beside_secret,
)

PORT: Final = 1883
TLS_PORT: Final = 8883

_SWITCH: Final = N_("true or false.")
_FILE: Final = N_("The whole path of a file on this machine, beginning with /.")
_TOPIC: Final = N_("1 to 200 characters, without + and #; no $ at its beginning, and no empty level between two “/”.")
_ONE_PASSWORD: Final = N_("There is mqtt.password already: only one of the two.")
_ONLY_WITH_TLS: Final = N_("It is for TLS, and mqtt.tls is off: turn that on, or take this out.")
_KEY_WITHOUT_CERTIFICATE: Final = N_("A key is of no use alone: set mqtt.client_cert too.")


class MqttSettings(BaseModel):
    """Which broker, how it is spoken to, and what Home Assistant may do.

    An empty host means the broker that Home Assistant's Supervisor names, and none where there is no Supervisor; the
    certificates and ``insecure`` hold for that one too.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    enabled: bool = Field(True, description=_SWITCH)
    host: Host = Field(
        "", description=N_("A host name or an IP address, without a port and without mqtt:// before it.")
    )
    port: WholeNumber | None = Field(None, ge=1, le=65535, description=N_("A port is a number from 1 to 65535."))
    """None: see :attr:`port_in_use`."""
    username: UserName = Field("", description=N_("One line of at most 200 characters."))
    password: SecretLine = Field(SecretStr(""), description=N_("One line of at most 1000 characters."))
    password_file: WholePath = Field("", description=_FILE)
    """A file with the password, read at each connection. Set in settings.json alone, by no page: the variable
    ``TIMEKPR_MNGR_MQTT__PASSWORD_FILE`` names a file that is read at the start, as for any secret."""
    tls: bool = Field(False, description=_SWITCH)
    ca_cert: WholePath = Field("", description=_FILE)
    """Whom to trust besides or instead of the system's authorities; PEM."""
    client_cert: WholePath = Field("", description=_FILE)
    """PEM, in which the key may be too."""
    client_key: WholePath = Field("", description=_FILE)
    insecure: bool = Field(False, description=_SWITCH)
    """The broker's certificate is not verified: anybody in the network can pretend to be the broker."""
    keepalive: WholeNumber = Field(60, ge=5, le=3600, description=N_("A number of seconds from 5 to 3600."))
    client_id: ClientId = Field("", description=N_("At most 64 letters, digits, - and _."))
    """Empty: see :attr:`client_id_in_use`."""
    base_topic: Topic = Field("timekpr", description=_TOPIC)
    discovery_prefix: Topic = Field("homeassistant", description=_TOPIC)
    status_topic: Topic = Field("homeassistant/status", description=_TOPIC)
    qos: WholeNumber = Field(1, ge=0, le=2, description=N_("0, 1 or 2."))
    commands: Literal["all", "grants", "off"] = Field(
        "all", description=N_("all, grants (what is for today alone) or off.")
    )
    """What Home Assistant may do: everything, only what is for today, nothing."""
    grants_per_quarter_hour: WholeNumber = Field(6, ge=1, le=100, description=N_("A number from 1 to 100."))
    """More than so many for one child within 15 minutes are refused: an automation has gone wild."""
    commands_per_minute: WholeNumber = Field(60, ge=1, le=6000, description=N_("A number from 1 to 6000."))
    nearly_out_minutes: WholeNumber = Field(10, ge=1, le=120, description=N_("A number of minutes from 1 to 120."))
    """From so much time left on it is said that it is nearly over."""
    discovery: bool = Field(True, description=_SWITCH)
    """Whether Home Assistant is told what there is; the topics are there without it too."""

    @property
    def port_in_use(self) -> int:
        """The port that is set, else the usual one with or without TLS."""
        return self.port or (TLS_PORT if self.tls else PORT)

    @property
    def client_id_in_use(self) -> str:
        """The id that is set, else one made of the base topic: two managers at one broker need two of both."""
        if self.client_id:
            return self.client_id
        plain = re.sub(r"[^A-Za-z0-9_-]", "-", self.base_topic)[:32]
        mark = "" if plain == self.base_topic else f"-{hashlib.sha256(self.base_topic.encode()).hexdigest()[:8]}"
        return f"timekpr-mngr-{plain}{mark}"

    _one_password = field_validator("password_file")(not_beside_secret("password", _ONE_PASSWORD))

    @field_validator("ca_cert", "client_cert", "client_key", "insecure")
    @classmethod
    def _only_with_tls(cls, value: str | bool, info: ValidationInfo) -> str | bool:  # noqa: FBT001 - pydantic's call
        if value and info.data.get("host") and info.data.get("tls") is False:
            raise NotBesideError(_ONLY_WITH_TLS)
        return value

    @field_validator("client_key")
    @classmethod
    def _key_with_certificate(cls, path: str, info: ValidationInfo) -> str:
        if path and info.data.get("client_cert") == "":
            raise NotBesideError(_KEY_WITHOUT_CERTIFICATE)
        return path
