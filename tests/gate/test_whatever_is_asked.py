"""Whatever words are sent: what it becomes is one of the programs it knows, in one of the forms that it knows."""

from __future__ import annotations

import re
import shlex

import pytest
from hypothesis import given, settings, strategies as st

from .conftest import NOW, TIMEKPRA, USERS, in_time, load
from .test_what_it_allows import READS, WRITES

GATE = load()
GATE.first_of = lambda paths: paths[0]  # as if everything was installed
VALID = [*READS, *map(in_time, WRITES), "internal-sftp", "/usr/lib/openssh/sftp-server -l INFO"]
PIECES = sorted({word for command in VALID for word in command.split(" ")})
ODD = ["", ";", "&&", "|", "$(id)", "`id`", "\n", "\0", "--host=x", "-H", "../x", "/bin/sh", "sh", "-c", "'", '"', "\\"]

words = st.one_of(st.sampled_from(PIECES), st.sampled_from(ODD), st.text(max_size=8))
made_up = st.lists(words, max_size=16).map(" ".join)


@st.composite
def changed(draw: st.DrawFn) -> str:
    """A valid command with some words taken out, put in or replaced."""
    line = draw(st.sampled_from(VALID)).split(" ")
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(line)))
        line[at : at + draw(st.integers(0, 1))] = draw(st.lists(words, max_size=2))
    return " ".join(line)


def is_known(path: str, argv: list[str], guarded: bool) -> bool:
    """The same list once more, written in another way."""
    line = shlex.join(argv)
    if path == GATE.SFTP_SERVERS[0]:
        return line == "sftp-server -R -p open,close,read,lstat,stat,fstat,opendir,readdir,readlink,realpath"
    user = r"[A-Za-z_][\w.-]{0,31}\$?"
    if path == "/usr/bin/busctl":
        head, call = argv[:8], " ".join(argv[8:])
        reads = (
            rf"com\.timekpr\.server\.(user\.admin (getUserList|getUserInformation ss {user} [FSR])|"
            r"admin getTimekprConfiguration)"
        )
        writes = rf"com\.timekpr\.server\.(user\.admin set\w+ s\S+ {user} .*|admin set\w+ (i|b|as) .*)"
        return shlex.join(head) == USERS.rpartition(" ")[0] and bool(re.fullmatch(writes if guarded else reads, call))
    if path == "/usr/bin/timekpra":
        reads = rf"timekpra --(get)?user(list|(info|infort) {user})"
        return bool(re.fullmatch(rf"timekpra --set\w+ {user} .*" if guarded else reads, " ".join(argv)))
    return (path, line) in {("/usr/bin/date", "date '+%F %T %z'"), ("/usr/bin/id", "id -u")} and not guarded


@settings(max_examples=1500, deadline=None)
@given(st.one_of(made_up, changed()))
def test_it_becomes_nothing_that_is_not_in_the_list(command: str) -> None:
    sent = command.encode("utf-8", "surrogatepass")
    try:
        path, argv = GATE.decide(sent, NOW)
    except GATE.Refused:
        return

    assert "\n" not in command
    assert is_known(path, argv, command.startswith("test "))


@settings(max_examples=500, deadline=None)
@given(st.binary(max_size=200))
def test_bytes_that_mean_nothing_are_refused(sent: bytes) -> None:
    with pytest.raises(GATE.Refused):
        GATE.decide(sent, NOW)


@settings(max_examples=500, deadline=None)
@given(st.text(st.characters(blacklist_categories=("C", "Z"), whitelist_characters=" "), max_size=100))
def test_a_text_arrives_as_it_is_however_it_is_quoted(text: str) -> None:
    command = in_time(f"{TIMEKPRA} --setplaytimeactivities anna {shlex.quote(text)}")

    assert GATE.decide(command.encode(), NOW)[1][-1] == text


@pytest.mark.parametrize("command", VALID)
def test_the_valid_ones_are_known_to_this_list_too(command: str) -> None:
    assert is_known(*GATE.decide(command.encode(), NOW), command.startswith("test "))
