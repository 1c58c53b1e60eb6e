"""The computers of the bench: one sshd under many addresses of the loopback, each with its own Timekpr files."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ssh_client.keys import generate_key, load_key
from workbench.account import throwaway_account
from workbench.computers import paths, rewrite, timekpr_tree
from workbench.sshd import Sshd

USERS = ("anna", "ben", "carla")
"""Three children on each computer: seven files, 15 kB."""
ONE_IN = 5
"""Where servers are dead, each fifth one is."""


@dataclass(frozen=True, slots=True)
class Place:
    """One server: where it is, the directory of its files, and how it is dead (empty: it is not)."""

    name: str
    host: str
    port: int
    files: Path
    dead: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """All that the servers have in common. ``data`` is on the disk on which the program would keep its data."""

    root: Path
    data: Path
    account: str
    private_key: bytes
    sshd_port: int
    host_key_line: str

    def places(self, count: int) -> list[Place]:
        """So many servers, all up."""
        return [
            Place(
                f"pc{number:04}", f"127.0.{1 + number // 250}.{1 + number % 250}", self.sshd_port, self._files(number)
            )
            for number in range(count)
        ]

    def places_in_an_outage(self, count: int, kinds: Sequence[str], ports: dict[str, int]) -> list[Place]:
        """So many servers, each fifth one dead, in one way after the other."""
        places = self.places(count)
        for nth, number in enumerate(range(ONE_IN - 1, count, ONE_IN)):
            kind = kinds[nth % len(kinds)]
            places[number] = Place(places[number].name, "127.0.0.1", ports[kind], places[number].files, kind)
        return places

    def rewrite(self, count: int, turn: int) -> None:
        """Change every file of the first ``count`` servers."""
        for number in range(count):
            rewrite(self._files(number), USERS, turn, datetime.now())  # noqa: DTZ005 - Timekpr writes local time

    def fresh_data(self) -> Path:
        """A new data directory, still empty."""
        return Path(tempfile.mkdtemp(dir=self.data))

    def file_bytes(self) -> int:
        """The size of all files of one server together."""
        return sum(path.stat().st_size for path in paths(self._files(0), USERS))

    def _files(self, number: int) -> Path:
        return self.root / f"pc{number:04}"


@contextlib.contextmanager
def open_room(size: int) -> Iterator[Room]:
    """Set up so many servers; everything is gone afterwards."""
    build = Path(__file__).parent.parent / "build"
    build.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="timekpr-bench-") as folder,
        tempfile.TemporaryDirectory(prefix="bench-", dir=build) as data,
        throwaway_account("timekpr-bench") as account,
    ):
        root = Path(folder)
        root.chmod(0o755)  # the account has to get in
        key = generate_key()
        private = root / "key"
        private.touch(mode=0o600)
        private.write_bytes(key)
        for number in range(size):
            timekpr_tree(root / f"pc{number:04}", USERS)
        with Sshd(root / "sshd", load_key(key).public_line, account=account) as sshd:
            room = Room(root, Path(data), account, key, sshd.port, sshd.host_key_line)
            room.rewrite(size, 0)
            yield room
