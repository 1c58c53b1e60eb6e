"""Mail as pages and other parts of the program use it: it is sent by itself, and a saved password goes nowhere else."""

from __future__ import annotations

import dataclasses
import threading
from functools import partial

import pytest

from audit_views import entry_words
from clock import SystemClock
from editing import Asked
from errors import MailOff, MailPasswordWanted, SettingsInvalid
from mail import Letter
from mail_views import MAIL_LOST, SMTP, MailState, SmtpView
from opening import open_core
from pending import Through
from services import Services
from settings import SmtpSettings
from tests.mail.house import ANNA, OMAR
from tests.mail.server import mail_server
from workbench.dead import silent
from workbench.sshd import free_port
from workbench.waiting import until

pytestmark = pytest.mark.real

SECRET = "otters-at-midnight"
TINA = Asked("Tina", Through.PAGE, "192.168.1.7")
LETTER = Letter("digest/2026-W47", "Week", "Hello\n")


@pytest.fixture
def services(tmp_path):
    core = open_core(tmp_path / "data", SystemClock(), writer=True)
    with core.store:
        services = Services(core)
        services.chores.start()
        yield services
        services.stop()


def kept(services: Services, **settings: object) -> None:
    services.house.change(TINA, **{f"smtp.{name}": value for name, value in settings.items()})


def set_up(services: Services, port: int, **more: object) -> None:
    given = {"host": "127.0.0.1", "port": port, "security": "none", "sender": "t@example.org"}
    kept(services, **{**given, "recipients": f"{ANNA}, {OMAR}", "enabled": True, **more})


def test_a_letter_is_sent_by_itself_and_seen_to_be(services: Services) -> None:
    with pytest.raises(MailOff):
        services.mail.send(LETTER)
    assert services.mail.view().state is MailState.OFF
    with mail_server() as room:
        set_up(services, room.port)
        assert services.mail.send(LETTER)
        until(lambda: room.taken, 10, "the letter has arrived")
        until(lambda: services.mail.view().last_sent, 10, "that is known")
        assert not services.mail.send(LETTER)
    view = services.mail.view()
    assert (view.state, view.waiting, view.server) == (MailState.OK, 0, f"127.0.0.1:{room.port}")


def test_what_waits_goes_as_soon_as_the_settings_are_right(services: Services) -> None:
    set_up(services, free_port())
    services.mail.send(LETTER)
    until(lambda: services.mail.view().state is MailState.FAILING, 10, "it has failed")
    with mail_server() as room:
        kept(services, port=room.port)
        until(lambda: room.taken, 10, "the letter has arrived")
        until(lambda: services.mail.view().state is MailState.OK, 10, "all is well")


def test_who_gets_nothing_is_named_in_the_picture_of_the_fleet(services: Services) -> None:
    with mail_server() as room:
        room.recipient_says[ANNA] = ["always"]
        set_up(services, room.port)
        services.mail.send(LETTER)
        until(lambda: services.fleet_view().problems, 10, "there is a problem")
    (problem,) = services.fleet_view().problems
    assert problem.code == MAIL_LOST
    assert ANNA in problem.message.text()


def test_a_server_that_hangs_holds_neither_the_caller_nor_the_end(services: Services) -> None:
    with silent() as port:
        set_up(services, port, timeout=600)
        services.mail.send(LETTER)
        until(lambda: any(one.name == "chore-Postman" for one in threading.enumerate()), 5, "the thread runs")
        services.stop()
        assert not any(one.name == "chore-Postman" for one in threading.enumerate())
    assert services.mail.view().waiting == 1


ELSEWHERE = ({"host": "evil.lan"}, {"port": 2525}, {"security": "none", "username": ""}, {"insecure": True})


