"""Several remote files in three rounds, whatever their number: what is it, open, read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from errors import FileRefused, MachineError
from i18n import N_, Message
from ssh_client.limits import Limits
from ssh_client.sftp import READ_SIZE, Answer, Attributes, Handle, Sftp, Status, refusal

REREADS = 2
"""How often a file that looks half-written is read again."""

TOO_LARGE = Message(N_("it is larger than 256 KiB"))
NOT_REGULAR = Message(N_("it is not a regular file"))
TOO_MANY_NAMES = Message(N_("it holds more names than a computer has users"))


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file as it was read: its bytes, and its mtime in whole seconds since 1970 (by the server's clock)."""

    path: str
    data: bytes
    mtime: int
    for_everybody: bool = False
    """Everybody on the server may write it."""


@dataclass(slots=True)
class FilesRead:
    """What came of it, by path; a path that could not be read has its error."""

    files: dict[str, RemoteFile | MachineError] = field(default_factory=dict)
    names: tuple[str, ...] | MachineError = ()
    """The names in the directory that was asked for."""
    link: str = ""
    """Where the symbolic link points that was asked for; empty if it is none."""


@dataclass(slots=True)
class _Open:
    handle: Handle
    stat: int
    reads: list[int]


class FileReader:
    """Reads regular files over one SFTP channel, each pass in three rounds.

    ``begin_round`` is called before each round goes out (to set its deadline). ``between`` is other work of the same
    connection: one piece of it is done while each round is on its way, so it costs no round trip of its own.
    """

    def __init__(
        self,
        sftp: Sftp,
        limits: Limits,
        begin_round: Callable[[], None],
        between: Iterator[Callable[[], None]],
    ) -> None:
        self._sftp = sftp
        self._limits = limits
        self._begin_round = begin_round
        self._between = between
        self._answers: dict[int, Answer] = {}
        self._result = FilesRead()

    def read(self, paths: Iterable[str], *, listing: str = "", link: str = "") -> FilesRead:
        """Read files, and on the way the names in one directory and the target of one symbolic link.

        Only what ``lstat`` calls a regular file is opened: opening a FIFO would hang the server's end. Timekpr writes
        in place, so a reader can meet an empty or a half file for a moment: such a one is read again.
        """
        self._result = FilesRead()
        self._pass(list(dict.fromkeys(paths)), listing, link)
        for _ in range(REREADS):
            torn = [
                path
                for path, file in self._result.files.items()
                if isinstance(file, RemoteFile) and _looks_torn(file.data)
            ]
            if not torn:
                break
            self._pass(torn, "", "")
        return self._result

    def _pass(self, paths: list[str], listing: str, link: str) -> None:
        sftp, files = self._sftp, self._result.files

        stats = {path: sftp.lstat(path) for path in paths}
        directory = sftp.opendir(listing) if listing else 0
        target = sftp.readlink(link) if link else 0
        self._round()
        folder = self._directory(directory, listing)
        if isinstance(answer := self._answers.get(target), tuple) and answer:
            self._result.link = answer[0]
        sizes = {path: size for path, request in stats.items() if (size := self._size(path, request)) is not None}

        opens = {path: sftp.open(path) for path in sizes}
        # Two batches are on their way at a time: the second is the end for all but the largest directories.
        batches = [sftp.readdir(folder), sftp.readdir(folder)] if folder else []
        self._round()

        opened: dict[str, _Open] = {}
        for path, request in opens.items():
            handle = self._answers[request]
            if isinstance(handle, Handle):
                # One byte more than it had, so that a file which has grown meanwhile is noticed.
                reads = [sftp.read(handle, at) for at in range(0, sizes[path] + 1, READ_SIZE)]
                opened[path] = _Open(handle, sftp.fstat(handle), reads)
                sftp.close(handle)
            else:
                files[path] = _refusal(handle, path)
        if folder:
            self._result.names = self._names(folder, batches, listing)
            sftp.close(folder)
        self._round()
        for path, one in opened.items():
            files[path] = self._whole(path, one)
        self._answers.clear()

    def _round(self) -> None:
        self._begin_round()
        self._sftp.flush()
        next(self._between, _nothing)()
        self._answers.update(self._sftp.collect())

    def _directory(self, request: int, path: str) -> Handle | None:
        if not request:
            return None
        answer = self._answers[request]
        if isinstance(answer, Handle):
            return answer
        self._result.names = _refusal(answer, path)
        return None

    def _size(self, path: str, request: int) -> int | None:
        """The size of a file that may be opened; any other gets its error."""
        attributes = self._answers[request]
        if not isinstance(attributes, Attributes):
            self._result.files[path] = _refusal(attributes, path)
        elif (why := self._why_not(attributes)) is not None:
            self._result.files[path] = FileRefused(path=path, why=why)
        else:
            return attributes.size
        return None

    def _why_not(self, attributes: Attributes) -> Message | None:
        if not attributes.is_regular:
            return NOT_REGULAR
        return TOO_LARGE if attributes.size > self._limits.file_bytes else None

    def _names(self, folder: Handle, batches: list[int], path: str) -> tuple[str, ...] | MachineError:
        names: list[str] = []
        while True:
            for request in batches:
                answer = self._answers[request]
                if not isinstance(answer, tuple):
                    return tuple(names) if answer == Status.EOF else _refusal(answer, path)
                names.extend(answer)
            if len(names) > self._limits.names:
                return FileRefused(path=path, why=TOO_MANY_NAMES)
            batches = [self._sftp.readdir(folder), self._sftp.readdir(folder)]
            self._round()

    def _whole(self, path: str, one: _Open) -> RemoteFile | MachineError:
        attributes = self._answers[one.stat]
        if not isinstance(attributes, Attributes):
            return _refusal(attributes, path)
        if (why := self._why_not(attributes)) is not None:
            return FileRefused(path=path, why=why)
        data = b""
        for request in one.reads:
            answer = self._answers[request]
            if not isinstance(answer, bytes):
                if answer == Status.EOF:
                    break
                return _refusal(answer, path)
            data += answer
            if len(answer) < READ_SIZE:
                break
        if len(data) > self._limits.file_bytes:
            return FileRefused(path=path, why=TOO_LARGE)
        return RemoteFile(path, data, attributes.mtime, attributes.is_for_everybody)


def _refusal(answer: Answer, path: str) -> MachineError:
    return refusal(answer if isinstance(answer, int) else Status.FAILURE, path)


def _looks_torn(data: bytes) -> bool:
    """Whether it may have been caught while Timekpr was writing it: its files end with a line end."""
    return not data.endswith(b"\n")


def _nothing() -> None:
    """There is no other work."""
