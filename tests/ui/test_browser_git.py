"""The copy to Git in a real browser: every field can be reached, read and understood."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser

from doctor import Finding
from errors import GitHostKeyUnknown
from tests.ui.browser import serving
from tests.ui.connections import LOOKS, walk
from tests.ui.fleets import NOW, FakeServices

pytestmark = pytest.mark.real

LONG = "http://git." + "long-name." * 8 + "example.org/anna/times-of-the-children.git"


@pytest.fixture(scope="module")
def house() -> Iterator[str]:
    services = FakeServices()
    copies, error = services.git_copies, GitHostKeyUnknown(host="git.example.org", path="~/.ssh/known_hosts")
    copies.now = replace(copies.now, error=error.message, failing_since=NOW)
    copies.settings = copies.settings.model_copy(update={"insecure": True, "remote": LONG})
    copies.fixed = frozenset({"git_copy.branch"})
    copies.examination.findings = (
        Finding("git.example.org", "Program", ok=True, detail="git version 2.39.5"),
        Finding("git.example.org", "Repository", ok=False, detail=error.text()),
    )
    copies.examination.is_over = True
    with serving(services) as url:
        yield url


@pytest.mark.parametrize("look", LOOKS)
def test_card_sheet_and_steps_are_in_order_everywhere(browser: Browser, house: str, look):
    walk(
        browser, house, look, card="Copy to Git", change="Change…", fill=lambda _sheet: None, fixed="Branch",
        attempt="Try the connection", found="1 step needs a look.",
    )  # fmt: skip
