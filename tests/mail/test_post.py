"""Handing a letter to a real mail server: every way in, and each way in which it can fail by its own sentence."""

from __future__ import annotations

from datetime import timedelta

import pytest

import errors
from tests.mail.house import ANNA, CONTENT, OMAR, refusal, sent, settings_for
from tests.mail.server import PASSWORD, USER, mail_server
from tests.mqtt.certificates import Authority, Files
from workbench.sshd import free_port

pytestmark = pytest.mark.real


@pytest.fixture(autouse=True)
def no_name_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody may ask for the name of this machine, to tell it to a server."""

    def asked() -> str:
        raise AssertionError

    monkeypatch.setattr("socket.getfqdn", asked)
    monkeypatch.setattr("socket.gethostname", asked)


def safely(authority: Authority, port: int, security: str = "starttls", **more: object):
    return settings_for(port, security=security, ca_cert=str(authority.ca.certificate), **more)


# --- all well ---


def test_a_letter_arrives_as_it_was_written() -> None:
    with mail_server() as room:
        assert sent(settings_for(room.port)) == {}
    (taken,) = room.taken
    assert (taken.sender, taken.recipients, taken.content) == ("timekpr@example.org", [ANNA, OMAR], CONTENT)
    assert room.greeted_as == ["[127.0.0.1]"]


@pytest.mark.parametrize(("without", "way"), [((), "PLAIN"), (("PLAIN",), "LOGIN")])
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_with_starttls_and_tls_we_sign_in_and_only_safely(
    authority: Authority, files: Files, security: str, without: tuple[str, ...], way: str
) -> None:
    with mail_server(files, tls=security == "tls", auth=True, without=without) as room:
        assert sent(safely(authority, room.port, security, username=USER, password=PASSWORD)) == {}
    assert room.logins == [way]
    assert len(room.taken) == 1
    assert set(room.greeted_as) == {"[127.0.0.1]"}


def test_without_encryption_a_password_is_sent_only_where_somebody_has_said_so() -> None:
    with pytest.raises(ValueError, match="anybody on the way could read the password"):
        settings_for(1, username=USER, password=PASSWORD)
    with mail_server(auth=True) as room:
        assert sent(settings_for(room.port, username=USER, password=PASSWORD, insecure=True)) == {}


def test_insecure_takes_whoever_answers(files: Files) -> None:
    with mail_server(files) as room:
        assert sent(settings_for(room.port, security="starttls", insecure=True)) == {}
    assert room.was_safe == [True]


# --- the way there ---


def test_a_name_that_nobody_knows() -> None:
    error = refusal(settings_for(25, host="mail.invalid"))
    assert isinstance(error, errors.MailNotFound)


def test_a_port_at_which_nothing_listens() -> None:
    assert isinstance(refusal(settings_for(free_port())), errors.MailPortClosed)


def test_a_certificate_that_nobody_vouches_for_or_that_is_for_another_name_or_old(
    authority: Authority, files: Files, tmp_path
) -> None:
    cases = [
        (files, None, errors.mail.NOT_TRUSTED),
        (authority.sign("other", "mail.lan"), authority, errors.mail.OTHER_NAME),
        (authority.sign("old", "127.0.0.1", ends=timedelta(days=-1)), authority, errors.mail.EXPIRED),
    ]
    for security in ("starttls", "tls"):
        for served, trusted, why in cases:
            with mail_server(served, tls=security == "tls", auth=True) as room:
                given = {"username": USER, "password": PASSWORD, "security": security}
                ca = {"ca_cert": str(trusted.ca.certificate)} if trusted else {}
                error = refusal(settings_for(room.port, **given, **ca))
            assert isinstance(error, errors.MailTls)
            assert error.message.fields["why"].template == why
            assert room.logins == []


def test_a_file_of_an_authority_that_is_not_there(files: Files) -> None:
    with mail_server(files) as room:
        error = refusal(settings_for(room.port, security="starttls", ca_cert="/nowhere/ca.pem"))
    assert isinstance(error, errors.MailTls)
    assert "/nowhere/ca.pem: No such file or directory" in error.text()


def test_where_no_starttls_is_offered_not_a_word_is_said_that_matters() -> None:
    with mail_server() as room:
        error = refusal(settings_for(room.port, security="starttls", username=USER, password=PASSWORD))
    assert isinstance(error, errors.MailNoStartTls)
    assert room.logins == []
    assert room.taken == []


def test_tls_at_a_port_that_speaks_none() -> None:
    with mail_server() as room:
        error = refusal(settings_for(room.port, security="tls"))
    assert isinstance(error, errors.MailTls)
    assert error.message.fields["why"].template == errors.mail.SPEAKS_NO_TLS


# --- signing in ---


def test_a_wrong_password_and_none_where_one_is_wanted(authority: Authority, files: Files) -> None:
    with mail_server(files, auth=True) as room:
        wrong = refusal(safely(authority, room.port, username=USER, password="otters"))
        none = refusal(safely(authority, room.port))
    assert isinstance(wrong, errors.MailLogin)
    assert isinstance(none, errors.MailLoginWanted)
    assert "otters" not in wrong.text()


def test_a_server_that_takes_no_password() -> None:
    with mail_server() as room:
        error = refusal(settings_for(room.port, username=USER, password=PASSWORD, insecure=True))
    assert isinstance(error, errors.MailLoginOther)


def test_a_password_in_a_file_is_read_when_mail_is_sent(authority: Authority, files: Files, tmp_path) -> None:
    path = tmp_path / "password"
    with mail_server(files, auth=True) as room:
        settings = safely(authority, room.port, username=USER, password_file=str(path))
        assert isinstance(refusal(settings), errors.MailFileUnreadable)
        path.write_text(f"{PASSWORD}\n")
        assert sent(settings) == {}


# --- people and letters ---


def test_who_is_refused_is_named_and_the_others_get_it() -> None:
    with mail_server() as room:
        room.recipient_says[ANNA] = ["always"]
        refused = sent(settings_for(room.port))
    assert list(refused) == [ANNA]
    assert isinstance(refused[ANNA], errors.MailRecipientRefused)
    assert "550 5.1.1 No such user here" in refused[ANNA].text()
    assert [one.recipients for one in room.taken] == [[OMAR]]


def test_where_all_are_refused_nothing_is_handed_over() -> None:
    with mail_server() as room:
        room.recipient_says = {ANNA: ["always"], OMAR: ["always"]}
        assert set(sent(settings_for(room.port))) == {ANNA, OMAR}
    assert room.taken == []
    assert room.was_safe == []


@pytest.mark.parametrize(
    ("answers", "kind", "final"),
    [
        ({"sender_says": ["550 5.7.1 Not you"]}, errors.MailSenderRefused, False),
        ({"sender_says": ["451 4.3.0 Later"]}, errors.MailLater, False),
        ({"sender_says": ["552 5.3.4 Too big"]}, errors.MailTooLarge, True),
        ({"content_says": ["552 5.3.4 Too big"]}, errors.MailTooLarge, True),
        ({"content_says": ["554 5.7.1 Spam"]}, errors.MailLetterRefused, True),
        ({"content_says": ["552 5.2.2 Mailbox full"]}, errors.MailLetterRefused, True),
        ({"content_says": ["452 4.3.1 Disk full"]}, errors.MailLater, False),
    ],
)
def test_what_is_not_taken_has_its_own_error(answers, kind, final: bool) -> None:
    with mail_server() as room:
        vars(room).update({name: list(said) for name, said in answers.items()})
        error = refusal(settings_for(room.port))
    assert type(error) is kind
    assert error.final is final
    assert next(iter(answers.values()))[0] in error.text()


def test_a_letter_that_is_larger_than_the_server_says_is_not_even_begun() -> None:
    with mail_server(data_size_limit=10) as room:
        assert isinstance(refusal(settings_for(room.port)), errors.MailTooLarge)
    assert room.taken == []


def test_a_server_that_dies_after_the_letter_leaves_it_unclear() -> None:
    with mail_server() as room:
        room.hangs_up_after_data = 1
        assert isinstance(refusal(settings_for(room.port)), errors.MailUnclear)
