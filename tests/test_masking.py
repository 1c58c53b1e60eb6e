"""No form of a secret that a server is likely to repeat gets through."""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import example, given, strategies as st

from masking import DOTS, masked

SECRET = "s3cr/t+Wörd"


def base64_of(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def every_byte_quoted(text: str) -> str:
    return "".join(f"%{byte:02x}" for byte in text.encode())


FORMS: dict[str, Callable[[str], str]] = {
    "plain": lambda secret: secret,
    "shouted": lambda secret: secret.upper() if secret.upper().lower() == secret.lower() else secret,
    "base64": base64_of,
    "base64 without its end": lambda secret: base64_of(secret).rstrip("="),
    "base64 for addresses": lambda secret: base64.urlsafe_b64encode(secret.encode()).decode(),
    "AUTH PLAIN": lambda secret: base64_of(f"\0anna\0{secret}"),
    "Basic": lambda secret: base64_of(f"x-access-token:{secret}"),
    "percent": lambda secret: quote(secret, safe=""),
    "percent, in small letters": every_byte_quoted,
    "a form": quote_plus,
    "hex": lambda secret: secret.encode().hex(),
    "split by a control character": "\x00".join,
    "split by a line": "\r\n".join,
    "split by what is no character": "\N{REPLACEMENT CHARACTER}".join,
    "split by what is not seen": "\N{ZERO WIDTH SPACE}".join,
    "base64, split": lambda secret: "\x1b".join(base64_of(secret)),
}


@pytest.mark.parametrize("form", FORMS)
def test_each_form_of_it_is_taken_out(form: str) -> None:
    said = FORMS[form](SECRET)
    shown = masked(f"535 5.7.8 Wrong: <{said}> (try again)", SECRET)

    assert said not in shown
    assert re.fullmatch(r"535 5\.7\.8 Wrong: <[A-Za-z0-9+/]*•••=*> \(try again\)", shown), shown


secrets = st.text(
    st.characters(exclude_categories=["C", "Z"], exclude_characters="\N{REPLACEMENT CHARACTER}•"), min_size=4
)


@given(
    secret=secrets,
    form=st.sampled_from(sorted(FORMS)),
    before=st.text(max_size=9),
    after=st.text(max_size=9),
    other=st.text(max_size=7),
)
@example("aaaa", "plain", "aaa", "aa", "")
def test_nothing_of_it_is_left_whatever_stands_around_it(
    secret: str, form: str, before: str, after: str, other: str
) -> None:
    said = FORMS[form](secret)

    assert said not in masked(f"{before}|{said}|{after}", secret, other)


def test_it_takes_no_longer_for_an_odd_secret() -> None:
    began = time.process_time()
    masked("ä" * 2000 + "+" * 2000, "ä" * 60 + "x", " a" + " " * 60 + "x")

    assert time.process_time() - began < 2


@given(text=st.text(), other=st.sampled_from(["", " ", "\n"]))
def test_without_a_secret_a_text_stays_as_it_is(text: str, other: str) -> None:
    assert masked(text, other) == text


def test_only_it_is_taken_out() -> None:
    assert masked("Authentication failed for 'https://git.lan/anna/days.git'", SECRET) == (
        "Authentication failed for 'https://git.lan/anna/days.git'"
    )
    assert masked("one two one", "one") == f"{DOTS} two {DOTS}"
