"""Seeing to it that a grant is reckoned with the limit of its own day.

Timekpr takes the n-th limit for the n-th weekday, also where its lists leave days out. There the days are written out
first, which means the same. That is done in steps, and between two of them the limits are those of other days: so what
they should be is written down before, as an edit of its own that is finished however this visit ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NoReturn

from channels.discover import Channel
from courier.mending import add_mending
from courier.visit import MOST_ATTEMPTS, Later, UserFiles, Visit
from errors import NotTaken, SaidNo
from pending import Attempt, Edit, EditState, KeyChange
from timekpr_rules import (
    BusCall,
    Option,
    UserConfig,
    bus_calls,
    halfway,
    key_texts,
    options_to_write_out,
    playtime_calls,
    playtime_options,
    positional_limit,
)
from timekpr_rules.setters import LIMITS, PLAYTIME_LIMITS


def with_own_limit(visit: Visit, edit: Edit, channel: Channel, local: datetime) -> tuple[int, UserFiles]:
    """The limit in seconds that Timekpr will reckon with, which is that of this day, and the user's files by then.

    Raises Later if the days could not be written out, MachineError, NotSaved, SaidNo if Timekpr does not take them.
    """
    files = visit.files(edit.user)
    day, config = local.isoweekday(), files.config.model
    own = config.playtime.limits[day - 1] if edit.playtime else config.week[day - 1].limit_seconds
    if positional_limit(files.data, edit.user, day, playtime=edit.playtime) == own:
        return own, files
    steps, not_after = _steps(edit, config, channel), visit.not_after(edit.day)
    whole = _written_down(visit, edit, files, not_after)
    for step in steps:
        said = visit.send(channel, step, not_after)
        if not said.done:
            if said.channel_broken or not said.answer:
                _count(visit, edit, said.answer)
            raise SaidNo(answer=said.answer)
    files = visit.files(edit.user)
    if positional_limit(files.data, edit.user, day, playtime=edit.playtime) != own:
        _count(visit, edit, "ok")
    visit.move(whole, EditState.CONFIRMED)
    return own, files


def _count(visit: Visit, edit: Edit, answer: str) -> NoReturn:
    """Try it again later, but not for ever."""
    why = NotTaken(answer=answer or "ok")
    if edit.attempts + 1 >= MOST_ATTEMPTS:
        raise why
    visit.move(edit, EditState.QUEUED, why, attempts=edit.attempts + 1)
    raise Later


def _steps(edit: Edit, config: UserConfig, channel: Channel) -> Sequence[BusCall | Option]:
    if channel is Channel.DBUS:
        if edit.playtime:
            return playtime_calls(edit.user, config)
        return bus_calls(edit.user, config, config, seven_days=False, write_out=True)
    return playtime_options(edit.user, config) if edit.playtime else options_to_write_out(edit.user, config)


def _written_down(visit: Visit, edit: Edit, files: UserFiles, not_after: int) -> Edit:
    """The edit that stands for the days that are written out. It goes on from what a cut leaves there alone."""
    key, config = PLAYTIME_LIMITS if edit.playtime else LIMITS, files.config.model
    kept = KeyChange(key=key, wanted=key_texts(config)[key])
    between = tuple(KeyChange(key=key, wanted=text) for text in sorted(halfway(files.data, edit.user, config)[key]))
    attempt = Attempt(at=visit.clock.now(), not_after=not_after, between=between, kept=(kept,))
    return add_mending(visit.queue, visit.clock, edit, attempt)
