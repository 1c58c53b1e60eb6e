"""Passphrases of copies: which may be used, and where one is read from."""

from __future__ import annotations

from typing import Final

from errors import PassphraseUnreadable, PassphraseWeak
from settings import BackupSettings, NoSecretError, is_secret_line, read_secret

LEAST: Final = 10
"""Characters: whoever finds a copy can try as often as they like."""


def checked_passphrase(text: str) -> str:
    """The passphrase, if it may be used to encrypt. Raises PassphraseWeak."""
    if len(text) < LEAST or not text.strip() or not is_secret_line(text):
        raise PassphraseWeak(least=LEAST)
    return text


def passphrase_in(path: str) -> str:
    """The passphrase in a file of one line. Raises PassphraseUnreadable."""
    try:
        return read_secret(path)
    except NoSecretError as error:
        raise PassphraseUnreadable(path=path, why=error.why) from error


def passphrase_of(settings: BackupSettings) -> str:
    """What is set; empty if nothing is. Raises PassphraseUnreadable, PassphraseWeak."""
    text = settings.passphrase.get_secret_value()
    if not text and settings.passphrase_file:
        text = passphrase_in(settings.passphrase_file)
    elif not text:
        return ""
    return checked_passphrase(text)
