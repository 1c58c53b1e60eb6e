"""Changing something: rules, settings, time of today; and going back."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.amounts import typed_grant, typed_hours, typed_limit
from commands.asking import Key, Reason, asked, asking
from commands.frame import AsJson, ServerName, UserName
from errors import InvalidValue
from i18n import N_, Message
from servers.values import shown

DASHES_ARE_AMOUNTS = {"ignore_unknown_options": True, "help_option_names": ["--help"]}
"""So that -15m is an amount; and -1h too, in which -h would ask for help."""

Words = Annotated[
    list[str], typer.Argument(metavar="USER KEY=VALUE…", help="The login, then keys as “get” prints them.")
]
Today = Annotated[list[str], typer.Argument(metavar="NAME=VALUE…", help="HOURS=15-20:30 LIMIT=1h30 PLAYTIME_LIMIT=30m")]
Main = Annotated[bool, typer.Option("--main", help="Keys of timekpr.conf instead; then without USER.")]
Amount = Annotated[str, typer.Argument(metavar="+30m|-15m|=1h", help="More, less, or so much left from now on.")]
Playtime = Annotated[bool, typer.Option("--playtime", help="Of PlayTime instead.")]
Number = Annotated[int, typer.Argument(metavar="NUMBER", help="As “versions” shows it.")]


def set_(
    context: typer.Context,
    server: ServerName,
    words: Words,
    main: Main = False,
    reason: Reason = "",
    key: Key = "",
    as_json: AsJson = False,
) -> None:
    """Change rules of a user; or with --main and no USER, the settings of the computer."""
    with asking(context) as ask:
        if main:
            accepted = ask.editing.main(server, _changes(words), asked(reason, key))
        else:
            user, *changes = words
            if "=" in user:
                allowed = Message(N_("Name the user before KEY=VALUE, or say --main for timekpr.conf."))
                raise InvalidValue(what=Message(N_("user")), value=shown(user), allowed=allowed)
            accepted = ask.editing.config(server, user, _changes(changes), asked(reason, key))
        ask.tell_accepted(accepted, as_json=as_json)


def grant(
    context: typer.Context,
    server: ServerName,
    user: UserName,
    amount: Amount,
    playtime: Playtime = False,
    reason: Reason = "",
    key: Key = "",
    as_json: AsJson = False,
) -> None:
    """Give or take time of today."""
    with asking(context) as ask:
        wanted = typed_grant(amount, playtime=playtime)
        ask.tell_accepted(ask.editing.grant(server, user, wanted, asked(reason, key)), as_json=as_json)


def today(
    context: typer.Context,
    server: ServerName,
    user: UserName,
    words: Today,
    reason: Reason = "",
    key: Key = "",
    as_json: AsJson = False,
) -> None:
    """Change hours or limits of today alone; after midnight they are as before."""
    with asking(context) as ask:
        changes = {name: _typed(name, text) for name, text in _changes(words).items()}
        ask.tell_accepted(ask.editing.today(server, user, changes, asked(reason, key)), as_json=as_json)


def lock(
    context: typer.Context,
    server: ServerName,
    user: UserName,
    reason: Reason = "",
    key: Key = "",
    as_json: AsJson = False,
) -> None:
    """Close the rest of today: the session ends, and none can be begun."""
    with asking(context) as ask:
        ask.tell_accepted(ask.editing.lock(server, user, asked(reason, key)), as_json=as_json)


def unlock(
    context: typer.Context,
    server: ServerName,
    user: UserName,
    reason: Reason = "",
    key: Key = "",
    as_json: AsJson = False,
) -> None:
    """Take a lock back."""
    with asking(context) as ask:
        ask.tell_accepted(ask.editing.unlock(server, user, asked(reason, key)), as_json=as_json)


def revert(
    context: typer.Context,
    server: ServerName,
    user: UserName,
    number: Number,
    reason: Reason = "",
    key: Key = "",
    as_json: AsJson = False,
) -> None:
    """Go back to an earlier version of a user's rules."""
    with asking(context) as ask:
        ask.tell_accepted(ask.editing.revert(server, user, number, asked(reason, key)), as_json=as_json)


def _changes(words: list[str]) -> dict[str, str]:
    """``{KEY: value}``. Raises InvalidValue."""
    changes: dict[str, str] = {}
    for word in words:
        name, equals, text = word.partition("=")
        if not equals or not name or name in changes:
            allowed = Message(N_("Write KEY=VALUE, each key once."))
            raise InvalidValue(what=Message(N_("Change")), value=shown(word), allowed=allowed)
        changes[name] = text
    if not changes:
        allowed = Message(N_("Write KEY=VALUE, each key once."))
        raise InvalidValue(what=Message(N_("Change")), value="", allowed=allowed)
    return changes


def _typed(name: str, text: str) -> str:
    match name:
        case "HOURS":
            return typed_hours(text)
        case "LIMIT" | "PLAYTIME_LIMIT":
            return typed_limit(text)
        case _:
            return text
