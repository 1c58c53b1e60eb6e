"""The use cases of the house itself: settings that hold at once, and our own key."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any, Final

from core import Core
from editing import Asked
from errors import DataDamaged, SettingsInvalid
from i18n import N_, Message
from own_key import new_key
from services.changes import Changes
from settings import FILE_NAME, load, parse, set_by_environment
from ssh_client.keys import ClientKey
from views import HouseView

LIVE: Final = ("language", "time_format", "first_weekday", "sync_interval_seconds")
"""Settings that pages change; all others are of the machine and hold from the next start."""
NOT_HERE: Final = N_("It is set by the environment of the program, which wins over the page.")


class House:
    """Raises what settings and store do; then nothing has changed."""

    def __init__(
        self,
        core: Core,
        changes: Changes,
        *,
        on_settings: Callable[[], None],
        on_key: Callable[[ClientKey], None],
    ) -> None:
        """``on_settings`` and ``on_key`` let the running program go by what was changed."""
        self._core = core
        self._changes = changes
        self._on_settings = on_settings
        self._on_key = on_key

    def view(self) -> HouseView:
        """The settings that pages change, and which of them the environment has fixed."""
        settings = self._core.settings
        return HouseView(
            language=settings.language,
            time_format=settings.time_format,
            first_weekday=settings.first_weekday,
            sync_interval_seconds=settings.sync_interval_seconds,
            fixed=tuple(name for name in LIVE if name in set_by_environment(os.environ)),
            base_url=settings.base_url,
        )

    def change(self, asked: Asked, **changes: object) -> None:
        """Change settings, all or none; they hold at once. Raises SettingsInvalid, NotSaved."""
        core = self._core
        before, fixed = core.settings, set_by_environment(os.environ)
        differing = {name: value for name, value in changes.items() if getattr(before, name) != value}
        for name in differing:
            if name not in LIVE or name in fixed:
                raise SettingsInvalid(key=name, why=Message(NOT_HERE))
        if not differing:
            return
        content = {**self._content(), **differing}
        load(content, os.environ)  # raises for what cannot be started with the next time
        after = before.changed(**differing)  # what was said when the program was started still holds
        core.store.write_bytes(_bytes(content), FILE_NAME, generations=True)
        core.settings = after
        self._on_settings()
        was = {name: str(getattr(before, name)) for name in differing}
        now = {name: str(getattr(after, name)) for name in differing}
        self._changes.note(asked, "settings", "changed", before=was, after=now)

    def renew_key(self, asked: Asked) -> str:
        """Make another key and use it from now on; its public line, which every computer has to be given."""
        key = new_key(self._core.store)
        self._on_key(key)
        self._changes.note(asked, "key", "changed", after={"fingerprint": key.fingerprint})
        return key.public_line

    def _content(self) -> dict[str, Any]:
        try:
            return self._core.store.read_checked(parse, FILE_NAME) or {}
        except DataDamaged:
            return {}  # a Problem of the store says so; what is set now begins it anew


def _bytes(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
