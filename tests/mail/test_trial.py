"""Sending mail is tried out step by step, and a test letter arrives."""

from __future__ import annotations

import threading

import pytest

from clock import SystemClock
from doctor import Finding
from services.mail_trial import try_out
from settings import SmtpSettings
from tests.mail.house import ANNA, OMAR, settings_for
from tests.mail.server import PASSWORD, USER, mail_server
from tests.mqtt.certificates import Authority, Files
from workbench.dead import silent
from workbench.sshd import free_port

pytestmark = pytest.mark.real

STEPS = ["Name", "Port", "Encryption", "Signing in", "Sender", "Recipient", "Recipient", "Test mail"]


def tried(settings: SmtpSettings) -> list[Finding]:
    found = list(try_out(settings, SystemClock(), "en"))
    assert PASSWORD not in repr(found)
    return found


def last(found: list[Finding]) -> tuple[str, str]:
    assert [one.ok for one in found] == [True] * (len(found) - 1) + [False]
    return found[-1].check, found[-1].detail


def test_all_in_order(authority: Authority, files: Files) -> None:
    with mail_server(files, auth=True) as room:
        ca = str(authority.ca.certificate)
        found = tried(settings_for(room.port, security="starttls", username=USER, password=PASSWORD, ca_cert=ca))
    assert [one.check for one in found] == STEPS
    assert all(one.ok and one.cure is None and one.server == f"127.0.0.1:{room.port}" for one in found)
    assert found[2].detail.endswith("the certificate is trusted, and its name is right.")
    (taken,) = room.taken
    assert taken.recipients == [ANNA, OMAR]
    assert taken.message["Subject"] == "A test mail of timekpr-mngr"


def test_a_switch_that_is_off_keeps_nobody_from_trying_and_one_that_is_risky_is_named(files: Files) -> None:
    with mail_server(files) as room:
        found = tried(settings_for(room.port, security="starttls", insecure=True, enabled=False))
    assert [one.ok for one in found] == [True] * len(STEPS)
    assert found[2].cure is not None


def test_what_is_missing_is_said_before_anybody_is_asked() -> None:
    found = tried(SmtpSettings())
    assert [(one.check, one.ok) for one in found] == [("Mail server", False), ("Sender", False), ("Recipient", False)]


def test_who_is_refused_is_named_and_the_others_get_the_letter() -> None:
    with mail_server() as room:
        room.recipient_says[ANNA] = ["always"]
        found = tried(settings_for(room.port))
        room.recipient_says[OMAR] = ["always"]
        nobody = tried(settings_for(room.port))
    assert [one.ok for one in found] == [True, True, True, True, True, False, True, True]
    assert ANNA in found[5].detail
    assert [one.recipients for one in room.taken] == [[OMAR]]
    assert nobody[-1].detail == "It was not sent: there is nobody for whom it would be taken."


@pytest.mark.parametrize(
    ("given", "step", "words"),
    [
        ({"host": "mail.invalid"}, "Name", "does not know the name mail.invalid"),
        ({"port": "free"}, "Port", "no mail server answers"),
        ({"security": "starttls"}, "Encryption", "offers no STARTTLS"),
        ({"security": "tls"}, "Encryption", "it speaks no TLS"),
        ({"username": "x", "password": "y", "insecure": True}, "Signing in", "takes no user name and password"),
        ({"sender_says": ["550 5.7.1 Not you"]}, "Sender", "does not let us send mail from timekpr@example.org"),
        ({"content_says": ["554 5.7.1 Spam"]}, "Test mail", "does not take this letter"),
    ],
)
def test_it_says_which_step_has_failed(given: dict[str, object], step: str, words: str) -> None:
    with mail_server() as room:
        settings = {name: value for name, value in given.items() if not name.endswith("_says")}
        vars(room).update({name: value for name, value in given.items() if name.endswith("_says")})
        port = free_port() if settings.pop("port", None) else room.port
        check, detail = last(tried(settings_for(port, **settings)))
    assert check == step
    assert words in detail


def test_a_wrong_password(authority: Authority, files: Files) -> None:
    with mail_server(files, auth=True) as room:
        ca = str(authority.ca.certificate)
        found = tried(settings_for(room.port, security="starttls", username=USER, password="no", ca_cert=ca))
    assert last(found)[0] == "Signing in"
    assert "app password" in last(found)[1]


def test_it_ends_when_nobody_looks_any_more() -> None:
    stop = threading.Event()
    with silent() as port:
        steps = try_out(settings_for(port, timeout=600), SystemClock(), "en", stop)
        assert next(steps).check == "Name"
        stop.set()
        assert list(steps) == []
