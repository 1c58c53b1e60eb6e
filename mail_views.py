"""Mail as pages and commands show it: its settings but the password, how it stands, and what needs a look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import speech
from error_record import restored
from headlines import Style
from i18n import N_, Message
from mail import KeptLetter, Parcel, ParcelState
from problems import Problem, Severity
from settings import SmtpSettings

SMTP: Final = "smtp."
"""What the keys of these settings begin with."""
SMTP_KEYS: Final = tuple(f"{SMTP}{name}" for name in SmtpSettings.model_fields)
MAIL_STUCK, MAIL_LOST = MAIL_PROBLEMS = ("mail_stuck", "mail_lost")
"""Codes of the Problems: nothing can be sent; somebody has not got a letter."""
STUCK_AFTER: Final = timedelta(hours=1)
"""A server that only starts anew, or lets strangers wait, needs nobody's look."""
LOST_FOR: Final = timedelta(days=14)
"""For so long it is said that a letter has not arrived, unless a later one has."""


@dataclass(frozen=True, slots=True)
class SmtpView:
    """As settings.SmtpSettings has them.

    ``port`` is what is set, None if nothing is; ``port_in_use`` what is used then. ``fixed``: the keys, such as
    ``smtp.host``, that the environment sets.
    """

    enabled: bool
    host: str
    port: int | None
    port_in_use: int
    security: str
    ca_cert: str
    insecure: bool
    username: str
    has_password: bool
    password_file: str
    sender: str
    recipients: str
    timeout: int
    fixed: tuple[str, ...]


def smtp_view(settings: SmtpSettings, set_by_environment: AbstractSet[str]) -> SmtpView:
    """What is in force, and which of it the environment has fixed."""
    return SmtpView(
        **settings.model_dump(exclude={"password"}),
        port_in_use=settings.port_in_use,
        has_password=bool(settings.password.get_secret_value()),
        fixed=tuple(key for key in SMTP_KEYS if key in set_by_environment),
    )


class MailState(StrEnum):
    """How sending mail stands."""

    OFF = "off"
    OK = "ok"
    FAILING = "failing"
    """A letter waits that could not be sent; it is tried again by itself."""


@dataclass(frozen=True, slots=True)
class MailView:
    """How sending mail stands; times are UTC."""

    state: MailState
    server: str = ""
    """Host and port."""
    failing_since: datetime | None = None
    next_try: datetime | None = None
    last_sent: datetime | None = None
    waiting: int = 0
    """Letters."""
    error: Message | None = None
    """Why the last attempt has failed, while it stands."""


def mail_view(settings: SmtpSettings, letters: Sequence[KeptLetter]) -> MailView:
    """How it stands, by the letters that are kept."""
    waiting = [one for one in letters if not one.is_over]
    failing = [one for one in waiting if one.failing_since is not None]
    sent = [one.changed for kept in letters for one in kept.parcels if one.state is ParcelState.SENT]
    state = MailState.FAILING if failing else MailState.OK
    return MailView(
        state=state if settings.enabled else MailState.OFF,
        server=f"{settings.host}:{settings.port_in_use}" if settings.host else "",
        failing_since=min((one.failing_since for one in failing if one.failing_since), default=None),
        next_try=min((one.next_try for one in waiting), default=None),
        last_sent=max(sent, default=None),
        waiting=len(waiting),
        error=_error_of(max(failing, key=lambda one: one.next_try)) if failing else None,
    )


def mail_problems(
    settings: SmtpSettings, letters: Sequence[KeptLetter], now: datetime, style: Style
) -> Iterator[Problem]:
    """What needs a look. ``now`` has the zone in which to say since when."""
    view = mail_view(settings, letters)
    if view.state is MailState.OFF:
        return
    if view.failing_since and view.error and now - view.failing_since >= STUCK_AFTER:
        since = speech.moment(view.failing_since, now, style.language, style.time_format)
        said = Message(N_("No mail could be sent since {moment}. {why}"), {"moment": since, "why": view.error})
        yield Problem(MAIL_STUCK, Severity.WARNING, said)
    for kept, parcel in _lost(settings, letters, now):
        yield Problem(MAIL_LOST, Severity.WARNING, _not_arrived(kept, parcel))


def _lost(settings: SmtpSettings, letters: Sequence[KeptLetter], now: datetime) -> Iterator[tuple[KeptLetter, Parcel]]:
    """Of everybody who still gets mail the last letter, if it has not arrived."""
    newest: dict[str, tuple[KeptLetter, Parcel]] = {}
    for kept in letters:  # the oldest first
        newest.update({one.address: (kept, one) for one in kept.parcels if one.is_over})
    for address, (kept, parcel) in newest.items():
        is_lost = parcel.state is not ParcelState.SENT and now - parcel.changed < LOST_FOR
        if is_lost and address in settings.addresses:
            yield kept, parcel


def _not_arrived(kept: KeptLetter, parcel: Parcel) -> Message:
    said = {"subject": kept.subject, "recipient": parcel.address}
    if parcel.error is None:
        return Message(N_("The mail “{subject}” has not been sent to {recipient}."), said)
    why = restored(parcel.error).message
    return Message(N_("The mail “{subject}” has not been sent to {recipient}. {why}"), {**said, "why": why})


def _error_of(kept: KeptLetter) -> Message | None:
    """Why a letter waits: the same for all, else of the first who waits."""
    record = kept.error or next((one.error for one in kept.parcels if not one.is_over and one.error), None)
    return restored(record).message if record else None
