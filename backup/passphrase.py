"""Passphrases of copies: which may be used, and where one is read from."""

from __future__ import annotations

from errors import PassphraseUnreadable, PassphraseWeak
from settings import SHORTEST_PASSPHRASE, BackupSettings, NoSecretError, is_secret_line, read_secret


def checked_passphrase(text: str) -> str:
    """The passphrase, if it may be used to encrypt. Raises PassphraseWeak."""
    if len(text) < SHORTEST_PASSPHRASE or not text.strip() or not is_secret_line(text):
        raise PassphraseWeak(least=SHORTEST_PASSPHRASE)
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
