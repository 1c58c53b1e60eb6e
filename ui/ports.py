"""What the pages need from the rest of the program.

``services.py`` is what stands behind it; a test stands something smaller there. Every call except ``now`` and the two
settings may read or write a disk: pages call them with ``await run.io_bound(...)``. Errors of people are
:class:`errors.MngrError` and are shown as the sentence that they carry.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from views import FleetView


class Services(Protocol):
    """The use cases behind the pages."""

    @property
    def language(self) -> str:
        """The language of the pages, as :func:`i18n.languages` names it."""
        ...

    @property
    def time_format(self) -> str:
        """``"24h"`` or ``"12h"``."""
        ...

    def now(self) -> datetime:
        """This moment, in the zone in which times are shown."""
        ...

    def fleet_view(self) -> FleetView:
        """Everything there is to show, at this moment."""
        ...

    def public_key(self) -> str:
        """The line for ``authorized_keys`` of a computer that is to be managed."""
        ...

    def sync_now(self) -> None:
        """Start a cycle soon; does not wait for it."""
        ...

    def add_server(self, name: str, host: str, port: int, account: str) -> None:
        """Take a computer in. Raises InvalidValue, AlreadyExists, NotSaved."""
        ...

    def update_server(self, server_id: str, name: str, host: str, port: int, account: str) -> None:
        """Change how a computer is called and reached. Raises InvalidValue, AlreadyExists, NotFound, NotSaved."""
        ...

    def remove_server(self, server_id: str, *, keep_data: bool) -> None:
        """Let a computer go; with ``keep_data`` what was collected of it stays. Raises NotFound, NotSaved."""
        ...

    def trust(self, server_id: str, fingerprint: str) -> None:
        """Confirm the host key that was shown, and no other. Raises InvalidValue if it shows another one by now."""
        ...

    def add_user(self, server_id: str, user: str) -> None:
        """Take a user of a computer in. Raises InvalidValue, AlreadyExists, NotFound, NotSaved."""
        ...

    def remove_user(self, server_id: str, user: str) -> None:
        """Let a user go; Timekpr on the computer is not touched. Raises NotFound, NotSaved."""
        ...
