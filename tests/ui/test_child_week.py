"""A child's week: painted into the draft, and followed where others change it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from nicegui import ElementFilter, ui
from nicegui.testing.user import User

from tests.ui.child import NOW, RULES, with_limit
from tests.ui.fleets import FakeServices, fleet, server, user
from tests.ui.visit import asked, press, texts, until, visit
from timekpr_rules import CLOSED_DAY, Interval, UserConfig
from ui.theme import Text

pytestmark = pytest.mark.anyio

EVENING = (Interval(1080, 1200),)


def alone(rules: UserConfig = RULES) -> FakeServices:
    services = FakeServices(fleet(server("PC-Anna", user("anna"))))
    services.set_rules("pc-anna", "anna", rules)
    return services


def with_hours(day: int, hours: tuple[Interval, ...]) -> UserConfig:
    week = list(RULES.week)
    week[day - 1] = replace(week[day - 1], intervals=hours)
    return replace(RULES, week=tuple(week))


async def ready(page: User) -> None:
    await until(lambda: texts(page, "limit-6"))


async def test_a_painted_week_is_said_in_words_and_saved():
    services = alone()
    async with visit(services, "/child/anna/week") as page:
        await ready(page)
        await press(page, "use-weekend")
        await until(lambda: texts(page, "change"))
        assert any("no hours" in words for words in texts(page, "change"))
        assert texts(page, "limit-1") == ["2 h"]
        await press(page, "save")
        await until(lambda: not texts(page, "save"))
        ((_, _, _, changes),) = await asked(services)
        assert {key: text for key, text in changes.items() if key.endswith(("_1", "_5"))} == {
            "ALLOWED_HOURS_1": "", "ALLOWED_HOURS_5": "",
        }  # fmt: skip
        assert "LIMITS_PER_WEEKDAYS" not in changes


async def test_undoing_what_was_painted_leaves_nothing_to_save():
    async with visit(alone(), "/child/anna/week") as page:
        await ready(page)
        await press(page, "use-weekend")
        await until(lambda: texts(page, "change"))
        await press(page, "undo")
        await until(lambda: not texts(page, "change"))
        assert texts(page, "change") == []


async def test_discarding_shows_the_week_as_it_is():
    async with visit(alone(), "/child/anna/week") as page:
        await ready(page)
        await press(page, "use-weekend")
        await until(lambda: texts(page, "discard"))
        await press(page, "discard")
        await until(lambda: not texts(page, "change"))
        assert texts(page, "painter-status") == [""]


async def test_hours_that_were_changed_elsewhere_are_shown_and_the_draft_of_another_day_stays():
    services = alone()
    async with visit(services, "/child/anna/week") as page:
        await ready(page)
        await press(page, "less-6")
        await until(lambda: texts(page, "change"))
        services.set_rules("pc-anna", "anna", with_hours(1, EVENING), by="Tina")
        services.change_server("pc-anna", users=(user("anna", as_of=NOW + timedelta(minutes=3)),))
        await page.should_see("The hours were changed elsewhere.")
        assert texts(page, "change")[0] == "Saturday: 2 h → 1 h 45"


async def test_the_limit_of_a_day_without_hours_is_kept_and_said_to_be_of_no_use():
    async with visit(alone(with_hours(3, ())), "/child/anna/week") as page:
        await ready(page)
        assert texts(page, "limit-3") == ["2 h"]


async def test_a_closed_day_that_gets_hours_is_said_to_need_a_limit():
    week = (*RULES.week[:2], CLOSED_DAY, *RULES.week[3:])
    async with visit(alone(replace(RULES, week=week)), "/child/anna/week") as page:
        await ready(page)
        assert texts(page, "limit-3") == ["no time"]
        await press(page, "use-all")
        await until(lambda: texts(page, "change"))
        await page.should_see("Wednesday: there are hours but the limit is 0, so no time can be used.")


async def test_the_days_stand_in_the_order_in_which_a_week_begins_here_and_keep_their_limits():
    services = alone(with_limit(RULES, 7, 3600))
    services.first_weekday = 7
    async with visit(services, "/child/anna/week") as page:
        await ready(page)
        with page:
            (grid,) = ElementFilter(marker="week-grid")
            rows = [one for row in ElementFilter(marker="limit") for one in row.descendants() if isinstance(one, Text)]
        assert [day["day"] for day in grid.props["days"]] == [7, 1, 2, 3, 4, 5, 6]
        assert [row.text for row in rows][:3] == ["Sunday", "Monday", "Tuesday"]
        assert (texts(page, "limit-7"), texts(page, "limit-1")) == (["1 h"], ["2 h"])
        await press(page, "less-7")
        await until(lambda: texts(page, "change"))
        assert texts(page, "change") == ["Sunday: 1 h → 45 min"]
        await press(page, "limit-2")
        await until(lambda: texts(page, "also-1"))
        names = {row.text for row in rows}
        with page:
            chips = [one.text for one in ElementFilter(kind=ui.button) if one.text in names]
        assert chips == ["Sunday", "Monday", "Wednesday", "Thursday", "Friday", "Saturday"]
