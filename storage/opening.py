"""What happens before the first file: is the root usable, is it closed to others, is anything left over."""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import stat
from pathlib import Path

from errors import DataError, DataForbidden, DataMissing, DataNotAFolder, DataParentMissing, DataReadOnly
from i18n import N_, Message
from problems import Problem, Severity

from .damage import DamageLog
from .failures import not_saved
from .files import remove_all
from .filesystem import FILE_MODE, FOLDER_MODE, Filesystem
from .paths import aside_of, is_leftover

log = logging.getLogger(__name__)

CLOSED = N_("Files or folders in {path} that other accounts could use: {count}. They are closed now.")
STILL_OPEN = N_(
    "Files or folders in {path} that other accounts can use: {count}. This account may not close them. "
    "Make it the owner of the whole data directory (chown -R)."
)
KEY_WAS_OPEN = N_(
    "The SSH key {path} could be read by other accounts of this computer. It is closed now. "
    "If one of them may have copied it, make a new key and replace it on all computers."
)
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def usable_root(root: Path, fs: Filesystem, *, make: bool) -> Path:
    """The root without links on the way, made if it may be; raises a DataError that says why it cannot be used."""
    try:
        root = root.resolve()
        if make and not root.parent.exists():
            raise DataParentMissing(path=str(root), parent=str(root.parent))
        if make and not root.exists():
            fs.mkdir(root)
            fs.fsync_dir(root.parent)
        if not root.exists():
            raise DataMissing(path=str(root))
        if not root.is_dir():
            raise DataNotAFolder(path=str(root))
        if make and stat.S_IMODE(fs.lstat(root).st_mode) != FOLDER_MODE:
            fs.chmod(root, FOLDER_MODE)
        if not os.access(root, os.R_OK | os.X_OK):
            raise DataForbidden(path=str(root))
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of links
        raise root_error(error, root) from error
    return root


def root_error(error: Exception, root: Path) -> DataError:
    """Why the root cannot be used, as a sentence."""
    number = error.errno if isinstance(error, OSError) else errno.ELOOP
    if number == errno.EROFS:
        return DataReadOnly(path=str(root))
    if number in (errno.ENOTDIR, errno.ELOOP):
        return DataNotAFolder(path=str(root))
    if number in (errno.EACCES, errno.EPERM) or not isinstance(error, OSError):
        return DataForbidden(path=str(root))
    return not_saved(error, str(root))


class Sweep:
    """One walk over everything below the root.

    A writer's walk closes what is open to others and removes what a killed writer left over; every walk finds the
    damaged copies that lie aside. Links are not followed.
    """

    def __init__(self, fs: Filesystem, root: Path, damage: DamageLog, *, writer: bool) -> None:
        self._fs = fs
        self._root = root
        self._damage = damage
        self._writer = writer
        self._closed = 0
        self._still_open = 0
        self._open_keys: list[str] = []

    def run(self) -> tuple[Problem, ...]:
        """Walk; the Problems that it found and, if it could, put right."""
        self._walk(self._root, "")
        found = [
            Problem("ssh_key_was_readable", Severity.DANGER, Message(KEY_WAS_OPEN, {"path": path}))
            for path in self._open_keys
        ]
        root = str(self._root)
        if self._closed:
            message = Message(CLOSED, {"count": self._closed, "path": root})
            found.append(Problem("data_was_open", Severity.WARNING, message))
        if self._still_open:
            message = Message(STILL_OPEN, {"count": self._still_open, "path": root})
            found.append(Problem("data_is_open", Severity.DANGER, message))
        return tuple(found)

    def _walk(self, folder: Path, prefix: str) -> None:
        with os.scandir(folder) as entries:
            listed = [(entry.name, entry.stat(follow_symlinks=False).st_mode) for entry in entries]
        for name, mode in listed:
            path = folder / name
            if self._writer and is_leftover(name):
                self._remove(path)
                continue
            if aside_of(name):
                self._damage.found_aside(prefix, name)
            if stat.S_ISDIR(mode):
                self._tighten(path, f"{prefix}{name}", mode, FOLDER_MODE)
                with contextlib.suppress(PermissionError, FileNotFoundError):
                    self._walk(path, f"{prefix}{name}/")
            elif stat.S_ISREG(mode):
                self._tighten(path, f"{prefix}{name}", mode, FILE_MODE)

    def _tighten(self, path: Path, relative: str, mode: int, wanted: int) -> None:
        if stat.S_IMODE(mode) == wanted or not self._writer:
            return
        open_to_others = bool(mode & _OTHERS)
        try:
            self._fs.chmod(path, wanted)
        except OSError as error:
            log.warning("%s keeps its mode: %s", path, error)
            self._still_open += open_to_others
            return
        if open_to_others and _is_private_key(relative):
            self._open_keys.append(relative)
        else:
            self._closed += open_to_others

    def _remove(self, path: Path) -> None:
        try:
            remove_all(self._fs, path)
        except OSError as error:
            log.warning("%s was left over and cannot be removed: %s", path, error)


def _is_private_key(relative: str) -> bool:
    parts = relative.split("/")
    return "ssh" in parts[:-1] and any(part.startswith("id_") and not part.endswith(".pub") for part in parts)
