"""The fields of the bridge to Home Assistant: the common ones, and more of them one tap deeper."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from nicegui import ui

from errors import BrokerPasswordWanted, MngrError, SettingsInvalid
from i18n import N_, Message
from mqtt_views import MQTT, MqttView
from ui.parts.fields import choice, line, password
from ui.parts.sheet import Complaint
from ui.theme import box, drawn, text
from ui.voice import Voice

Field: TypeAlias = ui.input | ui.select | ui.switch | ui.checkbox

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
LONGEST_PATH: Final = 4096
LONGEST_TOPIC: Final = 200
LONGEST_PASSWORD: Final = 1000


class MqttForm:
    """What was entered is told as changes; what is wrong is said at its field."""

    def __init__(self, voice: Voice, view: MqttView) -> None:
        self._voice = voice
        self._view = view
        self._fields: dict[str, Field] = {}
        self._common()
        with ui.element("details").classes("more-fields").mark("mqtt-more") as self._more:
            text("summary", voice.text(N_("More")), drawn("down"))
            with box("stack"):
                self._encryption()
                self._commands()
                self._topics()
                self._connection()
        if view.fixed:
            text("p", voice.text(N_("What is grey is set where the program is started.")), "small muted")
        self._complaint = Complaint()
        for name, field in self._fields.items():
            field.mark(name).set_enabled(f"{MQTT}{'password' if name == 'forget' else name}" not in view.fixed)

    # --- what is drawn ---

    def _common(self) -> None:
        view = self._view
        self._switch("enabled", N_("Connect to Home Assistant by MQTT"))
        host = self._line("host", N_("Broker: host name or IP address"), longest=255).props("autocapitalize=none")
        host.props["hint"] = self._voice.text(N_("Empty: the one that Home Assistant names, if this runs there."))
        self._number("port", N_("Port"), placeholder=str(view.port_in_use))
        self._line("username", N_("User name"), longest=200).props("autocapitalize=none")
        secret = password(self._voice.text(N_("Password")), new=True).props(f"maxlength={LONGEST_PASSWORD:d}")
        self._fields["password"] = secret
        if view.has_password:
            _show_placeholder(secret, self._voice.text(N_("unchanged")))
            self._fields["forget"] = ui.checkbox(self._voice.text(N_("Forget the saved password")))
        elif view.password_file:
            secret.props["hint"] = self._voice.text(N_("It is read from the file {path}."), path=view.password_file)
        self._switch("tls", N_("Encrypt the connection (TLS)"))

    def _encryption(self) -> None:
        self._heading(N_("Encryption"))
        self._path("ca_cert", N_("File of the authority that is trusted (CA)"))
        self._path("client_cert", N_("File of our certificate"))
        self._path("client_key", N_("File of its key"))
        with box(""):
            self._switch("insecure", N_("Do not check the broker's certificate"))
            risk = text("p", self._voice.text(RISK)).mark("mqtt-risk")

        def warn() -> None:
            risk.classes(replace="small risk" if self._fields["insecure"].value else "small muted")

        warn()
        self._fields["insecure"].on_value_change(warn)

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
        _show_placeholder(client_id, self._view.client_id_in_use)
        self._number("keepalive", N_("Seconds between two signs of life"))
        self._choice("qos", N_("How surely messages arrive (QoS)"), QOS)

    # --- what was entered ---

    def changes(self) -> dict[str, object]:
        """What is another than it was, by the names of settings.MqttSettings."""
        entered = {name: self._entered(name) for name in self._fields if name not in {"password", "forget"}}
        changed = {name: value for name, value in entered.items() if value != getattr(self._view, name)}
        if secret := str(self._fields["password"].value or ""):
            changed["password"] = secret
            if self._view.password_file:
                changed["password_file"] = ""
        elif "forget" in self._fields and self._fields["forget"].value:
            changed["password"] = ""
        return changed

    def refuse(self, error: MngrError) -> None:
        """Say why it was not taken: at the field that it is about, else below them all."""
        self.clear()
        language = self._voice.language
        name = "password" if isinstance(error, BrokerPasswordWanted) else ""
        sentence = error.text(language)
        if isinstance(error, SettingsInvalid):
            name = str(error.message.fields["key"]).removeprefix(MQTT)
            why = error.message.fields["why"]
            allowed = why.fields.get("allowed") if isinstance(why, Message) else None
            sentence = allowed.text(language) if isinstance(allowed, Message) else sentence
        field = self._fields.get(name)
        if not isinstance(field, ui.input):
            self._complaint.say(error.text(language))
            return
        if name not in COMMON:
            ui.run_javascript(f"getHtmlElement({self._more.id:d}).open = true")
        field.error = sentence
        field.run_method("focus")

    def clear(self) -> None:
        """Nothing is wrong any more."""
        self._complaint.say("")
        for field in self._fields.values():
            if isinstance(field, ui.input):
                field.error = None

    def _entered(self, name: str) -> object:
        value: Any = self._fields[name].value
        if isinstance(value, bool):
            return value
        said = str(value or "").strip()
        if name == "port" and not said:
            return None
        return int(said) if name in NUMBERS and said.isascii() and said.isdigit() and len(said) < 10 else said

    # --- helpers ---

    def _heading(self, label: str) -> None:
        text("h3", self._voice.text(label))

    def _switch(self, name: str, label: str) -> None:
        self._fields[name] = ui.switch(self._voice.text(label), value=getattr(self._view, name))

    def _line(self, name: str, label: str, *, longest: int) -> ui.input:
        value = getattr(self._view, name)
        field = line(self._voice.text(label), "" if value is None else str(value), longest=longest)
        self._fields[name] = field
        return field

    def _path(self, name: str, label: str) -> None:
        field = self._line(name, label, longest=LONGEST_PATH).props("autocapitalize=none")
        _show_placeholder(field, "/")

    def _number(self, name: str, label: str, placeholder: str = "") -> ui.input:
        field = self._line(name, label, longest=9).props("inputmode=numeric")
        if placeholder:
            _show_placeholder(field, placeholder)
        return field

    def _choice(self, name: str, label: str, options: dict[str, str]) -> None:
        said = {key: self._voice.text(words) for key, words in options.items()}
        self._fields[name] = choice(self._voice.text(label), said, str(getattr(self._view, name)))


def _show_placeholder(field: ui.input, words: str) -> None:
    """What holds while the field is empty. The label stays above it, which would lie over it else."""
    field.props("stack-label").props["placeholder"] = words
