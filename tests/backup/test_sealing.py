"""How hard what is encrypted is to open: neither easy to guess, nor too hard for the machine that made it."""

from __future__ import annotations

import pyrage
import pytest

from backup import seal_process
from backup.seal_process import EASY, HARD, HARDEST, TOO_HARD, WRONG, factor, seal, unseal


def made(work: int) -> bytes:
    return b"age-encryption.org/v1\n-> scrypt kMmxhRCew3qmEkjSVNKing %d\nV99f\n--- x\n" % work


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch):
    """What the library finds to be a second's work, each time."""

    def play(*factors: int) -> list[int]:
        left = list(factors)
        monkeypatch.setattr(pyrage.passphrase, "encrypt", lambda _data, _secret: made(left.pop(0)))
        return left

    return play


@pytest.mark.parametrize(
    ("factors", "taken"),
    [
        ((19, 1), 19),
        ((15, 16, 18), 18),  # a busy machine
        ((14, 16, 15, 16, 13), 16),  # a small one
        ((21, 20), 20),
        ((22, 21, 22, 22, 23), 21),  # one of the future
    ],
)
def test_it_is_measured_again_until_it_is_right(measured, factors: tuple[int, ...], taken: int) -> None:
    measured(*factors)
    assert factor(seal(b"x", "secret")) == taken


def test_nothing_is_made_that_could_not_be_opened(measured) -> None:
    measured(*[HARDEST + 1] * 5)
    assert seal(b"x", "secret") is None


def test_a_machine_that_is_busy_for_a_moment_opens_it_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    tries = []

    def decrypt(_data: bytes, _secret: str) -> bytes:
        tries.append(1)
        if len(tries) < 7:
            raise pyrage.DecryptError("Excessive work parameter for passphrase.")
        return b"opened"

    monkeypatch.setattr(pyrage.passphrase, "decrypt", decrypt)
    assert unseal(made(HARD), "secret") == b"opened"


def test_what_is_too_hard_costs_nothing_and_a_wrong_passphrase_is_tried_once(monkeypatch: pytest.MonkeyPatch) -> None:
    tries = []

    def decrypt(_data: bytes, _secret: str) -> bytes:
        tries.append(1)
        raise pyrage.DecryptError("Decryption failed")

    monkeypatch.setattr(pyrage.passphrase, "decrypt", decrypt)
    assert unseal(made(HARDEST + 1), "secret") == TOO_HARD
    assert tries == []
    assert unseal(made(EASY), "secret") == WRONG
    assert len(tries) == 1


def test_what_it_makes_can_be_opened_and_says_how_hard_it_is() -> None:
    sealed = seal_process.seal(b"x", "correct horse battery staple")
    assert 1 <= factor(sealed) <= HARDEST
    assert unseal(sealed, "correct horse battery staple") == b"x"
    assert unseal(sealed, "correct horse battery stapler") == WRONG
    assert factor(b"anything else") == 0
