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

LEFT_OUT: Final = N_("{count} more is on the page.")
MORE_LEFT_OUT: Final = N_("{count} more are on the page.")
LINK: Final = N_("The same as a page, with the weeks before")
WHY: Final = N_("timekpr-mngr sends this once a week to those who are in its settings. It can be turned off there.")


def letter_of(page: DigestPage, *, base_url: str, style: Style) -> Letter:
    """The letter with these digests. ``base_url`` may be empty: then there is no link."""
    language = style.language
    left_out = Message(LEFT_OUT, plural=MORE_LEFT_OUT, count=page.left_out).text(language) if page.left_out else ""
    said = {
        "language": language,
        "heading": heading(page.week).text(language),
        "sections": [(one.person.name, *paragraphs(one, language)) for one in page.digests],
        "left_out": left_out,
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


def paragraphs(digest: Digest, language: str) -> tuple[str, str]:
    """What is known, and what is not; the second may be empty."""
    known, unknown = (" ".join(one.text(language) for one in some) for some in (digest.sentences, digest.notes))
    return known, unknown


@lru_cache(maxsize=2)
def _template(name: str) -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - for letters alone

    def is_html(template: str | None) -> bool:
        return template is None or not template.endswith(".txt")

    environment = Environment(
        loader=FileSystemLoader(FOLDER), autoescape=is_html, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    return environment.get_template(name)
