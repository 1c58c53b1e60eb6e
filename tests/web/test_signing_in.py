"""Signing in with name and password, and what a browser has from then on."""

from __future__ import annotations

import asyncio
import unicodedata
from http.cookies import SimpleCookie
from pathlib import Path

import pytest

from accounts import Access
from errors import NotSaved, WrongPassword
from tests.web.house import AT_HOME, EVENING, OWNER, OWNERS, House, StandingClock, living_in
from web.gate import COOKIE

pytestmark = pytest.mark.anyio


def cookie_of(answer: object, name: str = COOKIE) -> object:
    """How a browser is given a cookie."""
    for value in answer.headers.get_list("set-cookie"):
        if name in (found := SimpleCookie(value)):
            return found[name]
    raise AssertionError(f"no cookie {name}")


async def test_the_right_password_opens_and_the_wrong_one_does_not(house: House) -> None:
    async with house.browser() as browser:
        assert (await browser.sign_in(password="five words in a row")).status_code == 403
        assert not await browser.is_in()
        answer = await browser.sign_in()
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert await browser.is_in()


async def test_there_is_no_password_that_nobody_has_set(new_house: House) -> None:
    async with new_house.browser() as browser:
        for name in ("admin", "root", "timekpr", "Tina", ""):
            for password in ("admin", "password", "timekpr", "", "changeme", name):
                fields = {**await browser.form("/setup"), "username": name, "password": password}
                await browser.submit("/login", fields)
                new_house.clock.advance(3600)
        assert not await browser.is_in()
    assert new_house.people.accounts.list() == ()


@pytest.mark.parametrize("typed", [unicodedata.normalize(form, "Ärger über Öfen") for form in ("NFC", "NFD")])
async def test_accents_are_the_same_however_a_browser_composes_them(house: House, typed: str) -> None:
    house.add("Jörg", "viewer", password="Ärger über Öfen")
    for name in ("Jörg", "jÖRG ", unicodedata.normalize("NFD", "Jörg")):
        async with house.browser() as browser:
            await browser.sign_in(name, typed)
            assert await browser.is_in()


async def test_the_cookie_is_for_no_script_and_no_foreign_form(house: House) -> None:
    async with house.browser() as browser:
        cookie = cookie_of(await browser.sign_in())
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["secure"]) == (True, "lax", "/", "")
    assert len(cookie.value) >= 43  # 256 bits


async def test_behind_a_proxy_with_https_the_cookie_never_travels_in_the_clear(tmp_path: Path) -> None:
    async with living_in(tmp_path / "data", trusted_proxies="10.0.0.1") as house:
        told = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.168.1.5"}
        async with house.browser("10.0.0.1", "https://127.0.0.1", **told) as browser:
            assert cookie_of(await browser.sign_in())["secure"]
        async with house.browser("192.168.1.9", **told) as stranger:
            assert not cookie_of(await stranger.sign_in())["secure"]


async def test_below_a_prefix_the_cookie_is_for_that_alone(tmp_path: Path) -> None:
    async with (
        living_in(tmp_path / "data", trusted_proxies="172.30.32.2") as house,
        house.behind("172.30.32.2", "/api/hassio_ingress/AbC-1") as browser,
    ):
        answer = await browser.sign_in()
        assert cookie_of(answer)["path"] == "/api/hassio_ingress/AbC-1"
        assert answer.headers["location"] == "/api/hassio_ingress/AbC-1/"


async def test_each_sign_in_has_a_new_secret_whatever_the_browser_brought(house: House) -> None:
    async with house.browser() as browser:
        browser.cookies.set(COOKIE, "a-secret-that-somebody-else-has-chosen-here")
        given = cookie_of(await browser.sign_in()).value
        assert given != "a-secret-that-somebody-else-has-chosen-here"
        assert given not in (house.core.store.root / "sessions.json").read_text()


async def test_signing_in_again_ends_the_session_that_the_browser_had(house: House) -> None:
    async with house.browser() as browser, house.browser() as thief:
        form = await browser.form()
        await browser.sign_in()
        old = browser.secret
        await browser.submit("/login", {**form, "username": OWNER, "password": OWNERS})  # in another tab
        assert browser.secret != old
        thief.cookies.set(COOKIE, old)
        assert not await thief.is_in()


