"""The settings of mail: addresses that nothing else can be said by, and what does not go together."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st
from pydantic import ValidationError

from errors import SettingsInvalid
from settings import Mailbox, SmtpSettings, ascii_address, load, mailbox

WHOLE = {"host": "mail.lan", "sender": "anna@example.org", "recipients": "omar@example.org", "enabled": True}


def refused(content: dict[str, object], environ: dict[str, str] | None = None) -> str:
    with pytest.raises(SettingsInvalid) as refusal:
        load({"smtp": content}, environ or {})
    return refusal.value.text()


def test_nothing_is_sent_unless_somebody_wants_it() -> None:
    assert not load({}, {}).smtp.enabled
    assert load({"smtp": WHOLE}, {}).smtp.enabled


@pytest.mark.parametrize(
    ("security", "port", "used"), [("starttls", None, 587), ("tls", None, 465), ("none", None, 25), ("tls", 2465, 2465)]
)
def test_each_security_has_its_port(security: str, port: int | None, used: int) -> None:
    assert SmtpSettings(security=security, port=port).port_in_use == used


@pytest.mark.parametrize("name", ["host", "sender", "recipients"])
def test_what_is_needed_is_asked_for_by_its_own_key(name: str) -> None:
    assert refused({**WHOLE, name: ""}).startswith(f"The setting smtp.{name} is not right")
    assert refused({one: value for one, value in WHOLE.items() if one != name}).startswith(f"The setting smtp.{name}")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ({"security": "none", "username": "anna"}, "Without encryption anybody on the way could read the password."),
        ({"security": "none", "ca_cert": "/ca.pem"}, "It is for TLS"),
        ({"password": "x", "password_file": "/x"}, "only one of the two"),
        ({"security": "ssl"}, "starttls, tls or none."),
        ({"timeout": 1}, "A number of seconds from 5 to 600."),
        ({"host": "smtp://mail"}, "without a port"),
        ({"recipients": ",".join(f"a{number}@b.de" for number in range(21))}, "At most 20 addresses"),
        ({"recipients": "a@b.de; c@d.de"}, "with commas between them"),
        ({"sender": "a@b.de\r\nBcc: c@d.de"}, "An address such as"),
    ],
)
def test_what_is_wrong_is_said_with_what_is_allowed(content: dict[str, object], sentence: str) -> None:
    assert sentence in refused(content)


def test_who_wants_it_may_send_a_password_that_anybody_can_read() -> None:
    assert load({"smtp": {"security": "none", "username": "anna", "insecure": True}}, {}).smtp.username == "anna"


def test_the_environment_gives_the_password_in_a_file_and_wins(tmp_path) -> None:
    (tmp_path / "secret").write_text("otters\n")
    environ = {"TIMEKPR_MNGR_SMTP__PASSWORD_FILE": str(tmp_path / "secret"), "TIMEKPR_MNGR_SMTP__HOST": "nas.lan"}
    settings = load({"smtp": {"password_file": "/run/other", "host": "mail.lan"}}, environ).smtp
    assert (settings.password.get_secret_value(), settings.password_file, settings.host) == ("otters", "", "nas.lan")
    assert "otters" not in repr(settings)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("anna@example.org", "anna@example.org"),
        ("Anna.M+kids@EXAMPLE.org", "Anna.M+kids@example.org"),
        ("anna@müller.de", "anna@xn--mller-kva.de"),
        ("anna@straße.de", "anna@xn--strae-oqa.de"),  # and not strasse.de, which is somebody else
        ("root@localhost", "root@localhost"),
    ],
)
def test_an_address_travels_in_ascii(text: str, address: str) -> None:
    assert ascii_address(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "", "@", "anna", "anna@", "@b.de", "a@b@c.de", "a b@c.de", "a..b@c.de", ".a@c.de", "a@c..de", "a@-c.de",
        "a@c-.de", "a@[127.0.0.1]", '"a b"@c.de', "ä@c.de", "a@c.de\n", "a@c.de\r\nRCPT TO:<x@y.de>", "<a@c.de>",
        "a@c.de>",
        "a,b@c.de", "a\x00@c.de", f"{'a' * 65}@c.de", f"a@{'b' * 64}.de", f"a@{'b.' * 130}de", "a@\u3002de",
        "a@b\u2028c.de",
    ],
)  # fmt: skip
def test_what_is_no_address_is_none(text: str) -> None:
    with pytest.raises(ValueError):
        ascii_address(text)


@pytest.mark.parametrize(
    "name", ["Anna, Mum", 'Anna "M"', "a@b", "Anna\r\nBcc: x", "=?utf-8?q?x?=", "x" * 101, "a\\b", "(x)"]
)
def test_a_name_has_nothing_in_it_that_means_something(name: str) -> None:
    with pytest.raises(ValueError):
        mailbox(f"{name} <anna@example.org>")


def test_a_sender_may_have_a_name() -> None:
    assert mailbox("Fämilie Müller <anna@müller.de>") == Mailbox("anna@xn--mller-kva.de", "Fämilie Müller")
    assert mailbox("Fämilie Müller <anna@müller.de>").domain == "xn--mller-kva.de"


@given(st.text(alphabet=st.characters(codec=None, exclude_categories=()), max_size=60))
def test_whatever_is_taken_can_do_no_harm(text: str) -> None:
    try:
        settings = SmtpSettings(recipients=text, sender=text)
    except ValidationError:
        return
    for one in settings.addresses:
        assert one.isascii()
        assert one.isprintable()
        assert not set(one) & set(' <>,;"\\()')
    if settings.sender:
        assert settings.mailbox.name.isprintable()


def test_everybody_is_on_the_list_once() -> None:
    assert SmtpSettings(recipients="a@b.de, a@B.de ,, c@d.de,").addresses == ("a@b.de", "c@d.de")
