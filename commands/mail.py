"""Sending mail: how it stands, and trying it out."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime

import typer

import speech
from commands.doctor import tell_findings
from commands.frame import AsJson, frame_of, print_problems, say, show
from core import Core
from i18n import N_
from mail import known_letters
from mail_views import MailState, MailView, mail_problems, mail_view
from plain import Plain
from services.mail_trial import try_out

app = typer.Typer(help="Sending mail by a mail server.", no_args_is_help=True)


@app.command()
def status(context: typer.Context, as_json: AsJson = False) -> None:
    """Show whether mail is sent, what waits, and why; beside a running program too."""
    with frame_of(context).core(writer=False) as core:
        letters, now = known_letters(core.store), core.clock.now().astimezone()
        view = mail_view(core.settings.smtp, letters)
        problems = list(mail_problems(core.settings.smtp, letters, now, core.style))
        if as_json:
            plain = Plain(core.settings.language)
            said = {one.name: plain(getattr(view, one.name)) for one in fields(view)}
            show({**said, "problems": [one.message.text(core.settings.language) for one in problems]})
        else:
            _print(core, view, now)
            print_problems(core, problems)


@app.command("test")
def try_it(context: typer.Context, as_json: AsJson = False) -> None:
    """Send a test mail with the settings in force, step by step. Ends with 1 if a step fails."""
    with frame_of(context).core(writer=False) as core:
        tell_findings(try_out(core.settings.smtp, core.clock, core.settings.language), as_json=as_json)


def _print(core: Core, view: MailView, now: datetime) -> None:
    def moment(at: datetime) -> str:
        return speech.moment(at, now, core.style.language, core.style.time_format)

    match view.state:
        case MailState.OFF:
            say(N_("No mail is sent: it is turned off."), core)
        case MailState.OK:
            say(N_("Mail is sent by {server}."), core, server=view.server)
        case MailState.FAILING if view.failing_since:
            said = N_("{server} has taken no mail since {moment}; it is tried again by itself.")
            say(said, core, server=view.server, moment=moment(view.failing_since))
    if view.error is not None and view.state is MailState.FAILING:
        print(view.error.text(core.settings.language))
    say(N_("Letters that wait: {count}."), core, count=view.waiting)
    if view.last_sent is not None:
        say(N_("Last sent: {moment}."), core, moment=moment(view.last_sent))
