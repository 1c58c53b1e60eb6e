"""What the pages need from the rest of the program.

The folder ``services`` is what stands behind it; a test stands something smaller there. Every call except ``now`` and
the properties may read or write a disk: pages call them with ``await run.io_bound(...)``. Errors of people are
:class:`errors.MngrError` and are shown as the sentence that they carry.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from audit import Mark
from child_log import LogLine
from day_views import DayView
from digest import DigestPage
from editing import Accepted, Asked, Plan, Today
from history_views import HistoryView, Login
from pending import Edit
from rules_views import RulesView
from services.wishes import Answered
from timekpr_rules import Doubt, Grant
from ui.examination import Examination
from ui.house_ports import Backups, GitCopies, House, People
from views import AuditPage, AuditQuery, CycleView, EndedView, FleetView, MainView, PersonView, VersionView
from wish_views import LinkView


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

    def config(
        self, server: str, user: str, changes: Mapping[str, str], asked: Asked, *, seen: Mapping[str, str] | None = None
    ) -> Accepted:
        """Change keys of a user's rules for good; ``seen`` are the texts that were looked at."""
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

    def main(
        self, server: str, changes: Mapping[str, str], asked: Asked, *, seen: Mapping[str, str] | None = None
    ) -> Accepted:
        """Change keys of a server's timekpr.conf; ``seen`` are the texts that were looked at."""
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
        """Do what somebody decided about an edit; ``ask`` is one of its view's ``decisions``."""
        ...

    def retry(self, edit_id: str, asked: Asked) -> Edit:
        """Try again an edit that has ended, as a new one."""
        ...


