"""A week of each child in words, as the page shows it and the letter says it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from audit import Audit
from commands.frame import FAILED, AsJson, frame_of, say, show, states_of
from core import Core
from digest import Digest, DigestPage, Week, digest_shape, heading, known, unknown
from i18n import N_, Message
from mail.delivery import Refused
from services.digests import Digests
from services.letter_now import keep_sent, send_now
from stats_history import StatsHistory

Who = Annotated[str | None, typer.Argument(metavar="[CHILD]", help="Name of one child; without it all.")]
OfWeek = Annotated[
    str | None, typer.Option("--week", help="A week such as 2026-W47; else the last one that has ended.")
]
ByMail = Annotated[bool, typer.Option("--mail", help="Send it to the recipients of the settings too, now.")]


def digest(
    context: typer.Context, child: Who = None, week: OfWeek = None, as_json: AsJson = False, by_mail: ByMail = False
) -> None:
    """Print what each child used in a week, and what was done about it. Beside a running program too.

    Ends with 1 if it is to be mailed and somebody does not get it.
    """
    frame, kept, refused = frame_of(context), None, None
    with frame.core(writer=False) as core:
        digests = Digests(core, StatsHistory(core.store), Audit(core.store), states_of(core).__getitem__)
        wanted, language = digests.week(week), core.style.language
        found = list(digests.each(wanted.name)) if child is None else [digests.of(child, wanted.name)]
        if as_json:
            show({"week": wanted.name, "digests": [digest_shape(one, language) for one in found]})
        else:
            _print(wanted, found, core)
        if by_mail:
            page = digests.page(wanted.name) if child is None else DigestPage(wanted, "", "", tuple(found))
            kept, refused = send_now(core, digests.letter(page))
            _tell_sent(core, refused)
    if kept is not None:  # nobody had to wait for the mail server to get at the data
        with frame.beside() as (core, alone):
            keep_sent(core, kept, alone=alone)
    if refused:
        raise typer.Exit(FAILED)


def _tell_sent(core: Core, refused: Refused) -> None:
    """Who gets it, and on stderr each who does not and why."""
    if sent := [one for one in core.settings.smtp.addresses if one not in refused]:
        say(N_("Sent to {recipients}."), core, recipients=", ".join(sent))
    for recipient, error in refused.items():
        said = Message(N_("Not sent to {recipient}: {why}"), {"recipient": recipient, "why": error.message})
        print(said.text(core.style.language), file=sys.stderr)


def _print(week: Week, digests: Sequence[Digest], core: Core) -> None:
    print(heading(week).text(core.style.language))
    if not digests:
        say(N_("Nobody is here yet"), core)
    for one in digests:
        print(f"\n{one.person.name}")
        _print_one(one, core.style.language)


def _print_one(digest: Digest, language: str) -> None:
    for paragraph in (*known(digest, language), unknown(digest, language)):
        if paragraph:
            print(paragraph)
