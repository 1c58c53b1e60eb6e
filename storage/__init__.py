"""Everything under the data directory: no other module opens a file there.

``Store`` is the way in. JSON documents are of a ``Kind``; their models derive from ``Record``.
"""

from __future__ import annotations

from .filesystem import Filesystem
from .kinds import Damaged, Kind, Record, TooNew
from .store import Store

__all__ = ["Damaged", "Filesystem", "Kind", "Record", "Store", "TooNew"]
