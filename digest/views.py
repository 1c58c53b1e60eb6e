"""The settings of the digest as a page shows them."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from settings import Settings
from settings.digest import DigestSettings

DIGEST: Final = "digest."
"""What the keys of these settings begin with."""
DIGEST_KEYS: Final = tuple(f"{DIGEST}{name}" for name in DigestSettings.model_fields)


@dataclass(frozen=True, slots=True)
class DigestSettingsView:
    """As settings.digest.DigestSettings has them; ``fixed`` are the keys that the environment sets."""

    enabled: bool
    weekday: str
    at: str
    mail: bool
    """Whether mail is sent at all."""
    fixed: tuple[str, ...]


def digest_settings_view(settings: Settings, set_by_environment: AbstractSet[str]) -> DigestSettingsView:
    """What is in force, and which of it the environment has fixed."""
    return DigestSettingsView(
        **settings.digest.model_dump(),
        mail=settings.smtp.enabled,
        fixed=tuple(key for key in DIGEST_KEYS if key in set_by_environment),
    )
