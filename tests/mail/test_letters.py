"""What travels: heads that hold nothing but what we put there, whatever a child is called."""

from __future__ import annotations

import email
import email.policy
import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

import pytest
from hypothesis import given, strategies as st

from errors import LetterTooLarge
from mail.letters import LONGEST_SUBJECT, Letter, as_bytes, many_lines, new_id, one_line
from settings import Mailbox

AT = datetime(2026, 11, 20, 18, 0, tzinfo=timezone(timedelta(hours=1)))
ANNA = Mailbox("anna@xn--mller-kva.de", "Fämilie Müller")
HEADS = ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"]


def travelling(subject: str = "Week", text: str = "Hello\n", html: str = "", sender: Mailbox = ANNA) -> bytes:
    letter = Letter("k", subject, text, html)
    return as_bytes(letter, sender=sender, to=("omar@example.org",), message_id=new_id(sender), written=AT)


def read(content: bytes):
    return email.message_from_bytes(content, policy=email.policy.default)


ANY = st.text(alphabet=st.characters(codec=None, exclude_categories=()), max_size=300)
PIECES = ["\r\nBcc: x@evil.lan", "\n\n", "\r", "=?utf-8?q?=0d=0aBcc:_x?=", "\u2028", "\x0b", "\0", "ü", " ", "<a@b>"]
NASTY = st.one_of(ANY, st.lists(st.sampled_from(PIECES), max_size=20).map("".join))


@given(NASTY)
def test_no_subject_becomes_another_head_or_a_line_of_its_own(subject: str) -> None:
    content = travelling(subject, html="<p>x</p>")
    head = content.partition(b"\r\n\r\n")[0]
    assert content.isascii()
    assert re.search(rb"(?<!\r)\n|\r(?!\n)", content) is None
    assert max(map(len, content.split(b"\r\n"))) <= 78
    assert [line.partition(b":")[0].decode() for line in head.split(b"\r\n") if line[:1] not in b" \t"] == HEADS
    message = read(content)
    assert message["Subject"] == one_line(subject)
    assert message["To"] == "omar@example.org"
    assert message["Bcc"] is None


@given(NASTY, NASTY)
def test_every_text_arrives_as_it_was_but_for_what_is_no_text(text: str, html: str) -> None:
    message = read(travelling(text=text, html=html + "<br>"))
    plain, rich = message.get_body(("plain",)), message.get_body(("html",))
    assert plain.get_content().replace("\r\n", "\n").rstrip("\n") == many_lines(text).rstrip("\n")
    assert rich.get_content().replace("\r\n", "\n").rstrip("\n") == many_lines(html + "<br>").rstrip("\n")


@given(NASTY)
def test_one_line_is_one_and_stays_as_it_is(text: str) -> None:
    said = one_line(text)
    assert len(said) <= LONGEST_SUBJECT
    assert said.splitlines() in ([], [said])
    assert "=?" not in said
    assert one_line(said) == said


def test_it_says_when_and_from_whom_it_is_and_that_no_person_has_written_it() -> None:
    message = read(travelling(html="<p>Hello</p>"))
    assert message["From"].addresses[0].addr_spec == "anna@xn--mller-kva.de"
    assert message["From"].addresses[0].display_name == "Fämilie Müller"
    assert parsedate_to_datetime(message["Date"]) == AT
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "multipart/alternative"
    assert not [name for name in message if name.lower().startswith(("list-", "received", "x-"))]


def test_a_letter_without_html_is_plain_text() -> None:
    assert read(travelling()).get_content_type() == "text/plain"


def test_nobody_can_guess_an_id_and_it_names_only_the_sender_s_domain() -> None:
    ids = {new_id(ANNA) for _ in range(50)}
    assert len(ids) == 50
    assert all(re.fullmatch(r"<[0-9a-f]{32}@xn--mller-kva\.de>", one) for one in ids)


def test_a_letter_has_an_end() -> None:
    with pytest.raises(LetterTooLarge, match="256 kB"):
        travelling(text="x" * 300_000)
    with pytest.raises(LetterTooLarge):
        travelling(text="ü" * 60_000)  # six bytes each, as it travels


def test_the_zone_is_the_writer_s() -> None:
    assert b"\r\nDate: Fri, 20 Nov 2026 18:00:00 +0100\r\n" in travelling()
    assert AT.astimezone(UTC).hour == 17
