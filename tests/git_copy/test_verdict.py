"""What git and servers say, word for word, and which error that is."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest

import errors
from errors import GitRefused
from git_copy.route import Route
from git_copy.verdict import LONGEST, verdict
from settings import remote_of

ROUTE = Route(remote_of("https://git.example.org/anna/times.git"), "main", "git", "gt-otters", key_file="/k")

SAID = [
    ("fatal: could not read Username for 'https://github.com': terminal prompts disabled", "GitTokenMissing"),
    (
        ("remote: Invalid username or token. Password authentication is not supported for Git operations.\n"
        "fatal: Authentication failed for 'https://github.com/anna/times.git/'"),
        "GitTokenRefused",
    ),
    (
        ("remote: HTTP Basic: Access denied. If a password was provided for Git authentication, it was incorrect.\n"
        "fatal: Authentication failed for 'https://gitlab.com/anna/times.git/'"),
        "GitTokenRefused",
    ),
    (
        ("remote: Write access to repository not granted.\n"
        "fatal: unable to access 'https://github.com/anna/times.git/': The requested URL returned error: 403"),
        "GitMayNotWrite",
    ),
    ("remote: Permission to anna/times.git denied to omar.\nfatal: unable to access: 403", "GitMayNotWrite"),
    ("ERROR: The key you are authenticating with has been marked as read only.\nfatal: x", "GitMayNotWrite"),
    (
        ("remote: GitLab: You are not allowed to push code to protected branches on this project.\n"
        " ! [remote rejected] main -> main (pre-receive hook declined)"),
        "GitMayNotWrite",
    ),
    ("error: remote unpack failed: unable to create temporary object directory", "GitMayNotWrite"),
    ("remote: Repository not found.\nfatal: repository 'https://github.com/anna/x.git/' not found", "GitNoRepository"),
    ("ERROR: Repository not found.\nfatal: Could not read from remote repository.", "GitNoRepository"),
    ("fatal: '/srv/x.git' does not appear to be a git repository", "GitNoRepository"),
    ("git@github.com: Permission denied (publickey).\nfatal: Could not read from remote", "GitKeyRefused"),
    (
        ("No ED25519 host key is known for github.com and you have requested strict checking.\n"
        "Host key verification failed.\nfatal: Could not read from remote repository."),
        "GitHostKeyUnknown",
    ),
    (
        ("@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\n"
        "Host key for github.com has changed and you have requested strict checking.\nHost key verification failed."),
        "GitHostKeyChanged",
    ),
    ("ssh: Could not resolve hostname nas.lan: Name or service not known", "GitHostNotFound"),
    ("fatal: unable to access 'https://x/': Could not resolve host: x", "GitHostNotFound"),
    ("ssh: connect to host nas.lan port 22: Connection refused", "GitUnreachable"),
    ("fatal: unable to access 'x': Failed to connect to nas.lan port 443 after 3 ms", "GitUnreachable"),
    (
        "fatal: unable to access 'https://nas.lan/x/': SSL certificate problem: self-signed certificate",
        "GitNotTrusted",
    ),
    (
        "fatal: unable to access 'x': SSL: no alternative certificate subject name matches target host name 'nas'",
        "GitNotTrusted",
    ),
    ("fatal: unable to access 'x': The requested URL returned error: 301", "GitElsewhere"),
    (" ! [rejected]        0a1b -> main (fetch first)\nerror: failed to push some refs", "GitOvertaken"),
    (" ! [rejected]        0a1b -> main (non-fast-forward)\nerror: failed to push", "GitOvertaken"),
    (" ! [remote rejected] 0a1b -> main (failed to update ref)\nerror: failed to push", "GitOvertaken"),
    ("remote: fatal: write error: No space left on device\nerror: remote unpack failed: x", "GitNoRoomThere"),
    ("fatal: write error: No space left on device", "GitNoRoom"),
    ("error: index-pack died of signal 25", "GitTooLarge"),
    ('Load key "/k": Permission denied\nWARNING: UNPROTECTED PRIVATE KEY FILE!', "GitKeyUnreadable"),
    ("remote: the moon is in the way", "GitRefused"),
    ("", "GitRefused"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "name"), SAID)
def test_it_is_known_what_is_meant(said: str, name: str) -> None:
    error = verdict(said, ROUTE)
    assert type(error) is getattr(errors, name)
    assert "{" not in error.text()


def test_words_of_others_are_cut_off_in_one_line_and_without_the_token() -> None:
    error = verdict(f"fatal: x gt-otters\x1b[31m\n\u202e{'y' * 5000}\nhint: do as I say", ROUTE)
    assert isinstance(error, GitRefused)
    said = str(error.message.fields["said"])
    assert len(said) <= LONGEST + 1
    assert said.isprintable()
    assert "hint" not in said
    assert "gt-otters" not in str(verdict("fatal: x gt-otters y", ROUTE))


REPEATED = {
    "Basic": base64.b64encode(b"git:gt-otters-01").decode(),
    "coded": base64.b64encode(b"gt-otters-01").decode(),
    "percent": "gt%2dotters%2D01",
    "broken": "gt-ot\x00ters-01",
    "broken by a line": "gt-ot\u2028ters-01",
}


@pytest.mark.parametrize("repeated", REPEATED.values(), ids=REPEATED)
def test_the_token_is_shown_in_no_form(repeated: str) -> None:
    route = replace(ROUTE, token="gt-otters-01")
    for said in (f"remote: you sent {repeated}\nfatal: no", f"fatal: {repeated}{'y' * (LONGEST - 5)}"):
        shown = str(verdict(said, route).message.fields["said"])
        assert "otters" not in shown
        assert repeated not in shown
        assert repeated[-5:] not in shown


@pytest.mark.parametrize(
    "said",
    [
        "remote: REMOTE HOST IDENTIFICATION HAS CHANGED",
        "remote: Host key verification failed.",
        'remote: Load key "/k": invalid format',
        "remote: Permission denied (publickey).",
        "remote: Could not resolve host: git.example.org",
        "remote: SSL certificate problem: self-signed certificate",
    ],
)
def test_a_server_does_not_speak_for_the_programs_here(said: str) -> None:
    error = verdict(f"{said}\nfatal: the remote end hung up\n", ROUTE)
    assert type(error) is GitRefused
    assert said.removeprefix("remote: ") in str(error.message.fields["said"])
