"""Computers: add, list, change, remove; first contact with their host key."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from commands.asking import asked
from commands.frame import AsJson, ServerName, frame_of, say, say_if_empty, show, table
from computer_setup import DEFAULT_ACCOUNT, remove_command, set_up_command
from core import Core
from errors import MngrError
from i18n import N_
from own_key import ensure_key, the_key
from probe import look_at, offered_key
from servers import Server
from services import Changes, Services, read_fingerprint

app = typer.Typer(help="Computers that are managed from here.", no_args_is_help=True)

Host = Annotated[str, typer.Option(help="Host name, IPv4 or IPv6 address.")]
Account = Annotated[str, typer.Option(help="Our account there.")]
Mode = Annotated[
    str | None, typer.Option(metavar="follow|enforce", help="A change made there is taken over, or set back.")
]
Channel = Annotated[
    str | None, typer.Option(metavar="auto|dbus|timekpra|files", help="The way in which changes are made there.")
]
Fingerprint = Annotated[str, typer.Option(help="The host key's fingerprint, as the computer itself shows it.")]


@app.command()
def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="What you call it: letters, digits, “.”, “_” and “-”.")],
    host: Host,
    port: Annotated[int, typer.Option(help="Port of its SSH server.")] = 22,
    user: Account = DEFAULT_ACCOUNT,
    config_dir: Annotated[str | None, typer.Option(help="Where its timekpr.USER.conf are.")] = None,
    work_dir: Annotated[str | None, typer.Option(help="Where its USER.time are.")] = None,
    main_config: Annotated[str, typer.Option(help="Its timekpr.conf.")] = "/etc/timekpr/timekpr.conf",
    note: Annotated[str, typer.Option(help="Anything you want to remember.")] = "",
    mode: Mode = None,
    channel: Channel = None,
    fingerprint: Fingerprint = "",
) -> None:
    """Add a computer, and print what to run there. With --fingerprint its host key is confirmed at once."""
    with frame_of(context).core(writer=True) as core:
        key = ensure_key(core.store)
        wanted = read_fingerprint(fingerprint) if fingerprint else ""
        changes, by = Changes(core), asked()
        server = changes.add_server(
            name, host, port=port, account=user, config_dir=config_dir, work_dir=work_dir, main_config=main_config,
            note=note, asked=by, **_given(mode=mode, channel=channel),
        )  # fmt: skip
        if wanted:
            try:
                changes.trust(server.id, wanted, key, asked=by)
            except MngrError:
                # Not added; what was collected of an earlier one of this name stays.
                changes.remove_server(server.id, keep_data=True, asked=by)
                raise
            say(N_("{name} is added, and its host key is confirmed."), core, name=server.name)
        else:
            say(N_("{name} is added."), core, name=server.name)
        if server.account == "root":
            say(N_("Now run this at the computer. It lets the key of this program in as root:"), core)
        else:
            say(
                N_(
                    "Now run this at the computer. It makes the account {account}, whose key can do nothing but what "
                    "this program needs:"
                ),
                core, account=server.account,
            )  # fmt: skip
        print(f"\n{set_up_command(key.public_line, server.account)}\n")
        if not wanted:
            say(N_("Now compare its host key: server scan {name}"), core, name=server.name)


@app.command("setup-command")
def setup_command(context: typer.Context, account: Account = DEFAULT_ACCOUNT) -> None:
    """Print the command that makes a computer ready, for pasting there; running it again brings it up to date."""
    frame = frame_of(context)
    key = None
    if frame.data.exists():
        with frame.core(writer=False) as core:
            key = the_key(core.store)
            if key is not None:
                print(set_up_command(key.public_line, account))
    if key is None:
        with frame.core(writer=True) as core:
            print(set_up_command(ensure_key(core.store).public_line, account))


@app.command("remove-command")
def remove_command_(context: typer.Context, account: Account = DEFAULT_ACCOUNT) -> None:
    """Print the command that takes all of it away again from a computer."""
    with frame_of(context).core(writer=False):
        print(remove_command(account))


@app.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List the computers."""
    with frame_of(context).core(writer=False) as core:
        servers = core.fleet.servers()
        if as_json:
            show([{**one.model_dump(mode="json"), "trusted": _pinned(core, one)} for one in servers])
        else:
            say_if_empty(core)
            table([(one.name, f"{one.account}@{one.host}:{one.port}", _pinned(core, one) or "-") for one in servers])


