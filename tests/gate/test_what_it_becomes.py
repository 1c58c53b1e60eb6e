"""The process that it becomes gets the words, a fixed environment, and nothing of what was around."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from computer_setup import GATE

from .conftest import TIMEKPRA, Asked, in_time

SHOWS_ITSELF = """#!/bin/sh
env
for word in "$@"; do printf 'word %s\\n' "$word"; done
grep SigIgn /proc/self/status
"""
FOREIGN = {
    "PATH": "/tmp/evil",
    "LD_PRELOAD": "/tmp/no-such-library.so",
    "LD_LIBRARY_PATH": "/tmp/evil",
    "PYTHONPATH": "/tmp/evil",
    "PYTHONSTARTUP": "/tmp/evil.py",
    "PYTHONINSPECT": "1",
    "LC_ALL": "en_US.ISO-8859-1",
    "LANG": "C",
    "DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/tmp/evil",
    "DISPLAY": ":0",
    "ENV": "/tmp/evil.sh",
    "BASH_ENV": "/tmp/evil.sh",
}


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """The gate, word for word, but for the folder in which it looks for programs: there is a timekpra that tells."""
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "timekpra").write_text(SHOWS_ITSELF)
    (programs / "timekpra").chmod(0o755)
    text = GATE.read_text()
    assert text.count('PROGRAMS = ("/usr/bin", "/bin")') == 1
    copy = tmp_path / "gate"
    copy.write_text(text.replace('PROGRAMS = ("/usr/bin", "/bin")', f"PROGRAMS = ({str(programs)!r},)"))
    copy.chmod(0o755)
    return copy


def test_nothing_of_the_environment_passes(asked: Asked, elsewhere: Path) -> None:
    done = asked(f"{TIMEKPRA} --userlist", elsewhere, **FOREIGN)

    lines = done.stdout.decode().splitlines()
    set_by_the_shell = ("PWD=", "OLDPWD=", "SHLVL=", "_=", "word ", "SigIgn")
    assert done.returncode == 0, done.stderr
    assert {line for line in lines if not line.startswith(set_by_the_shell)} == {
        "PATH=/usr/bin:/bin",
        "LC_ALL=C.UTF-8",
        "LANGUAGE=en",
    }


def test_no_signal_is_ignored_because_python_does_so(asked: Asked, elsewhere: Path) -> None:
    shown = asked(f"{TIMEKPRA} --userlist", elsewhere).stdout.decode()

    ignored = int(shown.rpartition("SigIgn:")[2].strip(), 16)
    assert [one for one in (signal.SIGPIPE, signal.SIGXFSZ) if ignored >> (one - 1) & 1] == []


@pytest.mark.parametrize("locale", ["C", "POSIX", "C.UTF-8", "de_DE.ISO-8859-1"])
def test_words_arrive_as_they_were_sent_in_any_locale(asked: Asked, elsewhere: Path, locale: str) -> None:
    mask = 'Größe 🎮 $(id) `id` * ; | & > ~ # \\ " x'
    command = in_time(f"{TIMEKPRA} --setplaytimeactivities 'anna' '{mask}'", 10**11)
    done = asked(command, elsewhere, LC_ALL=locale)

    words = [line[5:] for line in done.stdout.decode().splitlines() if line.startswith("word ")]
    assert words == ["--setplaytimeactivities", "anna", mask]


def test_a_program_that_is_not_there_is_missed_as_a_shell_does(asked: Asked, elsewhere: Path) -> None:
    done = asked("id -u", elsewhere)

    assert (done.returncode, done.stdout) == (127, b"")
    assert done.stderr == b"timekpr-mngr-gate: id is not installed here.\n"


def test_the_real_ones_run(asked: Asked) -> None:
    assert asked("id -u").stdout == f"{os.getuid()}\n".encode()
    assert len(asked("date '+%F %T %z'").stdout.split()) == 3
