"""Sessions: what is kept of a secret, how many there are, how they end, and disks that are full."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable

import pytest

from accounts import Session, Sessions
from accounts.sessions import MOST_OF_ONE, MOST_WRONG
from clock import FakeClock
from errors import NotSaved
from storage import Store

DAY = 86_400


def opened(store: Store) -> Sessions:
    return Sessions(store, idle_days=14, most_days=90)


@pytest.fixture
def sessions(store: Store) -> Sessions:
    return opened(store)


@pytest.fixture
def full(store: Store, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[object]]:
    """From now on the disk takes nothing; what was tried."""

    def fill() -> list[object]:
        tried: list[object] = []

        def refuse(*args: object) -> None:
            tried.append(args)
            raise NotSaved(path="sessions.json", why="the disk is full")

        monkeypatch.setattr(store, "save", refuse)
        return tried

    return fill


def test_the_secret_has_256_bits_and_is_nowhere_on_the_disk(sessions: Sessions, store: Store) -> None:
    session, secret = sessions.begin("tina")
    assert len(secret) >= 43
    for file in store.root.rglob("*"):
        if file.is_file():
            assert secret not in file.read_text(errors="replace")
            assert file.stat().st_mode & 0o077 == 0
    assert secret not in repr(session) + str(session)
    assert session.digest not in repr(session)
    assert sessions.find(secret) == session


@pytest.mark.parametrize("wrong", ["", "x", "a" * 101, "ä" * 43, "\0", "\ud800", "../../etc/passwd"])
def test_nothing_else_opens(sessions: Sessions, wrong: str) -> None:
    session, secret = sessions.begin("tina")
    for text in (wrong, session.id, session.digest, secret[:-1], secret + "a", secret.swapcase(), f" {secret}"):
        assert sessions.find(text) is None


def test_one_person_has_so_many_and_the_one_unused_for_longest_makes_room(sessions: Sessions, clock: FakeClock) -> None:
    ended: list[str] = []
    sessions.on_end = ended.append
    _, others = sessions.begin("ben")
    made = []
    for _ in range(MOST_OF_ONE + 3):
        clock.advance(1)
        made.append(sessions.begin("tina")[1])
    assert [sessions.find(one) is not None for one in made] == [False] * 3 + [True] * MOST_OF_ONE
    assert len(ended) == 3
    assert sessions.find(others) is not None


def test_what_is_over_leaves_the_file_with_the_next_sign_in(sessions: Sessions, store: Store, clock: FakeClock) -> None:
    for _ in range(5):
        sessions.begin("tina")
    clock.advance(100 * DAY)
    sessions.begin("ben")
    assert len(json.loads((store.root / "sessions.json").read_text())["sessions"]) == 1


def test_damage_signs_everybody_out_and_keeps_nobody_out(store: Store, sessions: Sessions) -> None:
    _, secret = sessions.begin("tina")
    shutil.rmtree(store.root / "backups", ignore_errors=True)
    (store.root / "sessions.json").write_bytes(b"\0" * 300)
    again = opened(store)
    assert again.find(secret) is None
    assert again.find(again.begin("tina")[1]) is not None


def test_its_use_is_kept_once_an_hour(sessions: Sessions, store: Store, clock: FakeClock) -> None:
    session, secret = sessions.begin("tina")
    saved: list[bytes] = []
    for _ in range(24 * 6):
        clock.advance(600)
        found = sessions.find(secret)
        if sessions.needs_touch(found):
            sessions.touch(found)
            sessions.touch(session)
        saved.append((store.root / "sessions.json").read_bytes())
    assert len(set(saved)) == 25  # the first hour has none


def test_on_a_full_disk_each_use_is_tried_once_and_keeps_nobody_out(
    sessions: Sessions, clock: FakeClock, full: Callable[[], list[object]]
) -> None:
    session, secret = sessions.begin("tina")
    tried = full()
    clock.advance(3601)
    for _ in range(50):
        if sessions.needs_touch(session):
            sessions.touch(session)
    assert len(tried) == 1
    clock.advance(13.99 * DAY)
    assert sessions.find(secret) is not None


def test_on_a_full_disk_nobody_new_gets_in_and_those_who_are_in_can_leave(
    sessions: Sessions, store: Store, monkeypatch: pytest.MonkeyPatch, full: Callable[[], list[object]]
) -> None:
    session, secret = sessions.begin("tina")
    _, others = sessions.begin("ben")
    ended: list[str] = []
    sessions.on_end = ended.append
    full()
    with pytest.raises(NotSaved):
        sessions.begin("tina")
    with pytest.raises(NotSaved):
        sessions.end(session.id)
    assert sessions.find(secret) is None
    assert ended == [session.id]
    assert sessions.find(others) is not None
    monkeypatch.undo()
    sessions.begin("tina")  # the disk has room again: what has ended is kept with the next change
    assert opened(store).find(secret) is None


def test_the_password_counts_for_five_minutes_in_its_own_session(sessions: Sessions, clock: FakeClock) -> None:
    phone, laptop = sessions.begin("tina")[0], sessions.begin("tina")[0]
    clock.advance(299)
    assert sessions.is_fresh(phone.id)
    clock.advance(1)
    assert not sessions.is_fresh(phone.id)
    sessions.entered(laptop.id)
    assert sessions.is_fresh(laptop.id)
    assert not sessions.is_fresh(phone.id)
    assert not sessions.is_fresh("nobody")


def test_after_a_restart_the_password_is_asked_for_again(sessions: Sessions, store: Store) -> None:
    session, _ = sessions.begin("tina")
    assert not opened(store).is_fresh(session.id)


def wrong(sessions: Sessions, session: Session) -> None:
    sessions.trying(session.id)
    sessions.wrong_password(session.id)


def test_so_many_wrong_passwords_in_a_row_end_the_session_they_were_entered_in(sessions: Sessions) -> None:
    session, secret = sessions.begin("tina")
    for _ in range(MOST_WRONG - 1):
        wrong(sessions, session)
    sessions.entered(session.id)
    for _ in range(MOST_WRONG - 1):
        wrong(sessions, session)
    assert sessions.find(secret) is not None
    wrong(sessions, session)
    assert sessions.find(secret) is None


def test_what_it_remembers_goes_with_the_sessions(sessions: Sessions) -> None:
    for _ in range(100):
        session, _ = sessions.begin("tina")
        sessions.trying(session.id)
        sessions.end(session.id)
        sessions.entered(session.id)
        sessions.trying(session.id)
    assert len(sessions._entered) + len(sessions._wrong) <= 2


def test_what_the_browser_says_of_itself_is_kept_short_and_readable(sessions: Sessions) -> None:
    session, _ = sessions.begin("tina", device="Fire\r\nfox\0\u202e" + "x" * 10_000, address="1" * 1000)
    assert session.device.startswith("Fire  fox  xxx")
    assert len(session.device) <= 120
    assert len(session.address) <= 64
    assert isinstance(session, Session)


def test_a_file_of_a_later_release_is_put_aside_and_everybody_signs_in_again(store: Store, sessions: Sessions) -> None:
    _, secret = sessions.begin("a1")
    path = store.root / "sessions.json"
    later = path.read_bytes().replace(b'"schema": 1', b'"schema": 9')
    path.write_bytes(later)
    shutil.rmtree(store.root / "backups", ignore_errors=True)
    again = opened(store)

    assert again.find(secret) is None
    (kept,) = store.root.glob("sessions.json.corrupt-*")
    assert kept.read_bytes() == later
    _, fresh = again.begin("a1")
    assert opened(store).find(fresh) is not None
