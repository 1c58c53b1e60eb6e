"""The letter of a week: a section for each child, as text and as HTML that any mail program shows as it is.

Nothing in it is fetched from anywhere, so that nobody learns who has read it.
"""

from __future__ import annotations

from binascii import b2a_qp
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from digest.models import Digest, DigestPage
from digest.week import Week
from digest.words import heading
from headlines import Style
from i18n import N_, Message
from mail import Letter
from mail.letters import MOST_BYTES

if TYPE_CHECKING:
    from jinja2 import Template

Section: TypeAlias = tuple[str, list[str], str]
"""A name, what is known, and what is not."""

FRAME: Final = 16 * 1024
"""Bytes for all that is in a letter besides its sections."""
MARKUP: Final = 1024
"""Bytes of a section besides its words."""
FOLDER: Final = Path(__file__).parent / "templates"
PATH: Final = "/digest"
"""Where the page is; the name of a week may stand behind it."""

LINK: Final = N_("The same as a page, with the weeks before")
WHY: Final = N_("timekpr-mngr sends this once a week to those who are in its settings. It can be turned off there.")


def letter_of(page: DigestPage, *, base_url: str, style: Style) -> Letter:
    """The letter with these digests. ``base_url`` may be empty: then there is no link."""
    language = style.language
    sections = [(one.person.name, known(one, language), unknown(one, language)) for one in page.digests]
    fitting = _fitting(sections)
    left_out = page.left_out + len(sections) - len(fitting)
    more = Message(N_("{count} more has no room here."), plural=N_("{count} more have no room here."), count=left_out)
    said = {
        "language": language,
        "heading": heading(page.week).text(language),
        "sections": fitting,
        "left_out": more.text(language) if left_out else "",
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


def _fitting(sections: Sequence[Section]) -> list[Section]:
    """As many of them, from the first on, as a letter has room for: each is in it twice, and coded for its way."""
    costs = accumulate(_cost(section) for section in sections)
    return [section for section, cost in zip(sections, costs, strict=True) if cost <= MOST_BYTES - FRAME]


def _cost(section: Section) -> int:
    name, paragraphs, missing = section
    words = "\n".join((name, *paragraphs, missing))
    return sum(len(b2a_qp(kind.encode("utf-8", "replace"))) for kind in (words, escape(words))) + MARKUP


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
