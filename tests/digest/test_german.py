"""The digest in German: read as a German would write it, of a child that is neither a she nor a he."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time

import pytest

from digest import Reading, heading, letter_of
from i18n import Message
from tests.digest.made import (
    FRIDAY,
    GERMAN,
    HOUR,
    MONDAY,
    SATURDAY,
    SUNDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    WEEK,
    a_day,
    a_digest,
    days,
    grant,
    history,
    request,
    weeks_before,
)
from tests.digest.pages import family

FULL = days(60, 70, 80, 0, 100, 160, 90)
SOME = ("Anna hat 30 min von 14 h genutzt, die erlaubt waren.", "Alles davon war am Mittwoch.")


def german(sentences: Iterable[Message]) -> list[str]:
    """They are said with spaces at which no line ends, and a cross."""
    said = (one.text("de").replace("\N{NO-BREAK SPACE}", " ") for one in sentences)
    return [one.replace("\N{MULTIPLICATION SIGN}", "x") for one in said]


def test_what_was_used() -> None:
    digest = a_digest(history(days(*[90] * 7, first=WEEK.before.first), FULL))
    assert german(digest.sentences) == [
        "Anna hat 9 h 20 von 14 h genutzt, die erlaubt waren.",
        "Das sind 1 h 10 weniger als in der Woche davor.",
        "Der längste Tag war Samstag mit 2 h 40.",
        "Am Samstag waren es 40 min mehr als erlaubt.",
    ]
    assert heading(WEEK).text("de") == "Die Woche vom 16.\N{EN DASH}22. Nov. 2026"


@pytest.mark.parametrize(
    ("used", "sentences"),
    [
        ((0,) * 7, ["Anna hat keine Zeit genutzt."]),
        ((), ["Was Anna in dieser Woche genutzt hat, ist nicht bekannt."]),
        (
            (0, 0, 30, 0, 0, 0, 0),
            [*SOME],
        ),
    ],
)
def test_weeks_with_little_in_them(used: tuple[int, ...], sentences: list[str]) -> None:
    assert german(a_digest(history(days(*used))).sentences) == sentences


def test_what_people_did() -> None:
    did = [
        *grant(MONDAY, "+1800", reason="Hausaufgaben"), *grant(TUESDAY, "+900"), *grant(MONDAY, "+600", "Omar"),
        *grant(MONDAY, "-600", "Omar"), *grant(FRIDAY, "x", "Omar", kind="lock", after={}),
        *grant(SATURDAY, "x", "Omar", kind="lock", after={}), *grant(SUNDAY, "+60", state="expired"),
        *request(MONDAY, "asked", "given"), *request(TUESDAY, "asked", "not_now"), *request(FRIDAY, "asked"),
    ]  # fmt: skip
    assert german(a_digest(history(), did).sentences)[1:] == [
        "Tina hat 2-mal mehr gegeben, zusammen 45 min: „Hausaufgaben“.",
        "Omar hat 10 min mehr gegeben.",
        "Omar hat 10 min weggenommen.",
        "Omar hat für den Tag gesperrt: Freitag und Samstag.",
        "Eine Änderung für einen Tag wurde nicht ausgeführt.",
        "Anna hat 3-mal um mehr Zeit gebeten: 1 x ja, 1 x jetzt nicht und 1 x ohne Antwort.",
    ]


def test_unusual_nights() -> None:
    late = {
        WEDNESDAY: a_day(HOUR, "13:00-14:00", allowed=("14:00-20:00",)),
        FRIDAY: a_day(HOUR, "22:00-24:00"),
        SATURDAY: a_day(HOUR, "00:00-01:20", "21:00-22:00"),
    }
    assert german(a_digest(history(weeks_before("16:00-19:30"), late)).sentences)[-3:] == [
        "Am Mittwoch wurden 1 h außerhalb der erlaubten Stunden genutzt, zwischen 13:00 und 14:00.",
        "In der Nacht nach Freitag ging es bis 01:20, später als sonst.",
        "Am Samstag ging es bis 22:00, später als sonst.",
    ]


def test_what_is_not_known() -> None:
    vague = {
        THURSDAY: a_day(HOUR, estimated=True),
        FRIDAY: a_day(HOUR, estimated=True),
        SATURDAY: a_day(HOUR, until=time(16, 30)),
    }
    digest = a_digest(history(days(60, 60), vague), read=[Reading("PC", None)])
    assert german(digest.notes) == [
        "Nichts bekannt ist von: Mittwoch und Sonntag.",
        "Von mehreren Tagen ist nur die Summe bekannt, sie ist gleichmäßig verteilt: Donnerstag und Freitag.",
        "Samstag ist bis 16:30 bekannt.",
        "PC wurde noch nie gelesen.",
    ]


def test_the_letter() -> None:
    letter = letter_of(family(GERMAN), base_url="https://zeit.example.org", style=GERMAN)
    assert letter.subject == "Die Woche vom 16.\N{EN DASH}22. Nov. 2026"
    assert '<html lang="de">' in letter.html
    assert "Dasselbe als Seite, mit den Wochen davor" in letter.text
