"""What somebody does to the own account, and that an open page is no place to guess at it."""

from __future__ import annotations

import threading

import pytest

from accounts import Access, Account
from errors import MngrError, NotYourPassword, SignedOut, TooBusy, WrongCode, WrongPassword
from tests.accounts.test_second_factor import code
from tests.web.house import AT_HOME, OWNERS, House
from tests.web.test_guessing import KEY, Held

pytestmark = pytest.mark.anyio


@pytest.fixture
def tina(house: House) -> Account:
    return house.people.accounts.list()[0]


def entered(house: House, account: Account) -> Access:
    session, _ = house.people.begin(account, AT_HOME, device="")
    return Access(house.people.accounts, house.people.sessions, session)


async def test_the_fifth_wrong_password_in_a_row_ends_the_session(house: House, tina: Account) -> None:
    access = entered(house, tina)
    for _ in range(5):
        with pytest.raises(WrongPassword):
            house.people.confirm_password(access, "wrong guess")
    with pytest.raises(SignedOut):
        house.people.confirm_password(access, OWNERS)


async def test_many_guesses_at_once_on_an_open_page_are_no_more_than_one_after_the_other(
    house: House, tina: Account
) -> None:
    access = entered(house, tina)
    held = house.people.accounts.passwords = Held()
    said: list[type[MngrError]] = []

    def guess() -> None:
        try:
            house.people.confirm_password(access, "wrong guess")
        except MngrError as error:
            said.append(type(error))

    threads = [threading.Thread(target=guess) for _ in range(60)]
    for one in threads:
        one.start()
    held.go.set()
    for one in threads:
        one.join()
    assert held.compared <= 5
    assert not access.is_live
    assert set(said) <= {NotYourPassword, SignedOut, TooBusy}


async def test_what_was_not_compared_ends_nothing(house: House, tina: Account) -> None:
    access = entered(house, tina)
    held = house.people.accounts.passwords = Held()
    room = [held.check(None, "x") for _ in range(22)]
    for _ in range(10):
        with pytest.raises(TooBusy):
            house.people.confirm_password(access, OWNERS)
    held.go.set()
    for one in room:
        one.result(10)
    assert access.is_live


async def test_another_password_needs_the_old_one(house: House, tina: Account) -> None:
    access = entered(house, tina)
    with pytest.raises(WrongPassword):
        house.people.change_own_password(access, "wrong guess", "quite another password", AT_HOME)
    assert house.people.accounts.verify("Tina", OWNERS) is not None


async def test_codes_are_not_guessed_on_an_open_page_to_be_rid_of_them(house: House, tina: Account) -> None:
    house.people.accounts.add_second(tina.id, KEY, code(KEY, house.clock.now()))
    access, wrong = entered(house, tina), 0
    for number in range(20):
        try:
            house.people.drop_own_second(access, f"{number:06}", AT_HOME)
        except WrongCode:
            wrong += 1
        except SignedOut:
            break
    assert wrong <= 5
    assert house.people.accounts.get(tina.id).second is not None
    assert not access.is_live


async def test_with_its_code_the_second_factor_goes(house: House, tina: Account) -> None:
    access = entered(house, tina)
    house.people.add_own_second(access, KEY, code(KEY, house.clock.now()), AT_HOME)
    house.clock.advance(30)
    house.people.drop_own_second(access, code(KEY, house.clock.now()), AT_HOME)
    assert house.people.accounts.get(tina.id).second is None


async def test_no_secret_of_all_this_is_in_the_audit(house: House, tina: Account) -> None:
    access = entered(house, tina)
    house.people.change_own_password(access, OWNERS, "quite another password", AT_HOME)
    recovery = house.people.add_own_second(access, KEY, code(KEY, house.clock.now()), AT_HOME)
    house.people.set_password(tina.id, "and yet another password", AT_HOME)
    house.people.drop_second(tina.id, AT_HOME)
    audit = "".join(file.read_text() for file in (house.core.store.root / "audit").iterdir())
    for kind in ("password", "second_on", "second_off"):
        assert f'"kind":"{kind}"' in audit
    for secret in (OWNERS, "another password", KEY, "argon2", *recovery, access.session.digest):
        assert secret not in audit
