"""Backups on the settings page: how they stand, making one, taking one away, and when they are made."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from nicegui import ElementFilter
from nicegui.testing.user import User

from errors import BackupFolderMissing, NotAllowed, SettingsInvalid
from i18n import Message
from tests.ui.backups import NIGHT
from tests.ui.connections import is_refused
from tests.ui.fleets import NOW, TINA, FakeServices
from tests.ui.visit import asked, complaints, open_sheets, press, texts, until, visit
from ui.parts import backup_card

pytestmark = pytest.mark.anyio


async def shown(page: User) -> None:
    await until(lambda: texts(page, "backup-last"))


async def opened(page: User) -> None:
    await shown(page)
    await press(page, "backup-change")
    await until(lambda: open_sheets(page))


def field(page: User, name: str) -> Any:
    with page:
        return next(iter(ElementFilter(marker=name)))


def give(page: User, **values: object) -> None:
    for name, value in values.items():
        with page:
            field(page, name).value = value


async def test_it_says_how_they_stand(services: FakeServices) -> None:
    async with visit(services, "/settings") as page:
        await shown(page)
        assert texts(page, "backup-last")[0].startswith("The last one: ")
        assert texts(page, "backup-last")[0].endswith(", 1.2 MB, with what is secret, encrypted.")
        assert len(texts(page, "backup-at")) == 3
        for hidden in ("backup-error", "backup-bare", "backup-beside"):
            await page.should_not_see(marker=hidden)


async def test_what_is_missing_and_what_is_wrong_is_said(services: FakeServices) -> None:
    error = BackupFolderMissing(folder="/mnt/nas", why="it is gone").message
    services.backups.now = replace(
        services.backups.now, error=error, has_passphrase=False, folder="", place="/data/backups", copies=(), last=None,
        next=NOW + timedelta(seconds=30),
    )  # fmt: skip
    async with visit(services, "/settings") as page:
        await shown(page)
        assert texts(page, "backup-last") == ["There is no backup yet."]
        assert texts(page, "backup-next") == ["The next one is made in a moment."]
        assert texts(page, "backup-error") == [error.text()]
        assert texts(page, "backup-bare")[0].startswith("Without a passphrase what is secret is left out")
        assert texts(page, "backup-beside")[0].startswith("The backups are on the same disk")
        await page.should_not_see(marker="backup-list")


async def test_who_is_no_admin_sees_nothing_of_it(services: FakeServices) -> None:
    services.who = replace(TINA, role="parent", may_admin=False)
    async with visit(services, "/settings") as page:
        await until(lambda: texts(page, "signed-in-as"))
        await page.should_not_see("Backups")


async def test_one_is_made_at_once_and_shown(services: FakeServices) -> None:
    async with visit(services, "/settings") as page:
        await shown(page)
        await press(page, "backup-now")
        assert await asked(services) == [("make_backup",)]
        await until(lambda: len(texts(page, "backup-at")) == 4)


async def test_before_a_download_it_is_asked_whether_one_may(
    services: FakeServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    async with visit(services, "/settings") as page:
        await shown(page)
        monkeypatch.setattr(backup_card.ui.download, "from_url", sent.append)
        await press(page, "backup-download")
        await until(lambda: sent)
        name = services.backups.now.copies[0].name
        assert f"/backups/{name}" in sent
        assert services.asked[0] == ("allow_download",)


async def test_who_may_not_download_is_told_why(services: FakeServices, monkeypatch: pytest.MonkeyPatch) -> None:
    services.refusal = NotAllowed()
    sent: list[str] = []
    async with visit(services, "/settings") as page:
        await shown(page)
        monkeypatch.setattr(backup_card.ui.download, "from_url", sent.append)
        await press(page, "backup-download")
        await page.should_see(NotAllowed().text())
        assert sent == []


async def test_only_what_was_changed_is_saved(services: FakeServices) -> None:
    async with visit(services, "/settings") as page:
        await opened(page)
        give(page, at="04:10", keep_days="9")
        await press(page, "do-it")
        assert await asked(services) == [("change_backups", {"at": "04:10", "keep_days": 9})]
        await until(lambda: not open_sheets(page))


async def test_a_passphrase_is_entered_twice(services: FakeServices) -> None:
    async with visit(services, "/settings") as page:
        await opened(page)
        assert field(page, "passphrase").value == ""
        give(page, passphrase="correct horse battery", again="correct horse batteri")
        await press(page, "do-it")
        await until(lambda: complaints(page, "again")[0])
        assert complaints(page, "again") == ["The two are not the same."]
        assert services.asked == []
        give(page, again="correct horse battery")
        await press(page, "do-it")
        assert await asked(services) == [("change_backups", {"passphrase": "correct horse battery"})]


async def test_it_can_be_forgotten(services: FakeServices) -> None:
    async with visit(services, "/settings") as page:
        await opened(page)
        give(page, forget=True)
        await press(page, "do-it")
        assert await asked(services) == [("change_backups", {"passphrase": ""})]


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("at", "25:00", "A time of day such as 03:40"),
        ("folder", "nas", "The whole path of a folder on this machine"),
        ("keep_days", "0", "A number from 1 to 400."),
        ("keep_weeks", "x", "A number from 0 to 400."),
    ],
)
async def test_what_is_wrong_is_said_at_its_field(services: FakeServices, name: str, value: str, sentence: str) -> None:
    async with visit(services, "/settings") as page:
        await opened(page)
        await is_refused(page, name, sentence, **{name: value})


async def test_a_folder_that_is_not_there_is_said_at_its_field(services: FakeServices) -> None:
    why = Message("x {allowed}", {"allowed": Message("There is no such folder on this machine.")})
    services.refusal = SettingsInvalid(key="backup.folder", why=why)
    async with visit(services, "/settings") as page:
        await opened(page)
        give(page, folder="/mnt/other")
        await press(page, "do-it")
        await until(lambda: complaints(page, "folder")[0])
        assert complaints(page, "folder") == ["There is no such folder on this machine."]


async def test_what_the_environment_sets_cannot_be_touched(services: FakeServices) -> None:
    services.backups.now = replace(services.backups.now, fixed=("backup.passphrase", "backup.at"))
    async with visit(services, "/settings") as page:
        await opened(page)
        names = ("enabled", "at", "folder", "passphrase", "again", "forget", "keep_days")
        off = {name for name in names if not field(page, name).enabled}
        assert off == {"at", "passphrase", "again", "forget"}


async def test_how_one_is_restored_is_said_with_the_newest(services: FakeServices) -> None:
    async with visit(services, "/settings") as page:
        await shown(page)
        name = services.backups.now.copies[0].name
        assert f"python main.py --data /srv/data backup restore /mnt/nas/timekpr/{name}" in texts(page, "command")
        assert f"{NIGHT:%Y%m%d}" in name
