"""The page says in words how every computer stands."""

from __future__ import annotations

import pytest

from i18n import Message
from problems import Problem, Severity
from tests.ui.fleets import FakeServices, changed_key, fleet, server, switched_off, user, waiting_for_key
from tests.ui.visit import asked, press, texts, visit
from views import ServerState, ServerView

pytestmark = pytest.mark.anyio


async def test_every_computer_has_a_card_in_the_order_of_the_fleet(services: FakeServices):
    async with visit(services, "/computers") as page:
        assert texts(page, "name") == [one.name for one in services.view.servers]


@pytest.mark.parametrize(
    ("one", "badge", "line"),
    [
        (server("Pc", user("anna")), "on", "last seen 14:03"),
        (switched_off(), "off", "off since yesterday 21:10"),
        (server("Pc", state=ServerState.OFF, last_seen=None), "off", "off, never seen yet"),
        (server("Pc", state=ServerState.NEW, last_seen=None), "new", "Not tried yet."),
        (server("Pc", state=ServerState.FAILED), "needs a look", "last seen 14:03"),
        (server("Pc", state=ServerState.DISABLED), "switched off here", "last seen 14:03"),
        (waiting_for_key(), "waits for you", "first contact"),
        (changed_key(), "key changed", "last seen 14:03"),
    ],
)
async def test_a_state_is_said_in_words(one: ServerView, badge: str, line: str):
    async with visit(FakeServices(fleet(one)), "/computers") as page:
        assert texts(page, "state") == [badge]
        assert texts(page, "state-line") == [line]


async def test_a_user_shows_the_answer_and_how_old_it_is():
    async with visit(FakeServices(fleet(server("Pc", user("anna")))), "/computers") as page:
        assert texts(page, "headline") == ["1 h 20 left"]
        assert texts(page, "used") == ["used 40 min of 2 h · as of 14:03".replace(" ", "\xa0").replace("·\xa0", "· ")]


async def test_what_is_not_known_is_not_shown_as_zero():
    unknown = user("anna", None, None, as_of=None)
    async with visit(FakeServices(fleet(server("Pc", unknown))), "/computers") as page:
        assert texts(page, "used") == []


async def test_a_problem_is_shown_once_with_its_sentence():
    sentence = Message("{path} is damaged there.", {"path": "timekpr.anna.conf"})
    problem = Problem("damaged", Severity.DANGER, sentence, "pc")
    failed = server("Pc", state=ServerState.FAILED, error=sentence, problems=(problem,))
    async with visit(FakeServices(fleet(failed)), "/computers") as page:
        await page.should_see(marker="problem")
        await page.should_not_see(marker="error")


async def test_what_helps_stands_below_what_is_wrong():
    problem = Problem("runs_without_limits", Severity.DANGER, Message("It runs without limits."), "pc", "anna")
    async with visit(FakeServices(fleet(server("Pc", user("anna"), problems=(problem,)))), "/computers") as page:
        cure = "Restart that computer: Timekpr puts its last good copy back, or begins anew."
        assert texts(page, "problem-cure") == [cure]


@pytest.mark.parametrize(("state", "said"), [(ServerState.FAILED, ["Install it."]), (ServerState.OFF, [])])
async def test_what_helps_against_an_error_stands_below_it_unless_the_computer_is_merely_off(
    state: ServerState, said: list[str]
):
    error = Message("There is no Timekpr.")
    problem = Problem("file_missing", Severity.DANGER, error, "pc")
    one = server("Pc", state=state, error=error, cure=Message("Install it."), problems=(problem,))
    async with visit(FakeServices(fleet(one)), "/computers") as page:
        await page.should_see(marker="problem")
        assert texts(page, "problem-cure") == said


async def test_of_a_computer_that_is_switched_off_here_nothing_old_is_said():
    off = server("Pc", state=ServerState.DISABLED, error=Message("It did not answer."))
    async with visit(FakeServices(fleet(off)), "/computers") as page:
        await page.should_not_see(marker="error")
        assert texts(page, "sync-state") == ["nothing to sync yet"]


async def test_why_a_computer_is_off_is_said():
    async with visit(FakeServices(fleet(switched_off())), "/computers") as page:
        assert texts(page, "error") == ["It is off or not on the network: pc-carla.local does not answer."]


async def test_without_a_computer_the_page_teaches_the_first_steps():
    async with visit(FakeServices(fleet()), "/computers") as page:
        await page.should_see(marker="first-steps")
        await page.should_see(marker="command")
        commands = texts(page, "command")
        assert commands[0] == "sudo apt install timekpr-next openssh-server"
        assert "AAAAC3NzaC1lZDI1NTE5" in commands[1]
        assert texts(page, "sync-state") == ["nothing to sync yet"]


async def test_the_header_says_how_much_is_in_sync(services: FakeServices):
    async with visit(services, "/computers") as page:
        assert texts(page, "sync-state") == ["3 of 6 in sync · 14:03"]


async def test_a_computer_that_is_switched_off_here_does_not_count_as_out_of_sync():
    view = fleet(server("Pc"), server("Old", state=ServerState.DISABLED))
    async with visit(FakeServices(view), "/computers") as page:
        assert texts(page, "sync-state") == ["all in sync · 14:03"]


async def test_sync_now_asks_for_a_cycle(services: FakeServices):
    async with visit(services, "/computers") as page:
        await press(page, "sync-now")
        assert await asked(services) == [("sync_now",)]


async def test_the_same_page_speaks_german(services: FakeServices):
    services.language = "de"
    async with visit(services, "/computers") as page:
        response = await page.http_client.get("/")
        assert '<html lang="de"' in response.text
        await page.should_see(marker="server")
