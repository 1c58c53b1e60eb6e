"""Adding and editing: four fields, one sentence at the field that is wrong, nothing entered is lost."""

from __future__ import annotations

import pytest

from computer_setup import remove_command, set_up_command
from errors import NotSaved
from tests.ui.fleets import PUBLIC_KEY, FakeServices, fleet, server, user
from tests.ui.visit import asked, choose_in_menu, complaints, enter, press, texts, until, visit

pytestmark = pytest.mark.anyio
FIELDS = ("name", "host", "account", "port")


async def test_a_computer_is_added_and_the_guide_goes_on_with_it(services: FakeServices):
    async with visit(services, "/computers") as page:
        await press(page, "add-server")
        await page.should_see(marker="name")
        enter(page, name=" PC-Dora ", host="192.168.1.20", account="helper", port="2222")
        await press(page, "do-it")
        assert await asked(services) == [("add_server", "PC-Dora", "192.168.1.20", 2222, "helper")]
        await page.should_see("PC-Dora is on the list, at pc-dora.local.")
        assert set_up_command(PUBLIC_KEY, "helper") in texts(page, "command")
        assert remove_command("helper") in texts(page, "command")


async def test_root_gets_the_key_alone(services: FakeServices):
    async with visit(services, "/computers") as page:
        await press(page, "add-server")
        await page.should_see(marker="name")
        enter(page, name="PC-Dora", host="192.168.1.20", account="root")
        await press(page, "do-it")
        await page.should_see("There as well, let this program in with its key.")
        assert texts(page, "command")[1].startswith(
            "sudo install -d -m 700 -o root -g root /root/.ssh\necho 'restrict "
        )


async def test_the_usual_account_and_port_are_there_already(services: FakeServices):
    async with visit(services, "/computers") as page:
        await press(page, "add-server")
        await page.should_see(marker="name")
        enter(page, name="PC-Dora", host="dora.local")
        await press(page, "do-it")
        assert await asked(services) == [("add_server", "PC-Dora", "dora.local", 22, "timekpr-mngr")]


@pytest.mark.parametrize(
    ("entered", "field", "sentence"),
    [
        ({"name": " "}, "name", "Give it a name."),
        ({"host": ""}, "host", "Enter its host name or IP address."),
        ({"account": ""}, "account", "Enter the account that was made for this program."),
        ({"port": "ssh"}, "port", "A port is a number from 1 to 65535."),
        ({"port": "0"}, "port", "A port is a number from 1 to 65535."),
        ({"port": "65536"}, "port", "A port is a number from 1 to 65535."),
        ({"port": "²"}, "port", "A port is a number from 1 to 65535."),
    ],
)
async def test_what_is_missing_is_said_at_its_field(
    services: FakeServices, entered: dict[str, str], field: str, sentence: str
):
    async with visit(services, "/computers") as page:
        await press(page, "add-server")
        await page.should_see(marker="name")
        enter(page, **{"name": "PC-Dora", "host": "dora.local", **entered})
        await press(page, "do-it")
        await until(lambda: any(complaints(page, *FIELDS)))
        assert complaints(page, *FIELDS) == [sentence if one == field else "" for one in FIELDS]
        assert services.asked == []


@pytest.mark.parametrize(
    ("entered", "field", "sentence"),
    [
        ({"name": "PC-Anna"}, "name", "There is already a computer named “PC-Anna”."),
        ({"host": "my pc"}, "host", "host: “my pc” is not allowed. A host name has no blanks."),
    ],
)
async def test_what_the_services_refuse_is_said_at_its_field(
    services: FakeServices, entered: dict[str, str], field: str, sentence: str
):
    async with visit(services, "/computers") as page:
        await press(page, "add-server")
        await page.should_see(marker="name")
        enter(page, **{"name": "PC-Dora", "host": "dora.local", **entered})
        await press(page, "do-it")
        await until(lambda: any(complaints(page, *FIELDS)))
        assert complaints(page, *FIELDS) == [sentence if one == field else "" for one in FIELDS]


async def test_what_belongs_to_no_field_stands_below_them_and_goes_with_the_next_try(services: FakeServices):
    services.refusal = NotSaved(path="servers.json", why="the disk is full")
    async with visit(services, "/computers") as page:
        await press(page, "add-server")
        await page.should_see(marker="name")
        enter(page, name="PC-Dora", host="dora.local")
        await press(page, "do-it")
        await page.should_see("Not saved: the disk is full (servers.json). What was there before is unchanged.")
        services.refusal = None
        await press(page, "do-it")
        await page.should_see("PC-Dora is on the list, at pc-dora.local.")


async def test_editing_starts_from_what_is_there():
    services = FakeServices(fleet(server("PC-Anna", port=2200)))
    async with visit(services, "/computers") as page:
        await press(page, "edit")
        await page.should_see(marker="name")
        enter(page, name="Anna's laptop")
        await press(page, "do-it")
        assert await asked(services) == [
            ("update_server", "pc-anna", "Anna's laptop", "pc-anna.local", 2200, "timekpr-mngr")
        ]


@pytest.mark.parametrize("keep", [True, False])
async def test_removing_asks_what_to_keep(keep: bool):
    services = FakeServices(fleet(server("PC-Anna")))
    async with visit(services, "/computers") as page:
        await press(page, "remove")
        await page.should_see(marker="keep-data")
        if not keep:
            await press(page, "keep-data")
        await press(page, "do-it")
        assert await asked(services) == [("remove_server", "pc-anna", keep)]


async def test_taking_a_user_out_asks_first():
    services = FakeServices(fleet(server("PC-Anna", user("anna"))))
    async with visit(services, "/computers") as page:
        await choose_in_menu(page, "remove-user")
        await page.should_see("Timekpr goes on for anna on PC-Anna; only this list forgets.")
        assert services.asked == []
        await press(page, "do-it")
        assert await asked(services) == [("remove_user", "pc-anna", "anna")]


async def test_a_change_that_was_refused_is_said_and_the_sheet_stays():
    services = FakeServices(fleet(server("PC-Anna")))
    services.refusal = NotSaved(path="servers.json", why="the disk is full")
    async with visit(services, "/computers") as page:
        await press(page, "remove")
        await page.should_see(marker="do-it")
        await press(page, "do-it")
        await page.should_see("Not saved: the disk is full (servers.json). What was there before is unchanged.")
