"""Guessing through the form: what is listened to, what it costs the others, and what is written about it."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from accounts import Passwords
from tests.accounts.test_second_factor import code
from tests.web.house import AT_HOME, LAN, OWNER, House, living_in

pytestmark = pytest.mark.anyio

KEY = "JBSWY3DPEHPK3PXP"


async def test_four_typos_and_then_the_right_one_is_in(house: House) -> None:
    async with house.browser() as browser:
        for _ in range(4):
            assert (await browser.sign_in(password="four words in a rwo")).status_code == 403
        await browser.sign_in()
        assert await browser.is_in()


async def test_locked_by_the_twentieth_also_for_the_right_one_but_not_for_another_device(house: House) -> None:
    async with house.browser("192.168.1.66") as child, house.browser() as phone:
        answers = [await child.sign_in(password=f"wrong guess {number}") for number in range(20)]
        assert sum(one.status_code == 403 for one in answers) <= 6
        assert answers[-1].status_code == 429
        assert (await child.sign_in()).status_code == 429
        assert not await child.is_in()
        await phone.sign_in()
        assert await phone.is_in()


async def test_who_writes_another_address_into_a_header_is_the_same_source(house: House) -> None:
    async with house.browser("192.168.1.66") as child:
        heard = 0
        for number in range(40):
            child.headers.update(
                {"X-Forwarded-For": f"10.0.0.{number}", "Forwarded": f"for=10.0.0.{number}", "X-Real-IP": "10.1.1.1"}
            )
            heard += (await child.sign_in(password=f"wrong guess {number}")).status_code == 403
    assert heard <= 6


async def test_behind_a_trusted_proxy_each_device_counts_for_itself(tmp_path: Path) -> None:
    async with living_in(tmp_path / "data", trusted_proxies="10.0.0.0/24") as house:
        child = house.browser("10.0.0.1", **{"X-Forwarded-For": "1.2.3.4, 192.168.1.66, 10.0.0.2"})
        phone = house.browser("10.0.0.1", **{"X-Forwarded-For": "192.168.1.5"})
        async with child, phone:
            heard = 0
            for number in range(20):
                child.headers["X-Forwarded-For"] = f"1.2.3.{number}, 192.168.1.66, 10.0.0.2"
                heard += (await child.sign_in(password="wrong guess")).status_code == 403
            assert heard <= 6
            await phone.sign_in()
            assert await phone.is_in()
            assert house.people.sessions.of(house.people.accounts.list()[0].id)[0].address == "192.168.1.5"


async def test_unknown_names_and_wrong_passwords_are_answered_alike(house: House) -> None:
    async with house.browser() as browser:
        known = await browser.sign_in(OWNER, "wrong guess")
        unknown = await browser.sign_in("Eve", "wrong guess")
    assert known.status_code == unknown.status_code
    assert known.text.replace(OWNER, "Eve") == unknown.text


async def test_a_code_is_guessed_no_more_often_than_a_password(house: House) -> None:
    tina = house.people.accounts.list()[0]
    house.people.accounts.add_second(tina.id, KEY, code(KEY, house.clock.now()))
    async with house.browser() as browser:
        assert (await browser.sign_in()).headers["location"] == "/login/code"
        assert not await browser.is_in()
        fields, answers = await browser.form("/login/code"), []
        for number in range(20):
            answer = await browser.submit("/login/code", {**fields, "code": f"{number:06}"})
            answers.append(answer.status_code)
        assert answers.count(403) <= 6
        house.clock.advance(31)
        right = await browser.submit("/login/code", {**fields, "code": code(KEY, house.clock.now())})
        assert right.status_code == 429
        assert not await browser.is_in()


async def test_password_and_code_are_in_and_the_code_is_used_up(house: House) -> None:
    tina = house.people.accounts.list()[0]
    house.people.accounts.add_second(tina.id, KEY, code(KEY, house.clock.now()))
    house.clock.advance(30)
    now = code(KEY, house.clock.now())
    async with house.browser() as phone, house.browser("192.168.1.66") as child:
        for browser in (phone, child):
            await browser.sign_in(next="/more")
        answer = await phone.submit("/login/code", {**await phone.form("/login/code"), "code": now})
        assert answer.headers["location"] == "/more"
        assert await phone.is_in()
        assert (await child.submit("/login/code", {**await child.form("/login/code"), "code": now})).status_code == 403
        assert not await child.is_in()


async def test_the_way_to_the_code_is_over_after_five_minutes_and_with_another_password(house: House) -> None:
    tina = house.people.accounts.list()[0]
    house.people.accounts.add_second(tina.id, KEY, code(KEY, house.clock.now()))
    async with house.browser() as browser:
        await browser.sign_in()
        fields = await browser.form("/login/code")
        house.clock.advance(300)
        now = code(KEY, house.clock.now())
        assert (await browser.submit("/login/code", {**fields, "code": now})).headers["location"] == "/login"
        await browser.sign_in()
        house.people.set_password(tina.id, "quite another password", AT_HOME)
        assert (await browser.submit("/login/code", {**fields, "code": now})).headers["location"] == "/login"
        assert not await browser.is_in()


async def test_a_password_alone_makes_no_source_trusted(house: House) -> None:
    tina = house.people.accounts.list()[0]
    house.people.accounts.add_second(tina.id, KEY, code(KEY, house.clock.now()))
    async with house.browser() as browser:
        await browser.sign_in()
    for number in range(40):
        async with house.browser(f"10.0.1.{number}") as child:
            await child.sign_in(password="wrong guess")
    async with house.browser() as browser:
        assert (await browser.sign_in()).status_code == 429


class Held(Passwords):
    """Comparisons that last until they are let go."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_kib=64)
        self.go = threading.Event()
        self.compared = 0

    def _is_right(self, hashed: str, password: str) -> bool:
        self.go.wait(20)
        self.compared += 1
        return super()._is_right(hashed, password)


