"""The history of one child, all of its computers together: today, the last days, a year, and any before them."""

from __future__ import annotations

from datetime import date

from nicegui import background_tasks, ui

from errors import MngrError
from history_views import HistoryView
from i18n import N_
from timekpr_rules import Interval
from ui.child.drafting import Drafting
from ui.desk import Desk
from ui.history_words import day_name, span_name
from ui.parts.history.bodies import BODIES, Body
from ui.parts.history.day_sheet import open_day
from ui.parts.history.days_of import SPANS, USUAL, Asked, logins_of
from ui.parts.history.download_sheet import ask_for_download
from ui.parts.history.freshness import stale_lines
from ui.parts.history.lines import Lines
from ui.parts.history.todays_hours import hours_of_today
from ui.parts.segments import segments
from ui.theme import box, button, drawn, icon_button, text
from views import ChildView


class HistoryTab:
    """Read when it is opened, and again when something was read of the child's computers; written into in place."""

    def __init__(self, drafting: Drafting) -> None:
        self._drafting = drafting
        self._asked = Asked.in_address(ui.context.client.sub_pages_router.current_path)
        self._read: object = None
        self._history: HistoryView | None = None
        self._body: Body | None = None
        self._kind = ""
        voice = drafting.desk.voice
        with box("tools"):
            spans = {key: voice.text(label) for key, (label, _) in SPANS.items()}
            self._spans = segments(voice.text(N_("How many days")), spans, self._asked.kind).mark("span")
            self._spans.on_value_change(lambda event: self._choose(str(event.value)))
        with box("card stack history", "section").mark("child-history") as self._root:
            self._root.props["aria-label"] = voice.text(N_("History"))
            with box("turn"):
                self._back = icon_button("back", voice.text(N_("Earlier days")), lambda: self._turn(-1)).mark("back")
                self._name = text("h2").props("aria-live=polite").mark("days-shown")
                self._on = icon_button("go", voice.text(N_("Later days")), lambda: self._turn(1)).mark("on")
            self._stale = Lines("note warn small", "stale")
            self._area = box("stack")
            with box("actions"):
                label = voice.text(N_("Download…"))
                self._download = (
                    button(label, self._ask_for_download, "bare").classes(drawn("download")).mark("download")
                )
        for element in (self._back, self._on, self._download):
            element.set_enabled(False)
        self.update()

    def update(self) -> None:
        """Read again if there is something newer."""
        child = self._drafting.child
        wanted = self._asked, logins_of(child), [(one.server.state, one.user.as_of) for one in child.users]
        if wanted != self._read:
            self._read = wanted
            background_tasks.create(self._fetch(), name="read the history", context=self._root)

    def _choose(self, kind: str) -> None:
        if kind != self._asked.kind:
            self._go(Asked.of(kind if kind in SPANS else USUAL))

    def _turn(self, way: int) -> None:
        if self._history is not None:
            today = self._desk.services.now().date()
            asked = self._asked.back(self._history) if way < 0 else self._asked.on(self._history, today)
            if asked is not None:
                self._go(asked)

    def _go(self, asked: Asked) -> None:
        self._asked = asked
        asked.put_in_address()
        self._spans.value = asked.kind
        self.update()

    async def _fetch(self) -> None:
        desk, child, asked, read = self._desk, self._drafting.child, self._asked, self._read
        history = await desk.fetch(desk.services.history_of, logins_of(child), asked.count, asked.last)
        allowed = None
        if asked.kind == "day" and isinstance(history, HistoryView):
            allowed = await hours_of_today(desk, child, history)
        if self._root.is_deleted or history is None or read != self._read:
            return
        if isinstance(history, MngrError):
            self._refuse(history)
        else:
            self._show(child, asked, history, allowed)

    def _show(self, child: ChildView, asked: Asked, history: HistoryView, allowed: tuple[Interval, ...] | None) -> None:
        self._history = history
        today = self._desk.services.now().date()
        first, last = history.days[0].day, history.days[-1].day
        voice = self._desk.voice
        self._name.set_text(day_name(last, voice) if asked.kind == "day" else span_name(first, last, voice, today))
        self._back.set_enabled(asked.back(history) is not None)
        self._on.set_enabled(asked.on(history, today) is not None)
        self._download.set_enabled(history.begins is not None)
        self._stale.show(tuple(stale_lines(child, history, voice)) if last >= today else ())
        if self._body is None or self._kind != asked.kind:
            self._kind = asked.kind
            self._area.clear()
            with self._area:
                self._body = BODIES[asked.kind](self._desk, child, self._open_day, self._open_month)
        self._body.show(child, history, allowed)

    def _refuse(self, error: MngrError) -> None:
        self._body = None
        self._area.clear()
        with self._area:
            text("p", error.text(self._desk.voice.language), "note bad")

    async def _open_day(self, day: date) -> None:
        await open_day(self._desk, self._drafting.child, day)

    def _open_month(self, last: date, days: int) -> None:
        """The days of a month, as they are looked at day by day."""
        self._go(Asked("month", days, last))

    def _ask_for_download(self) -> None:
        if self._history is not None and self._history.begins is not None:
            ask_for_download(self._desk, self._drafting.child, self._history)

    @property
    def _desk(self) -> Desk:
        return self._drafting.desk
