"""What one cycle reads from one server: Timekpr's files, the users there, and now and then the clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Protocol

import paramiko

from clock import Clock
from errors import MachineError, ProtocolTooOld, UploadFailed
from i18n import N_, Message
from ssh_client.commands import CommandResult, run
from ssh_client.files import FileReader, RemoteFile
from ssh_client.host_clock import LOCALTIME, ClockQuestion, HostClock, zone_of
from ssh_client.limits import Limits
from ssh_client.sftp import Sftp
from ssh_client.transport import plain_errors
from ssh_client.upload import Upload
from ssh_client.watch import Watch
from timekpr_rules import user_of_config_name


@dataclass(frozen=True, slots=True)
class Directories:
    """Where a server keeps its users' rules and counters."""

    config: str
    work: str


@dataclass(frozen=True, slots=True)
class Request:
    """What to read. ``directories`` is where we believe the files to be; timekpr.conf there has the last word."""

    main_config: str
    directories: Directories
    users: tuple[str, ...]
    ask_clock: bool


@dataclass(frozen=True, slots=True)
class UserFiles:
    """A user's two files, each read or with the reason why not."""

    config: RemoteFile | MachineError
    time: RemoteFile | MachineError


@dataclass(frozen=True, slots=True)
class Pulled:
    """Everything that was read in one go."""

    main: RemoteFile
    directories: Directories
    found: tuple[str, ...]
    """Users that Timekpr has rules for there, sorted."""
    users: dict[str, UserFiles] = field(default_factory=dict)
    clock: HostClock | None = None
    """Only if it was asked for and answered."""


class Machine(Protocol):
    """One server, reached. The real one speaks SSH; tests have a twin. Each method raises MachineError."""

    def pull(self, request: Request, directories_in: Callable[[bytes], Directories]) -> Pulled:
        """Read everything that one cycle needs.

        ``directories_in`` tells where a timekpr.conf puts the files; if that is not where ``request`` says, the
        users' files are read again from there. Raises MachineError, also when timekpr.conf or the directory cannot be
        read: without them there is no Timekpr. A user's file that cannot be read is that user's error alone.
        """
        ...

    def read(self, *paths: str) -> dict[str, RemoteFile | MachineError]:
        """Read some files; one that cannot be read is its own error."""
        ...

    def run(self, command: str) -> CommandResult:
        """Run a command of fixed words and quoted arguments, and wait for its end."""
        ...

    def take_time(self, seconds: float) -> None:
        """Something is to be done there, not only read: it may take so many seconds more."""
        ...

    def replace(self, path: str, data: bytes) -> None:
        """Replace a file as a whole. Raises UploadFailed too, after which the old one is still in force."""
        ...


class SshMachine:
    """A server over an authenticated transport, watched. SFTP is opened once, when it is first needed."""

    def __init__(self, transport: paramiko.Transport, clock: Clock, limits: Limits, watch: Watch) -> None:
        self.transport = transport
        self.clock = clock
        self.limits = limits
        self.watch = watch
        self._sftp: Sftp | None = None

    def pull(self, request: Request, directories_in: Callable[[bytes], Directories]) -> Pulled:
        """Read it all in three round trips after the channel is open, however many users there are."""
        return _pull(self, request, directories_in)

    def read(self, *paths: str) -> dict[str, RemoteFile | MachineError]:
        """Read some files in three round trips."""
        with plain_errors(self.watch):
            found = self.reader(iter(())).read(paths)
            self.watch.leave()
        return found.files

    def run(self, command: str) -> CommandResult:
        """Run a command in a channel of its own."""
        with plain_errors(self.watch):
            result = run(
                self.transport, command, self.limits, lambda: self.watch.enter("command", self.limits.operation)
            )
            self.watch.leave()
        return result

    def take_time(self, seconds: float) -> None:
        """Put the deadline of the whole server off."""
        self.watch.extend(seconds)

    def replace(self, path: str, data: bytes) -> None:
        """Upload under another name, then rename."""
        with plain_errors(self.watch):
            upload = Upload(self.sftp(), lambda: self.watch.enter("write", self.limits.operation))
            try:
                upload.replace(path, data)
            except UploadFailed:
                self.watch.leave()
                raise
            self.watch.leave()

    def sftp(self) -> Sftp:
        """The SFTP channel. Raises ProtocolTooOld if the server offers none."""
        if self._sftp is None:
            self.watch.enter("channel", self.limits.channel)
            channel = self.transport.open_session()
            try:
                channel.invoke_subsystem("sftp")
            except paramiko.SSHException as error:
                if self.transport.is_active():
                    raise ProtocolTooOld(why=Message(N_("it offers no SFTP"))) from error
                raise
            self._sftp = Sftp(channel)
            self._sftp.start()
        return self._sftp

    def reader(self, between: Iterator[Callable[[], None]]) -> FileReader:
        """Reads files, with other work of this connection in between."""
        return FileReader(self.sftp(), self.limits, self._reading, between)

    def _reading(self) -> None:
        self.watch.enter("read", self.limits.operation)


def _pull(machine: SshMachine, request: Request, directories_in: Callable[[bytes], Directories]) -> Pulled:
    with plain_errors(machine.watch):
        question = ClockQuestion(machine.transport, machine.clock, machine.limits)
        reader = machine.reader(question.pieces() if request.ask_clock else iter(()))
        found = reader.read(
            [request.main_config, *_paths(request.directories, request.users)],
            listing=request.directories.config,
            link=LOCALTIME if request.ask_clock else "",
        )
        main = found.files[request.main_config]
        if isinstance(main, MachineError):
            raise main
        link = found.link
        actual = directories_in(main.data)
        if actual != request.directories:
            found = reader.read(_paths(actual, request.users), listing=actual.config)
        machine.watch.leave()
    if isinstance(found.names, MachineError):
        raise found.names
    host_clock = question.answer()
    return Pulled(
        main=main,
        directories=actual,
        found=tuple(sorted(name for name in map(user_of_config_name, found.names) if name)),
        users={
            user: UserFiles(found.files[config_path(actual, user)], found.files[time_path(actual, user)])
            for user in request.users
        },
        clock=host_clock and replace(host_clock, zone=zone_of(link, host_clock)),
    )


def _paths(directories: Directories, users: tuple[str, ...]) -> list[str]:
    return [path for user in users for path in (config_path(directories, user), time_path(directories, user))]


def config_path(directories: Directories, user: str) -> str:
    """Where a user's rules are."""
    return f"{directories.config}/timekpr.{user}.conf"


def time_path(directories: Directories, user: str) -> str:
    """Where a user's counters are."""
    return f"{directories.work}/{user}.time"
