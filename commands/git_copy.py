"""The copy in a Git repository: how it stands, and making one."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime

import typer

import speech
from commands.asking import asked
from commands.doctor import tell_findings
from commands.frame import AsJson, frame_of, say, show
from core import Core
from errors import MngrError
from git_copy import Copied, in_trouble, load_state, save_state
from git_copy_views import SHORT, GitCopyView
from i18n import N_
from plain import Plain
from services import Changes
from services.git_copies import copy_once, git_copy_view
from services.git_trial import try_out
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


def _push(core: Core, *, alone: bool) -> Copied:
    """Only who has the data alone remembers it; a running program sees by itself that there is nothing left to do."""
    state = load_state(core.store)
    try:
        after, done = copy_once(core, StatsHistory(core.store).of, state)
    except MngrError as error:
        if alone and core.settings.git_copy.remote:
            save_state(core.store, in_trouble(state, error, core.clock.now()))
        raise
    if alone:
        save_state(core.store, after)
        Changes(core).note(asked(), "git_copy", "made", after={"commit": done.commit[:SHORT]})
    return done


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
        say(
            N_("Last seen to: {moment}; the branch stands at {commit}."),
            core,
            moment=moment(view.done),
            commit=view.commit,
        )
    else:
        say(N_("There is no copy there yet."), core)
    if view.pushed is not None:
        say(N_("Last time with something new: {moment}."), core, moment=moment(view.pushed))
    if view.error is not None and view.failing_since is not None:
        said = N_("It has not worked since {moment}: {why}")
        say(said, core, moment=moment(view.failing_since), why=view.error.text(core.settings.language))
    if view.next is not None:
        say(N_("The next one: {moment}."), core, moment=moment(view.next))
