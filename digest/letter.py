"""The letter of a week: a section for each child, as text and as HTML that any mail program shows as it is.

Nothing in it is fetched from anywhere, so that nobody learns who has read it.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from digest.models import Digest, DigestPage
from digest.week import Week
from digest.words import heading
from headlines import Style
from i18n import N_, Message
from mail import Letter

if TYPE_CHECKING:
    from jinja2 import Template

FOLDER: Final = Path(__file__).parent / "templates"
PATH: Final = "/digest"
"""Where the page is; the name of a week may stand behind it."""

LINK: Final = N_("The same as a page, with the weeks before")
WHY: Final = N_("timekpr-mngr sends this once a week to those who are in its settings. It can be turned off there.")


def letter_of(page: DigestPage, *, base_url: str, style: Style) -> Letter:
    """The letter with these digests. ``base_url`` may be empty: then there is no link."""
    language = style.language
    left_out = Message(
        N_("{count} more has no room here."), plural=N_("{count} more have no room here."), count=page.left_out
    )
    said = {
        "language": language,
        "heading": heading(page.week).text(language),
        "sections": [(one.person.name, known(one, language), unknown(one, language)) for one in page.digests],
        "left_out": left_out.text(language) if page.left_out else "",
        "link": Message(LINK).text(language),
        "address": f"{base_url}{path_of(page.week)}" if base_url else "",
        "why": Message(WHY).text(language),
    }
    return Letter(
        key=key_of(page.week),
        subject=heading(page.week).text(language),
        text=_template("letter.txt").render(said),
        html=_template("letter.html").render(said),
    )


def key_of(week: Week) -> str:
    """By which a letter is known: there is one of each week."""
    return f"digest/{week.name}"


def path_of(week: Week) -> str:
    """Where the page of a week is."""
    return f"{PATH}/{week.name}"


def known(digest: Digest, language: str) -> list[str]:
    """What is known, in paragraphs."""
    return [" ".join(one.text(language) for one in paragraph) for paragraph in digest.paragraphs]


def unknown(digest: Digest, language: str) -> str:
    """What is not; empty where there is no more to know."""
    return " ".join(one.text(language) for one in digest.notes)


@lru_cache(maxsize=2)
def _template(name: str) -> Template:
    from jinja2 import (  # noqa: PLC0415 - for letters alone
        Environment,
        FileSystemLoader,
        StrictUndefined,
        select_autoescape,
    )

    environment = Environment(
        loader=FileSystemLoader(FOLDER), autoescape=select_autoescape(["html"]), undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    return environment.get_template(name)
