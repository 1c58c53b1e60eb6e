"""A digest in sentences: what was used, what people did about it, what was not as usual, and what is not known.

They are said of a child by its name or of nobody at all, since nobody knows whether it is a she or a he.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from digest.happenings import ByPerson, Happenings, Requests
from digest.models import Digest, Reading, Sums
from digest.nights import MIDNIGHT, Night, Oddness
from digest.said import Dates, Listed, Moment, Weekday, clock, quotes, weekdays
from digest.week import Week
from headlines import Style
from history_views import DayFigures
from i18n import N_, FieldValue, Message
from speech import MINUTE, duration_message

AS_MUCH: Final = 5 * MINUTE
"""Seconds of difference that are none."""
MOST_REASONS: Final = 5
"""Of one person."""


def title(digest: Digest) -> Message:
    """What a digest is called where it stands alone."""
    return Message(N_("{child}: the week of {dates}"), {"child": digest.person.name, "dates": dates(digest.week)})


def heading(week: Week) -> Message:
    """What the digests of a week are called."""
    return Message(N_("The week of {dates}"), {"dates": dates(week)})


def dates(week: Week) -> Message:
    """The days of a week."""
    return Dates(first=week.first, last=week.last)


def paragraphs(
    child: str, sums: Sums, did: Happenings, nights: Sequence[Night], style: Style
) -> tuple[tuple[Message, ...], ...]:
    """What is known; none of them is empty, and the first one is always there."""
    used = tuple(_of_use(child, sums))
    done = (*(one for person in did.people for one in _of_person(person)), *_of_outcomes(did))
    asked = tuple(_of_requests(child, did.requests))
    unusual = tuple(_of_night(night, style) for night in nights)
    return tuple(paragraph for paragraph in (used, (*done, *asked), unusual) if paragraph)


def notes(days: Sequence[DayFigures], read: Sequence[Reading], week: Week, style: Style) -> Iterator[Message]:
    """What is not known, or only roughly."""
    unknown = [day.day for day in days if day.used is None]
    if 0 < len(unknown) < len(days):
        yield Message(N_("Nothing is known of {days}."), {"days": weekdays(unknown)})
    shared = [day.day for day in days if day.estimated]
    if shared:
        sentence = N_("Only the sum of several days is known, so it was shared out: {days}.")
        yield Message(sentence, {"days": weekdays(shared)})
    late = [one for one in read if one.at is not None and one.at.date() <= week.last]
    told = {one.at.date() for one in late if one.at is not None}
    for day in days:
        if day.lacks_one:
            sentence = N_("On {weekday} one of the computers was not read.")
            yield Message(sentence, {"weekday": Weekday(day=day.day)})
        elif day.until is not None and day.day not in told:
            until = clock(day.until.hour * 60 + day.until.minute, style.time_format)
            yield Message(N_("{weekday} is known until {time}."), {"weekday": Weekday(day=day.day), "time": until})
    for one in late:
        if one.at is not None:
            sentence = N_("{computer} was last read {moment}; what was used there after that is missing.")
            yield Message(
                sentence,
                {"computer": one.computer, "moment": Moment(at=one.at, week=week, time_format=style.time_format)},
            )
    for one in read:
        if one.at is None:
            yield Message(N_("{computer} was never read."), {"computer": one.computer})


# --- what was used ---


def _of_use(child: str, sums: Sums) -> Iterator[Message]:
    if not sums.days:
        yield Message(N_("Nothing is known of what {child} used this week."), {"child": child})
        return
    if not sums.used:
        yield Message(N_("{child} used no time."), {"child": child})
    else:
        yield _total(child, sums)
    yield from _compared(sums)
    if not sums.used:
        return
    if sums.limited and not sums.is_all_limited:
        yield Message(
            N_("On the {count} day with a known limit it was {used} of {allowed}."),
            {"used": _about(sums.used_of_allowed, sums), "allowed": duration_message(sums.allowed)},
            plural=N_("On the {count} days with a known limit it was {used} of {allowed}."),
            count=sums.limited,
        )
    yield from _longest(sums)
    if sums.playtime:
        yield Message(N_("{used} of the week was PlayTime."), {"used": duration_message(sums.playtime)})
    yield from _over(sums)


def _total(child: str, sums: Sums) -> Message:
    used: dict[str, FieldValue] = {"child": child, "used": _about(sums.used, sums)}
    if not sums.is_all_limited:
        return Message(N_("{child} used {used}."), used)
    used |= {"allowed": duration_message(sums.allowed), "computers": sums.computers}
    if sums.computers > 1:
        return Message(N_("{child} used {used} of {allowed} allowed at {computers} computers together."), used)
    return Message(N_("{child} used {used} of {allowed} allowed."), used)


def _compared(sums: Sums) -> Iterator[Message]:
    if sums.before is not None:
        more = sums.used - sums.before
        said = {"duration": duration_message(abs(more))}
        if abs(more) >= AS_MUCH:
            yield Message(
                N_("That is {duration} more than the week before.")
                if more > 0
                else N_("That is {duration} less than the week before."),
                said,
            )
        elif sums.used or sums.before:
            yield Message(N_("That is about as much as the week before."))
    elif sums.average is not None and sums.average_before is not None and (sums.average or sums.average_before):
        said = {"used": duration_message(sums.average), "before": duration_message(sums.average_before)}
        yield Message(
            N_("Of the days that are known that is {used} a day, after {before} a day the week before."), said
        )


def _longest(sums: Sums) -> Iterator[Message]:
    longest = sums.longest
    if longest is None:
        return
    day = Weekday(day=longest.day)
    if sums.used_on == 1:
        yield Message(N_("All of it was on {weekday}."), {"weekday": day})
    else:
        used = duration_message(longest.used or 0)
        used = Message(N_("about {duration}"), {"duration": used}) if longest.estimated else used
        yield Message(N_("The longest day was {weekday} with {used}."), {"weekday": day, "used": used})


def _over(sums: Sums) -> Iterator[Message]:
    if len(sums.over) == 1:
        (day,) = sums.over
        more = duration_message((day.used or 0) - (day.allowed or 0))
        sentence = N_("On {weekday} it was {duration} more than allowed.")
        yield Message(sentence, {"weekday": Weekday(day=day.day), "duration": more})
    elif sums.over:
        days = weekdays([day.day for day in sums.over])
        yield Message(N_("On these days it was more than allowed: {days}."), {"days": days})


def _about(seconds: int, sums: Sums) -> Message:
    said = duration_message(seconds)
    return Message(N_("about {duration}"), {"duration": said}) if sums.estimated else said


# --- what people did ---


def _of_person(person: ByPerson) -> Iterator[Message]:
    who: FieldValue = person.who or Message(N_("Somebody"))
    if person.gifts:
        said: dict[str, FieldValue] = {"who": who, "duration": duration_message(person.given)}
        if person.reasons:
            yield Message(
                N_("{who} gave {duration} more: {reasons}."),
                {**said, "reasons": quotes(person.reasons[:MOST_REASONS])},
                plural=N_("{who} gave {duration} more in {count} grants: {reasons}."),
                count=person.gifts,
            )
        else:
            yield Message(
                N_("{who} gave {duration} more."),
                said,
                plural=N_("{who} gave {duration} more in {count} grants."),
                count=person.gifts,
            )
    if person.taken:
        taken = {"who": who, "duration": duration_message(person.taken)}
        yield Message(N_("{who} took {duration} away."), taken)
    if person.playtime:
        playtime = {"who": who, "duration": duration_message(abs(person.playtime))}
        sentence = N_("{who} gave {duration} more PlayTime.")
        yield Message(sentence if person.playtime > 0 else N_("{who} took {duration} of PlayTime away."), playtime)
    if person.set:
        yield Message(
            N_("{who} set once how much was left."),
            {"who": who},
            plural=N_("{who} set {count} times how much was left."),
            count=person.set,
        )
    if person.changed:
        changed = {"who": who, "days": weekdays(person.changed)}
        yield Message(N_("{who} changed hours or limits for one day: {days}."), changed)
    if person.locked:
        yield Message(N_("{who} locked for the day: {days}."), {"who": who, "days": weekdays(person.locked)})


def _of_outcomes(did: Happenings) -> Iterator[Message]:
    if did.not_done:
        yield Message(
            N_("{count} change for a day was not carried out."),
            plural=N_("{count} changes for a day were not carried out."),
            count=did.not_done,
        )
    if did.unsure:
        yield Message(
            N_("It is not known whether {count} change for a day was carried out."),
            plural=N_("It is not known whether {count} changes for a day were carried out."),
            count=did.unsure,
        )


def _of_requests(child: str, asked: Requests) -> Iterator[Message]:
    if not asked.asked:
        return
    if asked.asked == 1:
        once = {
            "given": N_("{child} asked once for more time, and it was granted."),
            "not_now": N_("{child} asked once for more time; the answer was “not now”."),
            "taken_back": N_("{child} asked once for more time, and took it back."),
            "unanswered": N_("{child} asked once for more time, and got no answer."),
        }
        yield next(Message(text, {"child": child}) for how, text in once.items() if getattr(asked, how))
        return
    often = {
        "given": N_("{times} granted"),
        "not_now": N_("{times} not now"),
        "taken_back": N_("{times} taken back"),
        "unanswered": N_("{times} without an answer"),
    }
    counts = {how: getattr(asked, how) for how in often}
    outcomes = tuple(Message(text, {"times": counts[how]}) for how, text in often.items() if counts[how])
    said: dict[str, FieldValue] = {"child": child, "times": asked.asked, "outcomes": Listed(items=outcomes)}
    yield Message(N_("{child} asked {times} times for more time: {outcomes}."), said)


# --- what was not as usual ---


def _of_night(night: Night, style: Style) -> Message:
    said: dict[str, FieldValue] = {
        "weekday": Weekday(day=night.day),
        "begin": clock(night.begin, style.time_format),
        "end": clock(night.end, style.time_format),
        "duration": duration_message(night.minutes * MINUTE),
    }
    if night.oddness is Oddness.OUTSIDE:
        return Message(
            N_("On {weekday}, {duration} of use was outside the allowed hours, between {begin} and {end}."), said
        )
    if night.oddness is Oddness.NIGHT:
        sentence = N_(
            "In the night after {weekday}, {duration} of use was between {begin} and {end}, which is unusual."
        )
        return Message(sentence, said)
    if night.end > MIDNIGHT:
        return Message(N_("In the night after {weekday}, use went on until {end}, later than usual."), said)
    return Message(N_("On {weekday}, use went on until {end}, later than usual."), said)
