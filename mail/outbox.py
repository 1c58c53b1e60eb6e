"""Letters that wait, and what became of the others: one file each, so that a power cut loses none.

The memory is what counts, the disk is for the next start. A letter is known by its key: one that comes again is the
same, also after it was sent. Nobody finds out for sure whether a letter has arrived that was handed over just when the
power went; it is sent once more, because a mail that comes twice harms nobody, and one that is lost is missed. Both
have the same Message-ID, by which many mailboxes show it once.
"""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta
from typing import Final

from error_record import recorded
from errors import DataError, InvalidValue, MailOff, MailTakenOff, MailUnclear, TooMany
from i18n import N_, Message
from mail.letters import LONGEST_KEY, Letter, as_bytes, many_lines, new_id, one_line
from mail.records import FOLDER, LETTERS, KeptLetter, Parcel, ParcelState
from settings import SmtpSettings, ascii_address
from storage import Store
from told import Told

logger = logging.getLogger(__name__)

MOST_WAITING: Final = 100
MOST_UNCLEAR: Final = 2
"""So often a letter may have been handed over without a word; then it counts as sent or lost, and is left alone."""
KEPT_DAYS: Final = 60
"""For so long after its end it is known that there was a letter of this key."""
MOST_KEPT: Final = 300
"""Letters that are over, at the most."""


class Outbox:
    """All letters. Thread-safe."""

    def __init__(self, store: Store) -> None:
        """Read the files; nothing is written. One that cannot be read is left out: a Problem of the store says so."""
        self._store = store
        self._lock = threading.Lock()
        self._letters: dict[str, KeptLetter] = {}
        self._owed: set[str] = set()
        """Letters of which the disk does not know yet how they stand."""
        for name in _names(store):
            try:
                kept = store.load(LETTERS, FOLDER, name)
            except (DataError, InvalidValue) as error:
                logger.warning("%s", error)
                continue
            if kept is not None and f"{kept.id}.json" == name:
                self._letters[kept.id] = after_restart(kept)

    def letters(self) -> tuple[KeptLetter, ...]:
        """All, the oldest first."""
        with self._lock:
            return tuple(sorted(self._letters.values(), key=_in_order))

    def waiting(self) -> tuple[KeptLetter, ...]:
        """Those that are to be sent yet."""
        return tuple(one for one in self.letters() if not one.is_over)

    def get(self, letter_id: str) -> KeptLetter:
        """One of them. Raises KeyError."""
        return self._letters[letter_id]

    def put(self, letter: Letter, settings: SmtpSettings) -> bool:
        """Take a letter in; False if there was one of its key. It is on the disk when this returns.

        Raises MailOff, MailTakenOff, LetterTooLarge, TooMany, InvalidValue, NotSaved.
        """
        if not settings.enabled:
            raise MailOff
        if not letter.key or len(letter.key) > LONGEST_KEY or not letter.key.isprintable():
            allowed = Message(N_("1 to 200 characters in one line."))
            raise InvalidValue(what=Message(N_("key")), value=letter.key[:40], allowed=allowed)
        now, sender, to = self._store.clock.now(), settings.mailbox, _recipients(letter, settings)
        message_id = new_id(sender)
        as_bytes(letter, sender=sender, to=to, message_id=message_id, written=now)  # whether it can be sent at all
        kept = KeptLetter(
            key=letter.key, subject=one_line(letter.subject), text=many_lines(letter.text),
            html=many_lines(letter.html), message_id=message_id, written=now, next_try=now,
            parcels=tuple(Parcel(address=one, changed=now) for one in to),
        )  # fmt: skip
        with self._lock:
            if kept.id in self._letters:
                return False
            if sum(not one.is_over for one in self._letters.values()) >= MOST_WAITING:
                raise TooMany(what=Message(N_("letters that wait")), limit=MOST_WAITING)
            self._store.save(LETTERS, kept, FOLDER, f"{kept.id}.json")
            self._letters[kept.id] = kept
        return True

    def save(self, kept: KeptLetter) -> None:
        """How a letter stands now, on the disk when this returns. Raises NotSaved; then it stands as before."""
        with self._lock:
            self._store.save(LETTERS, kept, FOLDER, f"{kept.id}.json")
            self._letters[kept.id] = kept
            self._owed.discard(kept.id)

    def note(self, kept: KeptLetter) -> None:
        """The same of what has happened already: it counts, whether the disk takes it now or later."""
        with self._lock:
            self._letters[kept.id] = kept
            self._owed.add(kept.id)
        self.settle()

    def settle(self) -> None:
        """Write down what the disk has not taken yet."""
        for letter_id in tuple(self._owed):
            try:
                self.save(self._letters[letter_id])
            except DataError as error:
                logger.warning("%s", error)
                return

    def hear(self) -> bool:
        """Take in what commands have sent beside the program; whether there was something.

        For the owner of the data.
        """
        return told_letters(self._store).hear(self.save)

    def hurry(self) -> None:
        """Let all that wait be sent at once: what was in the way may be gone."""
        now = self._store.clock.now()
        with self._lock:
            for letter_id, kept in self._letters.items():
                if not kept.is_over:
                    self._letters[letter_id] = kept.model_copy(update={"next_try": now})

    def forget_old(self) -> None:
        """Let go of letters that have been over for long."""
        now = self._store.clock.now()
        over = sorted((one for one in self.letters() if one.is_over), key=_ended, reverse=True)
        old = [one for at, one in enumerate(over) if at >= MOST_KEPT or now - _ended(one) > timedelta(days=KEPT_DAYS)]
        for kept in old:
            try:
                self._store.remove(FOLDER, f"{kept.id}.json")
            except DataError as error:
                logger.warning("%s", error)
                return
            with self._lock:
                del self._letters[kept.id]
                self._owed.discard(kept.id)


