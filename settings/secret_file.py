"""A file that holds one secret."""

from __future__ import annotations

import os
import stat

from i18n import N_, FieldValue, Message
from settings.values import is_secret_line

SECRET_BYTES = 64 * 1024
NOT_A_FILE = N_("it is not a file")
NOT_A_TEXT = N_("it is not a text")
TOO_LONG = N_("it is too long for a secret")
EMPTY = N_("it is empty")
NOT_A_LINE = N_("it is not one line of at most 1000 characters")


class NoSecretError(Exception):
    """There is no secret to be had from this file; ``why`` says so as the end of a sentence."""

    def __init__(self, why: FieldValue) -> None:
        super().__init__(why)
        self.why = why


def read_secret(path: str) -> str:
    """The secret, without the line feed that editors put at the end. Does not wait. Raises NoSecretError."""
    try:
        data = _content(path)
        text = data.decode()
    except OSError as error:
        raise NoSecretError(error.strerror or type(error).__name__) from error
    except ValueError as error:  # no UTF-8, or a NUL in the path
        raise NoSecretError(Message(NOT_A_TEXT)) from error
    if len(data) > SECRET_BYTES:
        raise NoSecretError(Message(TOO_LONG))
    return text.rstrip("\r\n")


def read_password(path: str) -> str:
    """The same of a password. One line: what has several was not meant for a server, and is not sent to it."""
    password = read_secret(path)
    if not password:
        raise NoSecretError(Message(EMPTY))
    if not is_secret_line(password):
        raise NoSecretError(Message(NOT_A_LINE))
    return password


def _content(path: str) -> bytes:
    """At most one byte more than a secret may have. Raises OSError, ValueError, NoSecretError."""
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)  # a pipe is opened at once, to be refused
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise NoSecretError(Message(NOT_A_FILE))
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read(SECRET_BYTES + 1)
    finally:
        os.close(handle)
