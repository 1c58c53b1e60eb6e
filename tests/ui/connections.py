"""What the cards of all connections (broker, mail, Git) have in common, as it is tried in a browser and without one."""

from __future__ import annotations

from collections.abc import Callable

from nicegui.testing.user import User
from playwright.sync_api import Browser, Locator, Page

from tests.ui.browser import DESKTOP, PHONE, looking, well
from tests.ui.visit import complaints, give, open_sheets, press, until

LOOKS = [(PHONE, "light"), (PHONE, "dark"), (DESKTOP, "light"), (DESKTOP, "dark")]


def card_of(page: Page, heading: str) -> Locator:
    """The card with this heading, once it has been read."""
    card = page.locator(".card", has=page.get_by_role("heading", name=heading, exact=True))
    card.locator(".badge").wait_for()
    return card


def walk(
    browser: Browser,
    house: str,
    look: tuple[dict[str, int], str],
    *,
    card: str,
    change: str,
    fill: Callable[[Locator], None],
    fixed: str,
    attempt: str,
    found: str,
) -> str:
    """From a card to its sheet and to the steps of an attempt, all in order for the eye; what the page holds then.

    ``card``: its heading; ``change`` and ``attempt``: its buttons; ``fixed``: the field that the environment sets;
    ``found``: what is said of the steps. ``fill`` does what else there is to do in the sheet.
    """
    with looking(browser, house, *look, "/settings") as page:
        place = card_of(page, card)
        place.scroll_into_view_if_needed()
        well(page)
        place.get_by_role("button", name=change).click()
        sheet = page.locator(".sheet")
        sheet.wait_for()
        well(page)
        sheet.locator("summary").click()
        fill(sheet)
        well(page)
        assert sheet.get_by_label(fixed).is_disabled()
        sheet.get_by_role("button", name=attempt).click()
        page.get_by_text(found).wait_for()
        well(page)
        return page.content()


async def is_refused(page: User, name: str, sentence: str, **given: object) -> None:
    """What is given in an open sheet is not saved, and this is said at a field of it."""
    give(page, **given)
    await press(page, "do-it")
    await until(lambda: complaints(page, name)[0])
    assert complaints(page, name)[0].startswith(sentence)
    assert open_sheets(page)
