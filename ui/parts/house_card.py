"""Language, times and how often computers are read, for admins: what is changed holds at once."""

from __future__ import annotations

from babel import Locale
from nicegui import ui

from i18n import N_, languages
from ui.desk import Desk
from ui.parts.fields import choice
from ui.parts.once import once_button
from ui.parts.read_card import ReadCard
from ui.parts.sheet import Complaint
from ui.theme import box, text
from views import HouseView

TIME_FORMATS = {"24h": "20:15", "12h": "8:15 pm"}
WEEKDAYS = {
    "auto": N_("as the language has it"),
    "monday": N_("Monday"),
    "saturday": N_("Saturday"),
    "sunday": N_("Sunday"),
}
INTERVALS = (60, 120, 180, 300, 600, 900, 1800, 3600)
"""Seconds that are offered; what settings.json has besides stands there too."""


class HouseCard(ReadCard[HouseView]):
    """One form; what the environment has set can be seen and not changed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, N_("Language and times"), desk.services.house.view, self._show)

    def _show(self, house: HouseView) -> None:
        voice = self._desk.voice
        intervals = sorted({*INTERVALS, house.sync_interval_seconds})
        fields = {
            "language": choice(
                voice.text(N_("Language")), {code: _own_name(code) for code in languages()}, house.language
            ),
            "time_format": choice(voice.text(N_("Times")), TIME_FORMATS, house.time_format),
            "first_weekday": choice(
                voice.text(N_("A week begins with")),
                {key: voice.text(label) for key, label in WEEKDAYS.items()},
                house.first_weekday,
            ),
            "sync_interval_seconds": choice(
                voice.text(N_("Read the computers every")),
                {str(seconds): voice.duration(seconds) for seconds in intervals},
                str(house.sync_interval_seconds),
            ),
        }
        for name, field in fields.items():
            field.mark(name).set_enabled(name not in house.fixed)
        if house.fixed:
            text("p", voice.text(N_("What is grey is set where the program is started.")), "small muted")
        complaint = Complaint()

        async def save() -> None:
            complaint.say("")
            chosen = {name: str(field.value) for name, field in fields.items()}
            interval = int(chosen.pop("sync_interval_seconds"))
            change = self._desk.services.house.change
            error = await self._desk.attempt(change, **chosen, sync_interval_seconds=interval, asked=self._desk.asked())
            if error:
                complaint.say(error.text(voice.language))
            else:
                ui.navigate.reload()  # every text of the page may be another one now

        with box("tools end"):
            once_button(voice.text(N_("Save")), save, "primary").mark("save-house")


def _own_name(code: str) -> str:
    """A language by the name that its speakers have for it."""
    return str(Locale.parse(code.replace("-", "_")).get_display_name() or code).capitalize()
