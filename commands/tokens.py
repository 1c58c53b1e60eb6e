"""The tokens of the API."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.asking import asked
from commands.frame import AsJson, frame_of, say, show, table
from i18n import N_
from services import Changes
from tokens import Token, Tokens

app = typer.Typer(help="Tokens by which other programs use the API.", no_args_is_help=True)

Scopes = Annotated[
    list[str],
    typer.Option("--scope", help="read, grant, edit or admin, each with those before it; may be given again."),
]
TokenName = Annotated[str, typer.Argument(metavar="NAME", help="What the token is called, such as the program's name.")]


@app.command()
def create(context: typer.Context, name: TokenName, scope: Scopes, as_json: AsJson = False) -> None:
    """Make a token and print it, this once."""
    with frame_of(context).core(writer=True) as core:
        token, secret = Changes(core).create_token(name, scope, asked=asked())
        if as_json:
            show({**_plain(token), "token": secret})
        else:
            say(N_("{name} is made. Keep its token like a password; it is shown this once:"), core, name=token.name)
            print(secret)


@app.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List the tokens, without the secret."""
    with frame_of(context).core(writer=False) as core:
        tokens = Tokens(core.store).list()
        if as_json:
            show([_plain(token) for token in tokens])
        else:
            table([(one.name, one.id, ", ".join(one.scopes), f"{one.created:%Y-%m-%d}") for one in tokens])


@app.command()
def revoke(context: typer.Context, name: TokenName) -> None:
    """Let nobody in by a token any more."""
    with frame_of(context).core(writer=True) as core:
        token = Changes(core).revoke_token(name, asked=asked())
        say(N_("{name} is revoked."), core, name=token.name)


def _plain(token: Token) -> dict[str, object]:
    return {
        "id": token.id,
        "name": token.name,
        "scopes": list(token.scopes),
        "created": token.created.isoformat(),
    }
