"""Mail that the program sends.

What a letter is (``letters``), how it is handed to a mail server (``post``), and the letters that wait (``outbox``),
which the ``postman`` carries away.
"""

from __future__ import annotations

from .letters import Letter
from .outbox import Outbox, known_letters, told_letters
from .postman import Postman
from .records import KeptLetter, Parcel, ParcelState

__all__ = ["KeptLetter", "Letter", "Outbox", "Parcel", "ParcelState", "Postman", "known_letters", "told_letters"]
