"""What children ask for, on the parents' page."""

from __future__ import annotations

from dataclasses import replace

import pytest
from nicegui import ElementFilter

from errors import WishAnswered
from tests.ui.edits import CLOSES
from tests.ui.fleets import FakeServices, family
from tests.ui.visit import asked, complaints, enter, open_sheets, press, texts, until, visit
from tests.ui.wishes import answered, wish
from wish_views import WishView

pytestmark = pytest.mark.anyio


def asking(*wishes: WishView) -> FakeServices:
    return FakeServices(replace(family(), wishes=wishes))


async def test_a_card_says_who_asks_for_how_much_why_and_since_when():
    async with visit(asking(wish())) as page:
        assert texts(page, "wish-title") == ["Ben asks for 30 minutes more"]
        assert texts(page, "wish-line") == ["“One level left, then I take the dog out” · 14:01 · PC-Ben"]


async def test_one_minute_is_one_minute_and_no_reason_is_no_quote():
    async with visit(asking(wish(minutes=1, reason=""))) as page:
        assert texts(page, "wish-title") == ["Ben asks for 1 minute more"]
        assert texts(page, "wish-line") == ["14:01 · PC-Ben"]


async def test_one_tap_gives_what_is_asked_for():
    services = asking(wish())
    async with visit(services) as page:
        await press(page, "answer-30")
        assert await asked(services) == [("answer", "w1", 1800, "")]


@pytest.mark.parametrize(("minutes", "less"), [(30, 15), (60, 15), (16, 15), (15, 5), (6, 5), (5, None), (1, None)])
async def test_the_second_answer_is_less(minutes: int, less: int | None):
    services = asking(wish(minutes=minutes))
    async with visit(services) as page:
        if less is None:
            for other in {5, 15} - {minutes}:
                await page.should_not_see(marker=f"answer-{other}")
        else:
            await press(page, f"answer-{less}")
            assert await asked(services) == [("answer", "w1", less * 60, "")]


async def test_another_amount_with_a_word():
    services = asking(wish())
    async with visit(services) as page:
        await press(page, "answer-other")
        await page.should_see(marker="word")
        enter(page, minutes="0")
        await press(page, "do-it")
        await until(lambda: complaints(page, "minutes") != [""])
        assert complaints(page, "minutes") == ["A number from 1 to 1440."]
        enter(page, minutes="20", word="then dinner")
        await page.should_see("Give 20 min")
        await press(page, "do-it")
        assert await asked(services) == [("answer", "w1", 1200, "then dinner")]
        await until(lambda: not open_sheets(page))
        assert open_sheets(page) == []


async def test_time_for_a_login_that_has_gone_meanwhile_is_not_said_to_be_given():
    services = asking(wish())
    async with visit(services) as page:
        await press(page, "answer-other")
        await page.should_see(marker="minutes")
        services.change_server("pc-ben", users=())
        await press(page, "do-it")
        await page.should_see("This request is no longer open.")
        assert len(open_sheets(page)) == 1
        assert services.asked == []


async def test_not_now_with_a_word():
    services = asking(wish())
    async with visit(services) as page:
        await press(page, "answer-not-now")
        await page.should_see(marker="word")
        enter(page, word="after dinner")
        await press(page, "do-it")
        assert await asked(services) == [("answer", "w1", 0, "after dinner")]


async def test_what_would_not_help_is_asked_about_first_as_for_any_grant():
    services = asking(wish())
    services.editing.doubts = (CLOSES,)
    async with visit(services) as page:
        await press(page, "answer-30")
        await page.should_see(marker="doubt")
        assert services.asked == []
        await press(page, "offer")
        assert await asked(services, 2) == [
            ("today", "pc-ben", "ben", {"ALLOWED_HOURS_6": "15;16"}),
            ("answer", "w1", 1800, ""),
        ]


async def test_who_was_slower_hears_who_was_quicker():
    services = asking(wish())
    services.refusal = WishAnswered(who="Tom", answer="30 min more")
    async with visit(services) as page:
        await press(page, "answer-30")
        await page.should_see("Tom has answered already: 30 min more.")


async def test_it_comes_and_goes_without_a_reload():
    services = asking()
    async with visit(services) as page:
        await page.should_not_see(marker="wish")
        services.change(lambda view: replace(view, wishes=(wish(),)))
        await page.should_see("Ben asks for 30 minutes more")
        services.change(lambda view: replace(view, wishes=(answered(text="well done"),)))
        await page.should_see("Tina gives Ben 30 min more · “well done” · 14:03")
        await page.should_not_see(marker="answer-30")
        services.change(lambda view: replace(view, wishes=(answered(0),)))
        await page.should_see("Tina to Ben: not now · 14:03")
        services.change(lambda view: replace(view, wishes=()))
        await page.should_not_see(marker="wish")


async def test_figures_that_change_do_not_draw_a_card_anew():
    services = asking(wish())
    async with visit(services) as page:
        with page:
            (before,) = [one.id for one in ElementFilter(marker="answer-30")]
        services.change(lambda view: replace(view, syncing=True))
        await page.should_see("syncing now")
        with page:
            assert [one.id for one in ElementFilter(marker="answer-30")] == [before]


async def test_several_stand_in_the_order_in_which_they_were_asked():
    services = asking(wish("w2", child="Anna", server="pc-anna", user="anna"))
    async with visit(services) as page:
        services.change(lambda view: replace(view, wishes=(wish("w1"), *view.wishes)))
        await page.should_see("Ben asks for 30 minutes more")
        assert texts(page, "wish-title") == ["Ben asks for 30 minutes more", "Anna asks for 30 minutes more"]


async def test_who_may_not_give_sees_it_without_buttons():
    services = asking(wish())
    services.who = replace(services.who, may_grant=False)
    async with visit(services) as page:
        await page.should_see("Ben asks for 30 minutes more")
        await page.should_not_see(marker="answer-30")


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "{{7*7}}", "{count} {0.__class__}", "%s"])
async def test_whatever_is_written_is_text(text: str):
    async with visit(asking(wish(child=text, reason=text))) as page:
        assert texts(page, "wish-title") == [f"{text} asks for 30 minutes more"]
        assert texts(page, "wish-line")[0].startswith(f"“{text}”")


async def test_of_a_whole_school_that_asks_twenty_are_shown_and_the_rest_is_counted():
    services = asking(*(wish(f"w{number}") for number in range(23)))
    async with visit(services) as page:
        await page.should_see("and 3 more")
        assert len(texts(page, "wish-title")) == 20
        services.change(lambda view: replace(view, wishes=view.wishes[5:]))
        await page.should_not_see(marker="more-wishes")
        assert len(texts(page, "wish-title")) == 18


async def test_the_links_of_a_child_are_in_its_menu_for_who_may_make_them():
    services = asking()
    async with visit(services) as page:
        await press(page, "user-menu")
        await page.should_see(marker="child-links")
        await press(page, "child-links")
        await page.should_see(marker="make-link")
    services.who = replace(services.who, may_edit=False)
    async with visit(services) as page:
        await press(page, "user-menu")
        await page.should_see(marker="versions")
        await page.should_not_see(marker="child-links")
