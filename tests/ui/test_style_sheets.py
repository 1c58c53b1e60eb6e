"""The style sheets are one: a later one must not say otherwise what an earlier one has said."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.ui.browser import DESKTOP, looking, serving
from tests.ui.homes import two_computers
from ui.theme import STYLE_SHEETS


def classes_of(sheet: Path) -> set[str]:
    """The classes that are given a look, wherever they stand; what holds on some screens only is left out."""
    plain = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
    plain = re.sub(r"@media[^{]*\{(?:[^{}]|\{[^{}]*\})*\}", "", plain)
    selectors = (one.strip() for group in re.findall(r"([^{}]+)\{", plain) for one in group.split(","))
    return {one for one in selectors if re.fullmatch(r"\.[\w-]+", one)}


def test_a_class_has_its_look_in_one_style_sheet():
    sheets = defaultdict(list)
    for sheet in STYLE_SHEETS:
        for name in classes_of(sheet):
            sheets[name].append(sheet.name)

    assert len(sheets) > 100
    assert {name: found for name, found in sheets.items() if len(found) > 1} == {}


@pytest.mark.real
def test_the_computers_to_choose_from_stand_below_each_other_and_look_like_buttons(browser: Browser):
    with serving(two_computers(in_use=False)) as url, looking(browser, url, DESKTOP) as page:
        page.locator(".child .q-btn").first.click()
        choices = page.get_by_role("dialog").locator(".choice")
        expect(choices).to_have_count(3)
        page.wait_for_timeout(250)  # until it has faded in
        boxes = [one.bounding_box() for one in choices.all()]
        assert len({(box["x"], box["width"]) for box in boxes}) == 1
        beside = choices.first.evaluate("e => getComputedStyle(e, '::before').borderRadius")
        assert beside != "50%", "it has the circle of a radio button"
