"""Settings: oneself, people, tokens, language and times."""

from __future__ import annotations

from dataclasses import replace

import pytest
from nicegui import ElementFilter, ui

from errors import AlreadyExists, InvalidValue, LastAdmin, NotAllowed, NotYourPassword, PasswordNeeded
from i18n import Message
from tests.ui.fleets import TINA, FakeServices
from tests.ui.people import CODES
from tests.ui.visit import asked, complaints, enter, open_sheets, press, texts, until, visit

pytestmark = pytest.mark.anyio


async def test_a_viewer_sees_only_what_is_about_themselves(services: FakeServices):
    services.who = replace(TINA, role="viewer", may_admin=False)
    async with visit(services, "/settings") as page:
        await until(lambda: texts(page, "signed-in-as"))
        assert texts(page, "signed-in-as") == ["Signed in as Tina, may look."]
        for marker in ("account", "token", "save-house", "renew-key"):
            await page.should_not_see(marker=marker)


async def test_signing_out_everywhere_else_leaves_this_browser(services: FakeServices):
    async with visit(services, "/settings") as page:
        await until(lambda: texts(page, "device-name"))
        assert texts(page, "device-name") == ["Firefox, Linux", "curl/8"]
        await press(page, "end-others")
        assert await asked(services) == [("sign_out_elsewhere",)]
        await until(lambda: len(texts(page, "device-name")) == 1)
        assert texts(page, "device-name") == ["Firefox, Linux"]


async def test_a_new_password_that_is_typed_in_two_ways_is_not_sent(services: FakeServices):
    async with visit(services, "/settings") as page:
        await until(lambda: texts(page, "signed-in-as"))
        await press(page, "change-password")
        await until(lambda: open_sheets(page))
        enter(page, old="the old one here", password="one two three", again="one two four")
        await press(page, "do-it")
        await until(lambda: complaints(page, "again")[0])
        assert services.asked == []

        enter(page, again="one two three")
        await press(page, "do-it")
        assert await asked(services) == [("change_own_password", "the old one here", "one two three")]


async def test_a_code_is_asked_for_before_the_second_factor_is_kept_and_the_recovery_codes_are_shown_once(
    services: FakeServices,
):
    async with visit(services, "/settings") as page:
        await until(lambda: texts(page, "signed-in-as"))
        await press(page, "add-second")
        await until(lambda: open_sheets(page))
        assert texts(page, "key") == ["ABCD EFGH"]
        enter(page, code="000000")
        await press(page, "do-it")
        await until(lambda: complaints(page, "code")[0])
        assert texts(page, "recovery-code") == []

        enter(page, code="123456")
        await press(page, "do-it")
        await until(lambda: texts(page, "recovery-code"))
        assert texts(page, "recovery-code") == list(CODES)


async def test_what_can_do_harm_asks_for_the_password_and_then_goes_on(services: FakeServices):
    needed = [True]

    def renew(asked: object) -> str:
        if needed[0]:
            raise PasswordNeeded
        services.asked.append(("renew_key",))
        return ""

    def confirm(password: str) -> None:
        if password != "four words in a row":
            raise NotYourPassword
        needed[0] = False

    services.house.renew_key = renew
    services.confirm_password = confirm
    async with visit(services, "/settings") as page:
        await until(lambda: texts(page, "signed-in-as"))
        await press(page, "renew-key")
        await until(lambda: open_sheets(page))
        await press(page, "do-it")
        await until(lambda: len(open_sheets(page)) == 2)
        assert open_sheets(page)[-1] == "Is it you?"
        enter(page, password="wrong")
        _newest(page, "do-it")
        await until(lambda: texts(page, "complaint"))
        assert texts(page, "complaint") == ["That is not your password."]
        assert services.asked == []

        enter(page, password="four words in a row")
        _newest(page, "do-it")
        assert await asked(services) == [("renew_key",)]


async def test_a_call_that_answers_something_asks_for_the_password_as_well(services: FakeServices):
    entered: list[str] = []

    def add_own_second(key: str, code: str, asked: object) -> tuple[str, ...]:
        if not entered:
            raise PasswordNeeded
        return CODES

    services.people.add_own_second = add_own_second
    services.confirm_password = entered.append
    async with visit(services, "/settings") as page:
        await until(lambda: texts(page, "signed-in-as"))
        await press(page, "add-second")
        await until(lambda: open_sheets(page))
        enter(page, code="123456")
        await press(page, "do-it")
        await until(lambda: len(open_sheets(page)) == 2)
        enter(page, password="four words in a row")
        _newest(page, "do-it")
        await until(lambda: texts(page, "recovery-code"))
        assert texts(page, "recovery-code") == list(CODES)


