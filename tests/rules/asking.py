"""A played Timekpr that is asked for changes as the courier asks it, and files as Timekpr leaves them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from channels.words import bus, bus_said, guarded, timekpra, timekpra_said
from tests.demo.house import House, every_day, laid_out
from tests.rules import made
from timekpr_rules import BusCall, Option, UserConfig, bus_calls, lists_all_days, new_user_config, options

Steps = list[BusCall] | list[Option]


@contextmanager
def a_house(data: bytes) -> Iterator[House]:
    """A played Timekpr with these rules of anna."""
    with tempfile.TemporaryDirectory() as folder:
        house = House(laid_out(Path(folder)), every_day())
        house.timekpr.disk.config("anna").write_bytes(data)
        yield house


def ask(house: House, step: BusCall | Option) -> None:
    """Send it as the courier does; it has to be done."""
    not_after = int(house.now.timestamp())
    if isinstance(step, BusCall):
        answer = house.run(guarded(bus(step), not_after))
        assert bus_said(answer.status, answer.out + answer.err).done, answer
    else:
        answer = house.run(guarded(timekpra(step), not_after))
        assert timekpra_said(answer.status, answer.out + answer.err).done, answer


def rewritten(data: bytes, texts: dict[str, str]) -> bytes:
    lines = data.decode().split("\n")
    return "\n".join(
        next((f"{key} = {text}" for key, text in texts.items() if line.startswith(f"{key} =")), line) for line in lines
    ).encode()


def left_out(rng: Random, config: UserConfig) -> bytes:
    """The same rules as Timekpr writes them: closed days are left out of the lists, and keep hours in the file."""
    week, limits = config.week, config.playtime.limits
    listed = [day for day in range(7) if week[day].allowed or rng.random() < 0.2]
    played = [day for day in range(7) if limits[day] or rng.random() < 0.2]
    texts = {
        "ALLOWED_WEEKDAYS": ";".join(str(day + 1) for day in listed),
        "LIMITS_PER_WEEKDAYS": ";".join(str(week[day].limit_seconds) for day in listed),
        "PLAYTIME_ALLOWED_WEEKDAYS": ";".join(str(day + 1) for day in played),
        "PLAYTIME_LIMITS_PER_WEEKDAYS": ";".join(str(limits[day]) for day in played),
    }
    texts |= {f"ALLOWED_HOURS_{day + 1}": rng.choice(["", "7;8;!9"]) for day in range(7) if day not in listed}
    return rewritten(new_user_config("anna", config), texts)


def near(rng: Random, config: UserConfig) -> UserConfig:
    """Other rules, or the same but for a few things."""
    other = made.user_config(rng)
    if rng.random() < 0.3:
        return other
    week = tuple(new if rng.random() < 0.3 else old for old, new in zip(config.week, other.week, strict=True))
    names = [name for name in ("week_limit", "track_inactive", "lockout", "wakeup_hours") if rng.random() < 0.3]
    play = rng.choice([config.playtime, other.playtime, replace(config.playtime, limits=other.playtime.limits)])
    return replace(config, week=week, playtime=play, **{name: getattr(other, name) for name in names})


def change(rng: Random) -> tuple[bytes, UserConfig, UserConfig]:
    """A file, what it says, and what is wanted instead."""
    current = made.user_config(rng)
    data = left_out(rng, current) if rng.random() < 0.6 else new_user_config("anna", current)
    return data, current, near(rng, current)


changes = made.seeded(change)


def steps_by(way: str, data: bytes, current: UserConfig, wanted: UserConfig) -> Steps | None:
    if way == "dbus":
        return bus_calls("anna", current, wanted, seven_days=lists_all_days(data, "anna"))
    return options("anna", current, wanted)


both_ways = pytest.mark.parametrize("way", ["dbus", "timekpra"])


def is_open(config: UserConfig, day: int) -> bool:
    """Whether anybody can use the computer on a day (0 is Monday)."""
    rule = config.week[day]
    return rule.allowed and any(rule.limit_seconds > 0 or part.unaccounted for part in rule.intervals)
