"""A computer without SSH: a played Timekpr, its shell and its files, behind the interface that the courier uses.

It can be cut at any step: before a request reaches it, or after it was carried out and before the answer is back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from clock import Clock
from demo.daemon import PlayedTimekpr
from demo.shell import PlayedShell
from errors import ConnectionLost, FileMissing, MachineError, TooSlow
from i18n import Message
from ssh_client.commands import CommandResult
from ssh_client.files import RemoteFile
from ssh_client.host_clock import HostClock
from ssh_client.pull import Directories, Pulled, Request, UserFiles, config_path, time_path
from timekpr_rules import TimeFile, UserConfig, read_time_file, read_user_config, user_of_config_name

BERLIN = ZoneInfo("Europe/Berlin")
LOST = ConnectionLost(stage=Message("here"))


def nothing_happens(_step: str) -> None:
    """The connection holds."""


@dataclass
class Twin:
    """One computer. ``root`` holds etc/timekpr and var/lib/timekpr as on a real one."""

    root: Path
    clock: Clock
    zone: ZoneInfo = BERLIN
    bus: bool = True
    speed: float = 1.0
    ahead: float = 0.0
    before: Callable[[str], None] = nothing_happens
    """Called with each request before it arrives; raise to cut the connection there."""
    after: Callable[[str], None] = nothing_happens
    """Called with each request after it was carried out."""
    held: list[str] = field(default_factory=list)
    """Commands that are under way and have not arrived: see :meth:`deliver_held`."""

    def __post_init__(self) -> None:
        for folder in ("etc/timekpr", "var/lib/timekpr/config", "var/lib/timekpr/work"):
            (self.root / folder).mkdir(parents=True, exist_ok=True)
        self.timekpr = PlayedTimekpr(self.root, self.now(), speed=self.speed)
        self.shell = PlayedShell(self.timekpr, bus=self.bus)

    def now(self) -> datetime:
        return (self.clock.now() + timedelta(seconds=self.ahead)).astimezone(self.zone)

    def add_user(self, user: str, config: UserConfig, spent: TimeFile | None = None) -> None:
        moment = self.now().replace(tzinfo=None, microsecond=0)
        self.timekpr.add_user(user, config, spent or TimeFile(last_checked=moment), self.now())

    def rules(self, user: str) -> UserConfig:
        return read_user_config(self.timekpr.disk.config(user).read_bytes(), user).model

    def spent(self, user: str) -> TimeFile:
        return read_time_file(self.timekpr.disk.time(user).read_bytes(), user).model

    def granted(self, user: str) -> int:
        spent = self.spent(user)
        return spent.spent_day - spent.balance

    # --- Machine ---

    def pull(self, request: Request, directories_in: Callable[[bytes], Directories]) -> Pulled:
        with self._step("pull"):
            main = self._file(request.main_config)
            assert isinstance(main, RemoteFile)
            directories = directories_in(main.data)
            users = {
                user: UserFiles(self._file(config_path(directories, user)), self._file(time_path(directories, user)))
                for user in request.users
            }
            names = [path.name for path in self._path(directories.config).iterdir()]
            found = tuple(sorted(user for user in map(user_of_config_name, names) if user))
            return Pulled(main, directories, found, users, self._clock() if request.ask_clock else None)

    def read(self, *paths: str) -> dict[str, RemoteFile | MachineError]:
        with self._step("read"):
            return {path: self._file(path) for path in paths}

    def run(self, command: str) -> CommandResult:
        with self._step(command):
            try:
                answer = self.shell.run(command, self.now())
            except TimeoutError:
                raise TooSlow(stage=Message("command"), seconds="15") from None
            return CommandResult(answer.status, answer.out + answer.err)

    def replace(self, path: str, data: bytes) -> None:
        with self._step("replace"):
            self._path(path).write_bytes(data)

    def take_time(self, seconds: float) -> None:
        """There is enough."""

    def deliver_held(self) -> None:
        """What was held up on the way arrives now."""
        held, self.held = self.held, []
        for command in held:
            self.shell.run(command, self.now())

    # --- helpers ---

    def _step(self, what: str):
        twin = self

        class Step:
            def __enter__(self) -> None:
                twin.before(what)

            def __exit__(self, kind, error, at) -> None:
                if kind is None:
                    twin.after(what)

        return Step()

    def _path(self, path: str) -> Path:
        return self.root / path.lstrip("/")

    def _file(self, path: str) -> RemoteFile | MachineError:
        here = self._path(path)
        if not here.exists():
            return FileMissing(path=path)
        stat = here.stat()
        return RemoteFile(path, here.read_bytes(), int(stat.st_mtime), bool(stat.st_mode & 0o002))

    def _clock(self) -> HostClock:
        now = self.now()
        offset = int(now.utcoffset().total_seconds())
        return HostClock(offset, round(self.ahead), self.clock.now(), self.zone.key)


def every_nth(count: int) -> Iterator[int]:
    """1, 2, … for counting steps."""
    return iter(range(1, count + 1))
