"""Copies of the whole data directory: making, checking, keeping and putting them back.

A copy is a ``.tar.gz`` as any ``tar`` opens it: first ``manifest.json``, then the files below ``data/``, and last
``secrets.age`` with all that is secret, as the tool ``age`` opens it. docs/backup.md is for people.
"""

from __future__ import annotations

from .copies import Copies, Copy, copy_name, surplus
from .making import Made, make
from .manifest import Manifest
from .passphrase import checked_passphrase, passphrase_in
from .reading import check
from .schedule import Last, LastFile, ToldBackup, is_due, load_last, next_night, save_last, told_backups

__all__ = [
    "Copies",
    "Copy",
    "Last",
    "LastFile",
    "Made",
    "Manifest",
    "ToldBackup",
    "check",
    "checked_passphrase",
    "copy_name",
    "is_due",
    "load_last",
    "make",
    "next_night",
    "passphrase_in",
    "save_last",
    "surplus",
    "told_backups",
]
