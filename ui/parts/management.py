"""How a computer is managed: what becomes of changes made there, and by which way ours are made."""

from __future__ import annotations

from nicegui import ui

from i18n import N_
from servers.values import MAX_NOTE
from ui.voice import Voice
from views import ServerState, ServerView

MODES = {"follow": N_("are taken over"), "enforce": N_("are set back")}
CHANNELS = {
    "auto": N_("by whichever works"),
    "dbus": N_("by asking Timekpr (D-Bus)"),
    "timekpra": N_("by Timekpr's command (timekpra)"),
    "files": N_("by replacing its files"),
}
"""As servers.Server knows them, the usual one first."""


class Management:
    """The part of the sheet in which a computer is edited that is not about the way there."""

    def __init__(self, voice: Voice, server: ServerView) -> None:
        self._before: dict[str, str | bool] = {
            "mode": server.mode,
            "channel": server.channel,
            "note": server.note,
            "enabled": server.state is not ServerState.DISABLED,
        }
        self._mode = _choice(voice, N_("Changes made on the computer"), MODES, server.mode).mark("mode")
        self._channel = _choice(voice, N_("Changes made here are sent"), CHANNELS, server.channel).mark("channel")
        self._note = ui.input(voice.text(N_("Note, if you like")), value=server.note).mark("note")
        self._note.props(f"outlined no-error-icon autocomplete=off maxlength={MAX_NOTE:d}")
        self._enabled = ui.switch(voice.text(N_("Read this computer")), value=bool(self._before["enabled"]))
        self._enabled.mark("enabled")

    def chosen(self) -> dict[str, str | bool]:
        """What was changed; what was not is left to the services."""
        now: dict[str, str | bool] = {
            "mode": str(self._mode.value),
            "channel": str(self._channel.value),
            "note": str(self._note.value or "").strip(),
            "enabled": bool(self._enabled.value),
        }
        return {name: value for name, value in now.items() if value != self._before[name]}


def _choice(voice: Voice, label: str, options: dict[str, str], value: str) -> ui.select:
    said = {name: voice.text(words) for name, words in options.items()}
    return ui.select(said, label=voice.text(label), value=value).props("outlined options-dense=false behavior=menu")
