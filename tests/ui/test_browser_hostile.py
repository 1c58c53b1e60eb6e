"""A hostile computer may lie about itself: its words stay words and break no layout."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from errors import FileRefused
from problems import Problem, Severity
from tests.ui.browser import PHONE, looking, sees, serving
from tests.ui.fleets import FakeServices, fleet, server, user
from views import FleetView, ServerState, ServerView

pytestmark = pytest.mark.real

EVIL = (
    "<img src=x onerror=window.hacked=1>",
    "{{7*191}} ${7*191} {0.__class__}",
    "</script><script>window.hacked=1</script>",
    "`+(window.hacked=1)+`",
    "javascript:window.hacked=1",
    ":onclick",
    "x" * 60,
    "\u202egnp.exe \u0000\u2028 \U0001f600",
)


def lying(number: int, words: str) -> ServerView:
    why = FileRefused(path=words, why=words).message
    return server(
        words,
        user(words, child=words),
        id=f"liar-{number}",
        host=words,
        state=ServerState.KEY_CHANGED if number % 2 else ServerState.FAILED,
        error=why,
        note=words,
        key_type=words,
        fingerprint=words,
        pinned_fingerprint=words,
        found_users=(words,),
        problems=(Problem("refused", Severity.DANGER, why, f"liar-{number}"),),
    )


def few() -> FleetView:
    return fleet(*(lying(number, words) for number, words in enumerate(EVIL)))


def many() -> FleetView:
    return fleet(*few().servers, *(server(f"Lab-{number}") for number in range(20)))


def unharmed(page: Page) -> None:
    assert page.evaluate("window.hacked") is None
    assert "1337" not in page.locator("body").inner_text()
    assert sees(page, "sideways") == 0
    assert page.locator("img, .card script").count() == 0


@pytest.mark.parametrize("view", [few(), many()], ids=["cards", "table"])
def test_hostile_words_stay_words(browser: Browser, view: FleetView):
    services = FakeServices(view)
    with serving(services) as url, looking(browser, url, PHONE, path="/computers") as page:
        page.get_by_text(EVIL[0]).first.wait_for()
        page.get_by_text(EVIL[1]).first.wait_for()
        unharmed(page)
        services.change_server("liar-0", note="<b onclick=window.hacked=1>pushed</b>", users=(user(EVIL[2]),))
        services.change_server("liar-1", name=EVIL[0] + "!")
        page.get_by_text(EVIL[0] + "!").first.wait_for()
        unharmed(page)


@pytest.mark.parametrize("state", [ServerState.KEY_UNKNOWN, ServerState.KEY_CHANGED])
def test_hostile_words_stay_words_in_sheets(browser: Browser, state: ServerState):
    liar = replace(lying(0, " ".join(EVIL)), state=state)
    with serving(FakeServices(fleet(liar))) as url, looking(browser, url, PHONE, path="/computers") as page:
        for opener in ("Edit…", "Remove…", "Take out of this list…", "Compare"):
            if opener == "Compare":
                page.get_by_role("button", name=opener).click()
            else:
                menu = ".user [aria-haspopup]" if opener.startswith("Take") else ".head .q-btn"
                page.locator(menu).first.click()
                page.get_by_text(opener).click()
            expect(page.get_by_role("dialog")).to_be_visible()
            unharmed(page)
            page.keyboard.press("Escape")
            expect(page.get_by_role("dialog")).to_have_count(0)
