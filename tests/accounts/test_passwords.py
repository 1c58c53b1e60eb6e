"""Passwords: what is allowed, what one costs, and how many are compared at once."""

from __future__ import annotations

import contextlib
import re
import threading
import time
import unicodedata

import pytest
from argon2 import PasswordHasher

from accounts import Passwords
from accounts.passwords import AT_ONCE, MOST_WAITING
from errors import InvalidValue, TooBusy
from process import usage

quick = Passwords(time_cost=1, memory_kib=64)


@pytest.mark.parametrize(
    ("password", "is_allowed"),
    [
        ("nine char", False),
        ("ten chars!", True),
        ("x y z" * 40, True),
        ("x y z" * 40 + "!", False),
        ("", False),
        ("aaaaaaaaaaaa", False),
        ("ababababababab", False),
        ("Tina Tina Tina", False),
        ("TINA TINA TINA", False),
        ("ö" * 8 + "ab", True),
        (unicodedata.normalize("NFD", "öäü" * 3), False),
    ],
)
def test_ten_to_two_hundred_characters_and_not_the_name_alone(password: str, is_allowed: bool) -> None:
    if is_allowed:
        assert quick.check(quick.hash(password, "Tina Tina Tina"), password).result()
        return
    with pytest.raises(InvalidValue) as refused:
        quick.hash(password, "Tina Tina Tina")
    assert not password or password not in str(refused.value)


def test_every_composition_of_an_accent_is_the_same_password() -> None:
    hashed = quick.hash(unicodedata.normalize("NFD", "Über Ängste"))
    assert quick.check(hashed, unicodedata.normalize("NFC", "Über Ängste")).result()
    assert not quick.check(hashed, "Uber Angste").result()


def test_what_is_kept_is_argon2id_with_costs_that_hold() -> None:
    hashed = Passwords().hash("four words in a row")
    kind, memory, rounds = re.match(r"\$(argon2id)\$v=19\$m=(\d+),t=(\d+),", hashed).groups()
    assert kind == "argon2id"
    assert int(memory) >= 19 * 1024
    assert int(rounds) >= 2
    assert hashed != Passwords().hash("four words in a row")


def test_a_hash_with_other_costs_is_outdated() -> None:
    assert Passwords().is_outdated(quick.hash("four words in a row"))
    assert not quick.is_outdated(quick.hash("four words in a row"))


@pytest.mark.parametrize("hashed", ["", "x", "$argon2id$", "$argon2id$v=19$m=99999999999,t=1,p=1$AAAA$AAAA", "$2b$12$"])
def test_a_damaged_hash_opens_to_nobody(hashed: str) -> None:
    assert not quick.check(hashed, "four words in a row").result()
    assert not quick.check(hashed, "").result()


@pytest.mark.parametrize("password", ["", "x" * 10_000, "\ud800 half a pair", "nul \0 nul nul", "\x85\u2028"])
def test_odd_texts_are_wrong_and_nothing_else(password: str) -> None:
    assert not quick.check(quick.hash("four words in a row"), password).result()
    assert not quick.check(None, password).result()


def test_nobody_has_the_password_of_nobody() -> None:
    for password in ("nobody has this password", "", "four words in a row"):
        assert not quick.check(None, password).result()


def test_an_unknown_name_costs_one_comparison_of_the_same_costs(monkeypatch: pytest.MonkeyPatch) -> None:
    worked: list[str] = []
    verify = PasswordHasher.verify
    monkeypatch.setattr(PasswordHasher, "verify", lambda *args: worked.append(args[1]) or verify(*args))
    monkeypatch.setattr(PasswordHasher, "hash", lambda *_: worked.append("hashed") or "")
    Passwords().check(None, "four words in a row").result()
    assert len(worked) == 1, "the first one must not take longer than the others"
    assert worked[0].startswith("$argon2id$v=19$m=32768,t=3,p=1$")


class Slow(Passwords):
    """Comparisons that last until they are let go."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_kib=64)
        self.go = threading.Event()
        self.lock = threading.Lock()
        self.now = self.most = self.all = 0

    def _is_right(self, hashed: str, password: str) -> bool:
        with self.lock:
            self.now += 1
            self.all += 1
            self.most = max(self.most, self.now)
        self.go.wait(10)
        with self.lock:
            self.now -= 1
        return super()._is_right(hashed, password)


def test_two_are_compared_at_once_and_a_full_line_sends_away() -> None:
    slow = Slow()
    waiting = [slow.check(None, "four words in a row") for _ in range(AT_ONCE + MOST_WAITING)]
    for _ in range(100):
        with pytest.raises(TooBusy):
            slow.check(None, "four words in a row")
        with pytest.raises(TooBusy):
            slow.hash("four words in a row")
    slow.go.set()
    assert not any(one.result(10) for one in waiting)
    assert slow.most == AT_ONCE
    assert slow.all == AT_ONCE + MOST_WAITING
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:  # the room is given back a moment after the result is there
        try:
            slow.check(None, "four words in a row").result(10)
            break
        except TooBusy:
            time.sleep(0.01)
    else:
        pytest.fail("the line stays full")


def test_guessing_from_many_threads_holds_the_memory_of_two() -> None:
    passwords = Passwords()
    hashed = passwords.hash("four words in a row")
    before = usage().rss_mb
    most: list[float] = []

    def guess() -> None:
        for against in (hashed, None):
            with contextlib.suppress(TooBusy):
                passwords.check(against, "five words in a row").result()
            most.append(usage().rss_mb)

    threads = [threading.Thread(target=guess) for _ in range(40)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert max(most) - before < 32 * 2 + 40
