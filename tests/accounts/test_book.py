"""The accounts: who there is, the first of them, the last admin, and files that are lost or damaged."""

from __future__ import annotations

import contextlib
import json
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from accounts import Account, Accounts, Passwords, Role
from accounts.models import MAX_ACCOUNTS, MAX_CHILDREN
from clock import FakeClock
from errors import (
    AlreadyExists,
    InvalidValue,
    LastAdmin,
    MngrError,
    NotFound,
    NotSaved,
    SetupOver,
    TooMany,
    WrongCode,
)
from storage import Store
from tests.accounts.test_second_factor import code

PASSWORD = "four words in a row"


def reopened(store: Store, passwords: Passwords) -> Accounts:
    return Accounts(store, passwords)


@pytest.fixture
def tina(accounts: Accounts) -> Account:
    return accounts.set_up("Tina", PASSWORD)


# --- the first account ---


def test_the_first_account_may_everything_and_there_is_one_only(accounts: Accounts) -> None:
    assert not accounts.is_set_up
    assert accounts.set_up("Tina", PASSWORD).role is Role.ADMIN
    with pytest.raises(SetupOver):
        accounts.set_up("Eve", PASSWORD)
    assert [one.name for one in accounts.list()] == ["Tina"]


def test_two_at_the_same_moment_make_one_account(accounts: Accounts) -> None:
    done: list[str] = []

    def set_up(name: str) -> None:
        with contextlib.suppress(SetupOver):
            done.append(accounts.set_up(name, PASSWORD).name)

    threads = [threading.Thread(target=set_up, args=(f"Person {number}",)) for number in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(done) == len(accounts.list()) == 1


def missing(path: Path) -> None:
    path.unlink()


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def nobody_in_it(path: Path) -> None:
    path.write_text('{"schema": 1, "accounts": []}')


def nonsense(path: Path) -> None:
    path.write_bytes(b"\0" * 500)


def a_list(path: Path) -> None:
    path.write_text("[]")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100])


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def without_a_field(path: Path) -> None:
    content = json.loads(path.read_text())
    del content["accounts"][0]["role"]
    path.write_text(json.dumps(content))


DAMAGES = (missing, emptied, nobody_in_it, nonsense, a_list, cut, folder, without_a_field)


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("marks", [True, False])
def test_accounts_that_are_lost_never_open_the_set_up_again(
    store: Store, passwords: Passwords, accounts: Accounts, tina: Account, damage: Callable[[Path], None], marks: bool
) -> None:
    file = store.root / "accounts.json"
    shutil.rmtree(store.root / "backups", ignore_errors=True)
    damage(file)
    if not marks and damage not in {missing, nobody_in_it}:
        (store.root / "setup.json").unlink()
    again = reopened(store, passwords)
    assert again.is_set_up
    with pytest.raises(SetupOver):
        again.set_up("Eve", PASSWORD)
    assert again.verify("Eve", PASSWORD) is None


def test_lost_accounts_are_said_and_the_command_line_makes_others(
    store: Store, passwords: Passwords, tina: Account
) -> None:
    shutil.rmtree(store.root / "backups", ignore_errors=True)
    (store.root / "accounts.json").unlink()
    again = reopened(store, passwords)
    assert [one.code for one in again.problems()] == ["accounts_lost"]
    assert again.verify("Tina", PASSWORD) is None
    again.add("Tina", PASSWORD, "admin")
    assert again.problems() == ()
    assert again.verify("Tina", PASSWORD) is not None


