"""The connection to Home Assistant, for admins: how it stands while one looks, and a way to change it."""

from __future__ import annotations

from typing import Final

from nicegui import ui

from i18n import N_
from mqtt_views import BridgeState, BridgeView, MqttView
from ui.desk import Desk
from ui.parts.connection_card import ConnectionCard
from ui.parts.mqtt_sheet import change_mqtt, try_mqtt
from ui.parts.once import once_button
from ui.theme import box, button, icon, text

EVERY: Final = 2.0
"""Seconds between two looks; nothing is read from a disk for it, and nothing is sent while nothing has changed."""
MOST_DENIED: Final = 5

BADGES: Final = {
    BridgeState.OFF: (N_("Off"), "rest"),
    BridgeState.CONNECTING: (N_("Connecting"), "rest"),
    BridgeState.CONNECTED: (N_("Connected"), "good"),
    BridgeState.WAITING: (N_("Not reached"), "warn"),
}
FIGURES: Final = {
    "entities": N_("Entities for Home Assistant"),
    "done": N_("Commands done"),
    "refused": N_("Commands refused"),
    "ignored": N_("Commands ignored, as too old or too many"),
}
"""What is counted, by the name in the view."""
ANYBODY: Final = N_(
    "The broker's certificate is not checked: anybody in your network can pretend to be the broker, read along and "
    "give time."
)


class MqttCard(ConnectionCard[BridgeView, MqttView]):
    """See :class:`ConnectionCard`."""

    def __init__(self, desk: Desk) -> None:
        house = desk.services.house
        self._listed: tuple[str, ...] = ()
        super().__init__(
            desk, N_("Home Assistant (MQTT)"), "mqtt", EVERY, lambda: (house.bridge_view(), house.mqtt_view())
        )

    def _draw(self) -> ui.button:
        voice = self._desk.voice
        with box("").props("role=status"):
            self._state = text("p").mark("mqtt-state")
            self._source = text("p", classes="small muted").mark("mqtt-source")
        self._error = text("p", classes="note warn").mark("mqtt-error")
        with box("note bad") as self._insecure:
            icon("look")
            text("p", voice.text(ANYBODY), "grow").mark("mqtt-insecure")
        with box("note warn") as self._denied:
            icon("look")
            with box("grow"):
                text("p", voice.text(N_("The broker does not let us use these topics:")))
                self._topics = box("denied", "ul")
        with box("values counted", "dl") as self._figures:
            self._values = {}
            for name, label in FIGURES.items():
                text("dt", voice.text(label), "muted")
                self._values[name] = text("dd").mark(f"mqtt-{name}")
        for hidden in (self._source, self._error, self._insecure, self._denied, self._figures):
            hidden.set_visibility(False)
        with box("tools end"):
            once_button(voice.text(N_("Test connection")), lambda: try_mqtt(self._desk), "bare").mark("mqtt-test")
            return button(voice.text(N_("Change…")), self._open).mark("mqtt-change")

    def _say(self, sentence: str) -> None:
        self._state.set_text(sentence)

    def _show(self, state: BridgeView, settings: MqttView) -> None:
        voice, bridge = self._desk.voice, state
        self._tell(*BADGES[bridge.state])
        self._state.set_text(self._line(bridge, settings))
        self._source.set_text(voice.text(N_("Found through Home Assistant's Supervisor.")))
        self._error.set_text(voice.say(bridge.error) if bridge.error else "")
        for name, value in self._values.items():
            value.set_text(str(getattr(bridge, name)))
        if self._listed != bridge.denied:
            self._list(bridge.denied)
        for element, is_wanted in (
            (self._source, bridge.source == "supervisor" and bridge.state is not BridgeState.OFF),
            (self._error, bridge.error is not None and bridge.state is BridgeState.WAITING),
            (self._insecure, settings.enabled and settings.insecure),
            (self._denied, bool(bridge.denied)),
            (self._figures, bridge.state is not BridgeState.OFF),
        ):
            element.set_visibility(is_wanted)

    def _line(self, bridge: BridgeView, settings: MqttView) -> str:
        """How it stands, in one sentence."""
        voice = self._desk.voice
        since = voice.moment(bridge.since) if bridge.since else ""
        match bridge.state:
            case BridgeState.CONNECTED:
                return voice.text(N_("Connected to {broker} since {moment}."), broker=bridge.broker, moment=since)
            case BridgeState.CONNECTING:
                return voice.text(N_("Connecting to {broker}…"), broker=bridge.broker)
            case BridgeState.WAITING if bridge.broker and since:
                said = N_("{broker} has not been reached since {moment}; it is tried again by itself.")
                return voice.text(said, broker=bridge.broker, moment=since)
            case BridgeState.WAITING:
                return voice.text(N_("Not reached. It is tried again by itself."))
            case _ if settings.enabled:
                return voice.text(N_("No MQTT broker is entered yet. With one, Home Assistant shows times and limits."))
            case _:
                return voice.text(N_("Home Assistant is told nothing, and can change nothing."))

    def _list(self, denied: tuple[str, ...]) -> None:
        """The topics, which are few; of many the first."""
        voice = self._desk.voice
        self._listed = denied
        self._topics.clear()
        with self._topics:
            for topic in denied[:MOST_DENIED]:
                text("li", topic, "mono").mark("mqtt-denied")
            if (rest := len(denied) - MOST_DENIED) > 0:
                text("li", voice.count(N_("and {count} more topic"), N_("and {count} more topics"), rest))

    def _open(self) -> None:
        if self._seen is not None:
            change_mqtt(self._desk, self._seen[1], self.refresh)