async def test_what_was_copied_opens_nothing_after_the_sign_out(house: House) -> None:
    async with house.browser() as browser, house.browser() as thief:
        await browser.sign_in()
        thief.cookies.set(COOKIE, browser.secret)
        assert await thief.is_in()
        await browser.sign_out()
        assert not await thief.is_in()
        assert browser.secret == ""


async def test_another_password_ends_every_session_of_that_person_but_the_one_it_was_set_in(house: House) -> None:
    async with house.browser() as phone, house.browser() as laptop:
        await phone.sign_in()
        await laptop.sign_in()
        people = house.people
        session = people.sessions.find(phone.secret)
        access = Access(people.accounts, people.sessions, session)
        people.change_own_password(access, OWNERS, "quite another password", AT_HOME)
        assert await phone.is_in()
        assert not await laptop.is_in()
        assert (await laptop.sign_in()).status_code == 403
        people.set_password(access.session.account, "and yet another password", AT_HOME)
        assert not await phone.is_in()


async def test_whoever_is_removed_is_out_at_once(house: House) -> None:
    ben = house.add("Ben", "parent")
    async with house.browser() as browser:
        await browser.sign_in("Ben", "the password of Ben")
        house.people.remove(ben.id, AT_HOME)
        assert not await browser.is_in()
        assert (await browser.sign_in("Ben", "the password of Ben")).status_code == 403


async def test_a_session_that_rests_too_long_is_over(house: House) -> None:
    async with house.browser() as browser:
        await browser.sign_in()
        for _ in range(5):
            house.clock.advance(13 * 86_400)
            assert await browser.is_in()
        house.clock.advance(14 * 86_400 + 3601)
        assert not await browser.is_in()


async def test_a_session_is_over_after_ninety_days_however_much_it_was_used(house: House) -> None:
    async with house.browser() as browser:
        await browser.sign_in()
        for _ in range(9):
            house.clock.advance(10 * 86_400)
            assert await browser.is_in()
        house.clock.advance(1)
        assert not await browser.is_in()


async def test_sessions_outlive_a_restart_and_the_ended_ones_do_not(tmp_path: Path) -> None:
    clock = StandingClock(EVENING)
    async with living_in(tmp_path / "data", clock) as house, house.browser() as kept, house.browser() as ended:
        await kept.sign_in()
        await ended.sign_in()
        copied = ended.secret
        await ended.sign_out()
        secret = kept.secret
    async with living_in(tmp_path / "data", clock) as house:
        for cookie, is_in in ((secret, True), (copied, False)):
            async with house.browser() as browser:
                browser.cookies.set(COOKIE, cookie)
                assert await browser.is_in() == is_in


async def test_a_password_that_was_changed_while_it_was_compared_opens_nothing(house: House) -> None:
    people = house.people
    account = people.check(OWNER, OWNERS, AT_HOME)
    house.clock.advance(0.1)
    people.set_password(account.id, "quite another password", AT_HOME)
    with pytest.raises(WrongPassword):
        people.begin(account, AT_HOME, device="")
    assert people.sessions.of(account.id) == ()


async def test_whoever_was_removed_while_signing_in_has_no_session(house: House) -> None:
    ben = house.add("Ben")
    account = house.people.check("Ben", "the password of Ben", AT_HOME)
    house.people.remove(ben.id, AT_HOME)
    with pytest.raises(WrongPassword):
        house.people.begin(account, AT_HOME, device="")


async def test_many_requests_at_once_are_kept_as_one_use(house: House) -> None:
    async with house.browser() as browser:
        await browser.sign_in()
        file = house.core.store.root / "sessions.json"
        house.clock.advance(3601)
        saved = []
        save = house.core.store.save
        house.core.store.save = lambda *args: (saved.append(args), save(*args))
        await asyncio.gather(*(browser.get("/session") for _ in range(20)))
        assert len(saved) == 1
        assert file.exists()


async def test_on_a_full_disk_who_is_in_gets_out_and_who_is_out_is_told_why(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise NotSaved(path="sessions.json", why="the disk is full")

    async with house.browser() as browser, house.browser() as thief:
        await browser.sign_in()
        thief.cookies.set(COOKIE, browser.secret)
        with monkeypatch.context() as patched:
            patched.setattr(house.core.store, "save", full)
            assert (await browser.sign_out()).headers["location"] == "/login"
            assert not await thief.is_in()
            answer = await browser.sign_in()
            assert answer.status_code == 503
            assert "Not saved" in answer.text
        await browser.sign_in()
        assert await browser.is_in()
        assert not await thief.is_in()
