"""What a parent is told when the way to Home Assistant is cut."""

from __future__ import annotations

from string import Formatter

import pytest

import errors
from errors import BrokerError, error_class, mqtt as texts
from i18n import Message

AT = {"host": "nas.lan", "port": 1884}
FIELDS: dict[str, dict[str, object]] = {
    "broker_unknown": {"why": "it cannot be reached"},
    "broker_not_installed": {},
    "broker_file_unreadable": {"key": "mqtt.ca_cert", "path": "/ca.pem", "why": "No such file"},
    "broker_not_found": AT,
    "broker_refused": AT,
    "broker_no_greeting": AT,
    "broker_silent": {**AT, "seconds": 10},
    "broker_tls": {**AT, "why": Message(texts.EXPIRED)},
    "broker_login": AT,
    "broker_not_allowed": {**AT, "topic": "timekpr/bridge/state"},
    "broker_lost": {**AT, "why": "it is being ended"},
    "broker_password_wanted": AT,
}


def kinds(above: type[BrokerError] = BrokerError) -> list[type[BrokerError]]:
    return [kind for one in above.__subclasses__() for kind in (one, *kinds(one))]


def test_each_is_tried_here_and_can_be_imported_from_errors() -> None:
    assert {kind.code for kind in kinds()} == set(FIELDS)
    assert all(getattr(errors, kind.__name__, None) is kind for kind in kinds())


@pytest.mark.parametrize("code", sorted(FIELDS))
def test_each_names_where_and_why_in_both_languages(code: str) -> None:
    kind, fields = error_class(code), FIELDS[code]
    assert {name for _, name, _, _ in Formatter().parse(kind.template) if name} == set(fields)
    error = kind(**fields)
    for language in ("en", "de"):
        said = error.text(language)
        assert "{" not in said
        assert all(str(value) in said for value in fields.values() if not isinstance(value, Message))
        assert said.endswith((".", "?"))
    assert error.text("de") != error.text("en")


@pytest.mark.parametrize(
    "why", [texts.NOT_TRUSTED, texts.EXPIRED, texts.OTHER_NAME, texts.SPEAKS_NO_TLS, texts.WANTS_CERTIFICATE]
)
def test_a_reason_of_tls_fits_into_its_sentence(why: str) -> None:
    said = errors.BrokerTls(**AT, why=Message(why)).text("de")
    assert said.endswith(f"{Message(why).text('de')}.")
    assert why not in said
