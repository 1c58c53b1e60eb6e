"""A form for one group of settings: what was entered is told as changes, and what is wrong is said at its field."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Any, TypeAlias

from nicegui import ui

from errors import MngrError, SettingsInvalid
from i18n import N_, Message
from ui.parts.fields import choice, line, password
from ui.parts.sheet import Complaint
from ui.theme import box, drawn, text
from ui.voice import Voice

Field: TypeAlias = ui.input | ui.select | ui.switch | ui.checkbox

LONGEST_PATH = 4096
LONGEST_SECRET = 1000


class GroupForm:
    """The fields by their names in the group; a form of one group derives from this, draws, and calls :meth:`finish`.

    ``group`` is what the keys begin with, such as ``mqtt.``, ``view`` has the values by the same names and in ``fixed``
    the keys that the environment sets. ``numbers`` are whole, ``secret`` is the one that is never shown, for which
    ``<secret>_file`` may name a file.
    """

    def __init__(
        self,
        voice: Voice,
        group: str,
        view: Any,  # noqa: ANN401 - a dataclass with the values by their names
        *,
        numbers: AbstractSet[str],
        secret: str,
    ) -> None:
        self._voice = voice
        self._group = group
        self._view = view
        self._numbers = numbers
        self._secret = secret
        self._fields: dict[str, Field] = {}
        self._may_be_none: set[str] = set()
        self._common: frozenset[str] = frozenset()
        self._more: ui.element | None = None

    # --- what is drawn ---

    def more(self) -> ui.element:
        """What most people never need, one tap deeper: draw it within the element."""
        self._common = frozenset(self._fields)
        with ui.element("details").classes("more-fields") as self._more:
            text("summary", self._voice.text(N_("More")), drawn("down"))
            return box("stack")

    def finish(self) -> None:
        """All fields are there."""
        view = self._view
        if view.fixed:
            text("p", self._voice.text(N_("What is grey is set where the program is started.")), "small muted")
        self._complaint = Complaint()
        for name, field in self._fields.items():
            key = self._secret if name in {"forget", "again"} else name
            field.mark(name).set_enabled(f"{self._group}{key}" not in view.fixed)

    def heading(self, label: str) -> None:
        """A title above some of them."""
        text("h3", self._voice.text(label))

    def switch(self, name: str, label: str) -> None:
        """Something that is so or not."""
        self._fields[name] = ui.switch(self._voice.text(label), value=getattr(self._view, name))

    def line(self, name: str, label: str, *, longest: int) -> ui.input:
        """One line of text."""
        value = getattr(self._view, name)
        field = line(self._voice.text(label), "" if value is None else str(value), longest=longest)
        self._fields[name] = field
        return field

    def path(self, name: str, label: str) -> ui.input:
        """A path on this machine."""
        field = self.line(name, label, longest=LONGEST_PATH).props("autocapitalize=none")
        show_placeholder(field, "/")
        return field

    def number(self, name: str, label: str, placeholder: str = "") -> ui.input:
        """A whole number; ``placeholder`` is what holds without one."""
        field = self.line(name, label, longest=9).props("inputmode=numeric")
        if placeholder:
            show_placeholder(field, placeholder)
            self._may_be_none.add(name)
        return field

    def choice(self, name: str, label: str, options: dict[str, str]) -> None:
        """One of a few."""
        said = {key: self._voice.text(words) for key, words in options.items()}
        self._fields[name] = choice(self._voice.text(label), said, str(getattr(self._view, name)))

    def secret(self, label: str, forget: str, *, is_set: bool) -> ui.input:
        """The secret: empty leaves it as it is; and a way to be without it, where there is one."""
        field = password(self._voice.text(label), new=True).props(f"maxlength={LONGEST_SECRET:d}")
        self._fields[self._secret] = field
        file = getattr(self._view, f"{self._secret}_file")
        if is_set:
            show_placeholder(field, self._voice.text(N_("unchanged")))
            self._fields["forget"] = ui.checkbox(self._voice.text(forget))
        elif file:
            field.props["hint"] = self._voice.text(N_("It is read from the file {path}."), path=file)
        return field

    # --- what was entered ---

    def changes(self) -> dict[str, object]:
        """What is another than it was, by its name."""
        entered = {name: self._entered(name) for name in self._fields if name not in {self._secret, "forget", "again"}}
        changed = {name: value for name, value in entered.items() if value != getattr(self._view, name)}
        if secret := str(self._fields[self._secret].value or ""):
            changed[self._secret] = secret
            if getattr(self._view, f"{self._secret}_file"):
                changed[f"{self._secret}_file"] = ""
        elif "forget" in self._fields and self._fields["forget"].value:
            changed[self._secret] = ""
        return changed

    def refuse(self, error: MngrError) -> None:
        """Say why it was not taken: at the field that it is about, else below them all."""
        self.clear()
        language = self._voice.language
        name, sentence = self.about(error), error.text(language)
        if isinstance(error, SettingsInvalid):
            why = error.message.fields["why"]
            allowed = why.fields.get("allowed") if isinstance(why, Message) else None
            sentence = allowed.text(language) if isinstance(allowed, Message) else sentence
        if isinstance(self._fields.get(name), ui.input):
            self.wrong(name, sentence)
        else:
            self._complaint.say(error.text(language))

    def about(self, error: MngrError) -> str:
        """The field that an error is about; empty if none."""
        return str(error.message.fields["key"]).removeprefix(self._group) if isinstance(error, SettingsInvalid) else ""

    def wrong(self, name: str, sentence: str) -> None:
        """Say at a field what is wrong with it, and bring it before the eyes."""
        field = self._fields[name]
        assert isinstance(field, ui.input)  # noqa: S101 - for the type checker
        if self._more is not None and name not in self._common:
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
        if not said and name in self._may_be_none:
            return None
        return int(said) if name in self._numbers and said.isascii() and said.isdigit() and len(said) < 10 else said


def show_placeholder(field: ui.input, words: str) -> None:
    """What holds while the field is empty. The label stays above it, which would lie over it else."""
    field.props("stack-label").props["placeholder"] = words
