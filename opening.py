"""Opening a data directory: settings first, then everything that hangs on them."""

from __future__ import annotations

import os
from pathlib import Path

import settings
from clock import Clock
from servers import Fleet
from services import Core
from ssh_client.known_hosts import KnownHosts
from storage import Store


def open_core(data: Path, clock: Clock, *, writer: bool) -> Core:
    """Open a data directory. A writer has it alone; a reader works beside a writer and changes nothing.

    Raises DataError if it cannot be used, SettingsInvalid for a bad setting.
    """
    store = Store.open(data.expanduser(), clock=clock, writer=writer)
    try:
        content = store.read_checked(settings.parse, settings.FILE_NAME)
        return Core(store, settings.load(content, os.environ), Fleet(store), KnownHosts(store), clock)
    except BaseException:
        store.close()
        raise
