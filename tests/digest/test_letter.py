"""The letter of a week: what is in it, and what does not come out of it whatever names and reasons are."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from digest import DigestPage, known, letter_of, unknown
from mail import Letter
from mail.letters import MOST_BYTES, as_bytes
from settings import mailbox
from tests.digest.made import ANNA, ENGLISH, MONDAY, WEEK, a_digest, days, grant, history
from tests.digest.pages import family

HOSTILE = [
    "<script>alert(1)</script>", '"><img src=//evil.example/x onerror=alert(1)>', "{{ 7 * 7 }}{% raw %}",
    "{0.__class__}",
    "Bcc: evil@example.org\r\nX: y", "\u202egnihtyna\u2066", "-- \r\n.\r\n", "a\x00b\x1b[31m", "</h2></body>",
]  # fmt: skip


class Tags(HTMLParser):
    """What a mail program finds."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.said = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.said += data


def letter(page: DigestPage | None = None, base_url: str = "") -> Letter:
    return letter_of(page or family(), base_url=base_url, style=ENGLISH)


def test_both_kinds_of_it_say_what_the_page_says() -> None:
    page = family()
    found = letter(page)
    html = Tags(found.html).said
    for one in page.digests:
        for words in (one.person.name, *known(one, "en"), unknown(one, "en")):
            assert words in found.text
            assert words in html
    assert found.key == "digest/2026-W47"
    assert found.subject == "The week of 16\N{EN DASH}22 Nov 2026"


def test_it_leads_to_its_page_where_the_address_is_known() -> None:
    found = letter(base_url="https://time.example.org")
    assert "https://time.example.org/digest/2026-W47" in found.text
    assert ("href", "https://time.example.org/digest/2026-W47") in Tags(found.html).attributes
    assert "href" not in dict(Tags(letter().html).attributes)
    assert "page" not in letter().text


def test_nothing_in_it_is_fetched_from_anywhere() -> None:
    html = letter(base_url="https://time.example.org").html
    found = Tags(html)
    assert not {"img", "link", "script", "iframe", "object", "video", "form", "base"} & set(found.tags)
    assert not {"src", "srcset", "background"} & {name for name, _ in found.attributes}
    assert not re.search(r"url\(|@import|https?://(?!time\.example\.org)", html)


def test_it_looks_right_in_the_dark() -> None:
    html = letter().html
    assert 'name="color-scheme" content="light dark"' in html
    assert not re.search(r"style=\"[^\"]*(?<!-)(?:color|background)\s*:", html)


@pytest.mark.parametrize("words", HOSTILE)
def test_names_and_reasons_stay_words(words: str) -> None:
    plain = letter(DigestPage(WEEK, "", "", (a_digest(history(days(60)), grant(MONDAY, "+900", "Tina", "x")),)))
    person = replace(ANNA, name=words)
    digest = a_digest(history(days(60)), grant(MONDAY, "+900", words, words), person=person)
    found = letter(DigestPage(WEEK, "", "", (digest,)))
    assert Tags(found.html).tags == Tags(plain.html).tags
    assert "49" not in found.text
    raw = as_bytes(
        found, sender=mailbox("t@example.org"), to=("a@example.org",), message_id="<x@y>",
        written=datetime(2026, 11, 23, tzinfo=UTC),
    )  # fmt: skip
    head = raw.partition(b"\r\n\r\n")[0]
    assert b"Bcc" not in head
    assert b"\r\n.\r\n" not in raw
    gave = next(one for one in known(digest, "en") if "gave" in one)
    assert gave.isprintable()


def test_a_house_full_of_children_fits_into_one() -> None:
    long = [entry for day in WEEK for entry in grant(day, "+900", "W" * 60, f"{day}" + "ä" * 300)]
    digest = a_digest(history(days(*[60] * 7)), long, person=replace(ANNA, name="Ö" * 60))
    found = letter(DigestPage(WEEK, "", "", (digest,) * 50, left_out=200))
    raw = as_bytes(
        found, sender=mailbox("t@example.org"), to=("a@example.org",), message_id="<x@y>",
        written=datetime(2026, 11, 23, tzinfo=UTC),
    )  # fmt: skip
    assert len(raw) < MOST_BYTES
    shown = found.text.count("* Ö")
    assert 10 < shown < 50
    assert f"{250 - shown} more have no room here." in found.text
