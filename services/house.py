"""The use cases of the house itself: settings that hold at once, and our own key."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Mapping
from typing import Any, Final

from pydantic import SecretStr

from backup_views import BACKUP_KEYS
from core import Core
from digest.views import DIGEST_KEYS, DigestSettingsView, digest_settings_view
from editing import Asked
from errors import DataDamaged, SettingsInvalid
from git_copy_views import GIT_KEYS, GitSettingsView, git_settings_view
from i18n import N_, Message
from mail_views import SMTP_KEYS, SmtpView, smtp_view
from mqtt_views import MQTT_KEYS, MqttView, mqtt_view
from own_key import new_key
from services.changes import Changes
from services.saved_secrets import keep_secrets
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
LIVE: Final = (*PLAIN, *MQTT_KEYS, *SMTP_KEYS, *BACKUP_KEYS, *DIGEST_KEYS, *GIT_KEYS)
"""Settings that pages change; all others are of the machine and hold from the next start."""
SECRETS: Final = frozenset(key for key, field in fields_of(Settings) if is_secret(field))
SECRET_FILES: Final = frozenset(f"{key}_file" for key in SECRETS)
"""They name a file whose content is sent: a page may forget one, but not choose one."""
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
        self._changing = threading.Lock()
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

    def smtp_view(self) -> SmtpView:
        """The settings of mail, without the password."""
        return smtp_view(self._core.settings.smtp, set_by_environment(os.environ))

    def git_view(self) -> GitSettingsView:
        """The settings of the copy to Git, without the token."""
        return git_settings_view(self._core.settings.git_copy, set_by_environment(os.environ))

    def digest_view(self) -> DigestSettingsView:
        """The settings of the digest."""
        return digest_settings_view(self._core.settings, set_by_environment(os.environ))

    def check(self, changes: Mapping[str, object]) -> None:
        """See whether settings can be changed like this, by their keys. Raises SettingsInvalid."""
        self._with(self._allowed(changes))

    def change(self, asked: Asked, **changes: object) -> None:
        """Change settings by their keys, all or none; they hold at once. Raises SettingsInvalid, NotSaved.

        One in a group goes by its whole key: ``**{"mqtt.host": "nas.lan"}``. A secret that is None stays as it is,
        and is wanted anew for another server (BrokerPasswordWanted, MailPasswordWanted, GitTokenWanted).
        """
        core = self._core
        with self._changing:
            before = core.settings
            differing = self._allowed(changes)
            if not differing:
                return
            content, after = self._with(differing)
            keep_secrets(after, before, changes)
            core.store.write_bytes(_bytes(content), FILE_NAME, generations=True)
            core.settings = after
        self._on_settings()
        was = {key: _said(before, key) for key in differing if key not in SECRETS or not _said(after, key)}
        now = {key: _said(after, key) for key in differing}
        self._changes.note(asked, "settings", "changed", before=was, after=now)

    def to_try(self, group: str, changes: Mapping[str, object]) -> Settings:
        """The settings with changes in a group (``"mqtt."``, …), by their names there, of which nothing is saved.

        Whether the group is turned on does not matter. Raises SettingsInvalid; BrokerPasswordWanted, MailPasswordWanted
        or GitTokenWanted where its saved secret would go to another server, or there with less protection.
        """
        wanted = {f"{group}{name}": value for name, value in changes.items() if name != "enabled"}
        _, after = self._with(self._allowed(wanted))
        keep_secrets(after, self._core.settings, wanted)
        return after

    def renew_key(self, asked: Asked) -> str:
        """Make another key and use it from now on; its public line, which every computer has to be given."""
        key = new_key(self._core.store)
        self._on_key(key)
        self._changes.note(asked, "key", "changed", after={"fingerprint": key.fingerprint})
        return key.public_line

    def _allowed(self, changes: Mapping[str, object]) -> dict[str, object]:
        """What is not so already, by keys. Raises SettingsInvalid for what a page does not change, or not here."""
        differing = _differing(self._core.settings, changes)
        for key in differing.keys() & set_by_environment(os.environ):
            raise SettingsInvalid(key=key, why=Message(NOT_HERE))
        return differing

    def _with(self, differing: Mapping[str, object]) -> tuple[dict[str, Any], Settings]:
        """The content of settings.json with these, and what is in force then. Raises SettingsInvalid."""
        content = merged(self._content(), nested(differing))
        load(content, os.environ)  # raises for what cannot be started with the next time
        return content, self._core.settings.changed(**differing)  # what was said at the start still holds

    def _content(self) -> dict[str, Any]:
        try:
            return self._core.store.read_checked(parse, FILE_NAME) or {}
        except DataDamaged:
            return {}  # a Problem of the store says so; what is set now begins it anew


def _differing(before: Settings, changes: Mapping[str, object]) -> dict[str, object]:
    """What is not so already. Raises SettingsInvalid for what no page changes."""
    differing = {}
    for key, value in changes.items():
        if key not in LIVE or (key in SECRET_FILES and value and value != _plain(before, key)):
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
