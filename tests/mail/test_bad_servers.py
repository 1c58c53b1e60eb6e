"""Servers that are silent, drip, flood or lie: none holds us longer than the time for a letter, or fills the memory."""

from __future__ import annotations

import base64
import socket
import threading
import time

import pytest

import errors
from mail.conversation import LONGEST_SAID
from patience import Stopped
from tests.mail.house import refusal, sent, settings_for
from tests.mail.scripted import drip, flood, say, scripted
from workbench.dead import black_hole, silent
from workbench.sshd import free_port

HELLO = b"220 mx.test ESMTP\r\n"
FEATURES = b"250-mx.test\r\n250 SIZE 1000000\r\n"
OK = b"250 OK\r\n"
SHORT = 0.6
"""Seconds that a letter may take here; what is measured is only that it was not for ever."""


def waited(settings, seconds: float = SHORT):
    begun = time.monotonic()
    error = refusal(settings, seconds=seconds)
    assert time.monotonic() - begun < seconds + 5
    return error


@pytest.mark.parametrize("security", ["none", "starttls", "tls"])
def test_a_server_that_says_nothing(security: str) -> None:
    with silent() as port:
        assert isinstance(waited(settings_for(port, security=security)), errors.MailSilent)


def test_a_firewall_that_says_nothing() -> None:
    with black_hole() as port:
        assert isinstance(waited(settings_for(port)), errors.MailSilent)


@pytest.mark.parametrize("security", ["none", "tls"])
def test_a_server_that_drips(security: str) -> None:
    with scripted(drip) as port:
        error = waited(settings_for(port, security=security))
    assert isinstance(error, errors.MailSilent if security == "none" else errors.MailTls)


@pytest.mark.parametrize("order", [1, -1])
def test_a_second_address_that_this_machine_cannot_use_does_not_hide_what_the_first_has_said(
    monkeypatch: pytest.MonkeyPatch, order: int
) -> None:
    """A name has an address of IPv6 too, and this machine may have none of its own, or not even know the family."""
    port = free_port()
    both = [(socket.AF_INET, ("127.0.0.1", port)), (socket.AF_IPX, ("127.0.0.1", port))]
    monkeypatch.setattr("mail.post.addresses_of", lambda *_: both[::order])
    assert isinstance(refusal(settings_for(port)), errors.MailPortClosed)


def test_an_address_of_a_family_that_is_not_known_here_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    with scripted(say(b"421 busy\r\n")) as port:
        both = [(socket.AF_IPX, ("127.0.0.1", port)), (socket.AF_INET, ("127.0.0.1", port))]
        monkeypatch.setattr("mail.post.addresses_of", lambda *_: both)
        assert isinstance(refusal(settings_for(port)), errors.MailLater)


def test_a_server_that_drips_in_the_middle() -> None:
    def half_way(client: socket.socket) -> None:
        client.sendall(HELLO)
        client.recv(1000)
        client.sendall(FEATURES)
        drip(client)

    with scripted(half_way) as port:
        assert isinstance(waited(settings_for(port)), errors.MailSilent)


def test_a_server_that_does_not_take_the_letter_out_of_the_line() -> None:
    def slow(client: socket.socket) -> None:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        client.sendall(HELLO)
        for answer in (OK, OK, OK, OK, b"354 go on\r\n"):
            client.recv(1000)
            client.sendall(answer)
        threading.Event().wait(SHORT * 3)

    letter = b"x" * 70 + b"\r\n"
    with scripted(slow) as port, pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.mail.house.CONTENT", letter * 100_000)
        assert isinstance(waited(settings_for(port)), errors.MailSilent)


@pytest.mark.parametrize(
    "script", [flood, say(b"220 " + b"x" * 100_000), say(HELLO, b"250-more\r\n" * 5000)], ids=["lines", "line", "later"]
)
def test_a_flood_of_words_is_cut_off(script) -> None:
    with scripted(script) as port:
        assert isinstance(waited(settings_for(port), 20), errors.MailNotSmtp)


@pytest.mark.parametrize(
    "greeting", [b"SSH-2.0-OpenSSH_9.2\r\n", b"HTTP/1.1 400 Bad\r\n\r\n", b"\x00\xff\r\n", b"999 x\r\n"]
)
def test_somebody_else_who_answers_is_no_mail_server(greeting: bytes) -> None:
    with scripted(say(greeting)) as port:
        error = waited(settings_for(port), 20)
    assert isinstance(error, errors.MailNotSmtp)
    assert error.text().isprintable()