async def test_five_hundred_guesses_at_once_keep_nobody_waiting(house: House) -> None:
    """From as many addresses as there are; the comparisons hang as on a machine that can do no more."""
    async with house.browser() as browser:
        await browser.sign_in()
        held = house.people.accounts.passwords = Held()
        strangers = [house.browser(f"10.{number % 200}.0.{number // 200}") for number in range(500)]
        guessing = [asyncio.ensure_future(one.sign_in(password="wrong guess")) for one in strangers]
        try:
            async with asyncio.timeout(10):
                await asyncio.wait(guessing, return_when=asyncio.FIRST_COMPLETED)
                for one in asyncio.as_completed(guessing):
                    await one
                    if sum(each.done() for each in guessing) >= 480:
                        break
                house.clock.advance(3601)
                assert (await browser.get("/healthz")).status_code == 200
                assert await browser.is_in()  # its use is written to the disk, in a thread
        finally:
            held.go.set()
        statuses = [one.status_code for one in await asyncio.gather(*guessing)]
        for one in strangers:
            await one.aclose()
    assert held.compared <= 20
    assert set(statuses) == {403, 503}


async def test_a_guess_that_was_not_compared_is_not_counted(house: House) -> None:
    async with house.browser() as browser:
        held = house.people.accounts.passwords = Held()
        room = [held.check(None, "x") for _ in range(22)]
        for _ in range(30):
            assert (await browser.sign_in()).status_code == 503
        held.go.set()
        for one in room:
            one.result(10)
        await asyncio.sleep(0.05)
        assert (await browser.sign_in()).status_code == 303


async def test_one_source_at_once_is_heard_no_more_often_than_one_after_the_other(house: House) -> None:
    browsers = [house.browser("192.168.1.66") for _ in range(100)]
    answers = await asyncio.gather(*(one.sign_in(password="wrong guess") for one in browsers))
    for one in browsers:
        await one.aclose()
    assert sum(one.status_code == 403 for one in answers) <= 6


async def test_wrong_guesses_are_in_the_audit_and_what_was_typed_is_not(house: House) -> None:
    async with house.browser() as browser:
        await browser.sign_in(OWNER, "a wrong password")
        await browser.sign_in("my secret password", "")
        await browser.sign_in("Eve\u202e\n", "a wrong password")
    (last, second, first) = house.services.audit.newest(3)
    assert (first.user, first.kind, first.origin) == (OWNER, "wrong_password", LAN)
    assert {second.user, last.user, second.who, last.who} == {""}
    assert "secret" not in (house.core.store.root / "audit" / "2026-11.jsonl").read_text()
