"""Backups that are played: what was asked of them, and what they say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from backup_views import BackupView, CopyView
from editing import Asked
from settings import Settings

NIGHT = datetime(2026, 11, 18, 2, 40, tzinfo=UTC)


def copy(day: int, *, has_secrets: bool = True, size: int = 1_234_567) -> CopyView:
    at = NIGHT - timedelta(days=day)
    bare = "" if has_secrets else "-without-secrets"
    return CopyView(f"timekpr-mngr-{at:%Y%m%dT%H%M%SZ}{bare}.tar.gz", at, size, has_secrets)


class FakeBackups:
    def __init__(self, ask: Callable[..., None]) -> None:
        self._ask = ask
        copies = (copy(0), copy(1), copy(2, has_secrets=False, size=840_000))
        self.now = BackupView(
            enabled=True, at="03:40", keep_days=7, keep_weeks=4, keep_months=6, folder="/mnt/nas/timekpr",
            passphrase_file="", has_passphrase=True, fixed=(), data="/srv/data", place="/mnt/nas/timekpr",
            copies=copies, last=copies[0], next=NIGHT + timedelta(days=1), is_running=False, error=None,
        )  # fmt: skip

    def view(self) -> BackupView:
        return self.now

    def change(self, changes: Mapping[str, object], asked: Asked) -> None:
        self._ask("change_backups", dict(changes))
        Settings().changed(**{f"backup.{name}": value for name, value in changes.items()})
        plain = {name: value for name, value in changes.items() if name != "passphrase"}
        self.now = replace(self.now, **plain)

    def make_now(self, asked: Asked) -> CopyView:
        self._ask("make_backup")
        made = replace(copy(0), at=NIGHT + timedelta(hours=9), name="timekpr-mngr-20261118T114000Z.tar.gz")
        self.now = replace(self.now, copies=(made, *self.now.copies), last=made)
        return made

    def allow_download(self) -> None:
        self._ask("allow_download")
