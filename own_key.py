"""The key this program signs in with: made on first use, kept with care, shown only by its public half."""

from __future__ import annotations

from errors import InvalidValue
from ssh_client.keys import ClientKey, generate_key, load_key
from storage import Store

PRIVATE = ("ssh", "id_ed25519")
PUBLIC = ("ssh", "id_ed25519.pub")


def the_key(store: Store) -> ClientKey | None:
    """The key, if there is one.

    Raises DataDamaged if it is damaged and no good copy is left: a new one would lock us out of every computer without
    a word, so a parent has to ask for it.
    """
    return store.read_checked(_load, *PRIVATE)


def ensure_key(store: Store) -> ClientKey:
    """The key; a new one if there never was one."""
    return the_key(store) or new_key(store)


def new_key(store: Store) -> ClientKey:
    """Make a new key. The computers take it only after its public line is in their ``authorized_keys``."""
    return import_key(store, generate_key())


def import_key(store: Store, data: bytes) -> ClientKey:
    """Use a key that a parent has. Raises InvalidValue if it is none, or one with a passphrase."""
    key = load_key(data)
    store.write_bytes(data, *PRIVATE, generations=True)
    store.write_bytes(f"{key.public_line}\n".encode(), *PUBLIC)
    return key


def _load(data: bytes) -> ClientKey:
    """As the store wants it: damaged bytes are a ValueError."""
    try:
        return load_key(data)
    except InvalidValue as error:
        raise ValueError(str(error)) from error
