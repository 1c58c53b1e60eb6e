"""The folder with the copies that are made by themselves: which are ours, and how long each is kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import BinaryIO, Final

from errors import BackupFolderMissing, NotFound
from i18n import N_, Message
from settings import BackupSettings
from storage.paths import BACKUPS
from storage.shelf import Shelf

BARE: Final = "-without-secrets"
_NAME: Final = re.compile(rf"timekpr-mngr-([0-9]{{8}}T[0-9]{{6}}Z)(?:-([0-9a-f]{{8}}))?({BARE})?\.tar\.gz")
_STAMP: Final = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy in the folder, as its name tells."""

    name: str
    at: datetime
    """When it was made (UTC)."""
    size: int
    """Bytes."""
    has_secrets: bool
    maker: str = ""
    """Which installation has made it; empty if none has a name yet."""


def copy_name(at: datetime, *, has_secrets: bool, maker: str = "") -> str:
    """What a copy of this moment is called: by its name one sees whether it can be used without doing anything else.

    ``maker`` is in it because a NAS may have the copies of two households in one folder.
    """
    by = f"-{maker}" if maker else ""
    return f"timekpr-mngr-{at.astimezone(UTC):{_STAMP}}{by}{'' if has_secrets else BARE}.tar.gz"


def copy_of(name: str, size: int = 0) -> Copy | None:
    """What a name tells; None of one that is none of ours."""
    found = _NAME.fullmatch(name)
    try:
        at = datetime.strptime(found[1], _STAMP).replace(tzinfo=UTC) if found else None
    except ValueError:
        return None
    return Copy(name, at, size, not found[3], found[2] or "") if found and at else None


class Copies:
    """All copies in one folder. It holds nothing in memory: somebody may exchange the disk."""

    def __init__(self, data: Path, settings: BackupSettings) -> None:
        """``data`` is the data directory, in which they are if no other folder is set."""
        self.folder = Path(settings.folder) if settings.folder else data / BACKUPS
        self._is_own = not settings.folder
        self.shelf = Shelf(self.folder)

    def list(self) -> tuple[Copy, ...]:
        """The newest first. Raises BackupFolderMissing."""
        try:
            sizes = self.shelf.sizes()
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise BackupFolderMissing(folder=str(self.folder), why=why) from error
        found = (copy_of(name, size) for name, size in sizes.items())
        return tuple(sorted((one for one in found if one), key=lambda one: (one.at, one.name), reverse=True))

    def get(self, name: str) -> Copy:
        """One of them. Raises NotFound, BackupFolderMissing."""
        for one in self.list():
            if one.name == name:
                return one
        raise NotFound(what=Message(N_("backup")), name=name[:80])

    @contextmanager
    def reading(self, name: str) -> Iterator[tuple[Copy, BinaryIO]]:
        """One of them, to be read. Raises NotFound, BackupFolderMissing, BackupUnreadable."""
        one = self.get(name)
        with self.shelf.reading(one.name) as file:
            yield one, file

    def ready(self) -> None:
        """See to it that there is a folder: only our own is made. Raises BackupFolderMissing, NotSaved."""
        if self._is_own:
            self.shelf.ensure()
        elif not self.folder.is_dir():
            raise BackupFolderMissing(folder=str(self.folder), why=Message(N_("there is no such folder")))

    def free_name(self, now: datetime, *, has_secrets: bool, maker: str = "") -> str:
        """A name behind those that were made just before: within one second each has one of its own."""
        at = now.astimezone(UTC).replace(microsecond=0)
        just_before = [one.at for one in self.list() if at <= one.at < at + timedelta(minutes=1)]
        at = max([at, *(one + timedelta(seconds=1) for one in just_before)])
        return copy_name(at, has_secrets=has_secrets, maker=maker)

    def thin_out(self, settings: BackupSettings, zone: tzinfo | None, made: str) -> tuple[str, ...]:
        """Remove what is kept no longer, after ``made`` was read back; which. Raises NotSaved.

        Copies of another installation are not ours to remove.
        """
        new = copy_of(made)
        ours = [one for one in self.list() if new is not None and one.maker == new.maker]
        gone = surplus(ours, settings, zone, made)
        for one in gone:
            self.shelf.remove(one.name)
        return tuple(one.name for one in gone)


def surplus(copies: Iterable[Copy], settings: BackupSettings, zone: tzinfo | None, made: str) -> tuple[Copy, ...]:
    """Those that are kept no longer: not the newest of any of the last days, weeks or months that have one.

    Days, weeks and months are those of ``zone`` (None: of this machine). ``made`` is always kept. Those that are later
    than it were made while the clock was ahead, or it is behind now: they are counted apart from the others.
    """
    newest_first = sorted(copies, key=lambda one: (one.at, one.name), reverse=True)
    now = next((one.at for one in newest_first if one.name == made), None)
    later = [one for one in newest_first if now is not None and one.at > now]
    kept = {made} | _kept(later, settings, zone) | _kept(newest_first[len(later) :], settings, zone)
    return tuple(one for one in newest_first if one.name not in kept)


def _kept(newest_first: list[Copy], settings: BackupSettings, zone: tzinfo | None) -> set[str]:
    kept: set[str] = set()
    spans: tuple[tuple[int, Callable[[datetime], Hashable]], ...] = (
        (settings.keep_days, lambda at: at.date()),
        (settings.keep_weeks, lambda at: at.isocalendar()[:2]),
        (settings.keep_months, lambda at: (at.year, at.month)),
    )
    for most, span in spans:
        seen: set[Hashable] = set()
        for one in newest_first:
            when = span(one.at.astimezone(zone))
            if when not in seen and len(seen) < most:
                seen.add(when)
                kept.add(one.name)
    return kept
