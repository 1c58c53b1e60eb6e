"""Tokens on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from clock import SystemClock
from opening import open_core
from tests.support.program import as_json, invoke, ok
from tokens import Tokens


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def secrets(data: Path) -> list[str]:
    with (core := open_core(data, SystemClock(), writer=False)).store:
        return [token.name for token in Tokens(core.store).list()]


def test_the_secret_is_printed_once_and_opens_the_token(data: Path) -> None:
    *_, secret = ok(data, "token", "create", "home assistant", "--scope", "read", "--scope", "grant").split()

    with (core := open_core(data, SystemClock(), writer=False)).store:
        token = Tokens(core.store).verify(secret)
    assert token is not None
    assert (token.name, token.scopes) == ("home assistant", ("read", "grant"))
    assert secret not in ok(data, "token", "list") + invoke(data, "token", "list", "--json").stdout


def test_it_is_listed_and_revoked(data: Path) -> None:
    made = as_json(data, "token", "create", "phone", "--scope", "admin")
    assert made["token"].startswith("tkm_")
    (listed,) = as_json(data, "token", "list")
    assert listed == {name: made[name] for name in ("id", "name", "scopes", "created")}
    assert "phone" in ok(data, "token", "list")

    ok(data, "token", "revoke", "phone")

    assert as_json(data, "token", "list") == []


@pytest.mark.parametrize(
    "words",
    [
        ("create", "phone"),
        ("create", "phone", "--scope", "root"),
        ("create", "", "--scope", "read"),
        ("revoke", "phone"),
    ],
)
def test_what_is_wrong_is_said_and_makes_nothing(data: Path, words: tuple[str, ...]) -> None:
    ok(data, "token", "create", "other", "--scope", "read")

    done = invoke(data, "token", *words)

    assert done.returncode == 2
    assert done.stderr
    assert secrets(data) == ["other"]
