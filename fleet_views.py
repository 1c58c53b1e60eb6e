"""From what is known of a server to what a page shows of it; worked out in the sync thread, once a cycle."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import cures
from clock import Clock
from errors import HostKeyChanged, HostKeyUnknown, MachineError
from headlines import Style, headline, small_print
from i18n import N_, Message
from problems import Problem, Severity
from server_problems import server_problems
from servers import Child, Server
from sign_views import sign_problems, sign_views
from signs import Sign
from ssh_client.keys import HostKey
from state import ServerStatus, UserState
from timekpr_rules import MainConfig, Reason, TimeLeft, time_left
from views import Countdown, EditView, ServerState, ServerView, UserView
from way_there import step_of

IN_USE_SLACK = 15
"""Seconds beyond Timekpr's save interval that LAST_CHECKED may be old while somebody is signed in."""
STALE = timedelta(minutes=10)
"""A reading that is older says nothing of who is signed in now."""
RETURN = "return"
"""The kind of edit that takes back what was for a day; nobody asked for it, so no user shows it."""


def server_view(
    server: Server,
    status: ServerStatus,
    children: Mapping[str, Child],
    clock: Clock,
    style: Style,
    *,
    edits: tuple[EditView, ...] = (),
    signs: tuple[Sign, ...] = (),
    without: Collection[str] = (),
) -> ServerView:
    """What to show of a server. ``children`` has the child behind each user, where there is one.

    ``without`` has the codes of signs that nobody wants to hear of.
    """
    error = status.error
    names = {user.name for user in server.users}
    signs = tuple(one for one in signs if not one.user or one.user in names)
    problems = [one for one in server_problems(server, status, clock.now(), style) if one.code not in without]
    problems += sign_problems(signs, server.id, clock.now(), without)
    offered = HostKey.from_line(status.offered_key) if status.offered_key else None
    now = status.local_now(clock.now())
    return ServerView(
        id=server.id,
        name=server.name,
        host=server.host,
        port=server.port,
        account=server.account,
        state=_state(server, status),
        error=error.message if error else None,
        last_seen=status.read_at,
        seconds=status.seconds,
        key_type=offered.type if offered else "",
        fingerprint=offered.fingerprint if offered else "",
        pinned_fingerprint=str(error.message.fields["pinned"]) if isinstance(error, HostKeyChanged) else "",
        note=server.note,
        users=tuple(
            _with_edits(_user_view(user.name, status, children.get(user.name), now, style), edits)
            for user in server.users
        ),
        found_users=tuple(name for name in status.found if name not in names),
        problems=(*problems, *_edit_problems(server, edits)) if server.enabled else (),
        edits=tuple(edit for edit in edits if not edit.user),
        returns=tuple(edit for edit in edits if edit.is_open and edit.user and not _is_at_its_user(edit, server)),
        step=step_of(status.stage) if error else "",
        cure=cures.on_page(cures.of_error(error, server)) if error else None,
        mode=server.mode,
        channel=server.channel,
        signs=sign_views(signs, children, clock.now()),
    )


def _with_edits(user: UserView, edits: tuple[EditView, ...]) -> UserView:
    own = tuple(edit for edit in edits if edit.user == user.name)
    locked = any(edit.kind == RETURN and edit.is_open and edit.locks for edit in own)
    return replace(user, edits=tuple(edit for edit in own if edit.kind != RETURN), locked=locked)


def _is_at_its_user(edit: EditView, server: Server) -> bool:
    return edit.kind != RETURN and any(edit.user == user.name for user in server.users)


def _edit_problems(server: Server, edits: tuple[EditView, ...]) -> list[Problem]:
    """Edits that a parent has to decide about, and ways that do not work."""
    found: dict[str, Problem] = {}
    for edit in edits:
        if edit.state in {"conflict", "unclear"} or (edit.state == "queued" and edit.why is not None):
            message = edit.why or edit.line
            if edit.user:
                message = Message(N_("{user}: {what}"), {"user": edit.user, "what": message})
            code = f"edit_{edit.state}"
            found.setdefault(f"{code} {message}", Problem(code, Severity.WARNING, message, server.id, edit.user))
    return list(found.values())


def _state(server: Server, status: ServerStatus) -> ServerState:
    error = status.error
    if not server.enabled:
        return ServerState.DISABLED
    if error is None:
        return ServerState.ONLINE if status.tried_at else ServerState.NEW
    if isinstance(error, HostKeyUnknown):
        return ServerState.KEY_UNKNOWN
    if isinstance(error, HostKeyChanged):
        return ServerState.KEY_CHANGED
    return ServerState.FAILED if isinstance(error, MachineError) and error.reached else ServerState.OFF