@app.command()
def remove(
    context: typer.Context,
    name: ServerName,
    keep_data: Annotated[bool, typer.Option(help="Keep what was collected of it.")] = True,
) -> None:
    """Remove a computer. Timekpr on it goes on as it is."""
    with frame_of(context).core(writer=True) as core:
        Services(core).remove_server(core.fleet.get(name).id, keep_data=keep_data, asked=asked())
        say(N_("{name} is removed."), core, name=name)


@app.command()
def rename(context: typer.Context, name: ServerName, new: Annotated[str, typer.Argument(help="Its new name.")]) -> None:
    """Rename a computer; everything that was collected of it stays."""
    with frame_of(context).core(writer=True) as core:
        Changes(core).change_server(name, name=new, asked=asked())
        say(N_("{name} is now {new}."), core, name=name, new=new)


@app.command()
def edit(
    context: typer.Context,
    name: ServerName,
    host: Annotated[str | None, typer.Option(help="Host name, IPv4 or IPv6 address.")] = None,
    port: Annotated[int | None, typer.Option(help="Port of its SSH server.")] = None,
    user: Annotated[str | None, typer.Option(help="Our account there.")] = None,
    enabled: Annotated[bool | None, typer.Option(help="Whether it is read at all.")] = None,
    note: Annotated[str | None, typer.Option(help="Anything you want to remember.")] = None,
    mode: Mode = None,
    channel: Channel = None,
) -> None:
    """Change how a computer is reached and managed. At another address its host key has to be confirmed anew."""
    wanted = _given(host=host, port=port, account=user, enabled=enabled, note=note, mode=mode, channel=channel)
    with frame_of(context).core(writer=True) as core:
        Changes(core).change_server(name, asked=asked(), **wanted)
        say(N_("{name} is changed."), core, name=name)


@app.command()
def scan(context: typer.Context, name: ServerName, as_json: AsJson = False) -> None:
    """Look at a computer: the host key that it shows and the users that Timekpr has there."""
    with frame_of(context).core(writer=True) as core:
        server = core.fleet.get(name)
        outcome = look_at(server, ensure_key(core.store), core.known_hosts.get(server.host, server.port), core.clock)
        offered = offered_key(outcome)
        if offered is None and outcome.error is not None:
            raise outcome.error
        users = outcome.value.found if outcome.value else ()
        if as_json:
            show(
                {
                    "name": server.name,
                    "key_type": offered.type if offered else "",
                    "fingerprint": offered.fingerprint if offered else _pinned(core, server),
                    "trusted": offered is None,
                    "users": list(users),
                    "error": outcome.error.text(core.settings.language) if outcome.error else None,
                }
            )
        elif offered:
            print(outcome.error.text(core.settings.language) if outcome.error else "")
            say(
                N_("If it is the one that the computer itself shows: server trust {name} --fingerprint {fingerprint}"),
                core, name=server.name, fingerprint=offered.fingerprint,
            )  # fmt: skip
        else:
            say(N_("Host key: {fingerprint}, confirmed."), core, fingerprint=_pinned(core, server))
            say(N_("Users there: {users}"), core, users=", ".join(users) or "-")


@app.command("trust")
def trust_(
    context: typer.Context,
    name: ServerName,
    fingerprint: Annotated[str, typer.Option(help="The fingerprint that you have compared.")],
) -> None:
    """Confirm a computer's host key, after comparing it at the computer itself."""
    with frame_of(context).core(writer=True) as core:
        server = core.fleet.get(name)
        key = Changes(core).trust(server.id, fingerprint, ensure_key(core.store), asked=asked())
        say(N_("{name}: {fingerprint} is confirmed."), core, name=server.name, fingerprint=key.fingerprint)


def _pinned(core: Core, server: Server) -> str:
    key = core.known_hosts.get(server.host, server.port)
    return key.fingerprint if key else ""


def _given(**fields: Any) -> dict[str, Any]:  # noqa: ANN401 - fields of Server
    return {name: value for name, value in fields.items() if value is not None}
