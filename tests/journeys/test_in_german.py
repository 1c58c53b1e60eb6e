"""The whole program in German: every page and every sheet on a phone, and nothing on it is English or too wide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from core import Core
from demo_fleet import ask_for_edits, remember_days
from i18n import translate
from tests.journeys.house import SLOW, emma_asks, family, fill_in, is_live, phone_page
from tests.journeys.language import english, texts_of
from tests.ui.browser import sees
from tests.web.house import AT_HOME
from tests.web.real import RealHouse
from ui.frame import DRAWER, PLACES
from ui.pages.child import ADDRESSES
from ui.pages.technical import TECHNICAL_PATHS

pytestmark = pytest.mark.real

GERMAN = "de"
PATHS = sorted({*(place.path for place in (*PLACES, *DRAWER)), *ADDRESSES, *TECHNICAL_PATHS})
OPENS = "…"
"""With this ends what is written on everything that opens a sheet."""

SHEETS = {
    "/computers": ("Add a computer",),
    "/settings": ("Add somebody", "Make a token"),
    "/outbox": (),
    "/child/ben": (),
    "/child/ben/limits": (),
    "/child/ben/playtime": ("Add a program",),
}
"""Where there are others than at home, and what opens one without saying so."""
MANY = 20
SETTLED = """() => {
  const [before, now] = [window.before, document.body.innerText];
  window.before = now;
  return before === now && !document.querySelector(".skeleton, [aria-busy=true], .card.stack > .stack:empty");
}"""
OPENED = "before => location.href !== before || document.querySelector('[role=dialog]')"


@dataclass
class Reader:
    """Somebody who reads German, and notes where something else is written."""

    page: Page
    url: str
    complaints: dict[str, list[str]] = field(default_factory=dict)
    sheets: list[str] = field(default_factory=list)

    def open(self, path: str, *, live: bool = True) -> None:
        """Read a page once everything is there that it reads."""
        self.page.goto(self.url + path)
        if live:
            is_live(self.page)
        self.read(path)

    def read(self, where: str) -> None:
        """Note what is not German, and what does not fit."""
        self.page.wait_for_function(SETTLED, polling=100)
        expect(self.page.locator("html")).to_have_attribute("lang", GERMAN)
        found = sorted(text for text in texts_of(self.page) if english(text, GERMAN))
        if wide := sees(self.page, "sideways"):
            found.append(f"{wide} px too wide")
        if found:
            self.complaints[where] = found

    def read_sheet(self, opener: Locator) -> None:
        """The sheet that this opens; where it asks on which computer, also the one that comes after it."""
        page, label, before = (
            self.page,
            opener.get_attribute("aria-label") or opener.inner_text().strip(),
            self.page.url,
        )
        if label in self.sheets:
            return
        self.sheets.append(label)
        opener.tap()
        page.wait_for_function(OPENED, arg=before)
        if page.url != before:  # it opens a page, which is read as such
            page.go_back()
            page.wait_for_url(before)
            return
        sheet = page.get_by_role("dialog")
        expect(sheet).to_have_count(1)
        self.read(f"“{label}”")
        if (choice := sheet.locator(".choice")).count():
            choice.first.tap()
            expect(choice).to_have_count(0)
            expect(sheet).to_have_count(1)
            self.read(f"“{label}”, then")
        page.keyboard.press("Escape")
        expect(sheet).to_have_count(0)

    def read_all_sheets(self, *more: str) -> None:
        """What every button of the page opens that says so or is named, and every entry of its first menu."""
        buttons = self.page.locator(".nicegui-content button:visible")
        openers = buttons.filter(has_text=OPENS).or_(buttons.and_(self.page.locator(f"[aria-label$='{OPENS}']")))
        for number in range(openers.count()):
            self.read_sheet(openers.nth(number))
        for text in more:
            self.read_sheet(buttons.filter(has_text=in_german(text)).first)
        menu = self.page.locator("button[aria-haspopup=menu]:visible").first
        for label in self._entries(menu) if menu.count() else ():
            if label not in self.sheets:
                menu.tap()
                self.read_sheet(self.page.get_by_role("menu").get_by_text(label, exact=True))

    def _entries(self, menu: Locator) -> list[str]:
        menu.tap()
        entries = self.page.get_by_role("menu").locator(".q-item")
        expect(entries.first).to_be_visible()
        self.read("a menu")
        labels = [label.strip() for label in entries.all_inner_texts()]
        self.page.keyboard.press("Escape")
        expect(self.page.get_by_role("menu")).to_have_count(0)
        return [label for label in labels if label.endswith(OPENS)]


def in_german(text: str) -> str:
    return translate(text, GERMAN)


def prepare(core: Core) -> None:
    """Edits in every state, days that were, and a computer whose key nobody has confirmed."""
    ask_for_edits(core)
    remember_days(core)
    core.fleet.add("Esszimmer", "localhost", port=core.fleet.get("Laptop").port)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[RealHouse]:
    with family(tmp_path / "data", prepare=prepare, language=GERMAN) as house:
        yield house


@pytest.fixture
def reader(browser: Browser, house: RealHouse) -> Iterator[Reader]:
    page = phone_page(browser, color_scheme="light")
    yield Reader(page, house.url)
    page.context.close()


def come_in(reader: Reader) -> None:
    reader.page.goto(f"{reader.url}/login")
    fill_in(reader.page)
    is_live(reader.page)
    for child in ("Anna", "Finn"):  # of them something is asked that depends on what was read
        expect(reader.page.get_by_role("region", name=child)).to_contain_text("Stand 19:00", timeout=SLOW)


def test_every_page_is_german_and_fits_a_phone(reader: Reader) -> None:
    come_in(reader)
    for path in (*(path.format(key="anna", server_id="pc-anna") for path in PATHS), "/child/david", "/child/david/log"):
        reader.open(path)
    assert reader.complaints == {}


def test_every_sheet_that_a_page_opens_is_german_and_fits_a_phone(house: RealHouse, reader: Reader) -> None:
    come_in(reader)
    emma_asks(house, "Nur noch ein Level")
    expect(reader.page.locator(".card.wish")).to_contain_text("Emma bittet um 45 Minuten mehr")
    reader.read_all_sheets("Look")
    reader.read_sheet(reader.page.get_by_role("button", name="30 Minuten mehr für Finn an"))  # his hours end before
    for path, more in SHEETS.items():
        reader.open(path)
        reader.read_all_sheets(*more)
    assert reader.complaints == {}
    assert len(reader.sheets) > MANY


def test_the_question_for_the_password_is_german(house: RealHouse, reader: Reader) -> None:
    come_in(reader)
    house.clock.advance(600)
    reader.open("/settings")
    reader.page.get_by_role("button", name=in_german("Make another key…")).tap()
    reader.page.get_by_role("dialog").locator("button").last.tap()
    expect(reader.page.get_by_label(in_german("Password"), exact=True)).to_be_visible()
    reader.read("the password once more")
    assert reader.complaints == {}


def test_the_sign_in_and_what_it_refuses_are_german(reader: Reader) -> None:
    for path in ("/login", "/setup", "/nothing"):
        reader.open(path, live=False)
    for number in range(6):
        with reader.page.expect_navigation():
            fill_in(reader.page, password="a guess")
        reader.read(f"guess {number}")
    expect(reader.page.get_by_role("alert")).to_contain_text("1 s")
    assert reader.complaints == {}


def test_a_childs_own_page_is_german(house: RealHouse, reader: Reader) -> None:
    secret = house.services.wishes.make_link("anna", "phone", AT_HOME)
    reader.open(f"/c/{secret}", live=False)
    expect(reader.page.locator(".place").first).to_be_visible()
    reader.page.locator("summary").tap()
    reader.read("asking")
    reader.page.locator("label:has(input[value='30'])").tap()
    reader.page.locator("#reason").fill("Nur noch ein Level")
    reader.page.locator("details button").tap()
    expect(reader.page.locator(".wishes .note")).to_be_visible()
    reader.read("asked")
    with reader.page.expect_navigation():
        reader.page.get_by_role("button", name=in_german("Take it back")).tap()
    reader.open("/c/nothing", live=False)
    assert reader.complaints == {}