class Wishes(Protocol):
    """What the pages do with what children ask for, and with the links to their own pages."""

    def answer(self, wish_id: str, seconds: int, text: str, asked: Asked) -> Answered:
        """Give so much (whole minutes; 0: not now), with a word to the child if there is one.

        Raises WishAnswered if somebody was quicker, WishOver, InvalidValue, and as Editing.grant.
        """
        ...

    def links_of(self, child_id: str) -> tuple[LinkView, ...]:
        """The links to a child's own page, oldest first. Raises NotFound."""
        ...

    def make_link(self, child_id: str, label: str, asked: Asked) -> str:
        """Make a link; its secret, which cannot be had again. Raises InvalidValue, AlreadyExists, TooMany, NotSaved."""
        ...

    def revoke_link(self, link_id: str, asked: Asked) -> None:
        """End a link at once. Raises NotFound, NotSaved."""
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
    def first_weekday(self) -> int:
        """The day with which a week begins on a page, 1 (Monday) to 7."""
        ...

    def person(self) -> PersonView:
        """Who is signed in here. Raises SignedOut."""
        ...

    def confirm_password(self, password: str) -> None:
        """Their password once more, before what can do harm. Raises WrongPassword, TooManyTries."""
        ...

    def sign_out(self) -> None:
        """End the session; all its pages go to the sign-in."""
        ...

    def seen(self, fleet: FleetView) -> FleetView:
        """That part of a fleet that they may see. Raises SignedOut."""
        ...

    @property
    def base_url(self) -> str:
        """The address at which people open the pages, without a slash at the end; empty if nobody has set it."""
        ...

    @property
    def wishes(self) -> Wishes:
        """What children ask for, and the links to their own pages."""
        ...

    @property
    def people(self) -> People:
        """Accounts and sessions."""
        ...

    @property
    def backups(self) -> Backups:
        """Copies of the data."""
        ...

    @property
    def git_copies(self) -> GitCopies:
        """The copy in a Git repository."""
        ...

    @property
    def house(self) -> House:
        """Settings, tokens and our own key."""
        ...

    @property
    def editing(self) -> Editing:
        """Where edits are accepted and decided about."""
        ...

    def versions(self, server_id: str, user: str) -> tuple[VersionView, ...]:
        """A user's rules as they were, the newest first. Raises NotFound."""
        ...

    def rules(self, server_id: str, user: str) -> RulesView:
        """A user's rules as they will be, to be edited. Raises NotFound, NotManaged."""
        ...

    def day(self, server_id: str, user: str) -> DayView:
        """A user's today. Raises NotFound, NotManaged."""
        ...

    def log(self, logins: Sequence[tuple[str, str]], most: int) -> tuple[LogLine, ...]:
        """What was changed for these logins, each a server's id and a user; the newest first."""
        ...

    def try_masks(self, masks: Sequence[str], text: str, *, by_command_line: bool) -> list[tuple[str, list[int]]]:
        """For each program in a text, where it is, and the places of the masks that mean it. Raises TriedTooLong."""
        ...

    def make_child(self, name: str, server_id: str, user: str, *, asked: Asked) -> str:
        """Take in a child whose login this is; its id. Raises NotFound, AlreadyExists, InvalidValue, TooMany."""
        ...

    def update_child(self, child_id: str, *, asked: Asked, **changes: object) -> None:
        """Change a child's ``name`` or ``colour``. Raises NotFound, AlreadyExists, InvalidValue, NotSaved."""
        ...

    def remove_child(self, child_id: str, *, asked: Asked) -> None:
        """Let a child go; the logins stay. Raises NotFound, NotSaved."""
        ...

    def assign(self, child_id: str, server_id: str, user: str, *, asked: Asked) -> None:
        """Let a login be this child's, and no other's. Raises NotFound, NotSaved."""
        ...

    def unassign(self, server_id: str, user: str, *, asked: Asked) -> None:
        """Let a login be no child's. Raises NotFound, NotSaved."""
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

    def sync_now(self, server_id: str | None = None) -> None:
        """Start a cycle soon, over one computer or all; does not wait for it."""
        ...

    def ended_edits(self) -> tuple[EndedView, ...]:
        """The edits that ended last, the newest first; those with a decision "retry" may be tried again."""
        ...

    def history_of(self, logins: Iterable[Login], days: int, last: date | None = None) -> HistoryView:
        """So many days of somebody with these logins (server id and user), up to ``last`` or today. Raises NotFound."""
        ...

    def digests(self, week: str | None = None) -> DigestPage:
        """A week of each child in words, the last one that has ended if none is named. Raises InvalidValue."""
        ...

    def cycles(self, server_id: str) -> tuple[CycleView, ...]:
        """The last cycles of a computer since the program started, the newest first. Raises NotFound."""
        ...

    def main_config(self, server_id: str) -> MainView:
        """A computer's timekpr.conf as it will be when all that waits has arrived. Raises NotFound."""
        ...

    def begin_examination(self, server_id: str) -> Examination:
        """Let the doctor look at a computer; does not wait. Raises NotFound, Busy."""
        ...

    def audit_page(self, query: AuditQuery, before: Mark | None = None) -> AuditPage:
        """The newest entries of the audit that are wanted, or those before a mark."""
        ...

    def audit_people(self) -> tuple[str, ...]:
        """Who has changed something lately, by name."""
        ...

    def add_server(self, name: str, host: str, port: int, account: str, *, asked: Asked) -> None:
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
        note: str | None = None,
        enabled: bool | None = None,
        asked: Asked,
    ) -> None:
        """Change how a computer is called, reached and managed; None leaves it as it is.

        Raises InvalidValue, AlreadyExists, NotFound, NotSaved.
        """
        ...

    def see_sign(self, server_id: str, number: int, *, asked: Asked) -> None:
        """Say of a sign of tampering that it was seen. Raises NotFound, NotSaved."""
        ...

    def remove_server(self, server_id: str, *, keep_data: bool, asked: Asked) -> None:
        """Let a computer go; with ``keep_data`` what was collected of it stays. Raises NotFound, NotSaved."""
        ...

    def trust(self, server_id: str, fingerprint: str, *, asked: Asked) -> None:
        """Confirm the host key that was shown, and no other. Raises InvalidValue if it shows another one by now."""
        ...

    def add_user(self, server_id: str, user: str, child: str = "", *, asked: Asked) -> None:
        """Take a user of a computer in. Raises InvalidValue, AlreadyExists, NotFound, NotSaved."""
        ...

    def remove_user(self, server_id: str, user: str, *, asked: Asked) -> None:
        """Let a user go; Timekpr on the computer is not touched. Raises NotFound, NotSaved."""
        ...
