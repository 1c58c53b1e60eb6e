"""The use cases of mail: sending a letter, how it stands, and trying it out."""

from __future__ import annotations

from collections.abc import Callable

from core import Core
from mail import Letter, Outbox, Postman
from mail_views import MailView, mail_problems, mail_view
from problems import Problem
from services.examination import Examination, Trials
from services.mail_trial import AT_ONCE, try_out
from settings import SmtpSettings


class Mail:
    """Every method may be called from any thread; none waits for a mail server."""

    def __init__(self, core: Core, wake: Callable[[], None], on_change: Callable[[], None] = lambda: None) -> None:
        """``wake`` says that the postman has something to do, ``on_change`` that something has become of a letter."""
        self._core = core
        self._outbox = Outbox(core.store)
        self.postman = Postman(self._outbox, lambda: core.settings.smtp, core.clock, on_change)
        self._wake = wake
        self._trials = Trials(AT_ONCE)
        self._known = core.settings.smtp

    def send(self, letter: Letter) -> bool:
        """Let a letter be sent, as soon as it can be and for some days; False if there was one of its key already.

        It survives a restart from here on. Raises MailOff, MailTakenOff, LetterTooLarge, TooMany, InvalidValue,
        NotSaved.
        """
        is_new = self._outbox.put(letter, self._core.settings.smtp)
        if is_new:
            self._wake()
        return is_new

    def view(self) -> MailView:
        """How it stands. Neither reads nor writes a disk."""
        return mail_view(self._core.settings.smtp, self._outbox.letters())

    def problems(self) -> tuple[Problem, ...]:
        """What needs a look."""
        core = self._core
        letters, now = self._outbox.letters(), core.clock.now().astimezone()
        return tuple(mail_problems(core.settings.smtp, letters, now, core.style))

    def test(self, settings: SmtpSettings) -> Examination:
        """Try these settings out and send a test letter, beside the letters that wait; does not wait. Raises Busy."""
        core = self._core
        return self._trials.begin(lambda stop: try_out(settings, core.clock, core.settings.language, stop))

    def settings_changed(self) -> None:
        """Try again at once what may go now."""
        before, after = self._known, self._core.settings.smtp
        self._known = after
        if before != after:
            self._outbox.hurry()
            self._wake()
