"""The fields of the bridge to Home Assistant: the common ones, and more of them one tap deeper."""

from __future__ import annotations

from typing import Final

from errors import BrokerPasswordWanted
from i18n import N_
from mqtt_views import MQTT, MqttView
from ui.parts.connection_form import ConnectionForm, show_placeholder
from ui.theme import text

NUMBERS: Final = frozenset(
    {"port", "keepalive", "qos", "grants_per_quarter_hour", "commands_per_minute", "nearly_out_minutes"}
)
COMMON: Final = ("enabled", "host", "port", "username", "password", "forget", "tls")
MAY: Final = {
    "all": N_("everything"),
    "grants": N_("only what is for today"),
    "off": N_("nothing; it only shows"),
}
QOS: Final = {"0": N_("0: at most once"), "1": N_("1: at least once"), "2": N_("2: exactly once")}
ANEW: Final = N_(
    "Home Assistant makes all its entities anew then. What was recorded of the old ones stays with those, and "
    "automations have to be told the new ones."
)
RISK: Final = N_("Anybody in your network can then pretend to be the broker, read along and give time.")
LONGEST_TOPIC: Final = 200


class MqttForm(ConnectionForm):
    """See :class:`ConnectionForm`."""

    GROUP = MQTT
    NUMBERS = NUMBERS
    COMMON = COMMON
    PASSWORD_WANTED = BrokerPasswordWanted
    _view: MqttView

    def _draw(self) -> None:
        self._common()
        with self._folded("mqtt-more"):
            self._encryption()
            self._commands()
            self._topics()
            self._connection()

    def _common(self) -> None:
        view = self._view
        self._switch("enabled", N_("Connect to Home Assistant by MQTT"))
        host = self._line("host", N_("Broker: host name or IP address"), longest=255).props("autocapitalize=none")
        host.props["hint"] = self._voice.text(N_("Empty: the one that Home Assistant names, if this runs there."))
        self._number("port", N_("Port"), placeholder=str(view.port_in_use))
        self._line("username", N_("User name"), longest=200).props("autocapitalize=none")
        self._password()
        self._switch("tls", N_("Encrypt the connection (TLS)"))

    def _encryption(self) -> None:
        self._heading(N_("Encryption"))
        self._path("ca_cert", N_("File of the authority that is trusted (CA)"))
        self._path("client_cert", N_("File of our certificate"))
        self._path("client_key", N_("File of its key"))
        self._risky_switch("insecure", N_("Do not check the broker's certificate"), RISK, "mqtt-risk")

    def _commands(self) -> None:
        self._heading(N_("What Home Assistant may do"))
        self._choice("commands", N_("Commands"), MAY)
        stop = self._number("grants_per_quarter_hour", N_("Safety stop: grants for one child in 15 minutes"))
        stop.props["hint"] = self._voice.text(N_("More are refused: an automation has gone wild."))
        self._number("commands_per_minute", N_("Commands in a minute, at the most"))
        self._number("nearly_out_minutes", N_("Time is nearly over from so many minutes on"))

    def _topics(self) -> None:
        self._heading(N_("Topics"))
        self._switch("discovery", N_("Home Assistant makes its entities by itself"))
        moving = [
            self._line("base_topic", N_("Base topic"), longest=LONGEST_TOPIC),
            self._line("discovery_prefix", N_("Discovery prefix"), longest=LONGEST_TOPIC),
        ]
        note = text("p", self._voice.text(ANEW), "note warn").props("role=status").mark("mqtt-anew")
        note.set_visibility(False)

        def compare() -> None:
            note.set_visibility({"base_topic", "discovery_prefix"} & self.changes().keys() != set())

        for field in moving:
            field.on_value_change(compare)
        self._line("status_topic", N_("Status topic of Home Assistant"), longest=LONGEST_TOPIC)

    def _connection(self) -> None:
        self._heading(N_("Connection"))
        client_id = self._line("client_id", N_("Client id"), longest=64)
        show_placeholder(client_id, self._view.client_id_in_use)
        self._number("keepalive", N_("Seconds between two signs of life"))
        self._choice("qos", N_("How surely messages arrive (QoS)"), QOS)