async def test_whoever_does_not_know_the_password_does_nothing(services: FakeServices):
    def renew(asked: object) -> str:
        raise PasswordNeeded

    services.house.renew_key = renew
    async with visit(services, "/settings") as page:
        await until(lambda: texts(page, "signed-in-as"))
        await press(page, "renew-key")
        await until(lambda: open_sheets(page))
        await press(page, "do-it")
        await until(lambda: len(open_sheets(page)) == 2)
        with page:
            list(ElementFilter(kind=ui.dialog))[-1].close()
        await until(lambda: texts(page, "complaint"))
        assert texts(page, "complaint") == ["Enter your password first: this can do harm in the wrong hands."]


async def test_an_account_is_added_for_one_child_alone(services: FakeServices):
    view = services.view
    anna = replace(view.servers[0].users[0], child_id="anna")
    services.view = replace(view, servers=(replace(view.servers[0], users=(anna,)), *view.servers[1:]))
    async with visit(services, "/settings") as page:
        await until(lambda: texts(page, "account-name"))
        assert texts(page, "account-name") == ["Tina", "Omar"]
        await press(page, "add-account")
        await until(lambda: open_sheets(page))
        enter(page, name="Grandma", password="apple pie on sunday")
        with page:
            next(iter(ElementFilter(kind=ui.checkbox, marker="all-children"))).value = False
            next(iter(ElementFilter(kind=ui.checkbox, marker="one-child"))).value = True
        await press(page, "do-it")
        assert await asked(services) == [("add", "Grandma", "apple pie on sunday", "parent", ("anna",))]
        await until(lambda: len(texts(page, "account-name")) == 3)


@pytest.mark.parametrize(
    ("error", "field"),
    [
        (AlreadyExists(what=Message("account"), name="Omar"), "name"),
        (InvalidValue(what=Message("Password"), value="…", allowed=Message("10 to 200.")), "password"),
    ],
)
async def test_what_is_wrong_with_a_new_account_is_said_at_its_field(services: FakeServices, error, field):
    services.refusal = error
    async with visit(services, "/settings") as page:
        await until(lambda: texts(page, "account-name"))
        await press(page, "add-account")
        await until(lambda: open_sheets(page))
        enter(page, name="Omar", password="short")
        await press(page, "do-it")
        await until(lambda: complaints(page, field)[0])
        assert complaints(page, field) == [error.text()]
        assert open_sheets(page)


@pytest.mark.parametrize("error", [LastAdmin(), NotAllowed()])
async def test_an_account_that_must_stay_says_why(services: FakeServices, error):
    services.refusal = error
    async with visit(services, "/settings") as page:
        await until(lambda: texts(page, "account-name"))
        _newest(page, "remove-account", first=True)
        await until(lambda: open_sheets(page))
        await press(page, "do-it")
        await until(lambda: texts(page, "complaint"))
        assert texts(page, "complaint") == [error.text()]


async def test_a_token_is_shown_once_and_can_be_revoked(services: FakeServices):
    async with visit(services, "/settings") as page:
        await until(lambda: texts(page, "token-name"))
        await press(page, "make-token")
        await until(lambda: open_sheets(page))
        enter(page, name="Bridge")
        await press(page, "do-it")
        await until(lambda: "tkm_the-secret" in texts(page, "command"))
        await until(lambda: len(texts(page, "token-name")) == 2)
        await press(page, "done")

        _newest(page, "revoke-token", first=True)
        await until(lambda: "Revoke Home Assistant?" in open_sheets(page))
        await press(page, "do-it")
        assert (await asked(services, 2))[-1] == ("revoke_token", "k1")


async def test_settings_are_saved_together_and_those_of_the_environment_cannot_be_touched(services: FakeServices):
    services.house.now = replace(services.house.now, fixed=("language",))
    async with visit(services, "/settings") as page:
        await until(lambda: texts(page, "signed-in-as"))
        with page:
            fields = {one: next(iter(ElementFilter(marker=one))) for one in ("language", "first_weekday")}
        assert not fields["language"].enabled
        fields["first_weekday"].value = "sunday"
        await press(page, "save-house")
        assert await asked(services) == [
            (
                "change_house",
                {"language": "en", "time_format": "24h", "first_weekday": "sunday", "sync_interval_seconds": 180},
            )
        ]


def _newest(page, marker: str, *, first: bool = False) -> None:
    """Click the newest (or first) of several elements with this mark."""
    with page:
        found = list(ElementFilter(marker=marker))
    element = found[0] if first else found[-1]
    for listener in [one for one in element._event_listeners.values() if one.type == "click"]:
        element._handle_event({"listener_id": listener.id, "args": None})
