"""Copies of the data directory, as somebody has them who is signed in: they hold everything, so they are for admins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import BinaryIO

from accounts import Access
from backup import Copy
from backup_views import BACKUP, BackupView, CopyView
from editing import Asked
from services import Services
from services.signed_in.needs import need_to_set
from tokens import Scope


class SignedInBackups:
    """See services.backups.Backups; raises SignedOut, NotAllowed, PasswordNeeded besides."""

    def __init__(self, services: Services, access: Access) -> None:
        self._services = services
        self._access = access

    def view(self) -> BackupView:
        """How it stands."""
        self._access.need(Scope.ADMIN)
        return self._services.backups.view()

    def change(self, changes: Mapping[str, object], asked: Asked) -> None:
        """Change some of the settings, all or none."""
        settings = {f"{BACKUP}{name}": value for name, value in changes.items()}
        who = need_to_set(self._services, self._access, settings).name
        self._services.backups.check_changes(changes)
        self._services.house.change(replace(asked, who=who), **settings)

    def make_now(self, asked: Asked) -> CopyView:
        """Make a copy at once."""
        return self._services.backups.make_now(self._admin(asked))

    def allow_download(self) -> None:
        """Raises what :meth:`reading` would, before a browser is sent there."""
        self._access.need(Scope.ADMIN, fresh=True)

    @contextmanager
    def reading(self, name: str, asked: Asked) -> Iterator[tuple[Copy, BinaryIO]]:
        """A copy, to be taken away."""
        asked = self._admin(asked, fresh=True)
        with self._services.backups.reading(name) as found:
            self._services.backups.note_download(found[0].name, asked)
            yield found

    def _admin(self, asked: Asked, *, fresh: bool = False) -> Asked:
        return replace(asked, who=self._access.need(Scope.ADMIN, fresh=fresh).name)
