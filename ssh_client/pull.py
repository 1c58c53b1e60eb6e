"""What one cycle reads from one server: Timekpr's files, the users there, and now and then the clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Protocol

import paramiko

from clock import Clock
from errors import MachineError, ProtocolTooOld
from i18n import N_, Message
from ssh_client.files import FileReader, RemoteFile
from ssh_client.host_clock import LOCALTIME, ClockQuestion, HostClock, zone_of
from ssh_client.limits import Limits
from ssh_client.sftp import Sftp
from ssh_client.transport import plain_errors
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
    """One server, reached. The real one speaks SSH; tests have a twin."""

    def pull(self, request: Request, directories_in: Callable[[bytes], Directories]) -> Pulled:
        """Read everything that one cycle needs.

        ``directories_in`` tells where a timekpr.conf puts the files; if that is not where ``request`` says, the
        users' files are read again from there. Raises MachineError, also when timekpr.conf or the directory cannot be
        read: without them there is no Timekpr. A user's file that cannot be read is that user's error alone.
        """
        ...


@dataclass(frozen=True, slots=True)
class SshMachine:
    """A server over an authenticated transport, watched."""

    transport: paramiko.Transport
    clock: Clock
    limits: Limits
    watch: Watch

    def pull(self, request: Request, directories_in: Callable[[bytes], Directories]) -> Pulled:
        """Read it all in three round trips after the channel is open, however many users there are."""
        return _pull(self, request, directories_in)


def _pull(machine: SshMachine, request: Request, directories_in: Callable[[bytes], Directories]) -> Pulled:
    with plain_errors(machine.watch):
        question = ClockQuestion(machine.transport, machine.clock, machine.limits)
        reader = _open_reader(machine, question.pieces() if request.ask_clock else iter(()))
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
            user: UserFiles(found.files[_config(actual, user)], found.files[_time(actual, user)])
            for user in request.users
        },
        clock=host_clock and replace(host_clock, zone=zone_of(link, host_clock)),
    )


def _open_reader(machine: SshMachine, between: Iterator[Callable[[], None]]) -> FileReader:
    limits, watch = machine.limits, machine.watch
    watch.enter("channel", limits.channel)
    channel = machine.transport.open_session()
    try:
        channel.invoke_subsystem("sftp")
    except paramiko.SSHException as error:
        if machine.transport.is_active():
            raise ProtocolTooOld(why=Message(N_("it offers no SFTP"))) from error
        raise
    sftp = Sftp(channel)
    sftp.start()
    return FileReader(sftp, limits, lambda: watch.enter("read", limits.operation), between)


def _paths(directories: Directories, users: tuple[str, ...]) -> list[str]:
    return [path for user in users for path in (_config(directories, user), _time(directories, user))]


def _config(directories: Directories, user: str) -> str:
    return f"{directories.config}/timekpr.{user}.conf"


def _time(directories: Directories, user: str) -> str:
    return f"{directories.work}/{user}.time"
