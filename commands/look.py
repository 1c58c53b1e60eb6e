"""Looking without changing anything: status and get."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

import typer

import speech
from commands.frame import (
    AsJson,
    ServerName,
    UserName,
    frame_of,
    print_problems,
    say_if_empty,
    show,
    states_of,
    status_of,
    table,
)
from core import Core
from errors import NotFound
from i18n import N_, FieldValue, Message
from mqtt_views import bridge_problem
from pending import Glance
from plain import Plain
from problems import Problem
from services.standing import problems_as_kept, server_as_kept
from timekpr_rules import key_texts
from views import ServerState, ServerView

STATES = {
    ServerState.NEW: N_("not tried yet"),
    ServerState.ONLINE: N_("online"),
    ServerState.OFF: N_("off"),
    ServerState.KEY_UNKNOWN: N_("host key not confirmed"),
    ServerState.KEY_CHANGED: N_("host key has changed"),
    ServerState.FAILED: N_("cannot be read"),
    ServerState.DISABLED: N_("switched off here"),
}


def status(context: typer.Context, as_json: AsJson = False) -> None:
    """Show every computer and user as of the last cycle."""
    with frame_of(context).core(writer=False) as core:
        edits, states = Glance(core.store), states_of(core)
        views = [server_as_kept(core, one, states[one.id], edits) for one in core.fleet.servers()]
        problems = [*problems_as_kept(core), *_of_bridge(core)]
        if as_json:
            plain = Plain(core.settings.language)
            show({"servers": plain(views), "problems": plain(problems)})
        else:
            say_if_empty(core)
            for view in views:
                _print_server(core, view)
            print_problems(core, problems)


def get(
    context: typer.Context,
    server: ServerName,
    user: UserName,
    key: Annotated[str | None, typer.Argument(metavar="[KEY]", help="One key of Timekpr's files.")] = None,
    as_json: AsJson = False,
) -> None:
    """Print a user's rules and counters as Timekpr understands them, as of the last cycle."""
    with frame_of(context).core(writer=False) as core:
        one = core.fleet.get(server)
        known = status_of(core, one.id).users.get(user)
        if known is None or known.config is None or known.spent is None:
            raise NotFound(what=Message(N_("reading of a user")), name=user)
        values = {**key_texts(known.config.model), **key_texts(known.spent.model)}
        if key is not None:
            if key not in values:
                raise NotFound(what=Message(N_("key")), name=key)
            values = {key: values[key]}
        if as_json:
            show(values)
        elif key is not None:
            print(values[key])
        else:
            print("\n".join(f"{name} = {value}" for name, value in values.items()))


def _of_bridge(core: Core) -> Iterator[Problem]:
    """What the running program says of the connection to Home Assistant; nothing where none is running."""
    if not core.store.holder():
        return
    from mqtt_ha.status_file import bridge_status  # noqa: PLC0415 - half a second that other commands need not wait

    view = bridge_status(core.store)
    if view and (problem := bridge_problem(view, core.clock.now().astimezone(), core.style)):
        yield problem


def _print_server(core: Core, view: ServerView) -> None:
    language = core.settings.language
    print(_state(core, view).text(language))
    if view.error is not None and view.state is not ServerState.ONLINE:
        print(f"  {view.error.text(language)}")
    table([_user_row(core, view, index) for index in range(len(view.users))])
    print_problems(core, view.problems, "  ")


def _state(core: Core, view: ServerView) -> Message:
    """How a computer stands, and how old what is shown of it is."""
    said: dict[str, FieldValue] = {"name": view.name, "state": Message(STATES[view.state])}
    if view.last_seen is None:
        return Message(N_("{name}: {state}"), said)
    now, style = core.clock.now().astimezone(), core.style
    moment = speech.ago(view.last_seen, now, style.language, style.time_format)
    return Message(N_("{name}: {state}, read {moment}"), {**said, "moment": moment})


def _user_row(core: Core, view: ServerView, index: int) -> tuple[str, ...]:
    user, language, style = view.users[index], core.settings.language, core.style
    used = Message(N_("used {used}"), {"used": style.duration(user.used)}) if user.used is not None else None
    return (
        f"  {user.name}",
        user.headline.text(language),
        user.reason.text(language),
        used.text(language) if used else "",
        _as_of(core, user.as_of) if user.as_of else "",
    )


def _as_of(core: Core, at: datetime) -> str:
    """How old a user's figures are, on the clock of their computer; with the day where it is not today."""
    return speech.as_of(at, core.clock.now().astimezone(at.tzinfo), core.style.language, core.style.time_format)
