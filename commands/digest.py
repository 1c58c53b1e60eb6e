"""A week of each child in words, as the page shows it and the letter says it."""

from __future__ import annotations

from typing import Annotated

import typer

from audit import Audit
from commands.frame import AsJson, frame_of, say, show, status_of
from core import Core
from digest import Digest, DigestPage, digest_shape, heading, known, unknown
from i18n import N_
from services.digests import Digests
from services.letter_now import send_now
from stats_history import StatsHistory

Who = Annotated[str | None, typer.Argument(metavar="[CHILD]", help="Name of one child; without it all.")]
OfWeek = Annotated[
    str | None, typer.Option("--week", help="A week such as 2026-W47; else the last one that has ended.")
]
ByMail = Annotated[bool, typer.Option("--mail", help="Send it to the recipients of the settings too, now.")]


def digest(
    context: typer.Context, child: Who = None, week: OfWeek = None, as_json: AsJson = False, by_mail: ByMail = False
) -> None:
    """Print what each child used in a week, and what was done about it. Beside a running program too."""
    with frame_of(context).core(writer=False) as core:
        states = {one.id: status_of(core, one.id) for one in core.fleet.servers()}
        digests = Digests(core, StatsHistory(core.store), Audit(core.store), states.__getitem__)
        page = digests.page(week)
        if child is not None:
            one = digests.of(child, week)
            page = DigestPage(one.week, page.older, page.newer, (one,))
        if as_json:
            show({"week": page.week.name, "digests": [digest_shape(one, core.style.language) for one in page.digests]})
        else:
            _print(page, core)
        if by_mail:
            sent = send_now(digests.letter(page), core.settings.smtp, core.clock)
            say(N_("Sent to {recipients}."), core, recipients=", ".join(sent))


def _print(page: DigestPage, core: Core) -> None:
    print(heading(page.week).text(core.style.language))
    if not page.digests:
        say(N_("Nobody is here yet"), core)
    for one in page.digests:
        print(f"\n{one.person.name}")
        _print_one(one, core.style.language)


def _print_one(digest: Digest, language: str) -> None:
    for paragraph in (*known(digest, language), unknown(digest, language)):
        if paragraph:
            print(paragraph)
