"""The copies of the data directory as pages and the API show them: settings but the passphrase, and what there is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from i18n import Message
from settings import BackupSettings

BACKUP: Final = "backup."
"""What the keys of these settings begin with."""
BACKUP_KEYS: Final = tuple(f"{BACKUP}{name}" for name in BackupSettings.model_fields)
BACKUP_FAILED, BACKUP_OLD = BACKUP_PROBLEMS = ("backup_failed", "backup_old")
"""Codes of the Problems: there is none of last night; the last one is days old."""


@dataclass(frozen=True, slots=True)
class CopyView:
    """One copy in the folder. ``size`` in bytes."""

    name: str
    at: datetime
    size: int
    has_secrets: bool


@dataclass(frozen=True, slots=True)
class BackupView:
    """Settings as settings.BackupSettings has them, and how it stands.

    ``fixed``: the keys, such as ``backup.folder``, that the environment sets.
    """

    enabled: bool
    at: str
    keep_days: int
    keep_weeks: int
    keep_months: int
    folder: str
    passphrase_file: str
    has_passphrase: bool
    """Whether one is set here; one in a file is not meant."""
    fixed: tuple[str, ...]
    data: str
    """The data directory."""
    place: str
    """The folder in use."""
    copies: tuple[CopyView, ...]
    """The newest first."""
    last: CopyView | None
    """The last one that was made, also where its folder is not there now."""
    next: datetime | None
    """When the next one is made by itself; None if none is."""
    is_running: bool
    error: Message | None
    """Why the last try did not work."""
