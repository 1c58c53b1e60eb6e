"""Why a value that somebody wants to set is refused: one sentence each, with what is allowed."""

from __future__ import annotations

from errors import InvalidValue
from i18n import N_


class UnknownKey(InvalidValue):
    """There is no such key to set. Fields: what."""

    code = "unknown_key"
    template = N_("There is no setting named “{what}”.")


class OutOfRange(InvalidValue):
    """A number outside its range. Fields: what, value, minimum, maximum."""

    code = "out_of_range"
    template = N_("{what}: “{value}” is not allowed; it has to be a whole number from {minimum} to {maximum}.")


class NotBoolean(InvalidValue):
    """Neither yes nor no. Fields: what, value."""

    code = "not_boolean"
    template = N_("{what}: “{value}” is not allowed; it has to be True or False.")


class NotAChoice(InvalidValue):
    """Not one of the words that this version of Timekpr knows. Fields: what, value, choices."""

    code = "not_a_choice"
    template = N_("{what}: “{value}” is not allowed; this Timekpr knows {choices}.")


class BadCharacters(InvalidValue):
    """A text that would damage the file. Fields: what, value."""

    code = "bad_characters"
    template = N_(
        "{what}: “{value}” is not allowed; no “%”, no line breaks or invisible characters, "
        "and no blanks at the beginning or the end."
    )


class TooLong(InvalidValue):
    """A text or list that is longer than anybody needs. Fields: what, value, most."""

    code = "too_long"
    template = N_("{what}: this is too long; {most} is the most.")


class NotSevenLimits(InvalidValue):
    """Limits that cannot be tied to the days of the week. Fields: what, value."""

    code = "not_seven_limits"
    template = N_("{what}: “{value}” is not allowed; it takes seven limits in seconds, Monday to Sunday.")


class BadDays(InvalidValue):
    """Not a list of weekdays. Fields: what, value."""

    code = "bad_days"
    template = N_("{what}: “{value}” is not allowed; it takes days from 1 (Monday) to 7, each once.")


class DayHasNoTime(InvalidValue):
    """A closed day cannot be opened by naming it. Fields: what, day."""

    code = "day_has_no_time"
    template = N_("{what}: day {day} is closed; give it a limit and hours to open it.")


class BadHours(InvalidValue):
    """Not hours as Timekpr writes them. Fields: what, value."""

    code = "bad_hours"
    template = N_("{what}: “{value}” is not allowed; hours are written like 7;8[0-30];!20, each from 0 to 23 once.")


class BadInterval(InvalidValue):
    """Not a stretch of a day. Fields: value."""

    code = "bad_interval"
    template = N_("“{value}” is no time of a day; it has to begin before it ends, between 00:00 and 24:00.")


class IntervalsOverlap(InvalidValue):
    """Two stretches share time. Fields: value, other."""

    code = "intervals_overlap"
    template = N_("“{value}” and “{other}” overlap.")


class TwoIntervalsInAnHour(InvalidValue):
    """Timekpr keeps one stretch per hour. Fields: value, other, hour."""

    code = "two_intervals_in_an_hour"
    template = N_("“{value}” and “{other}” are both in the hour from {hour}:00; Timekpr can keep only one of them.")


class BadHourRange(InvalidValue):
    """Not two hours. Fields: what, value."""

    code = "bad_hour_range"
    template = N_("{what}: “{value}” is not allowed; it takes two hours from 0 to 23, such as 7;20.")


class BadMask(InvalidValue):
    """Not the name or pattern of a program. Fields: what, value."""

    code = "bad_mask"
    template = N_("{what}: “{value}” is not allowed; a program's name has 2 or more characters and no [ ] or ; in it.")


class UnusableMask(InvalidValue):
    """A pattern over which Timekpr would stumble. Fields: what, value."""

    code = "unusable_mask"
    template = N_("{what}: “{value}” is not allowed; Timekpr could not work with this pattern.")


class BadWords(InvalidValue):
    """Not a list of plain words. Fields: what, value."""

    code = "bad_words"
    template = N_("{what}: “{value}” is not allowed; it takes plain names, separated by semicolons.")


class BadPath(InvalidValue):
    """Not the path of a directory. Fields: what, value."""

    code = "bad_path"
    template = N_("{what}: “{value}” is not allowed; it takes a full path such as /var/lib/timekpr/config.")


class BadMoment(InvalidValue):
    """Not a date and time. Fields: what, value."""

    code = "bad_moment"
    template = N_("{what}: “{value}” is not allowed; it takes a date and time such as 2026-11-21 15:30:00.")


class BadUserName(InvalidValue):
    """Not a login. Fields: value."""

    code = "bad_user_name"
    template = N_("“{value}” cannot be the login of a user.")
