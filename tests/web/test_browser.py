"""A real browser at the door: signing in, a page that is open when the session ends, and the prefix of a proxy."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page

from tests.ui.browser import PHONE
from tests.web.house import OWNER, OWNERS
from tests.web.real import RealHouse, living_at, until
from web.gate import COOKIE

pytestmark = pytest.mark.real

QUICKLY = 3000


@pytest.fixture
def house(tmp_path: Path) -> Iterator[RealHouse]:
    with living_at(tmp_path / "data") as house:
        yield house


def sign_in(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_label("Name").fill(OWNER)
    page.get_by_label("Password").fill(OWNERS)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_function("window.did_handshake")


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=PHONE)
    yield context
    context.close()


def test_a_page_that_is_open_goes_to_the_sign_in_when_its_session_ends_and_back_after_it(
    house: RealHouse, phone: BrowserContext
) -> None:
    page = phone.new_page()
    sign_in(page, house.url + "/more")
    assert page.url == house.url + "/more"
    (cookie,) = [one for one in phone.cookies() if one["name"] == COOKIE]
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")
    house.people.sessions.end_of(house.people.accounts.get(OWNER).id)
    page.wait_for_url("**/login?next=**", timeout=QUICKLY)
    page.get_by_label("Name").fill(OWNER)
    page.get_by_label("Password").fill(OWNERS)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_function("window.did_handshake")
    assert page.url == house.url + "/more"


def test_all_tabs_of_a_browser_go_when_one_signs_out(house: RealHouse, phone: BrowserContext) -> None:
    tabs = [phone.new_page(), phone.new_page()]
    sign_in(tabs[0], house.url)
    tabs[1].goto(house.url + "/more")
    tabs[1].wait_for_function("window.did_handshake")
    phone.request.post(house.url + "/logout", headers={"Origin": house.url})
    for tab in tabs:
        tab.wait_for_url("**/login**", timeout=QUICKLY)


def test_going_back_after_the_sign_out_shows_nothing(house: RealHouse, phone: BrowserContext) -> None:
    page = phone.new_page()
    sign_in(page, house.url)
    page.goto(house.url + "/logout")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/login")
    page.go_back()
    page.go_back()
    page.wait_for_url("**/login**", timeout=QUICKLY)


EVIL = """<form id=f method=post action="{url}/logout"></form><script>
window.said = [];
fetch("{url}/logout", {{method: "POST", credentials: "include", mode: "no-cors"}})
  .catch(() => 0).finally(() => said.push("post"));
fetch("{url}/", {{credentials: "include"}}).then(() => said.push("READ"), () => said.push("get"));
const socket = new WebSocket("{url}/_nicegui_ws/socket.io/?EIO=4&transport=websocket".replace("http", "ws"));
socket.onopen = () => said.push("OPEN"); socket.onerror = () => said.push("socket");
</script><iframe src="{url}/"></iframe>"""


def test_a_page_of_another_port_of_this_machine_gets_nothing_done(house: RealHouse, phone: BrowserContext) -> None:
    """Cookies know no ports, so the browser sends them along: it is the origin that tells."""

    async def evil(scope: Any, receive: Any, send: Any) -> None:
        headers = [(b"content-type", b"text/html")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": EVIL.format(url=house.url).encode()})

    server = uvicorn.Server(uvicorn.Config(evil, host="127.0.0.1", port=0, lifespan="off", log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until(lambda: server.started)
    try:
        page = phone.new_page()
        sign_in(page, house.url)
        other = phone.new_page()
        other.goto(f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/")
        other.wait_for_function("said.length >= 3")
        assert set(other.evaluate("said")) == {"post", "get", "socket"}
        assert other.frames[1].locator(".brand").count() == 0, "it is not shown inside of another page"
        other.evaluate("document.getElementById('f').submit()")
        other.wait_for_url("**/logout")
        assert page.reload().status == 200
        assert page.url == house.url + "/", "nobody has signed us out"
    finally:
        server.should_exit = True
        thread.join(10)
