"""The use cases of the house itself: settings that hold at once, and our own key."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from typing import Any, Final

from pydantic import SecretStr

from core import Core
from editing import Asked
from errors import DataDamaged, SettingsInvalid
from i18n import N_, Message
from mqtt_views import MQTT_KEYS, MqttView, mqtt_view
from own_key import new_key
from services.changes import Changes
from settings import (
    FILE_NAME,
    Settings,
    fields_of,
    is_secret,
    load,
    merged,
    nested,
    parse,
    set_by_environment,
    value_at,
)
from ssh_client.keys import ClientKey
from views import HouseView

PLAIN: Final = ("language", "time_format", "first_weekday", "sync_interval_seconds")
"""Those of the card with language and times."""
LIVE: Final = (*PLAIN, *MQTT_KEYS)
"""Settings that pages change; all others are of the machine and hold from the next start."""
SECRETS: Final = frozenset(key for key, field in fields_of(Settings) if is_secret(field))
DOTS: Final = "•••"
"""What is said in place of a secret."""
NOT_ON_PAGES: Final = N_("It is changed in settings.json, and holds from the next start.")
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
            fixed=tuple(name for name in PLAIN if name in set_by_environment(os.environ)),
            base_url=settings.base_url,
        )

    def mqtt_view(self) -> MqttView:
        """The settings of the bridge to Home Assistant, without the password."""
        return mqtt_view(self._core.settings.mqtt, set_by_environment(os.environ))

    def change(self, asked: Asked, **changes: object) -> None:
        """Change settings by their keys, all or none; they hold at once. Raises SettingsInvalid, NotSaved.

        One in a group goes by its whole key: ``**{"mqtt.host": "nas.lan"}``. A secret that is None stays as it is.
        """
        core = self._core
        before, fixed = core.settings, set_by_environment(os.environ)
        differing = _differing(before, changes)
        for key in differing.keys() & fixed:
            raise SettingsInvalid(key=key, why=Message(NOT_HERE))
        if not differing:
            return
        content = merged(self._content(), nested(differing))
        load(content, os.environ)  # raises for what cannot be started with the next time
        after = before.changed(**differing)  # what was said when the program was started still holds
        core.store.write_bytes(_bytes(content), FILE_NAME, generations=True)
        core.settings = after
        self._on_settings()
        was = {key: _said(before, key) for key in differing if key not in SECRETS or not _said(after, key)}
        now = {key: _said(after, key) for key in differing}
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


def _differing(before: Settings, changes: Mapping[str, object]) -> dict[str, object]:
    """What is not so already. Raises SettingsInvalid for what no page changes."""
    differing = {}
    for key, value in changes.items():
        if key not in LIVE:
            raise SettingsInvalid(key=key, why=Message(NOT_ON_PAGES))
        if key in SECRETS and value is None:
            continue
        if value != _plain(before, key):
            differing[key] = value
    return differing


def _plain(settings: Settings, key: str) -> object:
    """A value as settings.json has it."""
    value = value_at(settings, key)
    return value.get_secret_value() if isinstance(value, SecretStr) else value


def _said(settings: Settings, key: str) -> str:
    """A value as the audit has it; of a secret, whether there is one."""
    value = _plain(settings, key)
    if key in SECRETS:
        return DOTS if value else ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _bytes(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
