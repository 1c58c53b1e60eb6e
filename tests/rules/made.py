"""Rules, settings, counters and damaged files out of a seed: quick enough for thousands, the same at every run."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import TypeVar

from hypothesis import strategies as st

from timekpr_rules import Activity, DayRule, Interval, MainConfig, PlayTime, TimeFile, UserConfig, new_user_config
from timekpr_rules.hours import normal

CASES = Path(__file__).parent.parent / "cases"
DAY, WEEK, MONTH = 86_400, 604_800, 2_678_400
LETTERS = "abcXYZ019 .*\\()|^$+?{}-_/äöü€…#=:!'\"&"

T = TypeVar("T")


def seeded(make: Callable[[Random], T]) -> st.SearchStrategy[T]:
    """A strategy of what a function makes of a random generator."""
    return st.integers(0, 2**40).map(lambda seed: make(Random(seed)))


def moment(rng: Random) -> datetime:
    return datetime.fromisoformat("2024-01-01") + timedelta(seconds=rng.randrange(5 * 365 * DAY))


def hours(rng: Random) -> tuple[Interval, ...]:
    """Any hours that Timekpr can store."""
    if rng.random() < 0.2:
        return (Interval(0, 1440),)
    found = []
    for hour in rng.sample(range(24), rng.randrange(25)):
        start, end = rng.choice([(0, 60), (0, 60), (0, 30), (30, 60), sorted(rng.sample(range(61), 2))])
        found.append(Interval(hour * 60 + start, hour * 60 + end, rng.random() < 0.3))
    return normal(found)


def limit(rng: Random) -> int:
    return rng.choice([0, 1, 3600, DAY, rng.randint(0, DAY)])


def day_rule(rng: Random) -> DayRule:
    return DayRule(rng.random() < 0.8, limit(rng), hours(rng))


def text(rng: Random) -> str:
    made = "".join(rng.choices(LETTERS, k=rng.randint(4, 20))).strip()
    return made if len(made) > 1 and '("' not in made and '")' not in made else "steam"


def user_config(rng: Random) -> UserConfig:
    play = PlayTime(
        rng.random() < 0.7,
        rng.random() < 0.2,
        rng.random() < 0.5,
        tuple(limit(rng) for _ in range(7)),
        tuple(Activity(text(rng), rng.choice(["", text(rng)])) for _ in range(rng.randrange(4))),
    )
    return UserConfig(
        tuple(day_rule(rng) for _ in range(7)),
        rng.choice([WEEK, rng.randint(0, WEEK)]),
        rng.choice([MONTH, rng.randint(0, MONTH)]),
        rng.random() < 0.5,
        rng.random() < 0.5,
        rng.choice(["terminate", "lock", "suspend", "suspendwake", "shutdown"]),
        (rng.randrange(24), rng.randrange(24)),
        play,
    )


def words(rng: Random) -> tuple[str, ...]:
    return tuple("".join(rng.choices("abc_1", k=5)) for _ in range(rng.randrange(4)))


def path(rng: Random) -> str:
    return "".join(
        "/" + "".join(rng.choices("abc-_.1", k=4)).replace("..", "a") + "x" for _ in range(rng.randint(1, 4))
    )


def main_config(rng: Random) -> MainConfig:
    return MainConfig(
        rng.randint(1, 3),
        rng.randint(3, 30),
        rng.randint(10, 60),
        rng.random() < 0.5,
        rng.randint(5, 30),
        rng.randint(5, 30),
        rng.randint(30, 600),
        words(rng),
        words(rng),
        words(rng),
        path(rng),
        path(rng),
        path(rng),
        path(rng),
        rng.random() < 0.5,
        rng.random() < 0.5,
    )


def time_file(rng: Random, last: datetime | None = None) -> TimeFile:
    most = rng.choice([(7200, 7200, 7200), (DAY, WEEK, MONTH)])
    day, week, month = (rng.randint(0, seconds) for seconds in most)
    balance, playtime = (rng.randint(-most[0], most[0]) for _ in range(2))
    return TimeFile(balance, day, week, month, last or moment(rng), playtime, rng.randint(0, most[0]))


def user_file(rng: Random) -> bytes:
    return new_user_config("anna", user_config(rng))


def samples(ending: str) -> list[bytes]:
    """The files of the golden cases."""
    return [found.read_bytes() for found in sorted(CASES.glob(f"*/*{ending}"))]


PIECES = [
    b"\n", b"\r\n", b"\r", b" ", b"\t", b"=", b":", b";", b"#", b"[", b"]", b"[anna]\n", b"[DEFAULT]\n",
    b"!", b"-", b"7",
    b"07", b"60", b"abc", b"%%", b"\xef\xbb\xbf", b"\xe4", b"\x0b", b"\x0c", "\u2028".encode(), b"\n  8;9", b"\n\n",
    b"PLAYTIME_ACTIVITY_009 = x[y]\n", b"LIMIT_PER_WEEK = 5\n", b"LIMIT_PER_MONTH\n", b"True", b"86400", b"-1", b"1;1;",
    b"\0",
]  # fmt: skip


def mutated(rng: Random, data: bytes) -> bytes:
    """A file with pieces taken out, put in, doubled or cut off."""
    for _ in range(rng.randint(1, 4)):
        at = rng.randint(0, len(data))
        match rng.randrange(12):
            case 0 | 1 | 2 | 3:
                data = data[:at] + rng.choice(PIECES) + data[at:]
            case 4 | 5:
                data = data[:at] + data[at + rng.randint(1, 20) :]
            case 6:
                data = data[:at]
            case 7:
                lines = data.split(b"\n")
                lines.insert(rng.randrange(len(lines)), rng.choice(lines))
                data = b"\n".join(lines)
            case 8 | 9:
                lines = data.split(b"\n")
                rng.choice(lines)
                lines.pop(rng.randrange(len(lines)))
                data = b"\n".join(lines)
            case _:
                data = data[:at] + rng.choice(PIECES) + data[at + 1 :]
    return data
