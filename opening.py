"""Opening a data directory: settings first, then everything that hangs on them."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Any

import settings
from clock import Clock
from core import Core
from errors import DataDamaged
from servers import Fleet
from ssh_client.known_hosts import KnownHosts
from storage import Store

logger = logging.getLogger(__name__)


def open_core(data: Path, clock: Clock, *, writer: bool) -> Core:
    """Open a data directory. A writer has it alone; a reader works beside a writer and changes nothing.

    Raises DataError if it cannot be used, SettingsInvalid for a bad setting.
    """
    store = Store.open(data.expanduser(), clock=clock, writer=writer)
    try:
        return Core(store, settings.load(_content(store), os.environ), Fleet(store), KnownHosts(store), clock)
    except BaseException:
        store.close()
        raise


def _content(store: Store) -> dict[str, Any] | None:
    """What settings.json says. A damaged one without a good copy is a Problem of the store, no reason not to start."""
    try:
        return store.read_checked(settings.parse, settings.FILE_NAME)
    except DataDamaged as error:
        logger.warning("%s", error)
        return None
