"""Complete files that the real daemon takes as they are: every key, every section, the marker line, LF and no ``%``."""

from __future__ import annotations

from typing import Final

from timekpr_rules.keys import Kind
from timekpr_rules.models import MainConfig, TimeFile, UserConfig
from timekpr_rules.names import is_user_name
from timekpr_rules.refusals import BadMoment, BadUserName
from timekpr_rules.texts import activity_text
from timekpr_rules.versions import Version
from timekpr_rules.wanted import Model, checked_text, keys_of

MARKER_LINE: Final = "##PLAYTIME_ACTIVITIES## Do NOT remove or alter this line!"
"""The daemon finds the activities' place by its first word."""

ABOUT_USER: Final = "# Rules of one user. Times are in seconds, days from 1 (Monday) to 7, hours from 0 to 23."
ABOUT_MAIN: Final = "# Settings of this computer. Times are in seconds."


def new_user_config(user: str, config: UserConfig | None = None, version: Version | None = None) -> bytes:
    """A complete ``timekpr.USER.conf``; without a config that of a new user, who has no limits.

    All seven days are listed, a closed one with limit 0 and without hours.

    Raises:
        InvalidValue: the user's name or a value is not allowed.
    """
    _check_user(user)
    return _rendered(["[DOCUMENTATION]", ABOUT_USER], user, config or UserConfig(), version)


def new_main_config(config: MainConfig | None = None) -> bytes:
    """A complete ``timekpr.conf``; without a config Timekpr's defaults.

    Raises:
        InvalidValue: a value is not allowed.
    """
    return _rendered(["[DOCUMENTATION]", ABOUT_MAIN], "", config or MainConfig(), None)


def new_time_file(user: str, spent: TimeFile) -> bytes:
    """A complete ``USER.time``; ``spent.last_checked`` has to be given.

    Raises:
        InvalidValue: the user's name or a value is not allowed.
    """
    _check_user(user)
    if spent.last_checked is None:
        raise BadMoment(what="LAST_CHECKED", value="")
    return _rendered([], user, spent, None)


def section_lines(section: str, user: str, model: Model, version: Version | None = None) -> list[str]:
    """A section with all its keys; ``section`` as in keys.Key."""
    lines = [f"[{user}{section}]"]
    for key in keys_of(model):
        if key.section != section:
            continue
        text = checked_text(key, model, version)
        lines.append(f"# {key.meaning}")
        if key.kind is Kind.ACTIVITIES and isinstance(model, UserConfig):
            lines += [MARKER_LINE, *activity_lines(model)]
        else:
            lines.append(f"{key.name} = {text}")
    return lines


def activity_lines(config: UserConfig) -> list[str]:
    """``PLAYTIME_ACTIVITY_001 = mask[description]`` and following."""
    return [
        f"PLAYTIME_ACTIVITY_{number:03} = {activity_text(activity)}"
        for number, activity in enumerate(config.playtime.activities, start=1)
    ]


def _rendered(head: list[str], user: str, model: Model, version: Version | None) -> bytes:
    sections = dict.fromkeys(key.section for key in keys_of(model))
    parts = [head, *(section_lines(section, user, model, version) for section in sections)]
    return "\n\n".join("\n".join(part) for part in parts if part).encode("utf-8") + b"\n"


def _check_user(user: str) -> None:
    if not is_user_name(user):
        raise BadUserName(value=user[:80])
