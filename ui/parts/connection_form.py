"""The fields of a group of settings with a secret: those that everybody needs, and more of them one tap deeper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, Final, Protocol, TypeAlias

from nicegui import ui

from errors import MngrError, SettingsInvalid
from i18n import N_, Message
from ui.parts.fields import choice, line, password
from ui.parts.sheet import Complaint
from ui.theme import box, drawn, text
from ui.voice import Voice

Field: TypeAlias = ui.input | ui.select | ui.switch | ui.checkbox

LONGEST_PATH: Final = 4096
LONGEST_PASSWORD: Final = 1000
_QUOTED: Final = re.compile(r"[“„](\w+)[”“]")
BESIDE_THE_SECRET: Final = frozenset({"forget", "again"})
"""Fields that are about the secret and no settings."""


class ConnectionView(Protocol):
    """The settings as a form needs them; the values of its fields are found by their names.

    Of the secret ``password`` there are ``has_password`` (whether one is saved) and ``password_file`` (or empty).
    """

    @property
    def fixed(self) -> tuple[str, ...]:
        """Keys that the environment sets."""
        ...


class ConnectionForm:
    """What was entered is told as changes; what is wrong is said at its field."""

    GROUP: ClassVar[str]
    """What the keys of its settings begin with."""
    NUMBERS: ClassVar[frozenset[str]]
    COMMON: ClassVar[tuple[str, ...]]
    """Fields that are seen at once."""
    SECRET: ClassVar[str] = "password"  # noqa: S105 - the name of a field
    """What is never shown, and stays as it is where nothing is entered."""
    PASSWORD_WANTED: ClassVar[type[MngrError]]
    """Said of the secret: where the saved password would go elsewhere, for example."""

    def __init__(self, voice: Voice, view: ConnectionView) -> None:
        self._voice = voice
        self._view = view
        self._fields: dict[str, Field] = {}
        self._draw()
        if view.fixed:
            text("p", voice.text(N_("What is grey is set where the program is started.")), "small muted")
        self._complaint = Complaint()
        for name, field in self._fields.items():
            key = self.SECRET if name in BESIDE_THE_SECRET else name
            field.mark(name).set_enabled(f"{self.GROUP}{key}" not in view.fixed)

    def _draw(self) -> None:
        """The fields."""
        raise NotImplementedError

    @contextmanager
    def _folded(self, mark: str) -> Iterator[None]:
        """What is one tap deeper."""
        with ui.element("details").classes("more-fields").mark(mark) as self._more:
            text("summary", self._voice.text(N_("More")), drawn("down"))
            with box("stack"):
                yield

    # --- what was entered ---

    def changes(self) -> dict[str, object]:
        """What is another than it was, by the names of the settings."""
        entered = {name: self._entered(name) for name in self._fields if name not in {self.SECRET, *BESIDE_THE_SECRET}}
        changed = {name: value for name, value in entered.items() if value != getattr(self._view, name)}
        if secret := str(self._fields[self.SECRET].value or ""):
            changed[self.SECRET] = secret
            if getattr(self._view, f"{self.SECRET}_file"):
                changed[f"{self.SECRET}_file"] = ""
        elif "forget" in self._fields and self._fields["forget"].value:
            changed[self.SECRET] = ""
        return changed

    def refuse(self, error: MngrError) -> None:
        """Say why it was not taken: at the field that it is about, else below them all."""
        self.clear()
        name, sentence = what_is_wrong(error, self.GROUP, self._voice.language)
        if isinstance(error, self.PASSWORD_WANTED):
            name = self.SECRET
        sentence = _QUOTED.sub(lambda found: self._label(found[0], found[1]), sentence)
        field = self._fields.get(name)
        if isinstance(field, ui.input):
            self._wrong(name, sentence)
        else:
            self._complaint.say(sentence)

    def _label(self, quoted: str, name: str) -> str:
        """A setting that a sentence names, as it is called here."""
        field = self._fields.get(name)
        label = field.text if isinstance(field, ui.switch) else field.props.get("label") if field else None
        return quoted.replace(name, label) if label else quoted

    def _wrong(self, name: str, sentence: str) -> None:
        """Say at a field what is wrong with it, and bring it before the eyes."""
        field = self._fields[name]
        if name not in self.COMMON:
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
        return int(said) if name in self.NUMBERS and said.isascii() and said.isdigit() and len(said) < 10 else said

    # --- helpers ---

    def _password(self, label: str = N_("Password"), forget: str = N_("Forget the saved password")) -> None:
        secret = self._fields[self.SECRET] = self._hidden(label)
        file = getattr(self._view, f"{self.SECRET}_file")
        if getattr(self._view, f"has_{self.SECRET}"):
            show_placeholder(secret, self._voice.text(N_("unchanged")))
            self._fields["forget"] = ui.checkbox(self._voice.text(forget))
        elif file:
            secret.props["hint"] = self._voice.text(N_("It is read from the file {path}."), path=file)

    def _hidden(self, label: str) -> ui.input:
        return password(self._voice.text(label), new=True).props(f"maxlength={LONGEST_PASSWORD:d}")

    def _risky_switch(self, name: str, label: str, risk: str, mark: str) -> None:
        """A switch with what it would mean, in red only once it is wanted."""
        with box(""):
            self._switch(name, label)
            words = text("p", self._voice.text(risk)).mark(mark)

        def warn() -> None:
            words.classes(replace="small risk" if self._fields[name].value else "small muted")

        warn()
        self._fields[name].on_value_change(warn)

    def _heading(self, label: str) -> None:
        text("h3", self._voice.text(label))

    def _switch(self, name: str, label: str) -> None:
        self._fields[name] = ui.switch(self._voice.text(label), value=getattr(self._view, name))

    def _line(self, name: str, label: str, *, longest: int) -> ui.input:
        value = getattr(self._view, name)
        field = line(self._voice.text(label), "" if value is None else str(value), longest=longest)
        self._fields[name] = field
        return field

    def _path(self, name: str, label: str, placeholder: str = "/") -> ui.input:
        field = self._line(name, label, longest=LONGEST_PATH).props("autocapitalize=none")
        show_placeholder(field, placeholder)
        return field

    def _number(self, name: str, label: str, placeholder: str = "") -> ui.input:
        field = self._line(name, label, longest=9).props("inputmode=numeric")
        if placeholder:
            show_placeholder(field, placeholder)
        return field

    def _choice(self, name: str, label: str, options: dict[str, str]) -> None:
        said = {key: self._voice.text(words) for key, words in options.items()}
        self._fields[name] = choice(self._voice.text(label), said, str(getattr(self._view, name)))


def what_is_wrong(error: MngrError, group: str, language: str) -> tuple[str, str]:
    """The name of the field that a refusal is about, or nothing, and what to say there.

    ``group`` is what the keys of the settings begin with.
    """
    if not isinstance(error, SettingsInvalid):
        return "", error.text(language)
    why = error.message.fields["why"]
    allowed = why.fields.get("allowed") if isinstance(why, Message) else None
    sentence = allowed.text(language) if isinstance(allowed, Message) else error.text(language)
    return str(error.message.fields["key"]).removeprefix(group), sentence


def show_placeholder(field: ui.input, words: str) -> None:
    """What holds while the field is empty. The label stays above it, which would lie over it else."""
    field.props("stack-label").props["placeholder"] = words
