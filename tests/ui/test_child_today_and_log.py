"""Today and the log of a child, and the tabs they stand under."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from child_log import LogLine
from i18n import Message
from tests.ui.child import DAY, NOW, day_of
from tests.ui.edits import edit
from tests.ui.fleets import FakeServices, fleet, server, user
from tests.ui.visit import press, texts, until, visit
from timekpr_rules import OPEN_DAY

pytestmark = pytest.mark.anyio


def anna() -> FakeServices:
    return FakeServices(fleet(server("PC-Anna", user("anna"))))


def line(number: int, **changes: object) -> LogLine:
    view = LogLine(
        at=NOW - timedelta(minutes=number), who="Tina", through="page", server="PC-Anna", user="anna",
        words=(Message("30 min more"),), result=Message("confirmed"), state="confirmed", why=Message(""), reason="",
    )  # fmt: skip
    return replace(view, **changes)


async def test_today_says_the_hours_and_where_in_them_it_is():
    async with visit(anna(), "/child/anna") as page:
        await until(lambda: any(texts(page, "hours-of-today")))
        assert texts(page, "hours-of-today") == [
            "Hours today: 09:00\N{EN DASH}13:00, 13:00\N{EN DASH}14:00 free, 14:00\N{EN DASH}20:00"
        ]
        assert texts(page, "headline") == ["1 h 20 left"]


@pytest.mark.parametrize(
    ("rule", "said"),
    [(OPEN_DAY, "Open all day."), (replace(DAY, intervals=()), "No hours today.")],
)
async def test_a_day_without_any_edge_is_said_in_a_word(rule, said: str):
    services = anna()
    services.days["pc-anna", "anna"] = day_of(rule)
    async with visit(services, "/child/anna") as page:
        await until(lambda: any(texts(page, "hours-of-today")))
        assert texts(page, "hours-of-today") == [said]


async def test_what_was_given_today_stands_there_with_who_when_and_why():
    services = anna()
    given = edit(1, "confirmed", who="Tina", reason="tidied up")
    back = (Message("Saturday: 1 h → 2 h"),)
    services.days["pc-anna", "anna"] = day_of(DAY, given=1800, edits=(given,), back=back)
    async with visit(services, "/child/anna") as page:
        await until(lambda: any(texts(page, "figures")))
        assert texts(page, "figures") == ["2 h for the day and 30 min given · 2 h this week"]
        await page.should_see("13:31 · Tina · confirmed at 13:31")
        await page.should_see("“tidied up”")
        await page.should_see("Saturday: 1 h → 2 h")


async def test_a_day_that_is_not_known_shows_no_bar():
    services = anna()
    services.days["pc-anna", "anna"] = day_of(DAY, intervals=None, used=None, used_week=None)
    async with visit(services, "/child/anna") as page:
        await until(lambda: texts(page, "headline"))
        await page.should_not_see(marker="hours-of-today")


async def test_the_log_has_a_line_for_each_change():
    services = anna()
    services.lines = (
        line(1, reason="birthday"),
        line(2, who="", through="", state="", result=Message("changed on the computer"), words=(Message("Sunday"),)),
        line(
            3, state="refused", result=Message("not taken"), why=Message("The computer did not take it."), through="api"
        ),
    )
    async with visit(services, "/child/anna/log") as page:
        await until(lambda: texts(page, "log-words"))
        assert texts(page, "log-words") == ["30 min more", "Sunday", "30 min more"]
        await page.should_see("14:02 · Tina · confirmed")
        await page.should_see("14:01 · changed on the computer")
        await page.should_see("14:00 · Tina · by the API · not taken")
        await page.should_see("“birthday”")


async def test_a_long_log_is_shown_in_pages():
    services = anna()
    services.lines = tuple(line(number) for number in range(70))
    async with visit(services, "/child/anna/log") as page:
        await until(lambda: texts(page, "log-words"))
        assert len(texts(page, "log-words")) == 30
        await press(page, "more-log")
        await until(lambda: len(texts(page, "log-words")) == 60)
        assert len(texts(page, "log-words")) == 60


async def test_an_empty_log_says_so():
    async with visit(anna(), "/child/anna/log") as page:
        await page.should_see("Nothing has been changed yet.")


@pytest.mark.parametrize(
    ("path", "marker"),
    [
        ("/child/anna", "day"),
        ("/child/anna/week", "week-painter"),
        ("/child/anna/limits", "day-limits"),
        ("/child/anna/playtime", "activities"),
        ("/child/anna/log", "log"),
        ("/child/pc-anna~anna/limits", "nobody"),
    ],
)
async def test_each_tab_has_an_address_of_its_own(path: str, marker: str):
    async with visit(anna(), path) as page:
        await page.should_see(marker=marker)


async def test_a_login_of_nobody_has_a_page_too():
    services = FakeServices(fleet(server("PC-Anna", user("guest", child="", child_id=""))))
    async with visit(services, "/child/pc-anna~guest/limits") as page:
        await page.should_see(marker="day-limits")
