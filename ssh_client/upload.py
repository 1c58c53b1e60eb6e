"""A remote file replaced as a whole: whoever reads it sees the old one or the new one, and nothing in between.

The new file is complete and on the disk before it gets the name. Its temporary name is one that Timekpr does not list
(``X.upload-…``). Each step waits for its answer: a rename that is late must not find the file that it should rename,
and whoever comes after a broken attempt removes that file first.
"""

from __future__ import annotations

import secrets
import stat
from collections.abc import Callable

from errors import UploadFailed
from i18n import N_, Message
from ssh_client.sftp import READ_SIZE, Answer, Attributes, Handle, Sftp, Status

MARK = ".upload-"
MAX_NAMES = 1000
"""Names of a folder that are looked through for what an earlier attempt has left."""

NOT_REGULAR = Message(N_("it is not a regular file."))
REASONS = {
    Status.NO_SUCH_FILE: Message(N_("there is no such file or folder.")),
    Status.PERMISSION_DENIED: Message(N_("our account is not allowed to write there.")),
    Status.FAILURE: Message(N_("the disk there is full, read-only or failing.")),
    Status.UNSUPPORTED: Message(N_("its SSH server cannot replace a file in one step.")),
}


class Upload:
    """Replaces files over one SFTP channel. ``begin_round`` is called before each round goes out."""

    def __init__(self, sftp: Sftp, begin_round: Callable[[], None]) -> None:
        self._sftp = sftp
        self._begin_round = begin_round

    def replace(self, path: str, data: bytes) -> None:
        """Put ``data`` in the place of a regular file, with its owner and mode.

        Raises UploadFailed, after which the old file is still there; MachineError if the connection fails, after which
        it is one or the other.
        """
        before = self._ask(self._sftp.lstat(path))
        if not isinstance(before, Attributes):
            raise _failed(path, before)
        if not before.is_regular:
            raise UploadFailed(path=path, why=NOT_REGULAR)
        self.sweep(path)
        draft = f"{path}{MARK}{secrets.token_hex(8)}"
        try:
            self._write(draft, data, before, path)
            self._need(self._sftp.rename_over(draft, path), path)
        except UploadFailed:
            self._ask(self._sftp.remove(draft))
            raise

    def sweep(self, path: str) -> None:
        """Remove what broken attempts at this file have left: then a late rename of theirs finds nothing."""
        folder, _, name = path.rpartition("/")
        handle = self._ask(self._sftp.opendir(folder or "/"))
        if not isinstance(handle, Handle):
            raise _failed(path, handle)
        seen = 0
        while isinstance(names := self._ask(self._sftp.readdir(handle)), tuple) and seen < MAX_NAMES:
            seen += len(names)
            for one in names:
                if one.startswith(f"{name}{MARK}"):
                    self._ask(self._sftp.remove(f"{folder}/{one}"))
        self._ask(self._sftp.close(handle))

    def _write(self, draft: str, data: bytes, like: Attributes, path: str) -> None:
        handle = self._ask(self._sftp.create(draft, 0o600))
        if not isinstance(handle, Handle):
            raise _failed(path, handle)
        try:
            self._fill(handle, data, like, path)
        except UploadFailed:
            self._ask(self._sftp.close(handle))  # a file that is open keeps its space, also when it is removed
            raise
        self._need(self._sftp.close(handle), path)

    def _fill(self, handle: Handle, data: bytes, like: Attributes, path: str) -> None:
        pieces = [
            self._sftp.write(handle, at, data[at : at + READ_SIZE]) for at in range(0, max(len(data), 1), READ_SIZE)
        ]
        answers = self._collect()
        for piece in pieces:
            _check(answers[piece], path)
        self._need(self._sftp.own(handle, like.owner, like.group, stat.S_IMODE(like.mode)), path)
        self._need(self._sftp.sync(handle), path)

    def _need(self, request: int, path: str) -> None:
        _check(self._ask(request), path)

    def _ask(self, request: int) -> Answer:
        return self._collect()[request]

    def _collect(self) -> dict[int, Answer]:
        self._begin_round()
        return self._sftp.collect()


def _check(answer: Answer, path: str) -> None:
    if answer != Status.OK:
        raise _failed(path, answer)


def _failed(path: str, answer: Answer) -> UploadFailed:
    known = {int(status): why for status, why in REASONS.items()}
    why = known.get(answer) if isinstance(answer, int) else None
    return UploadFailed(path=path, why=why or REASONS[Status.FAILURE])
