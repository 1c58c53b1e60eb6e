"""Users of computers, and the children behind them."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.asking import asked
from commands.frame import AsJson, ServerName, UserName, frame_of, say, show, table
from i18n import N_
from services import Changes, Services

app = typer.Typer(help="Users whose time is shown here.", no_args_is_help=True)


@app.command()
def add(
    context: typer.Context,
    server: ServerName,
    user: UserName,
    child: Annotated[str, typer.Option(help="The child this user is; one child may have several users.")] = "",
) -> None:
    """Add a user of a computer."""
    with frame_of(context).core(writer=True) as core:
        Changes(core).add_user(server, user, child, asked=asked())
        say(N_("{user} on {server} is added."), core, user=user, server=server)


@app.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List the users."""
    with frame_of(context).core(writer=False) as core:
        rows = [
            (server.name, user.name, core.fleet.children_of(server.id).get(user.name, ""))
            for server in core.fleet.servers()
            for user in server.users
        ]
        if as_json:
            show([{"server": server, "user": user, "child": child} for server, user, child in rows])
        else:
            table(rows)


@app.command()
def remove(
    context: typer.Context,
    server: ServerName,
    user: UserName,
    keep_data: Annotated[bool, typer.Option(help="Keep what was collected of them.")] = True,
) -> None:
    """Remove a user. Timekpr on the computer goes on as it is."""
    with frame_of(context).core(writer=True) as core:
        Services(core).remove_user(core.fleet.get(server).id, user, keep_data=keep_data, asked=asked())
        say(N_("{user} on {server} is removed."), core, user=user, server=server)
