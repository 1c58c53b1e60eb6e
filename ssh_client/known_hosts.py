"""The host keys that a parent has confirmed, in OpenSSH's own format, so that ``ssh`` can use the file too."""

from __future__ import annotations

import logging
import threading

from errors import DataError
from ssh_client.keys import HostKey
from storage import Store

logger = logging.getLogger(__name__)

PATH = ("ssh", "known_hosts")
SSH_PORT = 22
HEADER = "# Host keys that a parent has confirmed. One line each: address, type, key.\n"


class KnownHosts:
    """Confirmed keys by address. Nothing is ever added here but by :meth:`trust`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._keys: dict[str, HostKey] = {}
        self.load()

    def load(self) -> None:
        """Read the file. If it is damaged and no good copy is left, every server has to be confirmed anew."""
        try:
            keys = self._store.read_checked(_parse, *PATH) or {}
        except DataError as error:
            logger.warning("%s", error)
            keys = {}
        with self._lock:
            self._keys = keys

    def get(self, host: str, port: int) -> HostKey | None:
        """The confirmed key of an address."""
        with self._lock:
            return self._keys.get(_address(host, port))

    def trust(self, host: str, port: int, key: HostKey) -> None:
        """Confirm a key; it replaces the one before. Raises NotSaved, and then the old one stays."""
        with self._lock:
            self._save({**self._keys, _address(host, port): key})

    def forget(self, host: str, port: int) -> None:
        """Confirm nothing for an address any more."""
        with self._lock:
            left = {address: key for address, key in self._keys.items() if address != _address(host, port)}
            if len(left) != len(self._keys):
                self._save(left)

    def _save(self, keys: dict[str, HostKey]) -> None:
        lines = [f"{address} {key.line}\n" for address, key in sorted(keys.items())]
        self._store.write_bytes("".join([HEADER, *lines]).encode(), *PATH, generations=True)
        self._keys = keys


def _parse(data: bytes) -> dict[str, HostKey]:
    """The keys in a known_hosts file. Raises ValueError if any line is none: then the whole file is not trusted."""
    keys: dict[str, HostKey] = {}
    for line in data.decode("ascii").split("\n"):
        if line and not line.startswith("#"):
            address, _, key = line.partition(" ")
            keys[address] = HostKey.from_line(key)
    if not data:
        raise ValueError("empty")
    return keys


def _address(host: str, port: int) -> str:
    """As ssh writes it: the bare host at port 22, ``[host]:port`` at any other."""
    bare = host.strip("[]").lower()
    return bare if port == SSH_PORT else f"[{bare}]:{port}"
