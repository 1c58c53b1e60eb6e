"""The copy in a Git repository: how it stands, making one, and putting it back."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

import speech
from commands.asking import asked, login
from commands.doctor import tell_findings
from commands.frame import AsJson, Frame, frame_of, say, show
from core import Core
from errors import MngrError
from git_copy import Copied, CopyState, ToldCopy, in_trouble, load_state, route_of, save_state, told_copies
from git_copy.fetching import Found, fetch_copy
from git_copy.restoring import Filled, fill
from git_copy_views import GIT, SHORT, GitCopyView
from i18n import N_
from own_key import ensure_key
from plain import Plain
from services import Changes
from services.git_copies import copy_once, git_copy_view
from services.git_trial import try_out
from services.house import LIVE
from services.saved_secrets import keep_token
from settings import GitCopySettings
from stats_history import StatsHistory

app = typer.Typer(help="A copy in a Git repository, without secrets, and putting it back.", no_args_is_help=True)


@app.command()
def status(context: typer.Context, as_json: AsJson = False) -> None:
    """Show when the last copy was made, what is wrong, and when the next one is made."""
    with frame_of(context).core(writer=False) as core:
        now = core.clock.now()
        view = git_copy_view(core.settings.git_copy, load_state(core.store), now, is_running=False)
        if as_json:
            plain = Plain(core.settings.language)
            show({one.name: plain(getattr(view, one.name)) for one in fields(view) if one.name != "is_running"})
        else:
            _print(core, view, now.astimezone())


@app.command("test")
def try_it(context: typer.Context, as_json: AsJson = False) -> None:
    """Try the way to the repository, step by step, and write nothing. Ends with 1 if a step fails."""
    with frame_of(context).core(writer=False) as core:
        findings = try_out(core.settings.git_copy, core.store.root, core.clock, core.settings.language)
        tell_findings(findings, as_json=as_json)


@app.command()
def push(context: typer.Context, as_json: AsJson = False) -> None:
    """Make a copy now, whether or not one is made each night; beside a running program too."""
    with frame_of(context).beside() as (core, alone):
        done = _push(core, alone=alone)
        if as_json:
            show({"commit": done.commit, "new": done.is_new})
        elif done.is_new:
            say(N_("Copied. The branch stands at {commit}."), core, commit=done.commit[:SHORT])
        else:
            say(N_("There is nothing new. The branch stands at {commit}."), core, commit=done.commit[:SHORT])


@app.command()
def restore(
    context: typer.Context,
    from_: Annotated[
        str, typer.Option("--from", metavar="REMOTE", help="The address of the repository; else the one that is set.")
    ] = "",
    branch: Annotated[str, typer.Option(help="Its branch; else the one that is set.")] = "",
    into: Annotated[Path | None, typer.Option("--into", help="Into this folder, and not into --data.")] = None,
    token_file: Annotated[Path | None, typer.Option("--token-file", help="A file with the token.")] = None,
    ssh_key_file: Annotated[Path | None, typer.Option("--ssh-key-file", help="The SSH key to go there with.")] = None,
    known_hosts_file: Annotated[
        Path | None, typer.Option("--known-hosts-file", help="The keys of servers, as OpenSSH keeps them.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Add the days of the copy that are not known here; where nothing is yet, its configuration too."""
    frame = frame_of(context)
    given = {
        "remote": from_,
        "branch": branch,
        **{
            name: str(path.expanduser().absolute()) if path else ""
            for name, path in (
                ("token_file", token_file),
                ("ssh_key_file", ssh_key_file),
                ("known_hosts_file", known_hosts_file),
            )
        },
    }
    with Frame(into or frame.data, frame.clock).core(writer=True) as core:
        settings = _way(core, {name: value for name, value in given.items() if value})
        place = settings.place
        if place is not None and place.way == "ssh" and not settings.ssh_key_file:
            ensure_key(core.store)
        found = fetch_copy(core.store.root, route_of(settings, core.store.root), core.clock)
        filled = fill(core, found, LIVE)
        Changes(core).note(asked(), "git_copy", "restored", after={"commit": found.commit[:SHORT]})
        if as_json:
            show(_filled(found, filled))
        else:
            _tell(core, found, filled)