def told_letters(store: Store) -> Told[KeptLetter]:
    """Letters that commands have sent beside the program, and which that has not taken in yet."""
    return Told(store, LETTERS, FOLDER)


def known_letters(store: Store) -> tuple[KeptLetter, ...]:
    """All letters as the disk has them, the oldest first: for who does not own the outbox."""
    return tuple(sorted((*Outbox(store).letters(), *told_letters(store).read()), key=_in_order))


def _in_order(kept: KeptLetter) -> tuple[datetime, str]:
    return kept.written, kept.key


def unclear(parcel: Parcel, now: datetime) -> Parcel:
    """One that was handed over, nobody knows with what result: it is sent again, but not for ever."""
    count = parcel.unclear + 1
    state = ParcelState.WAITING if count < MOST_UNCLEAR else ParcelState.GIVEN_UP
    return parcel.model_copy(
        update={"state": state, "unclear": count, "changed": now, "error": recorded(MailUnclear())}
    )


def after_restart(kept: KeptLetter) -> KeptLetter:
    """A letter as it is to be taken when the program was ended while it was handed over."""
    sending = [one for one in kept.parcels if one.state is ParcelState.SENDING]
    return kept.with_parcels({one.address: unclear(one, one.changed) for one in sending}) if sending else kept


def _recipients(letter: Letter, settings: SmtpSettings) -> tuple[str, ...]:
    """To whom a letter goes. Raises MailTakenOff for who is not on the list."""
    listed = settings.addresses
    wanted = []
    for one in letter.to:
        try:
            address = ascii_address(one)
        except ValueError:
            address = ""
        if address not in listed:
            raise MailTakenOff(recipient=one_line(one))
        wanted.append(address)
    return tuple(dict.fromkeys(wanted)) or listed


def _ended(kept: KeptLetter) -> datetime:
    return max((one.changed for one in kept.parcels), default=kept.written)


def _names(store: Store) -> list[str]:
    try:
        return [name for name in store.names(FOLDER) if name.endswith(".json")]
    except DataError as error:
        logger.warning("%s", error)
        return []
