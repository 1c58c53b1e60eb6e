"""What the pages need from the rest of the program.

The folder ``services`` is what stands behind it; a test stands something smaller there. Every call except ``now`` and the
properties may read or write a disk: pages call them with ``await run.io_bound(...)``. Errors of people are
:class:`errors.MngrError` and are shown as the sentence that they carry.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from editing import Accepted, Asked, Plan, Today
from pending import Edit
from timekpr_rules import Doubt, Grant
from views import FleetView, VersionView


class Editing(Protocol):
    """What the pages do with edits; see :class:`editing.Editing` for what each raises. A server is given by its id."""

    def grant(self, server: str, user: str, grant: Grant, asked: Asked) -> Accepted:
        """Give or take time of today, or set what is left."""
        ...

    def doubts_about(self, server: str, user: str, grant: Grant) -> tuple[Doubt, ...]:
        """What may keep a grant from doing what it is for, before it is asked for."""
        ...

    def today(self, server: str, user: str, changes: Mapping[str, str], asked: Asked) -> Accepted:
        """Change hours or limits for today alone."""
        ...

    def config(self, server: str, user: str, changes: Mapping[str, str], asked: Asked) -> Accepted:
        """Change keys of a user's rules for good."""
        ...

    def lock(self, server: str, user: str, asked: Asked) -> Accepted:
        """No more today."""
        ...

    def unlock(self, server: str, user: str, asked: Asked) -> Accepted:
        """Open again what a lock has closed."""
        ...

    def revert(self, server: str, user: str, number: int, asked: Asked) -> Accepted:
        """Go back to an earlier version of a user's rules."""
        ...

    def of_today(self, server: str, user: str) -> Today | None:
        """What the rules say of today; None while they are not known. Reads only, as the two plans."""
        ...

    def plan_limit(self, server: str, user: str, seconds: int) -> Plan | None:
        """What another limit of today would come to."""
        ...

    def plan_open_until(self, server: str, user: str, minute: int) -> Plan | None:
        """What it would come to if it were open from now until a minute of today."""
        ...

    def decide(self, edit_id: str, ask: str) -> Edit:
        """Do what was decided about an edit; ``ask`` is one of its view's ``decisions``."""
        ...


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

    @property
    def editing(self) -> Editing:
        """Where edits are accepted and decided about."""
        ...

    def versions(self, server_id: str, user: str) -> tuple[VersionView, ...]:
        """A user's rules as they were, the newest first. Raises NotFound."""
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

    def update_server(
        self,
        server_id: str,
        name: str,
        host: str,
        port: int,
        account: str,
        *,
        mode: str | None = None,
        channel: str | None = None,
    ) -> None:
        """Change how a computer is called, reached and managed; None leaves it as it is.

        Raises InvalidValue, AlreadyExists, NotFound, NotSaved.
        """
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
