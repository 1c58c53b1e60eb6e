"""The people who sign in: for the first start without a browser, and for whoever is locked out."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from accounts import Account, Accounts
from commands.asking import asked
from commands.frame import AsJson, frame_of, say, show, table
from core import Core
from i18n import N_, translate
from services import Changes, People

app = typer.Typer(help="The people who sign in on the pages.", no_args_is_help=True)

AccountName = Annotated[str, typer.Argument(metavar="NAME", help="The name they sign in with.")]
Children = Annotated[
    list[str] | None,
    typer.Option("--child", help="Only this child, by its name; may be given again. Without it: all children."),
]
RoleName = Annotated[str, typer.Option("--role", help="admin (everything), parent (children) or viewer (sees).")]


@app.command()
def add(context: typer.Context, name: AccountName, role: RoleName = "parent", child: Children = None) -> None:
    """Make an account. The password is asked for, or read from the first line of standard input."""
    with frame_of(context).core(writer=True) as core:
        people = People(core, Changes(core))
        children = None if child is None else [core.fleet.child(one).id for one in child]
        account = people.add(name, _password(core), role, children, asked())
        say(N_("{name} can sign in now, as {role}."), core, name=account.name, role=account.role.value)


@app.command()
def passwd(
    context: typer.Context,
    name: AccountName,
    drop_second: Annotated[
        bool, typer.Option("--drop-second", help="Ask for no code any more: the phone and the recovery codes are lost.")
    ] = False,
) -> None:
    """Give somebody another password. Where they are signed in, they are not any more."""
    with frame_of(context).core(writer=True) as core:
        people = People(core, Changes(core))
        account = people.accounts.get(name)
        people.set_password(account.id, _password(core), asked())
        if drop_second:
            people.drop_second(account.id, asked())
        say(N_("{name} has another password now, and is signed out everywhere."), core, name=account.name)


@app.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List the accounts."""
    with frame_of(context).core(writer=False) as core:
        accounts = Accounts(core.store).list()
        if as_json:
            show([_plain(core, one) for one in accounts])
        else:
            table([_row(core, one) for one in accounts])


@app.command()
def remove(context: typer.Context, name: AccountName) -> None:
    """Let nobody in by an account any more."""
    with frame_of(context).core(writer=True) as core:
        people = People(core, Changes(core))
        account = people.accounts.get(name)
        people.remove(account.id, asked())
        say(N_("{name} cannot sign in any more."), core, name=account.name)


def _password(core: Core) -> str:
    """A new password, twice from a terminal, else one line."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    prompt = translate(N_("Password"), core.settings.language)
    found: str = typer.prompt(prompt, hide_input=True, confirmation_prompt=True)
    return found


def _plain(core: Core, account: Account) -> dict[str, object]:
    return {
        "id": account.id,
        "name": account.name,
        "role": account.role.value,
        "children": _children(core, account),
        "second_factor": account.second is not None,
        "created": account.created.isoformat(),
    }


def _row(core: Core, account: Account) -> tuple[str, ...]:
    second = translate(N_("password and code"), core.settings.language) if account.second else ""
    return account.name, account.role.value, ", ".join(_children(core, account) or ()), second


def _children(core: Core, account: Account) -> list[str] | None:
    """The names of the children somebody is restricted to; None if to none."""
    if account.children is None:
        return None
    names = {child.id: child.name for child in core.fleet.children()}
    return [names.get(one, one) for one in account.children]
