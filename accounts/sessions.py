"""Sessions: who is signed in on which browser.

The secret is 256 random bits in a cookie; its SHA-256 is what is kept, so a copy of the data opens nothing, and looking
it up in a dict tells a stranger nothing. A session ends by itself when it was not used for some days, and after some
more however it was used.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Final

from accounts.models import SESSIONS, Session, SessionsFile
from errors import DataDamaged, DataError, SignedOut
from storage import Damaged, Store, TooNew

logger = logging.getLogger(__name__)

SESSIONS_JSON: Final = "sessions.json"
SECRET_BYTES: Final = 32
LONGEST: Final = 100
MOST_OF_ONE: Final = 20
"""Browsers on which one person is signed in; the one that was unused for longest is signed out for a new one."""
USE_IS_KEPT: Final = timedelta(hours=1)
"""How exactly it is kept when a session was last used: each time would be a write for each request."""
FRESH: Final = 5 * 60.0
"""Seconds for which a password that was entered counts for what can do harm."""
LONGEST_DEVICE: Final = 120
MOST_WRONG: Final = 5
"""Wrong passwords on the pages of one session; whoever has found an open phone does not get to guess."""


class Sessions:
    """All sessions. Thread-safe. ``on_end`` is told the ids of those that have ended, from any thread."""

    def __init__(self, store: Store, *, idle_days: float, most_days: float) -> None:
        """Read the file; what is damaged beyond repair, or of a later release, signs everybody out."""
        self.on_end: Callable[[str], None] = lambda _session: None
        self._store = store
        self._idle = timedelta(days=idle_days)
        self._most = timedelta(days=most_days)
        self._lock = threading.Lock()
        self._entered: dict[str, float] = {}
        self._wrong: dict[str, int] = {}
        try:
            self._file = store.read_checked(_sessions_in, SESSIONS_JSON) or SessionsFile()
        except DataDamaged as error:
            logger.warning("%s", error)
            self._file = SessionsFile()
        self._by_digest = {one.digest: one for one in self._file.sessions}

    def begin(self, account_id: str, *, device: str = "", address: str = "") -> tuple[Session, str]:
        """Sign somebody in whose password was right just now; the session and its secret. Raises NotSaved."""
        secret = secrets.token_urlsafe(SECRET_BYTES)
        now = self._store.clock.now()
        session = Session(
            id=secrets.token_hex(8), digest=_digest(secret), account=account_id, created=now, used=now,
            device=_shown(device), address=address[:64],
        )  # fmt: skip
        with self._lock:
            live = [one for one in self._file.sessions if not self._is_over(one)]
            own = sorted((one for one in live if one.account == account_id), key=lambda one: one.used)
            dropped = {one.id for one in own[: max(0, len(own) + 1 - MOST_OF_ONE)]}
            ended = [one.id for one in self._file.sessions if one not in live or one.id in dropped]
            self._save((*(one for one in live if one.id not in dropped), session))
            self._entered[session.id] = self._store.clock.monotonic()
        self._tell(ended)
        return session, secret

    def find(self, secret: str) -> Session | None:
        """The session of this secret that has not ended. Does not wait for a disk."""
        if not secret or len(secret) > LONGEST or not secret.isascii():
            return None
        session = self._by_digest.get(_digest(secret))
        return None if session is None or self._is_over(session) else session

    def is_live(self, session: Session) -> bool:
        """Whether a session that was found earlier has not ended since."""
        present = self._by_digest.get(session.digest)
        return present is not None and not self._is_over(present)

    def touch(self, session: Session) -> None:
        """It is used at this moment. Writes at most once an hour; a disk that is full keeps nobody out."""
        now = self._store.clock.now()
        with self._lock:
            if not self.needs_touch(session):
                return  # another request of the same page was quicker
            used = tuple(
                one.model_copy(update={"used": now}) if one.id == session.id else one for one in self._file.sessions
            )
            try:
                self._save(used)
            except DataError as error:
                logger.warning("sessions: %s", error)
                self._keep(used)

    def needs_touch(self, session: Session) -> bool:
        """Whether :meth:`touch` would write."""
        present = self._by_digest.get(session.digest)
        return present is not None and self._store.clock.now() - present.used >= USE_IS_KEPT

    def of(self, account_id: str) -> tuple[Session, ...]:
        """Where somebody is signed in, the most recently used first."""
        own = [one for one in self._file.sessions if one.account == account_id and not self._is_over(one)]
        return tuple(sorted(own, key=lambda one: one.used, reverse=True))

    def end(self, session_id: str) -> None:
        """Sign out on one browser. It holds in this process even where it cannot be saved; raises NotSaved then."""
        self._end(lambda one: one.id == session_id)

    def end_of(self, account_id: str, *, but: str = "") -> None:
        """Sign somebody out everywhere, except in the session ``but``. As :meth:`end`."""
        self._end(lambda one: one.account == account_id and one.id != but)

    def entered(self, session_id: str) -> None:
        """The password was entered in this session just now."""
        self._wrong.pop(session_id, None)
        self._entered[session_id] = self._store.clock.monotonic()

    def trying(self, session_id: str) -> None:
        """A password or code is about to be compared in it; it counts as wrong until it was right.

        So as many are compared at the same moment as one after the other. Raises SignedOut for one too many.
        """
        with self._lock:
            tried = self._wrong.get(session_id, 0)
            if tried >= MOST_WRONG:
                raise SignedOut
            self._wrong[session_id] = tried + 1

    def not_tried(self, session_id: str) -> None:
        """It was not compared after all, or was right without being the password."""
        with self._lock:
            self._wrong[session_id] = max(0, self._wrong.get(session_id, 0) - 1)

    def wrong_password(self, session_id: str) -> None:
        """What was tried was wrong; the fifth in a row ends the session. Raises NotSaved as :meth:`end`."""
        if self._wrong.get(session_id, 0) >= MOST_WRONG:
            self.end(session_id)

    def is_fresh(self, session_id: str) -> bool:
        """Whether the password was entered in it within the last five minutes."""
        at = self._entered.get(session_id)
        return at is not None and self._store.clock.monotonic() - at < FRESH

    # --- helpers ---

    def _is_over(self, session: Session) -> bool:
        now = self._store.clock.now()
        return now - session.used > self._idle or now - session.created > self._most

    def _end(self, which: Callable[[Session], bool]) -> None:
        with self._lock:
            ended = [one for one in self._file.sessions if which(one)]
            if not ended:
                return
            for one in ended:
                self._by_digest.pop(one.digest, None)
                self._entered.pop(one.id, None)
            kept = tuple(one for one in self._file.sessions if not which(one))
            try:
                self._save(kept)
            except DataError:
                self._keep(kept)
                raise
            finally:
                self._tell([one.id for one in ended])

    def _save(self, sessions: tuple[Session, ...]) -> None:
        self._store.save(SESSIONS, self._file.model_copy(update={"sessions": sessions}), SESSIONS_JSON)
        self._keep(sessions)

    def _keep(self, sessions: tuple[Session, ...]) -> None:
        """They are so from now on. Where the disk did not take that, it will with the next change."""
        self._file = self._file.model_copy(update={"sessions": sessions})
        self._by_digest = {one.digest: one for one in sessions}
        live = {one.id for one in sessions}
        self._entered = {one: at for one, at in self._entered.items() if one in live}
        self._wrong = {one: count for one, count in self._wrong.items() if one in live}

    def _tell(self, ended: list[str]) -> None:
        for session_id in ended:
            self.on_end(session_id)


def _sessions_in(data: bytes) -> SessionsFile:
    """What the file says. One of a later release counts as damaged: signing in again is less than not starting."""
    try:
        return SESSIONS.decode(data)
    except TooNew as error:
        raise Damaged(str(error)) from error


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _shown(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text[:LONGEST_DEVICE])
