"""Timekpr's own settings of a computer: a control for every key that may be set, each with what it is about."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from nicegui import ui

from differences import main_differences
from errors import InvalidValue, MngrError
from headlines import Style
from i18n import N_
from timekpr_rules import File, Key, Kind, MainConfig, default_text, find_key, key_texts, with_main_values
from timekpr_rules.texts import parse_value
from ui.desk import Desk
from ui.theme import box, text
from ui.voice import Voice
from views import MainView

PLAYTIME: Final = "TIMEKPR_PLAYTIME_ENABLED"
GROUPS: Final = (
    (N_("PlayTime"), (PLAYTIME, "TIMEKPR_PLAYTIME_ENHANCED_ACTIVITY_MONITOR_ENABLED")),
    (N_("How time is counted"), ("TIMEKPR_POLLTIME", "TIMEKPR_SAVE_TIME", "TIMEKPR_TRACK_INACTIVE")),
    (
        N_("Before the end of time"),
        ("TIMEKPR_FINAL_NOTIFICATION_TIME", "TIMEKPR_FINAL_WARNING_TIME", "TIMEKPR_TERMINATION_TIME"),
    ),
    (
        N_("Who is counted"),
        ("TIMEKPR_SESSION_TYPES_CTRL", "TIMEKPR_SESSION_TYPES_EXCL", "TIMEKPR_USERS_EXCL"),
    ),
    (N_("For finding faults"), ("TIMEKPR_LOGLEVEL",)),
)
"""Every key that may be set, once."""
SWITCHES: Final = {
    PLAYTIME: N_("PlayTime on this computer"),
    "TIMEKPR_PLAYTIME_ENHANCED_ACTIVITY_MONITOR_ENABLED": N_("Look for programs in whole command lines"),
    "TIMEKPR_TRACK_INACTIVE": N_("For new users time behind a locked screen counts too"),
}
PLAYTIME_HINT: Final = N_(
    "The master switch: while it is off, no child's PlayTime counts here, whatever their own rules say."
)
_BETWEEN: Final = re.compile(r"[\s,;]+")


def settings_path(server_id: str) -> str:
    """Where the settings of a computer are; its id has no character that means something there."""
    return f"/computers/{server_id}/settings"


class MainForm:
    """The controls, filled with what is expected; tells at every change what would become of it."""

    def __init__(self, desk: Desk, view: MainView, config: MainConfig, changed: Callable[[], None]) -> None:
        self._voice = desk.voice
        self._style = Style(desk.services.language, desk.services.time_format)
        self._changed = changed
        self._config = config
        self._seen = key_texts(config)
        self._controls: dict[str, ui.switch | ui.input] = {}
        for title, names in GROUPS:
            with box("card", "section"):
                text("h2", self._voice.text(title))
                for name in names:
                    self._control(find_key(File.MAIN, name), is_there=name not in view.lacks)

    @property
    def config(self) -> MainConfig:
        """What the controls were filled with."""
        return self._config

    def changes(self) -> dict[str, str]:
        """The texts of the keys that are other than what was seen."""
        return {name: new for name in self._controls if (new := self._text(name)) != self._seen[name]}

    def seen(self) -> dict[str, str]:
        """What was seen of the keys that are changed."""
        return {name: self._seen[name] for name in self.changes()}

    def words(self) -> tuple[str, ...] | None:
        """What would be changed, in sentences; None while something is not allowed, which its field says."""
        try:
            wanted = with_main_values(self._config, self.changes())
        except InvalidValue:
            return None
        return tuple(self._voice.say(one) for one in main_differences(self._config, wanted, self._style))

    def refuse(self, error: MngrError) -> bool:
        """Show why it was not taken at the field that it is about; whether there is one."""
        name = str(error.message.fields.get("what", error.message.fields.get("key", "")))
        if name not in self._controls:
            return False
        control = self._controls[name]
        if isinstance(control, ui.input):
            control.error = error.text(self._voice.language)
        control.run_method("focus")
        return True

    def _text(self, name: str) -> str:
        return _as_text(find_key(File.MAIN, name), self._controls[name].value)

    def _wrong(self, key: Key, entered: object) -> str | None:
        """Why something that was entered is not allowed; None if it is. What was seen is left alone."""
        wanted = _as_text(key, entered)
        if wanted == self._seen[key.name]:
            return None
        try:
            parse_value(key, wanted)
        except InvalidValue:
            return self._allowed(key)
        return None

    def _control(self, key: Key, *, is_there: bool) -> None:
        voice, seen = self._voice, self._seen[key.name]
        control: ui.switch | ui.input
        with box("setting").mark(f"setting-{key.name}"):
            if key.kind is Kind.BOOLEAN:
                label = voice.text(SWITCHES[key.name])
                control = ui.switch(label, value=seen == "True", on_change=self._changed)
                control.classes("master" if key.name == PLAYTIME else "")
            else:
                meaning = voice.text(key.meaning)
                text("p", meaning)
                shown = seen.replace(";", " ") if key.kind is Kind.WORDS else seen
                control = ui.input(
                    value=shown, on_change=self._changed, validation=lambda entered: self._wrong(key, entered)
                )
                control.props("outlined dense no-error-icon")
                control.props("autocomplete=off spellcheck=false autocapitalize=none")
                control.props("maxlength=400" if key.kind is Kind.WORDS else "inputmode=numeric maxlength=10")
                control.props["aria-label"] = meaning
                control.classes("" if key.kind is Kind.WORDS else "number")
            text("p", self._hint(key, is_there=is_there), "muted small")
        control.mark(key.name)
        control.set_enabled(is_there)
        self._controls[key.name] = control

    def _hint(self, key: Key, *, is_there: bool) -> str:
        voice, usual = self._voice, default_text(key)
        if not is_there:
            return voice.text(N_("Timekpr there is too old for this."))
        if key.name == PLAYTIME:
            return voice.text(PLAYTIME_HINT)
        if key.kind is Kind.BOOLEAN:
            return voice.text(N_("Usually on.") if usual == "True" else N_("Usually off."))
        if key.kind is Kind.WORDS:
            return voice.text(N_("With blanks in between. Usually: {usual}"), usual=usual.replace(";", " "))
        said = N_("{least} to {most}, usually {usual}")
        return voice.text(said, least=key.minimum, most=key.maximum, usual=usual)

    def _allowed(self, key: Key) -> str:
        voice: Voice = self._voice
        if key.kind is Kind.WORDS:
            return voice.text(N_("Only names of letters, digits, “.”, “_” and “-”, at most 32 characters each."))
        return voice.text(N_("A number from {least} to {most}."), least=key.minimum, most=key.maximum)


def _as_text(key: Key, value: object) -> str:
    """What a control says, as the file has it."""
    if isinstance(value, bool):
        return str(value)
    entered = str(value or "").strip()
    return ";".join(word for word in _BETWEEN.split(entered) if word) if key.kind is Kind.WORDS else entered
