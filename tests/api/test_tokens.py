"""What is kept of a token, and what is not."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from clock import FakeClock
from errors import AlreadyExists, InvalidValue, NotFound, TooMany
from storage import Store
from tests.api.home import AFTERNOON
from tokens import MAX_TOKENS, Scope, Tokens


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "data", clock=FakeClock(AFTERNOON), writer=True) as opened:
        yield opened


@pytest.fixture
def tokens(store: Store) -> Tokens:
    return Tokens(store)


def test_a_secret_opens_its_own_token_and_no_other_text_does(tokens: Tokens) -> None:
    one, secret = tokens.create("kitchen", ["read"])
    other, another = tokens.create("phone", ["edit"])

    assert tokens.verify(secret) == one
    assert tokens.verify(another) == other
    for wrong in (
        "",
        "tkm_",
        secret[:-1],
        secret + "a",
        secret.upper(),
        one.digest,
        one.id,
        one.name,
        f" {secret}",
        "tkm_ü",
        "tkm_\ud800",
    ):
        assert tokens.verify(wrong) is None


def test_a_secret_is_256_random_bits_behind_a_prefix_that_is_recognised(tokens: Tokens) -> None:
    secrets = {tokens.create(f"t{number}", ["read"])[1] for number in range(20)}

    assert len(secrets) == 20
    assert all(secret.startswith("tkm_") and len(secret) == 4 + 43 for secret in secrets)


def test_only_a_hash_of_it_is_on_the_disk_in_a_repr_or_in_the_log(
    tokens: Tokens, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    token, secret = tokens.create("kitchen", ["read"])
    tokens.verify(secret)
    tokens.revoke(token.id)

    kept = b"".join(path.read_bytes() for path in store.root.rglob("*") if path.is_file()).decode()
    for place in (kept, repr(token), str(token), repr(tokens), caplog.text):
        assert secret not in place
        assert secret.removeprefix("tkm_") not in place
    assert token.digest in kept
    assert token.digest not in repr(token)


def test_the_file_is_for_our_account_alone(tokens: Tokens, store: Store) -> None:
    tokens.create("kitchen", ["read"])

    assert (store.root / "tokens.json").stat().st_mode & 0o777 == 0o600


def test_tokens_are_there_after_a_restart_and_a_revoked_one_is_not(tokens: Tokens, store: Store) -> None:
    kept, secret = tokens.create("kitchen", ["read"])
    _, gone = tokens.create("phone", ["read"])
    tokens.revoke("PHONE")

    again = Tokens(store)

    assert again.verify(secret) == kept
    assert again.verify(gone) is None
    assert tokens.verify(gone) is None


@pytest.mark.parametrize(
    ("scope", "reaches"),
    [
        ("read", {"read"}),
        ("grant", {"read", "grant"}),
        ("edit", {"read", "grant", "edit"}),
        ("admin", {"read", "grant", "edit", "admin"}),
    ],
)
def test_a_scope_includes_those_before_it(tokens: Tokens, scope: str, reaches: set[str]) -> None:
    token, _ = tokens.create("kitchen", [scope])

    assert {one.value for one in Scope if token.may(one)} == reaches


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "two\nlines", "half\ud800", "turned\u202e", 5])
def test_a_name_is_plain_and_short(tokens: Tokens, name: str) -> None:
    with pytest.raises(InvalidValue):
        tokens.create(name, ["read"])


@pytest.mark.parametrize("scopes", [[], ["root"], ["read", "root"], ["READ"], "read"])
def test_a_scope_is_one_of_four(tokens: Tokens, scopes: list[str]) -> None:
    with pytest.raises(InvalidValue):
        tokens.create("kitchen", scopes)


def test_no_two_tokens_answer_to_one_name(tokens: Tokens) -> None:
    token, _ = tokens.create("Kitchen", ["read"])

    for name in ("Kitchen", "kitchen ", token.id):
        with pytest.raises(AlreadyExists):
            tokens.create(name, ["read"])


def test_there_is_a_bound(tokens: Tokens) -> None:
    for number in range(MAX_TOKENS):
        tokens.create(f"t{number}", ["read"])

    with pytest.raises(TooMany):
        tokens.create("one more", ["read"])


def test_what_is_not_there_cannot_be_revoked(tokens: Tokens) -> None:
    with pytest.raises(NotFound):
        tokens.revoke("kitchen")


def test_the_last_use_is_known_and_costs_no_write(tokens: Tokens, store: Store) -> None:
    token, secret = tokens.create("kitchen", ["read"])
    before = (store.root / "tokens.json").stat().st_mtime_ns
    assert tokens.last_used(token.id) is None

    tokens.verify(secret)

    assert tokens.last_used(token.id) == AFTERNOON
    assert (store.root / "tokens.json").stat().st_mtime_ns == before


def test_a_damaged_file_without_a_copy_lets_nobody_in(tokens: Tokens, store: Store) -> None:
    _, secret = tokens.create("kitchen", ["read"])
    for path in (store.root / "tokens.json", *(store.root / "backups").rglob("*")):
        if path.is_file():
            path.write_bytes(b"{")

    again = Tokens(store)

    assert again.verify(secret) is None
    assert again.list() == ()
    assert "tokens.json" in str([problem.message.text() for problem in store.problems()])