def _way(core: Core, given: dict[str, str]) -> GitCopySettings:
    """The settings with what was given for once; a saved token stays with the server that it was saved for."""
    saved = core.settings.git_copy
    changes: dict[str, object] = {f"{GIT}{name}": value for name, value in given.items()}
    if "token_file" in given:
        changes[f"{GIT}token"] = ""
    wanted = core.settings.changed(**changes).git_copy
    if saved.place is not None:
        keep_token(wanted, saved, given.get("token_file"))
    return wanted


def _filled(found: Found, filled: Filled) -> dict[str, object]:
    return {
        "commit": found.commit,
        "settings": list(filled.settings),
        "left_off": list(filled.left_off),
        "servers": list(filled.servers),
        "days": [{"server": server, "user": user, "added": count} for (server, user), count in filled.days.items()],
        "strangers": [{"server": server, "user": user} for server, user in filled.strangers],
        "differences": list(filled.differences),
    }


def _tell(core: Core, found: Found, filled: Filled) -> None:
    newest = str(found.newest_day) if found.newest_day else "-"
    said = N_("The copy is {commit}; the last day in it is {day}.")
    say(said, core, commit=found.commit[:SHORT], day=newest)
    if filled.servers:
        say(N_("Computers taken over: {names}"), core, names=", ".join(filled.servers))
        given = N_(
            "Each of them needs the new key: run there what “server setup-command” prints. Then its host key is "
            "confirmed once."
        )
        say(given, core)
    if filled.settings:
        say(N_("Settings taken over: {names}"), core, names=", ".join(filled.settings))
    if filled.left_off:
        say(N_("Turned off until you have looked at it: {names}"), core, names=", ".join(filled.left_off))
    for (server, user), count in filled.days.items():
        said = N_("Days added for {user} on {server}: {count}.")
        say(said, core, user=user, server=server, count=count)
    for server, user in filled.strangers:
        say(N_("{user} on {server}: not managed here, so their days stay in the copy."), core, user=user, server=server)
    if filled.differences:
        said = N_("Different here from the copy, and left as it is here: {names}")
        say(said, core, names=", ".join(filled.differences))


def _push(core: Core, *, alone: bool) -> Copied:
    """Remember how it went; beside a running program that one is told, which remembers it."""
    state = load_state(core.store)
    try:
        after, done = copy_once(core, StatsHistory(core.store).whole, state)
    except MngrError as error:
        if core.settings.git_copy.remote:
            _remember(core, in_trouble(state, error, core.clock.now()), alone=alone)
        raise
    _remember(core, after, alone=alone)
    if alone:
        Changes(core).note(asked(), "git_copy", "made", after={"commit": done.commit[:SHORT]})
    return done


def _remember(core: Core, state: CopyState, *, alone: bool) -> None:
    """Raises NotSaved."""
    if alone:
        save_state(core.store, state)
    else:
        told_copies(core.store).add(ToldCopy(state=state, who=login()))


def _print(core: Core, view: GitCopyView, now: datetime) -> None:
    def moment(at: datetime) -> str:
        return speech.moment(at, now, core.style.language, core.style.time_format)

    if not view.place:
        say(N_("No Git repository is entered yet."), core)
        return
    say(
        N_("Copies go to {place}.") if view.is_on else N_("No copy is made by itself to {place}."),
        core,
        place=view.place,
    )
    if view.done is not None:
        said = N_("Last copied: {moment}. The branch {branch} stands at {commit}.")
        branch = core.settings.git_copy.branch
        say(said, core, moment=moment(view.done), branch=branch, commit=view.commit)
    else:
        say(N_("It is not known yet whether there is a copy."), core)
    if view.pushed is not None:
        say(N_("Last time with something new: {moment}."), core, moment=moment(view.pushed))
    if view.error is not None and view.failing_since is not None:
        said = N_("It has not worked since {moment}: {why}")
        say(said, core, moment=moment(view.failing_since), why=view.error.text(core.settings.language))
    if view.next is not None:
        say(N_("The next one: {moment}."), core, moment=moment(view.next))
