"""An outbox with its postman on a real disk, whose clock is moved by hand."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from clock import FakeClock, SystemClock
from errors import MailError
from mail import Letter, Outbox, ParcelState, Postman
from mail.delivery import deliver
from mail.route import route_of
from patience import Patience
from settings import SmtpSettings
from storage import Store

ANNA, OMAR = "anna@example.org", "omar@example.org"
DIGEST = Letter("digest/anna/2026-W47", "Annas Woche", "Grüße.\n", "<p>Grüße.</p>")
EVENING = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
CONTENT = b"Subject: x\r\n\r\n.begins with a dot\r\n..\r\n.\r\nend\r\n"


def settings_for(port: int, **more: object) -> SmtpSettings:
    given: dict[str, object] = {
        "host": "127.0.0.1", "port": port, "security": "none", "sender": "timekpr@example.org",
        "recipients": f"{ANNA}, {OMAR}", "timeout": 20, "enabled": True,
    }  # fmt: skip
    return SmtpSettings(**{**given, **more})


def sent(settings: SmtpSettings, *, seconds: float = 20, stop: threading.Event | None = None) -> dict[str, Any]:
    """A letter that is handed over at once; who was refused."""
    return deliver(
        CONTENT, route_of(settings), sender=settings.mailbox.address, recipients=settings.addresses,
        patience=Patience(SystemClock(), seconds, stop or threading.Event()),
    )  # fmt: skip


def refusal(settings: SmtpSettings, *, seconds: float = 20) -> MailError:
    """Why it could not be."""
    try:
        refused = sent(settings, seconds=seconds)
    except MailError as error:
        return error
    raise AssertionError(f"it was sent, but for {refused}")


class House:
    """``with`` it: the data directory is open, as of the one process that may write there."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.clock = FakeClock(EVENING)
        self.settings = settings_for(1)
        self.changes = 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.store.close()

    def start(self) -> None:
        self.store = Store.open(self.data, clock=self.clock, writer=True)
        self.outbox = Outbox(self.store)
        self.postman = Postman(self.outbox, lambda: self.settings, self.clock, self._changed)

    def restart(self) -> None:
        """As after the power has gone: what is not on the disk is lost."""
        self.store.close()
        self.start()

    def _changed(self) -> None:
        self.changes += 1

    def put(self, letter: Letter = DIGEST) -> bool:
        return self.outbox.put(letter, self.settings)

    def states(self, letter: Letter = DIGEST) -> dict[str, ParcelState]:
        (kept,) = [one for one in self.outbox.letters() if one.key == letter.key]
        return {one.address: one.state for one in kept.parcels}

    def round(self) -> bool:
        """Whatever is due now, in the way of whoever runs jobs; whether something was."""
        is_due = self.postman.due(self.clock.now())
        if is_due:
            self.postman.run()
        return is_due

    @property
    def next_due(self) -> datetime | None:
        """When the next letter is tried (UTC); None if none waits."""
        return min((one.next_try for one in self.outbox.waiting()), default=None) if self.settings.enabled else None

    def days_pass(self, days: float) -> int:
        """The rounds of so many days, each when it is due; how many there were."""
        end = self.clock.now().timestamp() + days * 86400
        rounds = 0
        while (at := self.next_due) is not None and at.timestamp() <= end:
            self.clock.advance(max(0.0, at.timestamp() - self.clock.now().timestamp()))
            rounds += self.round()
        self.clock.advance(max(0.0, end - self.clock.now().timestamp()))
        return rounds
