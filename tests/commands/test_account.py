"""``account``: the people who sign in, without a browser."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.support.program import as_json, invoke, ok

PASSWORD = "purple otters sleep late"


def typed(data: Path, *words: str, password: str = PASSWORD) -> subprocess.CompletedProcess[str]:
    """A command that reads a password from standard input."""
    return invoke(data, "account", *words, typed=f"{password}\n")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    data = tmp_path / "data"
    typed(data, "add", "Tina", "--role", "admin")
    return data


def test_the_first_account_is_made_without_a_code_by_whoever_owns_the_machine(tmp_path: Path) -> None:
    done = typed(tmp_path / "data", "add", "Tina", "--role", "admin")
    assert (done.returncode, done.stdout) == (0, "Tina can sign in now, as admin.\n")
    (tina,) = as_json(tmp_path / "data", "account", "list")
    assert (tina["name"], tina["role"], tina["children"], tina["second_factor"]) == ("Tina", "admin", None, False)
    assert (tmp_path / "data/setup.json").exists()


def test_a_parent_of_one_child_is_shown_with_that_child(data: Path) -> None:
    ok(data, "server", "add", "pc", "--host", "pc.lan")
    ok(data, "user", "add", "pc", "anna", "--child", "Anna")
    assert typed(data, "add", "Ben", "--child", "anna").returncode == 0
    assert "Anna" in ok(data, "account", "list")
    (_, ben) = as_json(data, "account", "list")
    assert (ben["role"], ben["children"]) == ("parent", ["Anna"])
    assert typed(data, "add", "Eve", "--child", "Nobody").returncode == 2


@pytest.mark.parametrize(
    ("words", "password", "sentence"),
    [
        (("Ben",), "short", "10 to 200 characters"),
        (("Ben",), "", "10 to 200 characters"),
        (("tina",), PASSWORD, "named “tina”"),
        (("",), PASSWORD, "name"),
        (("Ben\n",), "x", "10 to 200"),
        (("Ben", "--role", "root"), PASSWORD, "viewer, parent or admin"),
    ],
)
def test_what_is_not_allowed_is_said_and_nothing_is_made(
    data: Path, words: tuple[str, ...], password: str, sentence: str
) -> None:
    done = typed(data, "add", *words, password=password)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert not password or password not in done.stderr
    assert "Traceback" not in done.stderr
    assert len(as_json(data, "account", "list")) == 1


def test_another_password_ends_the_sessions(data: Path) -> None:
    (data / "sessions.json").write_text(
        json.dumps({"schema": 1, "sessions": [
            {"id": "1", "digest": "x" * 64, "account": as_json(data, "account", "list")[0]["id"],
             "created": "2026-11-18T12:00:00Z", "used": "2026-11-18T12:00:00Z"},
        ]})
    )  # fmt: skip
    before = (data / "accounts.json").read_text()
    done = typed(data, "passwd", "tina", password="quite another password")
    assert done.stdout == "Tina has another password now, and is signed out everywhere.\n"
    assert (data / "accounts.json").read_text() != before
    assert json.loads((data / "sessions.json").read_text())["sessions"] == []


def test_the_last_admin_stays_and_nobody_is_nobody(data: Path) -> None:
    assert "last admin" in invoke(data, "account", "remove", "Tina").stderr
    assert "Eve" in invoke(data, "account", "remove", "Eve").stderr
    assert typed(data, "passwd", "Eve").returncode == 2
    typed(data, "add", "Ben", "--role", "admin")
    assert ok(data, "account", "remove", "TINA") == "Tina cannot sign in any more.\n"
    assert [one["name"] for one in as_json(data, "account", "list")] == ["Ben"]


def test_no_command_prints_a_password_or_a_hash_and_no_file_is_for_others(data: Path) -> None:
    said = typed(data, "passwd", "Tina").stdout + ok(data, "account", "list") + ok(data, "account", "list", "--json")
    said += ok(data, "audit") + ok(data, "audit", "--json")
    for secret in (PASSWORD, "argon2"):
        assert secret not in said
    for file in data.rglob("*"):
        assert file.stat().st_mode & 0o077 == 0, file
        assert not file.is_file() or PASSWORD.encode() not in file.read_bytes()
