"""What a parent is told when mail cannot be sent."""

from __future__ import annotations

from string import Formatter

import pytest

import errors
from errors import MailError, error_class, mail as texts
from i18n import Message

FIELDS: dict[str, object] = {
    "host": "mail.lan", "port": 587, "why": "it is so", "said": "550 no", "recipient": "anna@example.org",
    "sender": "t@example.org", "key": "smtp.password_file", "path": "/x", "seconds": 9, "limit": 256, "days": 14,
    "offered": "XOAUTH2",
}  # fmt: skip


def kinds(above: type[MailError] = MailError) -> list[type[MailError]]:
    return [kind for one in above.__subclasses__() for kind in (one, *kinds(one))]


def test_each_can_be_imported_from_errors_and_has_its_own_code() -> None:
    assert all(getattr(errors, kind.__name__, None) is kind for kind in kinds())
    assert len({kind.code for kind in kinds()}) == len(kinds())


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.code)
def test_each_says_where_and_why(kind: type[MailError]) -> None:
    names = {name for _, name, _, _ in Formatter().parse(kind.template) if name}
    assert error_class(kind.code) is kind
    said = kind(**{name: FIELDS[name] for name in names}).text()
    assert "{" not in said
    assert all(str(FIELDS[name]) in said for name in names)
    assert said.endswith((".", "?", "”"))


@pytest.mark.parametrize(
    "why",
    [
        texts.NOT_TRUSTED, texts.EXPIRED, texts.OTHER_NAME, texts.SPEAKS_NO_TLS, texts.WANTS_CERTIFICATE,
        texts.TALKS_EARLY,
    ],
)  # fmt: skip
def test_a_reason_of_tls_fits_into_its_sentence(why: str) -> None:
    said = errors.MailTls(host="mail.lan", port=465, why=Message(why)).text()
    assert said.endswith(f": {why}.")
