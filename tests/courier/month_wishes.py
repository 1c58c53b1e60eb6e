"""What parents may want, at home and at the computer."""

from __future__ import annotations

from hypothesis import strategies as st

LIMIT = st.sampled_from((0, 900, 3600, 7200, 10_800))
HOURS = st.sampled_from(("", "9;10;11", ";".join(map(str, range(24))), "14[30-60];15;!16"))
GRANTS = st.tuples(st.sampled_from("++-="), st.sampled_from((0, 600, 3600, 40_000)))
"""Plus, minus or equals, and about how many seconds."""
TODAY = st.fixed_dictionaries({}, optional={"HOURS": HOURS, "LIMIT": LIMIT.map(str), "PLAYTIME_LIMIT": LIMIT.map(str)})
"""Other rules for today alone."""


@st.composite
def changes_of(draw, seen: dict[str, str], today: int):
    """What a parent may want instead of what the page shows."""
    day = draw(day_near(today))
    everything = {
        "LIMITS_PER_WEEKDAYS": LIMIT.map(lambda seconds: one_of_seven(seen["LIMITS_PER_WEEKDAYS"], day, seconds)),
        "PLAYTIME_LIMITS_PER_WEEKDAYS": LIMIT.map(
            lambda seconds: one_of_seven(seen["PLAYTIME_LIMITS_PER_WEEKDAYS"], day, seconds)
        ),
        f"ALLOWED_HOURS_{day}": HOURS,
        "ALLOWED_WEEKDAYS": st.just("1;2;3;4;5"),
        "LIMIT_PER_WEEK": st.sampled_from(("50000", "60000")),
        "LOCKOUT_TYPE": st.sampled_from(("terminate", "lock", "suspendwake")),
        "WAKEUP_HOUR_INTERVAL": st.sampled_from(("7;18", "0;23")),
    }
    names = draw(st.lists(st.sampled_from(sorted(everything)), min_size=1, max_size=3, unique=True))
    return {name: draw(everything[name]) for name in names}


@st.composite
def commands_of(draw, texts: dict[str, str], today: int):
    """Options of timekpra that change what is there; days and their limits go together, as in Timekpr's own window."""
    day, seconds = draw(day_near(today)), draw(LIMIT)
    limits = one_of_seven(texts["LIMITS_PER_WEEKDAYS"], day, seconds)
    played = one_of_seven(texts["PLAYTIME_LIMITS_PER_WEEKDAYS"], day, seconds)
    five, five_played = (";".join(text.split(";")[:5]) for text in (limits, played))
    return draw(
        st.sampled_from(
            (
                [("setalloweddays", "1;2;3;4;5;6;7"), ("settimelimits", limits)],
                [("setalloweddays", "1;2;3;4;5"), ("settimelimits", five)],
                [("setalloweddays", "3;4;5;6;7"), ("settimelimits", five)],
                [("setallowedhours", str(day), "10;11;12[0-30]")],
                [("settimelimitweek", "40000")],
                [("setlockouttype", "shutdown")],
                [("setplaytimealloweddays", "1;2;3;4;5;6;7"), ("setplaytimelimits", played)],
                [("setplaytimealloweddays", "2;3;4;5;6"), ("setplaytimelimits", five_played)],
            )
        )
    )


def day_near(today: int):
    """Mostly a weekday about which others do something too."""
    return st.sampled_from((today, today, today % 7 + 1, 6))


def one_of_seven(text: str, day: int, seconds: int) -> str:
    limits = text.split(";")
    limits[day - 1] = str(seconds)
    return ";".join(limits)
