"""No host key is accepted without a look: it is shown, it can be compared, and it is asked for once more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from errors import InvalidValue
from tests.ui.fleets import OFFERED, PINNED, FakeServices, changed_key, fleet, waiting_for_key
from tests.ui.visit import asked, press, texts, until, visit

pytestmark = pytest.mark.anyio


async def test_at_first_contact_the_card_says_that_nothing_is_sent():
    async with visit(FakeServices(fleet(waiting_for_key())), "/computers") as page:
        await page.should_see("Nothing is sent until you confirm its host key.")


async def test_first_contact_shows_the_fingerprint_and_how_to_compare_it():
    services = FakeServices(fleet(waiting_for_key()))
    async with visit(services, "/computers") as page:
        await press(page, "compare")
        await page.should_see(marker="fingerprint")
        assert texts(page, "fingerprint") == [f"ssh-ed25519 {OFFERED}"]
        assert texts(page, "command") == ["ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub"]
        assert services.asked == []
        await press(page, "do-it")
        assert await asked(services) == [("trust", "laptop", OFFERED)]


async def test_a_changed_key_is_shown_beside_the_confirmed_one():
    async with visit(FakeServices(fleet(changed_key())), "/computers") as page:
        await press(page, "compare")
        await page.should_see(marker="fingerprint")
        assert texts(page, "fingerprint") == [PINNED, f"ssh-ed25519 {OFFERED}"]


async def test_a_changed_key_is_accepted_only_after_a_tick():
    services = FakeServices(fleet(changed_key()))
    async with visit(services, "/computers") as page:
        await press(page, "compare")
        await page.should_see(marker="do-it")
        accept = page.find(marker="do-it").elements.copy().pop()
        assert not accept.enabled
        await press(page, "looked")
        await until(lambda: accept.enabled)
        assert accept.enabled
        await press(page, "do-it")
        assert await asked(services) == [("trust", "laptop", OFFERED)]


async def test_a_key_that_changed_again_meanwhile_is_refused_in_words():
    services = FakeServices(fleet(waiting_for_key()))
    services.refusal = InvalidValue(what="fingerprint", value=OFFERED, allowed="It shows another key by now.")
    async with visit(services, "/computers") as page:
        await press(page, "compare")
        await page.should_see(marker="do-it")
        await press(page, "do-it")
        await page.should_see(f"fingerprint: “{OFFERED}” is not allowed. It shows another key by now.")


async def test_the_sheet_stays_open_while_the_card_is_drawn_anew():
    services = FakeServices(fleet(waiting_for_key()))
    async with visit(services, "/computers") as page:
        await press(page, "compare")
        await page.should_see(marker="fingerprint")
        services.change_server("laptop", note="in the attic")
        await page.should_see("in the attic")
        await page.should_see(marker="fingerprint")


@pytest.mark.parametrize(
    ("key_type", "path"),
    [("ssh-rsa", "ssh_host_rsa_key.pub"), ("$(reboot)", "ssh_host_ed25519_key.pub")],
)
async def test_the_command_to_compare_is_made_of_our_own_words(key_type: str, path: str):
    services = FakeServices(fleet(replace(waiting_for_key(), key_type=key_type)))
    async with visit(services, "/computers") as page:
        await press(page, "compare")
        await page.should_see(marker="command")
        assert texts(page, "command") == [f"ssh-keygen -lf /etc/ssh/{path}"]
