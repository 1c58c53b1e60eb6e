"""The first account: the code of the console, and that nobody comes to it a second time."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from errors import NotSaved
from tests.web.house import EVENING, OWNER, OWNERS, House, StandingClock, living_in
from web.setup_code import ALPHABET, LENGTH, SetupCode

pytestmark = pytest.mark.anyio


async def test_the_code_of_the_console_makes_the_first_account_and_signs_it_in(new_house: House) -> None:
    async with new_house.browser() as browser:
        assert (await browser.get("/")).headers["location"] == "/setup"
        assert (await browser.get("/login")).headers["location"] == "/setup"
        answer = await browser.set_up(new_house.codes[0])
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert await browser.is_in()
    (tina,) = new_house.people.accounts.list()
    assert (tina.name, tina.role) == (OWNER, "admin")


@pytest.mark.parametrize(
    "write", [str.lower, lambda code: code.replace("-", ""), lambda code: f" {code[:3]} {code[3:]} "]
)
async def test_the_code_may_be_written_in_any_way(new_house: House, write: Callable[[str], str]) -> None:
    async with new_house.browser() as browser:
        assert (await browser.set_up(write(new_house.codes[0]))).status_code == 303


async def test_a_wrong_code_makes_nothing(new_house: House) -> None:
    async with new_house.browser() as browser:
        for wrong in ("", "AAAAA-AAAAA", new_house.codes[0][:-1], new_house.codes[0] + "A", "\u2028", "0" * 5000):
            assert (await browser.set_up(wrong)).status_code in {403, 429}
            new_house.clock.advance(400)
    assert new_house.people.accounts.list() == ()


async def test_after_ten_wrong_ones_there_is_another_code_and_the_old_one_is_wrong(new_house: House) -> None:
    async with new_house.browser() as browser:
        for _ in range(10):
            assert (await browser.set_up("AAAAA-AAAAA")).status_code == 403
            new_house.clock.advance(3600)
        assert len(new_house.codes) == 2
        assert (await browser.set_up(new_house.codes[0])).status_code == 403
        assert (await browser.set_up(new_house.codes[1])).status_code == 303


async def test_who_guesses_codes_is_slowed_down_like_who_guesses_passwords(new_house: House) -> None:
    async with new_house.browser() as browser:
        answers = [(await browser.set_up("AAAAA-AAAAA")).status_code for _ in range(30)]
        assert answers.count(403) <= 6
        assert (await browser.set_up(new_house.codes[-1])).status_code == 429
    async with new_house.browser("192.168.1.5") as owner:
        assert (await owner.set_up(new_house.codes[-1])).status_code == 303


async def test_the_code_has_forty_bits_and_more() -> None:
    assert len(set(ALPHABET)) ** LENGTH > 2**40
    shown: list[str] = []
    for _ in range(50):
        SetupCode(shown.append).begin()
    assert len(set(shown)) == 50


async def test_with_an_account_there_is_no_code_and_no_set_up(house: House) -> None:
    assert house.codes == []
    async with house.browser() as browser:
        assert (await browser.get("/setup")).headers["location"] == "/login"
        answer = await browser.submit("/setup", {**await browser.form(), "code": "", "username": "Eve"})
        assert answer.headers["location"] == "/login"
    assert len(house.people.accounts.list()) == 1


async def test_after_the_first_account_its_code_is_worth_nothing(new_house: House) -> None:
    async with new_house.browser() as browser, new_house.browser() as child:
        form = await child.form("/setup")
        await browser.set_up(new_house.codes[0])
        fields = {"code": new_house.codes[0], "username": "Eve", "password": OWNERS, "again": OWNERS}
        answer = await child.submit("/setup", {**form, **fields})
        assert answer.headers["location"] == "/login"
        assert not await child.is_in()
    assert [one.name for one in new_house.people.accounts.list()] == [OWNER]


async def test_two_at_the_same_moment_make_one_account(new_house: House) -> None:
    browsers = [new_house.browser(f"192.168.1.{number}") for number in range(2, 10)]
    code = new_house.codes[0]
    await asyncio.gather(*(one.set_up(code, f"Person {number}") for number, one in enumerate(browsers)))
    signed_in = [await one.is_in() for one in browsers]
    for one in browsers:
        await one.aclose()
    assert len(new_house.people.accounts.list()) == signed_in.count(True) == 1


@pytest.mark.parametrize("loss", ["missing", "empty", "damaged", "nobody"])
async def test_accounts_that_are_lost_never_open_it_again(
    tmp_path: Path, loss: str, caplog: pytest.LogCaptureFixture
) -> None:
    data = tmp_path / "data"
    async with living_in(data):
        pass
    shutil.rmtree(data / "backups")
    file = data / "accounts.json"
    if loss == "missing":
        file.unlink()
    else:
        file.write_bytes({"empty": b"", "damaged": b"{" * 99, "nobody": b'{"schema":1,"accounts":[]}'}[loss])
    async with living_in(data, StandingClock(EVENING), owner=False) as house:
        assert house.codes == []
        async with house.browser() as browser:
            assert (await browser.get("/setup")).headers["location"] == "/login"
            page = await browser.get("/login")
            assert "account add NAME" in page.text
            assert (await browser.submit("/setup", await browser.form())).headers["location"] == "/login"
            assert (await browser.sign_in()).status_code == 403
    caplog.clear()  # that a file is damaged is said there


async def test_what_is_wrong_with_the_form_is_said_and_no_password_comes_back(new_house: House) -> None:
    async with new_house.browser() as browser:
        code = new_house.codes[0]
        for name, password, again in (
            (OWNER, "t0o short", "t0o short"),
            (OWNER, OWNERS, "an0ther one"),
            ("  ", OWNERS, OWNERS),
        ):
            answer = await browser.set_up(code, name, password, again=again)
            assert answer.status_code == 422
            assert 'role="alert"' in answer.text
            assert not any(one in answer.text for one in (OWNERS, "t0o short", "an0ther one"))
    assert new_house.people.accounts.list() == ()


async def test_a_full_disk_is_said_and_it_goes_on_when_there_is_room(
    new_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise NotSaved(path="x", why="the disk is full")

    async with new_house.browser() as browser:
        with monkeypatch.context() as patched:
            patched.setattr(new_house.core.store, "save", full)
            answer = await browser.set_up(new_house.codes[0])
            assert answer.status_code == 503
            assert "Not saved" in answer.text
        assert (await browser.set_up(new_house.codes[0])).status_code == 303


async def test_an_account_whose_session_could_not_be_saved_signs_in_by_itself(
    new_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise NotSaved(path="sessions.json", why="the disk is full")

    async with new_house.browser() as browser:
        with monkeypatch.context() as patched:
            patched.setattr(new_house.people.sessions, "begin", full)
            answer = await browser.set_up(new_house.codes[0])
        assert answer.status_code == 503
        assert 'action="/login"' in answer.text
        await browser.sign_in()
        assert await browser.is_in()


async def test_a_console_that_is_gone_does_not_end_the_program() -> None:
    def gone(_: str) -> None:
        raise BrokenPipeError

    code = SetupCode(gone)
    code.begin()
    for _ in range(25):
        assert not code.is_right("AAAAA-AAAAA")
