"""A parent who does not know the password any more, and how the one who owns the machine lets them in again."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.house import enter, fill_in, phone_page
from tests.support.program import MAIN, serving
from tests.web.house import OWNER, OWNERS

pytestmark = pytest.mark.real

ANOTHER = "yellow herons wake up early"
SECONDS_TO_END = 5


def account(data: Path, *words: str, password: str) -> subprocess.CompletedProcess[str]:
    """``account`` at the machine itself, with a password on its standard input."""
    line = [sys.executable, str(MAIN), "--data", str(data), "account", *words]
    return subprocess.run(line, input=f"{password}\n", text=True, capture_output=True, timeout=60, check=False)


def test_a_new_password_from_the_command_line_opens_the_pages_and_the_old_one_does_not(
    browser: Browser, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    assert account(data, "add", OWNER, "--role", "admin", password=OWNERS).returncode == 0
    page = phone_page(browser)
    with serving(data, TIMEKPR_MNGR_HOST="127.0.0.1") as program:
        enter(page, program.url)
        done = account(data, "passwd", OWNER, password=ANOTHER)
        assert done.returncode != 0, "the running program would not hear of it"
        assert "Stop that one first, or use its page." in done.stderr
        assert page.reload().ok
        expect(page).to_have_url(f"{program.url}/")
        program.end(SECONDS_TO_END)

    done = account(data, "passwd", OWNER, password=ANOTHER)
    assert (done.returncode, done.stdout) == (0, "Tina has another password now, and is signed out everywhere.\n")

    with serving(data, TIMEKPR_MNGR_HOST="127.0.0.1") as program:
        page.goto(program.url)
        expect(page).to_have_url(re.compile("/login"))
        fill_in(page)
        expect(page.get_by_role("alert")).to_have_text("The name or the password is not right.")
        enter(page, program.url, password=ANOTHER)
        expect(page.get_by_role("heading", level=1)).to_have_text("Today")
    page.context.close()
