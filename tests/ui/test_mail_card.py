"""Mail on the settings page: how it stands, changing it, and sending a test mail first."""

from __future__ import annotations

from dataclasses import replace

import pytest
from nicegui import ElementFilter, ui
from nicegui.testing.user import User
from pydantic import SecretStr

from doctor import Finding
from errors import MailPasswordWanted, MailPortClosed
from mail_views import MailState, MailView
from settings import SmtpSettings
from tests.ui.connections import is_refused
from tests.ui.fleets import NOW, TINA, FakeServices
from tests.ui.technical import FakeExamination
from tests.ui.visit import asked, complaints, field, give, open_sheets, press, texts, until, visit
from ui.parts import mail_card
from ui.parts.mail_form import COMMON

pytestmark = pytest.mark.anyio

NAME = Finding("mail.example.org:587", "Name", ok=True, detail="192.0.2.5")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail_card, "EVERY", 0.05)


async def shown(page: User) -> None:
    await until(lambda: texts(page, "mail-badge"))


async def opened(page: User) -> None:
    await shown(page)
    await press(page, "mail-change")
    await until(lambda: open_sheets(page))


async def test_it_says_how_it_stands_and_follows_by_itself(services: FakeServices):
    house, error = services.house, MailPortClosed(host="mail.example.org", port=587).message
    async with visit(services, "/settings") as page:
        await shown(page)
        assert texts(page, "mail-badge") == ["On"]
        assert texts(page, "mail-state") == [
            "Mail is sent by mail.example.org:587 to anna@example.org, omar@example.org."
        ]
        assert texts(page, "mail-last") == ["Last sent: yesterday 10:00."]
        for hidden in ("mail-waiting", "mail-error", "mail-insecure"):
            await page.should_not_see(marker=hidden)
        house.mail = MailView(
            MailState.FAILING, "mail.example.org:587", failing_since=NOW, next_try=NOW, waiting=2, error=error
        )
        house.smtp = house.smtp.model_copy(update={"insecure": True})
        await until(lambda: texts(page, "mail-badge") == ["Not sent"])
        assert texts(page, "mail-error") == [error.text()]
        assert texts(page, "mail-waiting")[0].startswith("2 letters wait. Next try: ")
        assert texts(page, "mail-insecure")[0].startswith("The mail server's certificate is not checked")
        house.smtp = house.smtp.model_copy(update={"security": "none"})
        await until(lambda: texts(page, "mail-insecure")[0].startswith("The password is sent without encryption"))


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (SmtpSettings(), "No mail server is entered yet. With one, this program can write to you."),
        (SmtpSettings(host="mail.lan"), "No mail is sent."),
    ],
)
async def test_what_is_not_set_up_says_so_and_cannot_be_tried(services: FakeServices, settings, sentence):
    services.house.smtp, services.house.mail = settings, MailView(MailState.OFF)
    async with visit(services, "/settings") as page:
        await shown(page)
        assert texts(page, "mail-state") == [sentence]
        await page.should_not_see(marker="mail-test")


async def test_who_is_no_admin_sees_nothing_of_it(services: FakeServices):
    services.who = replace(TINA, role="parent", may_admin=False)
    async with visit(services, "/settings") as page:
        await until(lambda: texts(page, "signed-in-as"))
        await page.should_not_see(marker="mail-card")


async def test_only_what_was_changed_is_saved(services: FakeServices):
    async with visit(services, "/settings") as page:
        await opened(page)
        assert field(page, "password").value == ""
        give(page, recipients="anna@example.org", security="tls", timeout="30")
        assert field(page, "port").props["placeholder"] == "465"
        await press(page, "do-it")
        changed = {"recipients": "anna@example.org", "security": "tls", "timeout": 30}
        assert await asked(services) == [("change_smtp", changed)]
        await until(lambda: not open_sheets(page))
        assert services.house.smtp.password == SecretStr("otters")


async def test_addresses_may_be_on_lines_of_their_own(services: FakeServices):
    async with visit(services, "/settings") as page:
        await opened(page)
        give(page, recipients="anna@example.org\nzoe@example.org; omar@example.org,\n")
        await press(page, "do-it")
        wanted = "anna@example.org, zoe@example.org, omar@example.org"
        assert await asked(services) == [("change_smtp", {"recipients": wanted})]


async def test_a_setting_that_a_sentence_names_is_called_as_it_is_called_there(services: FakeServices):
    async with visit(services, "/settings") as page:
        await opened(page)
        await is_refused(page, "username", "Without encryption", security="none")
        assert "“Do not check the mail server's certificate” allows it." in complaints(page, "username")[0]


@pytest.mark.parametrize(
    ("given", "name", "sentence"),
    [
        ({"host": ""}, "host", "No mail can be sent without a mail server: enter its name."),
        ({"sender": ""}, "sender", "Mail has to come from somebody: enter an address."),
        ({"recipients": " , "}, "recipients", "Somebody has to get the mail: enter at least one address."),
        ({"recipients": "anna"}, "recipients", "At most 20 addresses such as anna@example.org, with commas"),
        ({"security": "none"}, "username", "Without encryption anybody on the way could read the password."),
        ({"port": "0"}, "port", "A port is a number from 1 to 65535."),
        ({"timeout": "x"}, "timeout", "A number of seconds from 5 to 600."),
    ],
)
async def test_what_is_wrong_is_said_at_its_field(services: FakeServices, given, name, sentence):
    async with visit(services, "/settings") as page:
        await opened(page)
        await is_refused(page, name, sentence, **given)
        assert texts(page, "complaint") == []


async def test_a_password_that_belongs_elsewhere_is_asked_for_at_its_field(services: FakeServices):
    services.refusal = error = MailPasswordWanted(host="mail.example.org", port=587)
    async with visit(services, "/settings") as page:
        await opened(page)
        give(page, host="other.lan")
        for what in ("mail-try", "do-it"):
            await press(page, what)
            await until(lambda: complaints(page, "password")[0])
            assert complaints(page, "password") == [error.text()]
            give(page, username=what)
        assert len(open_sheets(page)) == 1


async def test_what_stands_in_the_form_is_tried_and_not_saved(services: FakeServices):
    services.house.examination = FakeExamination(NAME, is_over=True)
    async with visit(services, "/settings") as page:
        await opened(page)
        give(page, host="other.lan", password="typed")
        await press(page, "mail-try")
        await until(lambda: texts(page, "finding-check") == ["Name"])
        assert services.asked == [("begin_mail_test", {"host": "other.lan", "password": "typed"})]
        assert services.house.smtp.host == "mail.example.org"
        assert "The way to the mailbox" in open_sheets(page)


async def test_what_the_environment_sets_cannot_be_touched(services: FakeServices):
    services.house.smtp_fixed = frozenset({"smtp.host", "smtp.password"})
    async with visit(services, "/settings") as page:
        await opened(page)
        assert {name for name in COMMON if not field(page, name).enabled} == {"host", "password", "forget"}


async def test_the_saved_password_is_nowhere_on_the_page(services: FakeServices):
    services.house.smtp = services.house.smtp.model_copy(update={"password": SecretStr("purple-otters-4711")})
    async with visit(services, "/settings") as page:
        await opened(page)
        with page:
            said = [f"{element.props} {getattr(element, 'text', '')}" for element in ElementFilter(kind=ui.element)]
        assert not [one for one in said if "purple-otters" in one]
