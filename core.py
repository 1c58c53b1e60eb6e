"""What is read of a data directory once, and handed to everything that works on it."""

from __future__ import annotations

from dataclasses import dataclass

from clock import Clock
from headlines import Style
from servers import Fleet
from settings import Settings
from ssh_client.known_hosts import KnownHosts
from storage import Store


@dataclass(slots=True)
class Core:
    """An opened data directory and everything that is read from it once."""

    store: Store
    settings: Settings
    """Those in force; a parent who changes some puts others in their place (services.house)."""
    fleet: Fleet
    known_hosts: KnownHosts
    clock: Clock

    @property
    def style(self) -> Style:
        """How times are written here."""
        return Style(self.settings.language, self.settings.time_format)
