"""What all errors have in common, and those that may come from anywhere.

An error is a class with a ``code`` (stable: tests, the API and the command line's JSON name it), a ``template`` (the
sentence, to be translated) and fields that fill it. Code that catches decides by class or by the two flags, never by
reading the text.
"""

from __future__ import annotations

from typing import ClassVar

from i18n import N_, SOURCE_LANGUAGE, FieldValue, Message


class MngrError(Exception):
    """Any error of this program that has a sentence for people."""

    code: ClassVar[str] = "error"
    template: ClassVar[str] = N_("Something went wrong.")

    def __init__(self, **fields: FieldValue) -> None:
        self.message = Message(self.template, fields)
        super().__init__(self.message.text())

    def text(self, language: str = SOURCE_LANGUAGE) -> str:
        """The sentence in a language."""
        return self.message.text(language)


def error_class(code: str) -> type[MngrError]:
    """The class that has this code. Raises KeyError if there is none."""
    found = [MngrError]
    while found:
        one = found.pop()
        if one.code == code:
            return one
        found.extend(one.__subclasses__())
    raise KeyError(code)


class InvalidValue(MngrError):
    """A value that was given to us is not allowed. Fields: what, value, allowed."""

    code = "invalid_value"
    template = N_("{what}: “{value}” is not allowed. {allowed}")


class NotFound(MngrError):
    """There is nothing of that name. Fields: what, name."""

    code = "not_found"
    template = N_("There is no {what} named “{name}”.")


class AlreadyExists(MngrError):
    """There is one of that name. Fields: what, name."""

    code = "already_exists"
    template = N_("There is already a {what} named “{name}”.")


class TooMany(MngrError):
    """There is no room for one more. Fields: what (several of them), limit."""

    code = "too_many"
    template = N_("There can be at most {limit} {what}.")


class Busy(MngrError):
    """Something that takes long is done for others already. No fields."""

    code = "busy"
    template = N_("This is done for others already, several times at once. Try again in a minute.")


class GoingDown(MngrError):
    """It was asked for while the program was being ended, and was not begun. No fields."""

    code = "going_down"
    template = N_("The program is being ended at this moment. Nothing was changed.")


class SettingsInvalid(MngrError):
    """A setting has a value that it must not have. Fields: key, why."""

    code = "settings_invalid"
    template = N_("The setting {key} is not right: {why}")


class CannotListen(MngrError):
    """The pages' port is not to be had. Fields: host, port, why."""

    code = "cannot_listen"
    template = N_("The pages cannot be shown at {host}, port {port}: {why}. Choose another one with --port.")


class Unexpected(MngrError):
    """A fault of this program; the log has the details. Fields: kind."""

    code = "unexpected"
    template = N_("A fault of timekpr-mngr itself ({kind}); its log says more. Please report it.")
