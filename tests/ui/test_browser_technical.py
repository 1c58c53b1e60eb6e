"""More and what is behind it in a real browser: outbox, audit, doctor, a computer's own settings."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import Browser, expect

from doctor import Finding
from i18n import Message
from tests.ui.browser import DESKTOP, PHONE, looking, serving
from tests.ui.edits import conflict, edit
from tests.ui.fleets import FakeServices, fleet, school, server, switched_off, user
from tests.ui.technical import FakeExamination, cycle, entry
from tests.ui.test_browser_hostile import EVIL, unharmed
from tests.ui.test_browser_looks import EVERYWHERE, looks_right
from timekpr_rules import MainConfig
from ui.parts.main_form import settings_path
from views import AuditQuery, EndedView

pytestmark = pytest.mark.real

SETTINGS = settings_path("pc-anna")
NAME = Finding("PC-Anna", "Name", ok=True, detail="1 ms")
BUS = Finding("PC-Anna", "Changes by D-Bus", ok=True, detail="It does not work: no busctl.", cure="Install busctl.")
KEY = Finding("PC-Anna", "Our key", ok=False, detail="It is not accepted.", cure="Run the command once more.")


def busy_services() -> FakeServices:
    """Something of everything on these pages."""
    refused = edit(7, "refused", decisions=("retry",), why=Message("It said no."))
    services = FakeServices(
        fleet(
            server("PC-Anna", user("anna", edits=(edit(1), conflict(2)))),
            replace(switched_off(), edits=(edit(3, user=""),)),
        )
    )
    services.ended = (EndedView("pc-anna", "PC-Anna", refused), EndedView("pc-anna", "PC-Anna", edit(8, "confirmed")))
    services.visits = {"pc-anna": (cycle(2, error=Message("It does not answer.")), cycle(1, edits=2))}
    services.audit.entries = tuple(entry(number) for number in range(70, 0, -1))
    services.examination = FakeExamination(NAME, BUS, KEY, is_over=True)
    return services


@EVERYWHERE
def test_every_page_looks_right(browser: Browser, viewport: dict[str, int], scheme: str):
    with serving(busy_services()) as url, looking(browser, url, viewport, scheme, "/more") as page:
        page.get_by_text("Who changed what").wait_for()
        looks_right(page)
        for path, there in (("/outbox", ".clash"), ("/audit", ".entry"), ("/about", ".card"), ("/guide", "code")):
            page.goto(url + path)
            page.locator(there).first.wait_for()
            looks_right(page)
        page.goto(url + "/audit")
        page.locator(".filters > summary").click()
        looks_right(page)
        page.goto(url + SETTINGS)
        page.get_by_label("Seconds between two looks at the users").fill("5")
        page.get_by_label("Seconds between two writes of the counters").fill("999")
        expect(page.get_by_text("A number from 10 to 60.")).to_be_visible()
        looks_right(page)
        page.get_by_label("Seconds between two writes of the counters").fill("50")
        expect(page.locator(".differences li")).to_have_count(2)
        looks_right(page)


@EVERYWHERE
def test_every_sheet_looks_right(browser: Browser, viewport: dict[str, int], scheme: str):
    with serving(busy_services()) as url, looking(browser, url, viewport, scheme, "/computers") as page:
        for item, there in (
            ("Check the way there…", "Our key"),
            ("Last cycles…", "It does not answer."),
            ("Remove…", "dropped"),
        ):
            page.get_by_role("button", name="More about PC-Anna").click()
            page.get_by_text(item).click()
            sheet = page.get_by_role("dialog")
            expect(sheet.get_by_text(there)).to_be_visible()
            if item.startswith("Last"):
                sheet.locator("summary").first.click()
                expect(sheet.get_by_text("1.6 s").first).to_be_visible()
            looks_right(page)
            page.keyboard.press("Escape")
            expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_conflict_is_resolved_on_a_phone_with_the_three_values_beside_each_other(browser: Browser):
    services = busy_services()
    with serving(services) as url, looking(browser, url, PHONE, path="/outbox") as page:
        values = page.locator(".clash dd")
        expect(values).to_have_text(["3 h", "1 h 30", "4 h"])
        assert len({values.nth(number).bounding_box()["y"] for number in range(3)}) == 1
        page.get_by_role("button", name="Take ours").tap()
        page.get_by_role("button", name="Try again").tap()
        services.change_server("pc-anna", users=(user("anna", edits=(edit(1),)),))
        expect(page.locator(".clash")).to_have_count(0)
        expect(page.get_by_text("2 changes wait.")).to_be_visible()
    assert services.asked == [("decide", conflict(2).id, "ours"), ("retry", edit(7).id)]


def test_a_push_takes_no_focus_away(browser: Browser):
    services = busy_services()
    with serving(services) as url, looking(browser, url, DESKTOP, path="/outbox") as page:
        button = page.get_by_role("button", name="Sync PC-Anna now")
        button.focus()
        services.change_server("pc-anna", seconds=9.4)
        expect(page.get_by_text("9.4 s")).to_be_visible()
        expect(button).to_be_focused()


def test_the_outbox_of_a_school_is_light(browser: Browser):
    view = school()
    busy = replace(view, servers=tuple(replace(one, edits=(edit(user=""),)) for one in view.servers))
    with serving(FakeServices(busy)) as url, looking(browser, url, PHONE, path="/outbox") as page:
        expect(page.get_by_text("1 to 12 of 250")).to_be_visible()
        assert page.locator("*").count() < 1800
        page.get_by_role("button", name="Next").first.tap()
        expect(page.get_by_text("13 to 24 of 250")).to_be_visible()
        expect(page.get_by_role("heading", name="Lab-013")).to_be_visible()


def test_the_audit_is_turned_over_and_filtered(browser: Browser):
    services = busy_services()
    with serving(services) as url, looking(browser, url, PHONE, path="/audit") as page:
        expect(page.get_by_text("“number 70”")).to_be_visible()
        page.get_by_role("button", name="Older").tap()
        expect(page.get_by_text("“number 40”")).to_be_visible()
        expect(page.get_by_text("“number 70”")).to_have_count(0)
        page.locator(".filters > summary").tap()
        page.get_by_label("Person").click()
        page.get_by_role("option", name="Tina").click()
        expect(page.get_by_text("“number 70”")).to_be_visible()
        expect(page.locator(".filters > summary")).to_have_text("1 filter")
        page.get_by_label("Search the audit").fill("number 7")
        expect(page.locator(".entry")).to_have_count(2)
    assert services.audit.queries[-1] == AuditQuery(who="Tina", text="number 7")


def test_closing_the_doctors_sheet_calls_him_back(browser: Browser):
    services = busy_services()
    services.examination = FakeExamination(NAME)
    with serving(services) as url, looking(browser, url, PHONE, path="/computers") as page:
        page.get_by_role("button", name="More about PC-Anna").tap()
        page.get_by_text("Check the way there…").tap()
        expect(page.get_by_text("Looking…")).to_be_visible()
        services.examination.findings = (NAME, KEY)
        expect(page.get_by_text("Run the command once more.")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
    assert services.examination.is_stopped


def test_leaving_the_page_calls_the_doctor_back_too(browser: Browser):
    services = busy_services()
    services.examination = FakeExamination(NAME)
    with serving(services) as url, looking(browser, url, PHONE, path="/computers") as page:
        page.get_by_role("button", name="More about PC-Anna").tap()
        page.get_by_text("Check the way there…").tap()
        expect(page.get_by_text("Looking…")).to_be_visible()
        page.goto(url + "/more")
        page.get_by_text("Who changed what").wait_for()
        services.examination.findings = (NAME, KEY)


def test_settings_are_saved_from_a_phone(browser: Browser):
    services = busy_services()
    with serving(services) as url, looking(browser, url, PHONE, path=settings_path("pc-anna")) as page:
        page.get_by_role("switch", name="PlayTime on this computer").tap()
        page.get_by_label("Users that are left alone").fill("gdm, lightdm")
        expect(page.locator(".differences li").last).to_contain_text("PlayTime is switched on")
        save = page.get_by_role("button", name="Save")
        assert save.bounding_box()["y"] + save.bounding_box()["height"] < 844 - 64
        services.main = replace(
            services.main, config=MainConfig(playtime_enabled=True, users_ignored=("gdm", "lightdm"))
        )
        save.tap()
        expect(page.get_by_text("What will be changed")).to_be_hidden()
        expect(page.get_by_label("Users that are left alone")).to_have_value("gdm lightdm")
    ((_, where, changes, _seen),) = services.asked
    assert (where, changes) == (
        "pc-anna", {"TIMEKPR_PLAYTIME_ENABLED": "True", "TIMEKPR_USERS_EXCL": "gdm;lightdm"},
    )  # fmt: skip


def test_hostile_words_stay_words(browser: Browser):
    evil = " ".join(EVIL)
    services = FakeServices(
        fleet(
            server(
                evil,
                user(evil, child=evil, edits=(edit(1, user=evil, who=evil),)),
                id="liar",
                edits=(edit(2, user=""),),
            ),
        )
    )
    message = Message("{keys}", {"keys": evil})
    services.ended = (EndedView("gone", evil, edit(3, "refused", user=evil, who=evil, why=message)),)
    services.visits = {"liar": (cycle(1, error=message, stages=((message, 3.0),)),)}
    services.audit.entries = (
        entry(1, who=evil, child=evil, server=evil, origin=evil, what=(message,), why=message, reason=evil),
    )
    services.audit.names = (evil,)
    services.examination = FakeExamination(Finding(evil, evil, ok=False, detail=evil, cure=evil), is_over=True)
    services.main = replace(services.main, config=MainConfig(users_ignored=(evil,)))
    with serving(services) as url, looking(browser, url, PHONE, path="/outbox") as page:
        page.get_by_text(EVIL[0]).first.wait_for()
        unharmed(page)
        page.get_by_role("button", name="Last cycles…").tap()
        page.get_by_role("dialog").locator("summary").tap()
        unharmed(page)
        page.goto(url + "/audit")
        page.locator(".entry").wait_for()
        page.locator(".filters > summary").tap()
        page.get_by_label("Person").click()
        page.get_by_role("option").first.wait_for()
        unharmed(page)
        page.goto(url + settings_path("liar"))
        page.get_by_label("Users that are left alone").fill("<img src=x onerror=window.hacked=1>")
        expect(page.get_by_text("Only names of letters")).to_be_visible()
        unharmed(page)
        page.goto(url + "/computers")
        page.locator(".head .q-btn").first.tap()
        page.get_by_text("Check the way there…").tap()
        page.locator(".finding").wait_for()
        unharmed(page)
