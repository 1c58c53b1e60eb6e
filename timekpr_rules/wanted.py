"""Between models and keys: the text each key has for a model, and the model that a few wanted texts make of another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from operator import attrgetter
from typing import Any, Final, TypeAlias

from timekpr_rules.key_tables import MAIN_KEYS, TIME_KEYS, USER_KEYS, find_key
from timekpr_rules.keys import File, Key, Kind
from timekpr_rules.models import MainConfig, TimeFile, UserConfig
from timekpr_rules.refusals import BadCharacters, DayHasNoTime
from timekpr_rules.texts import format_value, parse_value
from timekpr_rules.versions import Version
from timekpr_rules.week import CLOSED_DAY, DAYS, DayRule, Week

Model: TypeAlias = UserConfig | MainConfig | TimeFile

_HOURS: Final = "ALLOWED_HOURS_"
_PLAYTIME: Final = "playtime."
_DEFAULTS: Final[dict[File, Model]] = {File.USER: UserConfig(), File.MAIN: MainConfig(), File.TIME: TimeFile()}


def keys_of(model: Model) -> tuple[Key, ...]:
    """The keys of the file that a model stands for."""
    match model:
        case UserConfig():
            return USER_KEYS
        case MainConfig():
            return MAIN_KEYS
        case TimeFile():
            return TIME_KEYS


def value_of(model: Model, key: Key) -> Any:  # noqa: ANN401 - the type depends on the key's kind
    """What a model says about a key. Lists of days are always all seven, and limits are Monday to Sunday."""
    if key.attribute:
        return attrgetter(key.attribute)(model)
    if key.kind is Kind.DAYS or not isinstance(model, UserConfig):
        return DAYS
    if key.kind is Kind.HOURS:
        return model.week[int(key.name[len(_HOURS) :]) - 1].intervals
    return tuple(rule.limit_seconds for rule in model.week)


def key_texts(model: Model) -> dict[str, str]:
    """The text of every key for a model: what a command line prints, an editor shows and a merge compares."""
    values = ((key, value_of(model, key)) for key in keys_of(model))
    return {key.name: "" if value is None else format_value(key, value) for key, value in values}


def default_text(key: Key) -> str:
    """What Timekpr takes where a key is missing; empty for LAST_CHECKED, for which it takes the present."""
    value = value_of(_DEFAULTS[key.file], key)
    return "" if value is None else format_value(key, value)


def checked_text(key: Key, model: Model, version: Version | None = None) -> str:
    """The text of a key, if it may be written.

    Raises:
        InvalidValue: the model's value is not allowed.
    """
    value = value_of(model, key)
    text = format_value(key, value)
    if parse_value(key, text, version) != value:
        raise BadCharacters(what=key.name, value=text[:80])
    return text


def changed_texts(current: Model, wanted: Model, version: Version | None = None) -> dict[str, str]:
    """The texts of the keys in which two models differ, in the order of the file.

    Raises:
        InvalidValue: a changed value is not allowed. One that is not allowed and not changed stays.
    """
    return {
        key.name: checked_text(key, wanted, version)
        for key in keys_of(wanted)
        if value_of(current, key) != value_of(wanted, key)
    }


def with_main_values(config: MainConfig, wanted: Mapping[str, str]) -> MainConfig:
    """The settings with ``{KEY: text}`` in them.

    Raises:
        InvalidValue: a text is not allowed, or there is no such key.
    """
    keys = [find_key(File.MAIN, name) for name in wanted]
    return replace(config, **{key.attribute: parse_value(key, wanted[key.name]) for key in keys})


def with_user_values(config: UserConfig, wanted: Mapping[str, str], version: Version | None = None) -> UserConfig:
    """The rules with ``{KEY: text}`` in them.

    LIMITS_PER_WEEKDAYS takes seven limits, Monday to Sunday. ALLOWED_WEEKDAYS closes the days that it does not name; a
    closed day is opened by its limit and hours, so naming it without them is refused.

    Raises:
        InvalidValue: a text is not allowed, or there is no such key.
    """
    keys = [find_key(File.USER, name) for name in wanted]
    parsed = {key.name: parse_value(key, wanted[key.name], version) for key in keys}
    plain = {key.attribute: parsed[key.name] for key in keys if key.attribute}
    return replace(
        config,
        week=_week(config.week, parsed),
        playtime=replace(config.playtime, **_playtime_values(config, parsed, plain)),
        **{name: value for name, value in plain.items() if not name.startswith(_PLAYTIME)},
    )


def _week(week: Week, parsed: Mapping[str, Any]) -> Week:
    limits = parsed.get("LIMITS_PER_WEEKDAYS", [rule.limit_seconds for rule in week])
    one, two, three, four, five, six, seven = (
        DayRule(allowed=True, limit_seconds=limit, intervals=parsed.get(f"{_HOURS}{day}", rule.intervals))
        for day, rule, limit in zip(DAYS, week, limits, strict=True)
    )
    changed = one, two, three, four, five, six, seven
    if "ALLOWED_WEEKDAYS" not in parsed:
        return changed
    return _only(changed, parsed["ALLOWED_WEEKDAYS"])


def _only(week: Week, days: Iterable[int]) -> Week:
    named = set(days)
    for day, rule in zip(DAYS, week, strict=True):
        if day in named and not rule.allowed:
            raise DayHasNoTime(what="ALLOWED_WEEKDAYS", value=day, day=day)
    one, two, three, four, five, six, seven = (
        rule if day in named else CLOSED_DAY for day, rule in zip(DAYS, week, strict=True)
    )
    return one, two, three, four, five, six, seven


def _playtime_values(config: UserConfig, parsed: Mapping[str, Any], plain: Mapping[str, Any]) -> dict[str, Any]:
    values = {name[len(_PLAYTIME) :]: value for name, value in plain.items() if name.startswith(_PLAYTIME)}
    days = parsed.get("PLAYTIME_ALLOWED_WEEKDAYS")
    if days is not None:
        limits = values.get("limits", config.playtime.limits)
        values["limits"] = tuple(limit if day in days else 0 for day, limit in zip(DAYS, limits, strict=True))
    return values
