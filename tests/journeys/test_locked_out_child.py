"""A child in the same network with a browser of its own, which looks for a way in; and a parent who shuts one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from nicegui import __version__ as nicegui
from playwright.sync_api import Browser, Page, expect

from tests.journeys.house import NAMES, SLOW, enter, family, fill_in, is_live, phone_page
from tests.web.house import OWNER, OWNERS
from tests.web.real import RealHouse
from web.gate import COOKIE

pytestmark = pytest.mark.real

PAGES = (
    "/", "/child/anna", "/child/anna/week", "/computers", "/computers/pc-anna/settings", "/history", "/more", "/outbox",
    "/audit", "/settings", "/guide", "/about", "/logout", "/nothing/of/ours",
    f"/_nicegui/{nicegui}/static/nicegui.js", f"/_nicegui/{nicegui}/libraries/x", "/_nicegui_ws/socket.io/",
)  # fmt: skip
"""Whoever opens one of these is asked to sign in."""
DATA = (
    "/api/v1/status", "/api/v1/servers", "/api/openapi.json", "/session", "/c", "/c/state", f"/c/{'A' * 43}",
    f"/_nicegui/{nicegui}/static/nicegui.js", "/_nicegui_ws/socket.io/?EIO=4&transport=polling",
)  # fmt: skip
"""Whoever asks for one of these, other than as a page, is told no."""
GUESSES = (("Tina", "anna"), ("Tina", "password"), ("tina", "12345678"), ("admin", "admin"), ("Anna", "let me in"))
QUICKLY = 5000
"""Milliseconds until a page that is open has gone to the sign-in."""
WRONG = "The name or the password is not right."
ANOTHER = "yellow herons wake up early"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[RealHouse]:
    with family(tmp_path / "data") as house:
        yield house


@pytest.fixture
def tablet(browser: Browser) -> Iterator[Page]:
    """The child's."""
    page = phone_page(browser)
    yield page
    page.context.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """The parent's."""
    page = phone_page(browser)
    yield page
    page.context.close()


def names_in(said: str) -> list[str]:
    return [name for name in NAMES if name in said]


def is_out(page: Page, next_path: str = "/") -> None:
    """The page asks for the password and shows nothing of the family."""
    page.wait_for_url(re.compile("/login"), timeout=QUICKLY)
    expect(page.get_by_label("Password")).to_be_visible()
    assert unquote(page.url.partition("?next=")[2]) in {next_path, ""}
    assert names_in(page.content()) == []


def guess(page: Page, name: str, password: str) -> str:
    """Send the form; what is said to it."""
    with page.expect_navigation():
        fill_in(page, name, password)
    return page.get_by_role("alert").inner_text()


def test_whatever_a_stranger_opens_says_no_name_of_a_child_or_computer(
    house: RealHouse, tablet: Page, phone: Page
) -> None:
    enter(phone, house.url)
    expect(phone.get_by_role("region", name="Anna")).to_contain_text("left", timeout=SLOW)
    assert set(names_in(phone.content())) > {"Anna", "PC-Anna", "School-0"}, "somebody who is signed in sees them"
    for path in PAGES:
        tablet.goto(house.url + path)
        is_out(tablet, path)
    for path in DATA:
        answer = tablet.context.request.get(house.url + path, max_redirects=0)
        assert answer.status in {401, 404}, path
        assert names_in(answer.text()) == [], path
        shown = tablet.goto(house.url + path)
        assert shown.status in {401, 404} or tablet.url.startswith(f"{house.url}/login")
        assert names_in(tablet.content()) == [], path


def test_whoever_guesses_has_to_wait_and_then_the_right_one_is_not_heard_either(house: RealHouse, tablet: Page) -> None:
    tablet.goto(house.url)
    for name, password in GUESSES:
        assert guess(tablet, name, password) == WRONG
        expect(tablet.locator("#password")).to_have_value("")
    for seconds in (1, 2, 4):
        assert guess(tablet, OWNER, OWNERS) == f"That was wrong too often. Wait {seconds} s, then try again."
        house.clock.advance(seconds)
        assert guess(tablet, OWNER, "another guess") == WRONG
    assert COOKIE not in {cookie["name"] for cookie in tablet.context.cookies()}
    house.clock.advance(300)
    fill_in(tablet, OWNER, OWNERS)
    is_live(tablet)


def test_a_cookie_that_was_copied_is_worth_nothing_once_the_parent_has_signed_out(
    house: RealHouse, tablet: Page, phone: Page
) -> None:
    enter(phone, f"{house.url}/settings")
    tablet.context.add_cookies([cookie for cookie in phone.context.cookies() if cookie["name"] == COOKIE])
    tablet.goto(f"{house.url}/child/anna")
    is_live(tablet)
    expect(tablet.get_by_role("heading", level=1)).to_have_text("Anna")
    phone.get_by_role("button", name="Sign out", exact=True).tap()
    is_out(phone, "/settings")
    is_out(tablet, "/child/anna")
    for path in ("/", "/child/anna"):
        tablet.goto(house.url + path)
        is_out(tablet, path)
    assert tablet.context.request.get(f"{house.url}/session").status == 401


def test_a_page_left_open_elsewhere_ends_at_the_sign_in_when_the_parent_signs_out_there(
    house: RealHouse, tablet: Page, phone: Page
) -> None:
    enter(tablet, f"{house.url}/child/anna/week")
    other = tablet.context.new_page()
    other.goto(f"{house.url}/computers")
    is_live(other)
    enter(phone, f"{house.url}/settings")
    phone.get_by_role("button", name="Sign out everywhere else").tap()
    is_out(tablet, "/child/anna/week")
    is_out(other, "/computers")
    expect(phone.get_by_role("button", name="Sign out everywhere else")).to_have_count(0)
    phone.reload()
    expect(phone.get_by_text("Signed in as Tina, admin.")).to_be_visible()


def test_a_child_that_knew_the_password_is_out_when_it_is_changed(house: RealHouse, tablet: Page, phone: Page) -> None:
    enter(tablet, house.url)
    enter(phone, f"{house.url}/settings")
    phone.get_by_role("button", name="Change password…").tap()
    phone.get_by_label("Present password").fill(OWNERS)
    phone.get_by_label("New password", exact=True).fill(ANOTHER)
    phone.get_by_label("New password once more").fill(ANOTHER)
    phone.get_by_role("dialog").get_by_role("button", name="Change", exact=True).tap()
    expect(phone.get_by_text("Your password is another one now.")).to_be_visible()  # it is said for a while only
    is_out(tablet)
    assert guess(tablet, OWNER, OWNERS) == WRONG
    enter(tablet, house.url, OWNER, ANOTHER)
