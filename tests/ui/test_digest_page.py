"""The week in words: what it says, how one comes to other weeks, and what it says where there is nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from nicegui import ElementFilter, ui

from digest import DigestPage, known, unknown
from errors import InvalidValue
from i18n import Message
from tests.digest.made import MONDAY, WEEK, a_digest, grant
from tests.digest.pages import family
from tests.ui.fleets import FakeServices, fleet, server, user
from tests.ui.visit import texts, until, visit

pytestmark = pytest.mark.anyio


async def test_each_child_has_a_letter_with_the_words_of_its_digest(services: FakeServices):
    services.digest_pages[None] = found = family()
    async with visit(services, "/digest") as page:
        await until(lambda: texts(page, "said"))
        assert texts(page, "week") == ["16\N{EN DASH}22 Nov 2026"]
        assert texts(page, "said") == [paragraph for one in found.digests for paragraph in known(one, "en")]
        assert texts(page, "not-known") == [words for one in found.digests if (words := unknown(one, "en"))]


async def test_one_comes_to_the_week_before_and_back(services: FakeServices):
    newest = family()
    services.digest_pages[None] = newest
    services.digest_pages["2026-W46"] = replace(newest, week=WEEK.before, older="", newer=WEEK.name)
    async with visit(services, "/digest") as page:
        await until(lambda: texts(page, "said"))
        with page:
            assert [one.props["href"] for one in ElementFilter(kind=ui.link, marker="older")] == ["/digest/2026-W46"]
            assert not list(ElementFilter(kind=ui.link, marker="newer"))
    async with visit(services, "/digest/2026-W46") as page:
        await until(lambda: texts(page, "said"))
        assert services.weeks_asked[-1] == "2026-W46"
        with page:
            assert [one.props["href"] for one in ElementFilter(kind=ui.link, marker="newer")] == ["/digest/2026-W47"]
            assert not list(ElementFilter(kind=ui.link, marker="older"))


async def test_an_address_that_is_no_week_says_so(services: FakeServices):
    services.refusal = InvalidValue(what=Message("week"), value="x", allowed=Message("A week such as 2026-W47."))
    async with visit(services, "/digest/x") as page:
        await until(lambda: texts(page, "no-digest"))
        assert "2026-W47" in texts(page, "no-digest")[0]


async def test_whoever_has_no_children_here_yet_reads_what_will_come(services: FakeServices):
    services.view = fleet()
    services.digest_pages[None] = DigestPage(WEEK, "", "", ())
    async with visit(services, "/digest") as page:
        await page.should_see("Nobody is here yet")


async def test_it_is_drawn_again_when_a_child_is_called_otherwise(services: FakeServices):
    services.view = fleet(server("PC", user("anna")))
    services.digest_pages[None] = family()
    async with visit(services, "/digest") as page:
        await until(lambda: texts(page, "said"))
        services.change(lambda view: fleet(server("PC", user("anna", child="Annalena"))))
        await until(lambda: len(services.weeks_asked) == 2)
        services.change(lambda view: replace(view, syncing=True))
        await until(lambda: texts(page, "sync-state") != [""])
        assert len(services.weeks_asked) == 2


async def test_a_hostile_reason_stays_a_reason(services: FakeServices):
    words = "<img src=x onerror=alert(1)>{0.__class__}"
    services.digest_pages[None] = DigestPage(WEEK, "", "", (a_digest(None, grant(MONDAY, "+900", reason=words)),))
    async with visit(services, "/digest") as page:
        await until(lambda: texts(page, "said"))
        assert f"“{words}”" in " ".join(texts(page, "said"))


async def test_the_history_leads_there(services: FakeServices):
    async with visit(services, "/history") as page:
        with page:
            assert [one.props["href"] for one in ElementFilter(kind=ui.link, marker="to-digest")] == ["/digest"]
