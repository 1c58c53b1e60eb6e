"""A user's rules for a page that edits them: as they will be once all has arrived that waits, or why not known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from edit_views import returning_words
from headlines import Style
from i18n import N_, Message
from pending import ON_THE_WAY, Edit, EditKind
from revisions import Revision, Source
from servers import Server
from state import ServerStatus, UserState
from timekpr_rules import MainConfig, UserConfig, Version


@dataclass(frozen=True, slots=True)
class RulesView:
    """One user's rules. ``rules`` is None where they are not known; then ``why`` says so, and what can be done.

    ``version`` is that of Timekpr there, if it is known. ``playtime_on`` is the computer's own switch, None if its
    settings are not known; ``by_command_line`` whether activities are looked for in whole command lines. ``as_of`` is
    the reading, in the server's zone. ``by`` is who made the newest change, empty where it was made on the computer.
    ``today_only`` says what of it comes back after midnight.
    """

    server: str
    """Id of the server."""
    user: str
    rules: UserConfig | None
    why: Message | None = None
    version: Version | None = None
    playtime_on: bool | None = None
    by_command_line: bool = False
    as_of: datetime | None = None
    by: str = ""
    today_only: tuple[Message, ...] = ()


def rules_view(
    server: Server,
    user: str,
    status: ServerStatus,
    style: Style,
    *,
    expected: UserConfig | None,
    main: MainConfig | None,
    waiting: Iterable[Edit],
    newest: Revision | None,
) -> RulesView:
    """What to show. ``expected`` and ``main`` are what will be there, ``waiting`` the edits of this user."""
    known = status.users.get(user, UserState())
    edits = tuple(waiting)
    return RulesView(
        server=server.id,
        user=user,
        rules=expected,
        why=None if expected else _why(server, user, status, known),
        version=status.version,
        playtime_on=main.playtime_enabled if main else None,
        by_command_line=main.playtime_by_command_line if main else False,
        as_of=status.local_now(known.read_at) if known.read_at else None,
        by=_by(edits, newest),
        today_only=returning_words(edits, status, style),
    )


def _why(server: Server, user: str, status: ServerStatus, known: UserState) -> Message:
    fields = {"user": user, "server": server.name}
    if known.config is not None and known.config.damaged:
        template = N_(
            "The rules of {user} on {server} are damaged there, so Timekpr runs without limits. Restart that computer: "
            "Timekpr puts its last good copy back, or begins anew. Then they can be set here."
        )
        return Message(template, fields)
    if known.error is not None:
        return Message(N_("The rules of {user} could not be read. {what}"), {**fields, "what": known.error.message})
    if not server.enabled:
        return Message(N_("{server} is switched off here, so its rules are not read. Switch it on first."), fields)
    if status.error is not None:
        template = N_("The rules of {user} on {server} have not been read yet. {what}")
        return Message(template, {**fields, "what": status.error.message})
    return Message(N_("The rules of {user} on {server} have not been read yet. That is done in a moment."), fields)


def _by(edits: tuple[Edit, ...], newest: Revision | None) -> str:
    """Whoever asked for the change that came last."""
    asked = [edit for edit in edits if edit.changes and edit.kind is not EditKind.RETURN and edit.state in ON_THE_WAY]
    if asked:
        return asked[-1].who
    return newest.who if newest and newest.source is Source.EDIT else ""
