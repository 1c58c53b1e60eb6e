"""Taking a copy away: for admins who have just entered their password, and nothing but what is in the list."""

from __future__ import annotations

import pytest

from tests.backup.conftest import quick
from tests.web.house import AT_HOME, OWNERS, House, living_in

pytestmark = pytest.mark.anyio
__all__ = ["quick"]


@pytest.fixture
async def house(tmp_path):
    async with living_in(tmp_path / "data") as house:
        yield house


async def made(house: House) -> str:
    return house.services.backups.make_now(AT_HOME).name


async def test_an_admin_gets_the_file_as_it_is(house: House) -> None:
    name = await made(house)
    async with house.browser() as browser:
        await browser.sign_in()
        answer = await browser.get(f"/backups/{name}")
        assert answer.status_code == 200
        assert answer.content == (house.folder / "backups" / name).read_bytes()
        assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
        assert answer.headers["content-length"] == str(len(answer.content))
        assert answer.headers["cache-control"] == "no-store"
    (entry,) = [one for one in house.services.audit.newest(20) if one.kind == "downloaded"]
    assert entry.after == {"file": name}


async def test_nobody_else_does(house: House) -> None:
    name = await made(house)
    house.add("Tom")
    async with house.browser() as browser:
        assert (await browser.get(f"/backups/{name}", headers={"Accept": "*/*"})).status_code == 401
        await browser.sign_in("Tom", "the password of Tom")
        answer = await browser.get(f"/backups/{name}")
        assert answer.status_code == 403
        assert b"tar" not in answer.content


async def test_a_password_of_long_ago_is_asked_for_again(house: House) -> None:
    name = await made(house)
    async with house.browser() as browser:
        await browser.sign_in(password=OWNERS)
        house.clock.advance(301)
        assert (await browser.get(f"/backups/{name}")).status_code == 403
    assert [one for one in house.services.audit.newest(20) if one.kind == "downloaded"] == []


@pytest.mark.parametrize(
    "name",
    [
        "accounts.json", "../accounts.json", "%2e%2e%2faccounts.json", "..%2faccounts.json", "last.json",
        "/etc/passwd", "%2fetc%2fpasswd", "timekpr-mngr-20260101T000000Z.tar.gz", "x%00", "generations", "a" * 3000,
        "%0d%0aX-Bad: 1",
    ],
)  # fmt: skip
async def test_a_name_that_is_not_in_the_list_is_none(house: House, name: str) -> None:
    await made(house)
    async with house.browser() as browser:
        await browser.sign_in()
        answer = await browser.get(f"/backups/{name}")
        assert answer.status_code == 404
        assert "X-Bad" not in answer.headers
        assert b"argon2" not in answer.content


async def test_one_that_vanishes_is_a_sentence(house: House) -> None:
    name = await made(house)
    (house.folder / "backups" / name).unlink()
    async with house.browser() as browser:
        await browser.sign_in()
        answer = await browser.get(f"/backups/{name}")
        assert answer.status_code == 404
        assert answer.text.startswith("There is no backup named")
