"""The settings of the copy to Git: which addresses, branches and files are taken."""

from __future__ import annotations

import pytest

from errors import SettingsInvalid
from settings import Remote, Settings, load


def remote(url: str, **more: object) -> Remote | None:
    return (
        Settings()
        .changed(**{f"git_copy.{name}": value for name, value in {**more, "remote": url}.items()})
        .git_copy.place
    )


@pytest.mark.parametrize(
    ("url", "way", "place"),
    [
        ("https://git.example.org/anna/times.git", "https", "git.example.org"),
        ("https://git.example.org:8443/a", "https", "git.example.org:8443"),
        ("http://127.0.0.1:3000/a", "http", "127.0.0.1:3000"),
        ("http://localhost/a", "http", "localhost"),
        ("http://[::1]:3000/a", "http", "[::1]:3000"),
        ("ssh://git@git.example.org/a", "ssh", "git.example.org"),
        ("ssh://git.example.org:2222/a", "ssh", "git.example.org:2222"),
        ("git@git.example.org:anna/times.git", "ssh", "git.example.org"),
        ("/mnt/my nas/times.git", "file", "/mnt/my nas/times.git"),
        ("file:///mnt/times.git", "file", "/mnt/times.git"),
    ],
)
def test_what_git_can_push_to_is_taken(url: str, way: str, place: str) -> None:
    found = remote(url)
    assert found is not None
    assert (found.url, found.way, found.place) == (url, way, place)


@pytest.mark.parametrize(
    "url",
    [
        "--upload-pack=touch /tmp/x", "-x", "ext::sh -c id", "ext::ssh git@h:x", "fd::17", "git://h/x", "ftp://h/x",
        "HTTPS://h/x", "https://", "https://h", "https://h/x?token=1", "https://h/x#y", "https://h:0/x",
        "https://h:99999/x", "https://h /x", "https://-h/x", "ssh://-oProxyCommand=x/y", "git@-oProxyCommand=x:y",
        "ssh://-l@h/x", "git@h:-x", "git@h::x", "h:x", "relative/path", "https://h/x\n", "https://h/\x00x", "a" * 600,
        "file://host/x", "/a::b", "http://127.0.0.1.evil.org/x", "http://localhost.evil.org/x",
    ],
)  # fmt: skip
def test_everything_else_is_not(url: str) -> None:
    with pytest.raises(SettingsInvalid):
        remote(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://anna:gt-secret@h/x",
        "https://gt-secret@h/x",
        "ssh://git:gt-secret@h/x",
        "http://a:gt-secret@127.0.0.1/x",
    ],
)
def test_a_password_in_an_address_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(SettingsInvalid, match="Leave user name and password out") as caught:
        remote(url)
    assert "gt-secret" not in str(caught.value)


def test_without_encryption_it_goes_to_another_machine_only_where_that_is_allowed() -> None:
    with pytest.raises(SettingsInvalid, match="anybody on the way"):
        remote("http://nas.lan/x")
    assert remote("http://nas.lan/x", insecure=True)


@pytest.mark.parametrize("name", ["main", "machines/nas", "v1.2", "a_b-c"])
def test_a_branch_is_taken(name: str) -> None:
    assert Settings().changed(**{"git_copy.branch": name}).git_copy.branch == name


@pytest.mark.parametrize(
    "name",
    ["", "HEAD", "-x", "a..b", "a/", "/a", "a//b", "a.lock", "a.lock/b", ".a", "a/.b", "a b", "a~1", "a^", "a:b",
     "a\\b", "a*", "@{u}", "a.", "a\n", "x" * 101],
)  # fmt: skip
def test_what_git_takes_for_no_branch_is_not(name: str) -> None:
    with pytest.raises(SettingsInvalid):
        Settings().changed(**{"git_copy.branch": name})


def test_it_needs_an_address_to_be_turned_on() -> None:
    with pytest.raises(SettingsInvalid, match="nowhere to copy to"):
        Settings().changed(**{"git_copy.enabled": True})


@pytest.mark.parametrize("path", ['/a"b', "/a%h", "/a$b", "/a\\b", "key"])
def test_a_path_in_which_ssh_would_replace_something_is_refused(path: str) -> None:
    for name in ("ssh_key_file", "known_hosts_file"):
        with pytest.raises(SettingsInvalid):
            Settings().changed(**{f"git_copy.{name}": path})


def test_the_token_is_one_alone_and_never_shown(tmp_path) -> None:
    with pytest.raises(SettingsInvalid, match="only one of the two"):
        load({"git_copy": {"token": "gt-secret", "token_file": "/x"}}, {})
    (tmp_path / "token").write_text("gt-secret\n")
    settings = load({}, {"TIMEKPR_MNGR_GIT_COPY__TOKEN_FILE": str(tmp_path / "token")})
    assert settings.git_copy.token.get_secret_value() == "gt-secret"
    assert "gt-secret" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value"),
    [("author_name", "a<b"), ("author_name", "a\nb"), ("author_name", ""), ("author_email", "a b@c"), ("at", "24:00")],
)
def test_what_would_not_stand_in_a_commit_is_refused(name: str, value: str) -> None:
    with pytest.raises(SettingsInvalid):
        Settings().changed(**{f"git_copy.{name}": value})
