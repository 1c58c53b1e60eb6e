"""Fields of forms: each says what is wrong at itself, and what was entered is never lost by that."""

from __future__ import annotations

from collections.abc import Mapping

from nicegui import ui

from errors import AlreadyExists, MngrError
from i18n import Message
from ui.parts.sheet import Complaint
from ui.voice import Voice

PLAIN = "outlined no-error-icon autocomplete=off spellcheck=false"
LONGEST_PASSWORD = 200


def line(label: str, value: str = "", *, longest: int = 60) -> ui.input:
    """One line of text."""
    return ui.input(label, value=value).props(f"{PLAIN} maxlength={longest:d}")


def password(label: str, *, new: bool) -> ui.input:
    """A password; ``new`` tells the browser whether to offer a stored one or to make one."""
    kind = "new-password" if new else "current-password"
    field = ui.input(label).props(f"outlined no-error-icon type=password maxlength={LONGEST_PASSWORD:d}")
    return field.props(f"autocomplete={kind}")


def choice(label: str, options: Mapping[str, str], value: str) -> ui.select:
    """One of a few; the keys are the values."""
    return ui.select(dict(options), label=label, value=value).props("outlined options-dense=false")


class Fields:
    """The fields of one form by name, and the place for what is about none of them."""

    def __init__(self, voice: Voice, complaint: Complaint, **fields: ui.input) -> None:
        self._voice = voice
        self._complaint = complaint
        self._fields = fields
        for name, field in fields.items():
            field.mark(name)

    def text(self, name: str) -> str:
        """What stands in a field."""
        return str(self._fields[name].value or "")

    def wrong(self, name: str, sentence: str) -> None:
        """Say at a field what is wrong with it, and bring it before the eyes."""
        self._fields[name].error = sentence
        self._fields[name].run_method("focus")

    def clear(self) -> None:
        """Nothing is wrong any more."""
        self._complaint.say("")
        for field in self._fields.values():
            field.error = None

    def refuse(self, error: MngrError) -> None:
        """Say why it was not taken: at the field that the error's ``what`` names, else below them all."""
        self.clear()
        sentence = error.text(self._voice.language)
        what = error.message.fields.get("what")
        about = (
            "name" if isinstance(error, AlreadyExists) else what.template.lower() if isinstance(what, Message) else ""
        )
        if about in self._fields:
            self.wrong(about, sentence)
        else:
            self._complaint.say(sentence)
