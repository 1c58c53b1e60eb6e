"""Pages of digests to look at: a family's week, with all that can be said of one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from digest import DigestPage, Person, Reading
from headlines import Style
from tests.digest.made import (
    ANNA,
    BERLIN,
    ENGLISH,
    FRIDAY,
    MINUTE,
    MONDAY,
    SATURDAY,
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

BEN = replace(ANNA, key="ben", name="Ben", child_id="ben")
ZOE = Person("pc~zoe", "zoe", "", (("pc", "zoe"),))


def family(style: Style = ENGLISH) -> DigestPage:
    """Anna with much to tell, Ben with a gap, and somebody who used nothing."""
    late = {
        FRIDAY: a_day(165 * MINUTE, "16:00-17:00", "21:55-23:40", allowed=("14:00-20:00",)),
        SATURDAY: a_day(160 * MINUTE, "16:00-17:00", "21:00-22:40"),
    }
    anna = history(weeks_before("16:00-17:30"), days(60, 70, 80, 0, 165, 160, 0), late)
    did = [
        *grant(MONDAY, "+1800", reason="homework done"), *grant(TUESDAY, "+900"), *grant(TUESDAY, "-900", "Omar"),
        *request(MONDAY, "asked", "given"), *request(TUESDAY, "asked", "not_now"), *request(FRIDAY, "asked"),
    ]  # fmt: skip
    ben = {day: detail for day, detail in days(40, 50, 60, 70, 80, 90, 30).items() if day != WEDNESDAY}
    away = (Reading("PC-Ben", datetime(2026, 11, 22, 20, 58, tzinfo=BERLIN)),)
    digests = (
        a_digest(anna, did, style=style),
        a_digest(history(days(30, 30, 30, 30, 30, first=WEEK.before.first), ben), person=BEN, read=away, style=style),
        a_digest(history(days(0, 0, 0, 0, 0, 0, 0)), person=ZOE, style=style),
    )
    return DigestPage(WEEK, WEEK.before.name, "", digests)