def test_a_server_that_hangs_up_at_once_or_in_the_middle() -> None:
    with scripted(lambda client: None) as port:
        assert isinstance(refusal(settings_for(port)), errors.MailHungUp)
    with scripted(lambda client: client.sendall(HELLO)) as port:
        assert isinstance(refusal(settings_for(port)), errors.MailLost)


@pytest.mark.parametrize(
    ("greeting", "kind"),
    [(b"554 5.3.2 Go away\r\n", errors.MailRefused), (b"421 4.3.2 Not now\r\n", errors.MailLater)],
)
def test_a_server_that_does_not_want_us(greeting: bytes, kind) -> None:
    with scripted(say(greeting)) as port:
        assert isinstance(refusal(settings_for(port)), kind)


def test_what_was_said_before_tls_is_not_taken_for_what_is_said_safely() -> None:
    script = say(HELLO, b"250-mx\r\n250 STARTTLS\r\n", b"220 go on\r\n250-mx\r\n250 AUTH PLAIN\r\n")
    with scripted(script) as port:
        error = refusal(settings_for(port, security="starttls"))
    assert isinstance(error, errors.MailTls)
    assert error.message.fields["why"].template == errors.mail.TALKS_EARLY


def test_a_server_s_words_are_data_in_one_line_and_not_many() -> None:
    nasty = b"550-<script>\x1b[31m{0}\r\n550 " + b"\xff" * 50 + b"y" * 3000 + b"\r\n"
    with scripted(say(HELLO, FEATURES, nasty)) as port:
        said = refusal(settings_for(port)).text()
    assert said.isprintable()
    assert "<script>" in said
    assert len(said) < 400


def test_a_size_that_is_no_number_is_none() -> None:
    with scripted(say(HELLO, b"250 SIZE " + b"9" * 400 + b"\r\n", b"550 no\r\n")) as port:
        assert isinstance(refusal(settings_for(port)), errors.MailSenderRefused)


def test_it_ends_soon_when_nobody_wants_it_any_more() -> None:
    stop = threading.Event()
    with silent() as port:
        timer = threading.Timer(0.1, stop.set)
        timer.start()
        begun = time.monotonic()
        with pytest.raises(Stopped):
            sent(settings_for(port), seconds=60, stop=stop)
        assert time.monotonic() - begun < 5
        timer.join()


def test_a_name_server_that_says_nothing_holds_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    hangs = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: hangs.wait(20) and [])
    error = waited(settings_for(25, host="mail.lan"))
    hangs.set()
    assert isinstance(error, errors.MailNoNameServer)


PASSWORD = "hunter2hunter2"
LOGIN_WANTED = b"250-mx.test\r\n250 AUTH PLAIN LOGIN\r\n"
REPEATED = {
    "as it is": PASSWORD.encode(),
    "coded": base64.b64encode(PASSWORD.encode()),
    "coded with the name": base64.b64encode(f"\0anna\0{PASSWORD}".encode()),
    "where the words are cut off": b"x" * 190 + PASSWORD.encode(),
    "cut off, coded": b"x" * 190 + base64.b64encode(f"\0anna\0{PASSWORD}".encode()),
    "broken by an odd character": b"\x01".join(bytes([one]) for one in PASSWORD.encode()),
}


@pytest.mark.parametrize("repeated", REPEATED.values(), ids=REPEATED)
@pytest.mark.parametrize("answer", [b"535 5.7.8 no: ", b"454 later: ", b"what is "])
def test_a_password_that_a_server_repeats_is_not_shown(repeated: bytes, answer: bytes) -> None:
    with scripted(say(HELLO, LOGIN_WANTED, answer + repeated + b"\r\n")) as port:
        settings = settings_for(port, username="anna", password=PASSWORD, insecure=True)
        error = refusal(settings, seconds=3)

    said = str(error.message.fields["said"])
    assert len(said) <= LONGEST_SAID + 1
    for start in range(len(PASSWORD) - 4):
        assert PASSWORD[start : start + 5] not in said
    for coded in (REPEATED["coded"], REPEATED["coded with the name"]):
        assert coded.decode()[-12:-2] not in said
