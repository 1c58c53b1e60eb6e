"""The connection to Home Assistant, for admins: how it stands while one looks, and a way to change it."""

from __future__ import annotations

from typing import Final

from nicegui import ui

from errors import MngrError
from i18n import N_
from mqtt_views import BridgeState, BridgeView, MqttView
from ui.desk import Desk
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


class MqttCard:
    """Texts are written in place; a look that finds the same changes nothing."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._seen: tuple[BridgeView, MqttView] | None = None
        self._listed: tuple[str, ...] = ()
        voice = desk.voice
        with box("card stack", "section").props("aria-busy=true").mark("mqtt-card") as self._card:
            with box("named"):
                text("h2", voice.text(N_("Home Assistant (MQTT)")))
                self._badge = text("span", classes="badge").mark("mqtt-badge")
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
            with box("tools end"):
                once_button(voice.text(N_("Test connection")), lambda: try_mqtt(desk), "bare").mark("mqtt-test")
                self._change = button(voice.text(N_("Change…")), self._open).mark("mqtt-change")
        for hidden in (self._badge, self._source, self._error, self._insecure, self._denied, self._figures):
            hidden.set_visibility(False)
        self._change.set_enabled(False)
        ui.timer(EVERY, self.refresh)

    async def refresh(self) -> None:
        """Look again."""
        house = self._desk.services.house
        found = await self._desk.fetch(lambda: (house.bridge_view(), house.mqtt_view()))
        if self._card.is_deleted or found is None or found == self._seen:
            return
        if isinstance(found, MngrError):
            self._state.set_text(found.text(self._desk.voice.language))
            return
        self._seen = found
        self._show(*found)
        self._card.props(remove="aria-busy")
        self._change.set_enabled(True)

    def _show(self, bridge: BridgeView, settings: MqttView) -> None:
        voice = self._desk.voice
        label, tone = BADGES[bridge.state]
        self._badge.set_text(voice.text(label))
        self._badge.classes(replace=f"badge {tone}")
        self._state.set_text(self._line(bridge, settings))
        self._source.set_text(voice.text(N_("Found through Home Assistant's Supervisor.")))
        self._error.set_text(voice.say(bridge.error) if bridge.error else "")
        for name, value in self._values.items():
            value.set_text(str(getattr(bridge, name)))
        if self._listed != bridge.denied:
            self._list(bridge.denied)
        for element, is_wanted in (
            (self._badge, True),
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
                text("li", voice.count(N_("and {count} more"), N_("and {count} more"), rest))

    def _open(self) -> None:
        if self._seen is not None:
            change_mqtt(self._desk, self._seen[1], self.refresh)