@pytest.mark.parametrize("change", ELSEWHERE)
@pytest.mark.parametrize("secret", [{"password": SECRET}, {"password_file": "/run/secrets/smtp"}])
def test_the_saved_password_is_neither_tried_nor_saved_for_another_server(services: Services, secret, change) -> None:
    given = {"host": "mail.lan", "username": "anna", **secret}
    core = services.core
    core.settings = core.settings.changed(**{f"smtp.{name}": value for name, value in given.items()})
    saved = services.core.settings.smtp
    for ask in (partial(services.house.to_try, SMTP), lambda change: kept(services, **change)):
        with pytest.raises(MailPasswordWanted, match=r"for mail\.lan, port 587, and goes nowhere else"):
            ask(change)
        with pytest.raises(MailPasswordWanted):
            ask({**change, "password": None})
        if "password_file" in secret:  # to forget a password is not to enter one
            with pytest.raises(MailPasswordWanted):
                ask({**change, "password": ""})
    assert services.core.settings.smtp == saved
    typed = {"password": "typed", "password_file": ""}
    assert services.house.to_try(SMTP, {**change, **typed}).smtp.password.get_secret_value() == "typed"
    kept(services, **change, **typed)
    assert services.core.settings.smtp.password.get_secret_value() == "typed"


def test_a_file_of_choice_is_sent_to_nobody(services: Services) -> None:
    with pytest.raises(SettingsInvalid, match=r"settings\.json"):
        kept(services, host="evil.lan", username="x", password_file="/etc/hostname")


def test_what_leads_to_the_same_server_needs_no_password_again(services: Services) -> None:
    kept(services, host="mail.lan", username="anna", password=SECRET)
    kept(services, username="omar", recipients="omar@example.org", port=587)
    assert services.core.settings.smtp.password.get_secret_value() == SECRET
    kept(services, host="other.lan", password="")
    kept(services, host="third.lan")


def test_the_password_is_in_settings_json_alone(services: Services) -> None:
    kept(services, host="mail.lan", username="anna", password=SECRET)
    root = services.core.store.root
    holding = {
        path.relative_to(root).parts[0]
        for path in root.rglob("*")
        if path.is_file() and SECRET.encode() in path.read_bytes()
    }
    assert holding <= {"settings.json", "backups"}
    assert SECRET not in repr(services.house.smtp_view())


def test_every_change_is_said_in_words(services: Services) -> None:
    changes = {
        "host": "nas.lan", "port": 26, "security": "none", "insecure": True, "username": "t", "password": "x",
        "sender": "a@b.de", "recipients": "c@d.de", "timeout": 9, "enabled": True,
    }  # fmt: skip
    kept(services, **changes)
    (entry,) = services.audit.newest(1)
    words = [part.text() for part in entry_words(entry, services.core.style)]
    assert len(words) == 1 + len(changes)
    assert {"Mail is sent: no → yes", "Mail server: nas.lan", "Password at the mail server: •••"} <= set(words)
    assert set(changes) | {"password_file", "ca_cert"} == set(SmtpSettings.model_fields)


def test_a_trial_is_in_the_audit_with_where_it_went(services: Services) -> None:
    with mail_server() as room:
        settings = {"host": "127.0.0.1", "port": room.port, "security": "none", "sender": "a@b.de", "recipients": ANNA}
        examination = services.connection_trials.mail(settings, TINA)
        assert [one.ok for one in examination.all()][-1]
    assert room.copies(ANNA) == 1
    assert services.core.settings.smtp.host == ""
    (entry,) = services.audit.newest(1)
    words = [part.text() for part in entry_words(entry, services.core.style)]
    assert words == ["Test mail sent, or tried to", "Mail server: 127.0.0.1", f"Mail goes to: {ANNA}"]


def test_what_is_not_allowed_is_not_tried(services: Services) -> None:
    with pytest.raises(SettingsInvalid):
        services.connection_trials.mail({"recipients": "x"}, TINA)


def test_the_view_has_every_setting_but_the_password() -> None:
    names = {field.name for field in dataclasses.fields(SmtpView)}
    assert names - {"has_password", "fixed", "port_in_use"} == set(SmtpSettings.model_fields) - {"password"}
