"""When the week in words goes out, on the settings page."""

from __future__ import annotations

from typing import Any

import pytest
from nicegui import ElementFilter
from nicegui.testing.user import User

from settings import DigestSettings, SmtpSettings
from tests.ui.fleets import FakeServices
from tests.ui.visit import asked, press, texts, until, visit

pytestmark = pytest.mark.anyio


def field(page: User, name: str) -> Any:
    with page:
        return next(iter(ElementFilter(marker=f"digest-{name}")), None)


async def shown(page: User) -> None:
    await until(lambda: field(page, "weekday") is not None)


async def test_it_says_when_and_changes_it(services: FakeServices):
    async with visit(services, "/settings") as page:
        await shown(page)
        assert [field(page, name).value for name in ("enabled", "weekday", "at")] == [True, "monday", "07:00"]
        with page:
            field(page, "weekday").value = "friday"
            field(page, "at").value = "18:30"
        await press(page, "save-digest")
        assert await asked(services) == [("change_digest", {"enabled": True, "weekday": "friday", "at": "18:30"})]
        await until(lambda: services.house.digest == DigestSettings(weekday="friday", at="18:30"))
        assert services.house.digest == DigestSettings(weekday="friday", at="18:30")


async def test_what_is_no_time_is_refused_in_a_sentence(services: FakeServices):
    async with visit(services, "/settings") as page:
        await shown(page)
        with page:
            field(page, "at").value = "7"
        await press(page, "save-digest")
        await until(lambda: field(page, "at").error)
        assert field(page, "at").error.startswith("A time of day such as 07:00")
        assert texts(page, "complaint") == []
        with page:
            field(page, "at").value = "7:00"
            field(page, "at").value = "07:00"
        await press(page, "save-digest")
        await until(lambda: not field(page, "at").error)
        assert not field(page, "at").error


async def test_without_mail_it_says_so(services: FakeServices):
    services.house.smtp = SmtpSettings()
    async with visit(services, "/settings") as page:
        await shown(page)
        assert texts(page, "digest-no-mail") == ["No mail is sent at the moment; that is set up in the card “Mail”."]
        services.house.smtp = SmtpSettings(enabled=True, host="mail.lan", sender="a@b.de", recipients="a@b.de")
        await until(lambda: not texts(page, "digest-no-mail"))
        assert texts(page, "digest-no-mail") == []


async def test_what_the_environment_has_set_stays(services: FakeServices):
    services.house.digest_fixed = frozenset({"digest.at"})
    async with visit(services, "/settings") as page:
        await shown(page)
        assert not field(page, "at").enabled
        await press(page, "save-digest")
        assert await asked(services) == [("change_digest", {"enabled": True, "weekday": "monday"})]
