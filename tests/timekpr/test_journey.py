"""The way of a parent with the real program, a real browser, a real sshd and the real Timekpr, from nothing on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from ssh_client.keys import HostKey
from tests.support.program import serving
from tests.ui.browser import PHONE, start_browser
from timekpr_rules import DayRule, Interval, TimeFile, UserConfig, new_user_config, read_time_file
from workbench.real_computer import RealComputer
from workbench.timekprd import RealTimekpr

pytestmark = pytest.mark.real

CHILD = "tkanna"
RULES = UserConfig((DayRule(allowed=True, limit_seconds=600, intervals=(Interval(0, 1440),)),) * 7)
PASSWORD = "purple otters sleep late"
PATIENT = 20_000
"""Milliseconds for what takes a visit of the computer."""


def set_up(page: Page, url: str, code: str) -> None:
    page.goto(url)
    expect(page).to_have_url(f"{url}/setup")
    page.get_by_label("Set-up code").fill(code)
    page.get_by_label("Name").fill("Tina")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password once more").fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    page.wait_for_function("window.did_handshake")


def add_computer(page: Page, computer: RealComputer) -> str:
    """Enter the computer; our public key, as the command to paste has it."""
    page.get_by_role("button", name="Enter the computer…").click()
    page.get_by_label("Name, as you call it").fill("PC-Anna")
    page.get_by_label("Host name or IP address").fill(computer.host)
    page.get_by_label("Account on that computer").fill(computer.sshd.account)
    page.get_by_label("SSH port").fill(str(computer.sshd.port))
    page.get_by_role("dialog").get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text(f"PC-Anna is on the list, at {computer.host}.")).to_be_visible()
    command = page.locator("code", has_text="ssh-ed25519").inner_text()
    found = re.search(r"ssh-ed25519 \S+ timekpr-mngr", command)
    assert found
    return found[0]


def confirm_host_key(page: Page, computer: RealComputer) -> None:
    page.get_by_role("button", name="Compare and confirm…").click(timeout=PATIENT)
    shown = page.locator("code.fingerprint").inner_text()
    assert HostKey.from_line(computer.sshd.host_key_line).fingerprint in shown
    page.get_by_role("dialog").get_by_role("button").last.click()


def test_from_the_first_start_to_time_that_has_arrived(tmp_path: Path, timekpr: RealTimekpr) -> None:
    timekpr.fresh_user(CHILD, new_user_config(CHILD, RULES))
    before = counters(timekpr).balance
    with (
        RealComputer(timekpr, "") as computer,
        serving(tmp_path / "data", TIMEKPR_MNGR_HOST="127.0.0.1") as program,
        sync_playwright() as playwright,
    ):
        browser = start_browser(playwright)
        page = browser.new_context(viewport=PHONE, has_touch=True, reduced_motion="reduce").new_page()
        set_up(page, program.url, program.set_up_code())
        key = add_computer(page, computer)
        confirm_host_key(page, computer)
        expect(page.get_by_text("Paste the command there; once more does no harm.")).to_be_visible(timeout=PATIENT)
        (computer.sshd.root / "authorized_keys").write_text(key + "\n")  # the guide sees it by itself
        page.get_by_role("button", name=f"Add {CHILD}").click(timeout=PATIENT)
        card = page.locator(".card", has=page.get_by_text(CHILD)).first
        expect(card.get_by_text(re.compile(r"^\d.* left$"))).to_be_visible(timeout=PATIENT)
        card.get_by_role("button", name=re.compile("^15 minutes more")).tap()
        anyway = page.get_by_role("button", name="Give it anyway")  # asked in the last minutes before midnight
        expect(card.get_by_text("15 min more").or_(anyway)).to_be_visible()
        if anyway.is_visible():
            anyway.tap()
        expect(card.get_by_text(re.compile("confirmed at"))).to_be_visible(timeout=PATIENT)
        browser.close()
    assert before - 15 * 60 <= counters(timekpr).balance < before - 14 * 60


def counters(timekpr: RealTimekpr) -> TimeFile:
    return read_time_file(timekpr.time_path(CHILD).read_bytes(), CHILD).model
