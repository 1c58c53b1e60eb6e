"""How a computer is managed: what becomes of changes made there, and by which way ours are made."""

from __future__ import annotations

from nicegui import ui

from i18n import N_
from ui.voice import Voice
from views import ServerView

MODES = {"follow": N_("are taken over"), "enforce": N_("are set back")}
CHANNELS = {
    "auto": N_("by whichever works"),
    "dbus": N_("by asking Timekpr (D-Bus)"),
    "timekpra": N_("by Timekpr's command (timekpra)"),
    "files": N_("by replacing its files"),
}
"""As servers.Server knows them, the usual one first."""


class Management:
    """Two choices of the sheet in which a computer is edited."""

    def __init__(self, voice: Voice, server: ServerView) -> None:
        self._server = server
        self._mode = _choice(voice, N_("Changes made on the computer"), MODES, server.mode).mark("mode")
        self._channel = _choice(voice, N_("Changes made here are sent"), CHANNELS, server.channel).mark("channel")

    def chosen(self) -> dict[str, str]:
        """What was changed; what was not is left to the services."""
        now = {"mode": self._mode.value, "channel": self._channel.value}
        return {name: str(value) for name, value in now.items() if value != getattr(self._server, name)}


def _choice(voice: Voice, label: str, options: dict[str, str], value: str) -> ui.select:
    said = {name: voice.text(words) for name, words in options.items()}
    return ui.select(said, label=voice.text(label), value=value).props("outlined options-dense=false behavior=menu")
