"""Which computers, users and children there are.

``Fleet`` reads and changes them; ``Server``, ``ManagedUser`` and ``Child`` are what it gives out.
"""

from __future__ import annotations

from .fleet import Fleet
from .models import Child, ManagedUser, Server, UserOfServer

__all__ = ["Child", "Fleet", "ManagedUser", "Server", "UserOfServer"]
