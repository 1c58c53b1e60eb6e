"""The page of a child over HTTP: link, cookie, page, form; whom it shows, and what a link that was revoked opens."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import datetime
from html import unescape

import httpx
import pytest

from child_day import DASH
from pending.decide import CANCEL
from tests.wishes.family import RULES, TINA, Family
from timekpr_rules import PlayTime, TimeFile

COOKIE = "timekpr_mngr_child"
AFTERNOON_THERE = datetime(2026, 11, 18, 14, 30)
NOT_VALID = "This link is no longer valid. Ask your parents for a new one."
HOSTILE = ("<script>alert(1)</script>", "{{7*7}}", "{% raw %}", "{0.__class__}", "“\"'><img src=x onerror=alert(1)>")


def test_a_link_becomes_a_cookie_and_leaves_the_address_bar(family: Family) -> None:
    _, secret = family.link()
    answer = family.get(f"/c/{secret}")

    assert (answer.status_code, answer.headers["location"]) == (303, "/c")
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith(f"{COOKIE}={secret}".lower())
    for part in ("httponly", "samesite=lax", "path=/c;", "max-age=31536000"):
        assert part in f"{cookie};"


def test_from_the_link_to_the_page_in_one_browser(family: Family) -> None:
    _, secret = family.link()
    page = family.browse(lambda browser: browser.get(f"/c/{secret}", follow_redirects=True))

    assert page.status_code == 200
    assert page.url.path == "/c"
    assert secret not in page.text
    assert '<h1 data-text="name">Ben</h1>' in page.text


def test_the_page_has_the_strictest_of_policies(family: Family) -> None:
    _, secret = family.link()
    page = family.get("/c", secret=secret)

    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "connect-src 'self';" in policy
    assert "unsafe" not in policy
    assert page.headers["cache-control"] == "no-store"
    assert not re.search(r"<script(?! src=)|\son\w+=|\sstyle=|javascript:", page.text)
    for asset in re.findall(r'(?:src|href)="(/assets/[^"]+)"', page.text):
        assert family.get(asset).status_code == 200


def test_a_link_that_is_revoked_ends_at_once(family: Family) -> None:
    link, secret = family.link()
    assert family.get("/c", secret=secret).status_code == 200
    family.services.wishes.revoke_link(link.id, TINA)

    for path in ("/c", f"/c/{secret}"):
        answer = family.get(path, secret=secret)
        assert answer.status_code == 404
        assert NOT_VALID in answer.text
        assert "Ben" not in answer.text
    assert family.get("/c/state", secret=secret).json() == {"error": {"code": "link_not_valid", "message": NOT_VALID}}
    assert "Max-Age=0" in family.get("/c", secret=secret).headers["set-cookie"]


def test_without_a_link_there_is_nothing(family: Family) -> None:
    for path in ("/c", "/c/state", "/c/ask", "/c/tkc_nothing", "/c/x"):
        assert family.get(path).status_code == 404
    answer = family.browse(lambda browser: browser.post("/c/ask", data={"amount": "30"}))
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "path", ["/c/", "/C", "/c/a/b", "/c//state", "/c/state/", "/c/..", "/c/a.b", "/c/%2e%2e", "/c/a%2fb", "/cc", "/c;x"]
)
def test_nothing_else_is_open_below_it(family: Family, path: str) -> None:
    _, secret = family.link()
    answer = family.get(path, secret=secret)

    assert "the pages" not in answer.text
    assert answer.status_code in {401, 404, 405}
    assert "Ben" not in answer.text


def test_a_childs_cookie_opens_nothing_of_the_parents(family: Family) -> None:
    _, secret = family.link()
    for path in ("/", "/more", "/api/v1/status", "/session", "/api/openapi.json"):
        assert family.get(path, secret=secret).status_code == 401
    answer = family.browse(lambda browser: browser.get("/"), cookies={"timekpr_mngr_session": secret})
    assert answer.status_code == 401


def test_guessing_is_slowed_down_and_who_is_right_is_not_kept_waiting(family: Family) -> None:
    _, secret = family.link()
    guesses = [family.get(f"/c/tkc_{number}").status_code for number in range(25)]

    assert guesses[:20] == [404] * 20
    assert set(guesses[20:]) == {429}
    assert family.get("/c", secret=secret).status_code == 200
    assert family.get(f"/c/{secret}").status_code == 303


def test_the_page_says_how_much_is_left_in_words_for_a_child(family: Family) -> None:
    _, secret = family.link("anna")
    state = family.get("/c/state", secret=secret).json()
    (place,) = state["places"]

    assert place["headline"] == "You have 1 h 40 left"
    assert place["detail"] == "until 16:40 if you take no break"
    assert place["figure"] == "1:40"
    assert place["used"] == "Used today: 20 min of 2 h"
    assert place["hours"].replace("\u2060\u2013\u2060", "-") == "08:00-12:00, 12:00-13:00 (free), 14:00-20:00"
    assert place["open"] == "M480 0H720V24H480ZM840 0H1200V24H840Z"
    assert place["free"] == "M720 0H780V24H720Z"
    assert place["gone"] == "M0 0H900V24H0Z"
    assert place["as_of"] == "as of 15:00"
    page = unescape(family.get("/c", secret=secret).text)
    for text in (place["headline"], place["detail"], place["used"], place["hours"]):
        assert text in page


@pytest.mark.parametrize(
    ("hours", "headline", "detail"),
    [
        (-2.5, "This time is free", "It is not counted, until 13:00."),
        (-1.5, "You can start again at 14:00", "Then you have 1 h 40."),
        (-9, "You can start again at 08:00", "Then you have 1 h 40."),
        (5.5, "That was it for today", "There are no more hours today."),
        (9.5, "You can start at 08:00", "Then you have 2 h."),
    ],
)
def test_what_it_says_over_a_day(family: Family, hours: float, headline: str, detail: str) -> None:
    _, secret = family.link("anna")
    family.clock.advance(hours * 3600)
    (place,) = family.get("/c/state", secret=secret).json()["places"]

    assert (place["headline"], place["detail"]) == (headline, detail)


def test_playtime_is_told_where_there_is_any(family: Family) -> None:
    _, secret = family.link("anna")
    assert family.get("/c/state", secret=secret).json()["places"][0]["play"] == ""
    play = PlayTime(enabled=True, limits=(3600,) * 7)
    spent = TimeFile(1200, 1200, 1200, 1200, AFTERNOON_THERE, playtime_balance=600, playtime_day=600)
    family.twins["pc-anna"].add_user("anna", replace(RULES, playtime=play), spent)
    family.visit()

    assert family.get("/c/state", secret=secret).json()["places"][0]["play"] == "PlayTime left: 50 min"


def test_of_a_damaged_file_nothing_is_told_that_could_be_made_use_of(family: Family) -> None:
    _, secret = family.link("anna")
    family.twins["pc-anna"].timekpr.disk.config("anna").write_bytes(b"\x00\x00[rubbish")
    family.visit()
    (place,) = family.get("/c/state", secret=secret).json()["places"]

    assert place["headline"] == "Not known right now"
    assert place["figure"] == DASH


def test_nothing_of_other_children_nor_of_where_computers_are(family: Family) -> None:
    _, secret = family.link("anna")
    family.wish(reason="a secret of Ben")
    tina = family.signed_in("Tina")
    tina.editing.lock("pc-ben", "ben", TINA)

    for path in ("/c", "/c/state"):
        text = family.get(path, secret=secret).text
        for word in ("Ben", "ben", "secret.lan", "Tina", "timekpr-mngr@", "10.0.0.7"):
            assert word not in text, word


def test_several_computers_each_with_its_own_figures(family: Family) -> None:
    _, secret = family.link("ben")
    state = family.get("/c/state", secret=secret).json()

    assert {place["name"] for place in state["places"]} == {"PC-Ben", "PC-Anna"}
    assert '<select id="place"' in family.get("/c", secret=secret).text


def test_asking_and_what_becomes_of_it(family: Family) -> None:
    _, secret = family.link("ben")
    fields = {"amount": "45", "reason": "One level left", "place": "pc-ben~ben"}
    answer = family.post(secret, fields)
    assert (answer.status_code, answer.headers["location"]) == (303, "/c")

    def lines() -> list[tuple[str, str, str]]:
        state = family.get("/c/state", secret=secret).json()
        return [(one["tone"], one["head"], one["text"]) for one in state["wishes"]]

    assert lines() == [("rest", "You asked for 45 min more at 15:00. Your parents can see it now.", "“One level left”")]
    (wish,) = family.services.fleet_view().wishes
    family.services.wishes.answer(wish.id, 1800, "well done", TINA)
    assert lines() == [("rest", "Tina gives you 30 min more: it is on its way", "“well done”")]
    family.visit()
    assert lines() == [("good", "Tina gives you 30 min more: it has arrived", "“well done”")]
    state = family.get("/c/state", secret=secret).json()
    assert [place["notes"] for place in state["places"]] == [[], []]
    family.clock.advance(10 * 3600)
    assert lines() == []


def test_time_that_nobody_knows_any_more_is_not_said_to_have_arrived(family: Family) -> None:
    _, secret = family.link("ben")
    family.post(secret, {"amount": "30", "place": "pc-ben~ben"})
    (wish,) = family.services.fleet_view().wishes
    family.services.wishes.answer(wish.id, 1800, "", TINA)
    (edit,) = family.edits()
    family.services.editing.decide(edit.id, CANCEL)
    family.stop()
    for folder in ("finished", "backups"):
        shutil.rmtree(family.folder / "data" / folder)
    family.start()
    (line,) = family.get("/c/state", secret=secret).json()["wishes"]
    assert line["head"] == "Tina gives you 30 min more: whether it has arrived is not known any more"


def test_taking_back_what_was_never_asked_for_is_refused_as_not_there(family: Family) -> None:
    _, secret = family.link("ben")
    assert family.post(secret, {"take_back": "w-of-somebody-else"}).status_code == 404


def test_what_parents_do_by_themselves_is_told_too(family: Family) -> None:
    _, secret = family.link("anna")
    tina = family.signed_in("Tina")
    tina.editing.lock("pc-anna", "anna", TINA)

    def notes() -> list[str]:
        (place,) = family.get("/c/state", secret=secret).json()["places"]
        return [note["text"] for note in place["notes"]]

    assert notes() == ["no more today is on its way"]
    family.visit()
    assert notes() == ["no more today: it has arrived"]


def test_any_other_number_of_minutes_and_taking_it_back(family: Family) -> None:
    _, secret = family.link("anna")
    assert family.post(secret, {"amount": "other", "minutes": " 7 "}).status_code == 303
    (wish,) = family.services.fleet_view().wishes
    assert wish.minutes == 7

    assert family.post(secret, {"take_back": wish.id}).status_code == 303
    assert family.services.fleet_view().wishes == ()


@pytest.mark.parametrize("amount", ["0", "241", "-5", "1e3", "٣٠", "", "NaN", "9" * 500, "1.5"])
def test_a_number_that_is_none_is_told_and_nothing_typed_is_lost(family: Family, amount: str) -> None:
    _, secret = family.link("anna")
    answer = family.post(secret, {"amount": "other", "minutes": amount, "reason": "One level left"})

    assert answer.status_code == 422
    assert "A whole number of minutes from 1 to 240." in answer.text
    assert 'value="One level left"' in answer.text
    assert family.services.fleet_view().wishes == ()


@pytest.mark.parametrize("reason", ["x" * 201, "x" * 500, "a\u202etxt.exe", "a\0b", "\x1b[31m"])
def test_a_reason_that_is_too_long_or_deceives_is_refused(family: Family, reason: str) -> None:
    _, secret = family.link("anna")
    answer = family.post(secret, {"amount": "30", "reason": reason})

    assert answer.status_code == 422
    assert "At most 200 characters in one line." in answer.text
    assert family.services.fleet_view().wishes == ()


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_written_is_text_everywhere(family: Family, text: str) -> None:
    family.core.fleet.update_child("anna", name=text)
    _, secret = family.link("anna")
    assert family.post(secret, {"amount": "30", "reason": text}).status_code == 303
    page = family.get("/c", secret=secret).text

    assert "<script>alert" not in page
    assert "<img" not in page
    assert unescape(page).count(text) >= 3  # title, heading and reason
    state = family.get("/c/state", secret=secret)
    assert state.headers["content-type"] == "application/json"
    assert state.json()["name"] == text


def test_a_form_is_taken_from_the_page_it_was_sent_to_alone(family: Family) -> None:
    _, secret = family.link("anna")
    cookies = {COOKIE: secret}

    def post(**headers: str) -> httpx.Response:
        return family.browse(
            lambda browser: browser.post("/c/ask", data={"amount": "30", "form_token": "x"}, headers=headers),
            cookies=cookies,
        )

    assert post(Origin="http://evil.example").status_code == 403
    assert post(Origin="http://localhost").status_code == 403
    assert post().status_code == 403
    assert family.post(secret, {"amount": "30"}, headers={"Origin": "http://evil.example"}).status_code == 403
    assert family.services.fleet_view().wishes == ()


def test_the_token_of_one_browser_is_not_that_of_another(family: Family) -> None:
    _, secret = family.link("anna")
    token = family.get("/c/state", secret=secret).json()["form_token"]
    answer = family.browse(
        lambda browser: browser.post("/c/ask", data={"amount": "30", "form_token": token}), cookies={COOKIE: secret}
    )
    assert answer.status_code == 403


def test_a_finger_that_does_not_stop_is_slowed_down(family: Family) -> None:
    _, secret = family.link("anna")
    _, bens = family.link("ben")
    codes = [family.post(secret, {"amount": "999"}).status_code for _ in range(22)]

    assert codes == [422] * 20 + [429] * 2
    assert family.post(bens, {"amount": "30"}).status_code == 303


def test_the_eleventh_wish_of_a_day_is_refused_with_a_sentence(family: Family) -> None:
    _, secret = family.link("anna")
    for _ in range(10):
        assert family.post(secret, {"amount": "30"}).status_code == 303
    answer = family.post(secret, {"amount": "30"})

    assert answer.status_code == 429
    assert "10 times a day" in answer.text


def test_a_child_without_a_computer_has_a_page_that_says_so(family: Family) -> None:
    family.core.fleet.add_child("Carla")
    _, secret = family.link("carla")
    page = family.get("/c", secret=secret)

    assert page.status_code == 200
    assert "There is no computer here yet." in page.text
    assert "<details" not in page.text
    assert family.post(secret, {"amount": "30"}).status_code == 409


def test_below_a_prefix_cookie_page_and_forms_stay_below_it(family: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIMEKPR_MNGR_TRUSTED_PROXIES", "10.0.0.7/32")
    _, secret = family.link("anna")
    family.restart()
    family.visit()
    headers = {"X-Ingress-Path": "/ingress/abc"}
    answer = family.get(f"/c/{secret}", headers=headers)

    assert answer.headers["location"] == "/ingress/abc/c"
    assert "Path=/ingress/abc/c;" in answer.headers["set-cookie"]
    page = family.get("/c", secret=secret, headers=headers).text
    assert 'action="/ingress/abc/c/ask"' in page
    assert 'data-state="/ingress/abc/c/state"' in page
    assert set(re.findall(r'(?:src|href)="([^"]{0,13})', page)) == {"/ingress/abc/"}


def test_while_it_is_in_use_the_script_is_told_how_it_goes_down(family: Family) -> None:
    _, secret = family.link("anna")
    twin = family.twins["pc-anna"]
    twin.timekpr.log_in("anna", twin.now())
    for _ in range(30):
        family.clock.advance(3)
        twin.timekpr.tick(twin.now())
    family.visit()
    family.clock.advance(60)
    state = family.get("/c/state", secret=secret).json()
    (place,) = state["places"]

    assert place["in_use"] == "in use now"
    assert place["running"]["left"] - (state["now"] - place["running"]["since"]) // 1000 == 6000 - 150
    assert place["running"]["limit"] == 7200
    assert place["headline"] == "You have 1 h 37 left"
    assert place["detail"] == "until 16:40 if you take no break"
    assert state["words"]["left"] == "You have {duration} left"


def test_it_speaks_the_language_of_the_settings(family: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIMEKPR_MNGR_LANGUAGE", "de")
    _, secret = family.link("anna")
    family.restart()
    family.visit()

    assert '<html lang="de">' in family.get("/c", secret=secret).text
