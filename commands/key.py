"""Our own SSH key."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.frame import AsJson, frame_of, say, show
from errors import AlreadyExists, InvalidValue
from i18n import N_, Message
from own_key import ensure_key, import_key, new_key, the_key

app = typer.Typer(help="The key with which this program signs in to the computers.", no_args_is_help=True)

MAX_KEY_BYTES = 64 * 1024

Replace = Annotated[bool, typer.Option("--replace", help="Replace the key there is; keep it no longer.")]


@app.command("show")
def show_(context: typer.Context, as_json: AsJson = False) -> None:
    """Print the public line for authorized_keys; makes the key on first use."""
    frame = frame_of(context)
    key = None
    if frame.data.exists():
        with frame.core(writer=False) as core:
            key = the_key(core.store)
    if key is None:
        with frame.core(writer=True) as core:
            key = ensure_key(core.store)
    if as_json:
        show({"public": key.public_line, "fingerprint": key.fingerprint})
    else:
        print(key.public_line)


@app.command()
def generate(context: typer.Context, replace: Replace = False) -> None:
    """Make a new key. Its public line has to go to every computer."""
    with frame_of(context).core(writer=True) as core:
        if not replace and the_key(core.store) is not None:
            raise AlreadyExists(what=Message(N_("key")), name="id_ed25519")
        print(new_key(core.store).public_line)


@app.command("import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A private key without a passphrase.")],
    replace: Replace = False,
) -> None:
    """Use a key that you have."""
    with frame_of(context).core(writer=True) as core:
        if not replace and the_key(core.store) is not None:
            raise AlreadyExists(what=Message(N_("key")), name="id_ed25519")
        try:
            with file.open("rb") as source:
                data = source.read(MAX_KEY_BYTES)
        except OSError as error:
            why = Message(N_("It cannot be read: {why}."), {"why": error.strerror or type(error).__name__})
            raise InvalidValue(what=Message(N_("Key file")), value=str(file), allowed=why) from error
        key = import_key(core.store, data)
        say(N_("The key {fingerprint} is used from now on."), core, fingerprint=key.fingerprint)