def _user_view(name: str, status: ServerStatus, child: Child | None, now: datetime, style: Style) -> UserView:
    user = status.users.get(name, UserState())
    as_of = status.local_now(user.read_at) if user.read_at else None
    named = child.name if child else ""
    child_id, colour = (child.id, child.colour) if child else ("", None)
    if user.config is None or user.spent is None or status.main is None:
        unknown = Message(N_("Not known yet")) if user.error is None else Message(N_("Not known"))
        reason = user.error.message if user.error else Message(N_("waiting for the first reading"))
        return UserView(
            name=name, child=named, in_use=False, headline=unknown, reason=reason,
            used=None, left=None, limit=None, fraction=None, playtime_left=None, as_of=as_of,
            child_id=child_id, colour=colour,
        )  # fmt: skip
    local = now.replace(tzinfo=None)
    left = time_left(user.config.model, status.main.model, user.spent.model, local)
    limits_hold = not user.config.damaged
    limit = _limit(left) if limits_hold else None
    in_use = status.error is None and _in_use(user, status.main.model, as_of, now)
    return UserView(
        name=name,
        child=named,
        in_use=in_use,
        headline=headline(left, style) if limits_hold else Message(N_("No limits in force")),
        reason=small_print(left, local, style) if limits_hold else Message(N_("the file on the computer is damaged")),
        used=left.used,
        left=left.seconds if limits_hold else None,
        limit=limit,
        fraction=_fraction(left, limit) if limits_hold else None,
        playtime_left=left.playtime if left.playtime_limited else None,
        as_of=as_of,
        child_id=child_id,
        colour=colour,
        last_used=_last_used(user, as_of),
        runs=_runs(left, user, status, now) if in_use and limits_hold else None,
    )


def _limit(left: TimeLeft) -> int | None:
    """What may be used today, grants included; none on a day without a limit, and on one that is closed."""
    return None if left.reason in {Reason.NO_LIMIT, Reason.DAY_CLOSED} else max(left.limit + left.granted, 0)


def _fraction(left: TimeLeft, limit: int | None) -> float | None:
    if limit is None:
        return 0.0 if left.reason is Reason.DAY_CLOSED else None
    return min(left.seconds / limit, 1.0) if limit else 0.0


def _in_use(user: UserState, main: MainConfig, as_of: datetime | None, now: datetime) -> bool:
    """Whether somebody is signed in: only then does LAST_CHECKED go on, at each save. An old reading cannot tell."""
    last = _last_save(user)
    if last is None or as_of is None or now - as_of > STALE:
        return False
    age = as_of.replace(tzinfo=None) - last
    return abs(age) <= timedelta(seconds=main.save_time + main.poll_time + IN_USE_SLACK)


def _runs(left: TimeLeft, user: UserState, status: ServerStatus, now: datetime) -> Countdown | None:
    """How the time left goes down: budgets hold as of LAST_CHECKED, what the hours leave as of now.

    Were they taken as of the reading, the figure would jump at each one by what Timekpr had not saved yet.
    """
    as_of = status.local_now(user.read_at) if user.read_at else None
    last = _last_used(user, as_of)
    counted = left.open_now and not left.unaccounted and left.reason not in {Reason.NO_LIMIT, Reason.DAY_CLOSED}
    if not counted or last is None or user.read_at is None:
        return None
    ahead = timedelta(seconds=status.clock.ahead if status.clock else 0)
    since = now if left.reason is Reason.HOURS else last
    return Countdown(since.astimezone(UTC) - ahead, user.read_at + STALE)


def _last_used(user: UserState, as_of: datetime | None) -> datetime | None:
    """LAST_CHECKED in the server's zone; one that lies ahead of the reading counts as the reading."""
    last = _last_save(user)
    return None if last is None or as_of is None else min(last.replace(tzinfo=as_of.tzinfo), as_of)


def _last_save(user: UserState) -> datetime | None:
    """LAST_CHECKED, by the computer's clock, where it tells of somebody who is or was signed in.

    Timekpr sets it as well when the first grant of a day comes for somebody who is not there (0.5.4, tried): then so
    much was given that day, and nothing used.
    """
    spent = user.spent.model if user.spent else None
    if spent is None or (spent.spent_day == 0 and spent.balance != 0):
        return None
    return spent.last_checked