def test_no_secret_of_a_damaged_file_stands_in_the_log(
    store: Store, passwords: Passwords, accounts: Accounts, tina: Account, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    second = "JBSWY3DPEHPK3PXP"
    content = json.loads((store.root / "accounts.json").read_text())
    content["accounts"][0]["second"] = second
    for copy in store.root.rglob("accounts.json*"):
        if copy.is_file():
            copy.write_text(json.dumps(content))
    shutil.rmtree(store.root / "backups", ignore_errors=True)
    reopened(store, passwords)
    assert "accounts.json" in caplog.text
    for secret in (tina.password, tina.password[-20:], "argon2", second):
        assert secret not in caplog.text


def test_a_set_up_that_could_not_be_saved_can_be_done_again(
    accounts: Accounts, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = store.save

    def full(kind: object, value: object, *parts: str) -> None:
        if parts == ("accounts.json",):
            raise NotSaved(path="accounts.json", why="the disk is full")
        save(kind, value, *parts)

    monkeypatch.setattr(store, "save", full)
    with pytest.raises(NotSaved):
        accounts.set_up("Tina", PASSWORD)
    assert not accounts.is_set_up
    monkeypatch.setattr(store, "save", save)
    accounts.set_up("Tina", PASSWORD)
    assert accounts.verify("Tina", PASSWORD) is not None


# --- the others ---


def test_a_name_is_one_persons_in_any_case(accounts: Accounts, tina: Account) -> None:
    for name in ("Tina", "tina", " TINA ", "tINA"):
        with pytest.raises(AlreadyExists):
            accounts.add(name, PASSWORD, "viewer")


@pytest.mark.parametrize("name", ["", " ", "a" * 61, "Ti\nna", "Ti\0na", "Ti\u202ena", "a\u2028b", "\ud800"])
def test_a_name_is_text_that_can_be_read(accounts: Accounts, tina: Account, name: str) -> None:
    with pytest.raises(InvalidValue):
        accounts.add(name, PASSWORD, "viewer")
    with pytest.raises(InvalidValue):
        accounts.change(tina.id, name=name, role="admin", children=None)
    assert accounts.verify(name, PASSWORD) is None


@pytest.mark.parametrize("role", ["", "root", "ADMIN", "Admin", "admin ", "parent,admin"])
def test_there_are_three_roles(accounts: Accounts, tina: Account, role: str) -> None:
    with pytest.raises(InvalidValue):
        accounts.add("Ben", PASSWORD, role)


def test_the_last_admin_stays_one(accounts: Accounts, tina: Account) -> None:
    ben = accounts.add("Ben", PASSWORD, "parent")
    with pytest.raises(LastAdmin):
        accounts.remove(tina.id)
    with pytest.raises(LastAdmin):
        accounts.change(tina.id, name="Tina", role="parent", children=None)
    accounts.change(ben.id, name="Ben", role="admin", children=None)
    accounts.remove(tina.id)
    assert [one.name for one in accounts.list()] == ["Ben"]


def test_two_admins_who_remove_each_other_at_once_leave_one(accounts: Accounts, tina: Account) -> None:
    ben = accounts.add("Ben", PASSWORD, "admin")
    refused: list[MngrError] = []

    def remove(account_id: str) -> None:
        try:
            accounts.remove(account_id)
        except LastAdmin as error:
            refused.append(error)

    threads = [threading.Thread(target=remove, args=(one.id,)) for one in (tina, ben)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(accounts.list()) == len(refused) == 1


def test_there_is_an_end_to_accounts_and_to_the_children_of_one(
    accounts: Accounts, store: Store, passwords: Passwords, tina: Account
) -> None:
    many = [f"child{number}" for number in range(MAX_CHILDREN + 1)]
    with pytest.raises(TooMany):
        accounts.add("Ben", PASSWORD, "parent", many)
    with pytest.raises(TooMany):
        accounts.change(tina.id, name="Tina", role="admin", children=many)
    accounts.change(tina.id, name="Tina", role="admin", children=many[:-1])
    for number in range(MAX_ACCOUNTS - 1):
        accounts.add(f"Person {number}", PASSWORD, "viewer")
    with pytest.raises(TooMany):
        accounts.add("One more", PASSWORD, "viewer")
    assert len(reopened(store, passwords).list()) == MAX_ACCOUNTS


def test_nobody_is_nobody(accounts: Accounts, tina: Account) -> None:
    for act in (
        lambda: accounts.get("Eve"),
        lambda: accounts.remove("Eve"),
        lambda: accounts.set_password("Eve", PASSWORD),
        lambda: accounts.drop_second("Eve"),
        lambda: accounts.change("Eve", name="Eve", role="viewer", children=None),
    ):
        with pytest.raises(NotFound):
            act()


def test_no_secret_of_an_account_shows_when_it_is_printed(accounts: Accounts, clock: FakeClock, tina: Account) -> None:
    key = "JBSWY3DPEHPK3PXP"
    accounts.add_second(tina.id, key, code(key, clock.now()))
    said = repr(accounts.list()) + str(accounts.list()[0])
    assert "argon2" not in said
    assert key not in said
    assert not any(one in said for one in accounts.list()[0].second.recovery)


# --- hashes of other costs ---


def test_a_hash_with_old_costs_is_made_anew_at_the_next_sign_in(
    store: Store, accounts: Accounts, tina: Account
) -> None:
    dearer = Accounts(store, Passwords(time_cost=2, memory_kib=64))
    assert dearer.verify("Tina", PASSWORD) is not None
    hashed = dearer.get("Tina").password
    assert hashed != tina.password
    assert ",t=2," in hashed
    assert dearer.verify("Tina", PASSWORD) is not None
    assert dearer.get("Tina").password == hashed


def test_a_hash_that_is_made_anew_does_not_bring_an_old_password_back(
    store: Store, accounts: Accounts, clock: FakeClock, tina: Account
) -> None:
    class Meanwhile(Passwords):
        def hash(self, password: str, name: str = "") -> str:
            if password == PASSWORD:
                clock.advance(1)
                dearer.set_password(tina.id, "quite another password")
            return super().hash(password, name)

    dearer = Accounts(store, Meanwhile(time_cost=2, memory_kib=64))
    assert dearer.verify("Tina", PASSWORD) is None
    assert dearer.verify("Tina", "quite another password") is not None


def test_a_full_disk_keeps_nobody_out_whose_hash_is_old(
    store: Store, accounts: Accounts, tina: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise NotSaved(path="accounts.json", why="the disk is full")

    monkeypatch.setattr(store, "save", full)
    assert Accounts(store, Passwords(time_cost=2, memory_kib=64)).verify("Tina", PASSWORD) is not None


# --- codes ---


def test_a_second_factor_is_asked_for_once_the_app_has_shown_that_it_has_the_key(
    accounts: Accounts, clock: FakeClock, tina: Account
) -> None:
    key = "JBSWY3DPEHPK3PXP"
    with pytest.raises(WrongCode):
        accounts.add_second(tina.id, key, "000000" if code(key, clock.now()) != "000000" else "000001")
    assert accounts.verify_second(tina.id, "anything")
    recovery = accounts.add_second(tina.id, key, code(key, clock.now()))
    assert not accounts.verify_second(tina.id, code(key, clock.now())), "the code that proved it opens nothing"
    clock.advance(30)
    assert accounts.verify_second(tina.id, code(key, clock.now()))
    assert accounts.verify_second(tina.id, recovery[0])
    assert not accounts.verify_second(tina.id, recovery[0])


def test_one_code_at_two_places_at_once_opens_one(accounts: Accounts, clock: FakeClock, tina: Account) -> None:
    key = "JBSWY3DPEHPK3PXP"
    accounts.add_second(tina.id, key, code(key, clock.now()))
    clock.advance(30)
    now, opened = code(key, clock.now()), []
    threads = [threading.Thread(target=lambda: opened.append(accounts.verify_second(tina.id, now))) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert opened.count(True) == 1
