"""A child's days as a file: from when to when, for a spreadsheet or for another program."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from nicegui import ui

from history_views import HistoryView
from i18n import N_
from ui.desk import Desk
from ui.parts.child_link import child_path
from ui.parts.sheet import Complaint, sheet
from ui.theme import box, button, drawn, text
from views import ChildView

FORMATS = {"csv": N_("CSV, for a spreadsheet"), "json": N_("JSON, for a program")}
"""By the ending of the address and of the file; see :mod:`web.history`."""


def ask_for_download(desk: Desk, child: ChildView, shown: HistoryView) -> None:
    """Offer the days that are shown, or any others."""
    voice = desk.voice
    with sheet(voice.text(N_("Download the history of {user}"), user=child.name)) as dialog:
        text("p", voice.text(N_("One row for each day and computer. Times are in seconds.")), "small muted")
        with box("download-days"):
            first = _day(voice.text(N_("First day")), shown.days[0].day).mark("download-from")
            last = _day(voice.text(N_("Last day")), shown.days[-1].day).mark("download-to")
        complaint = Complaint()
        links = {}
        with box("downloads"):
            for ending, label in FORMATS.items():
                link = ui.link(voice.text(label), "").props("download").mark(f"download-{ending}")
                links[ending] = link.classes(f"soft-link {drawn('download')}", remove="nicegui-link")
        with box("actions"):
            button(voice.text(N_("Close")), dialog.close, "bare").mark("close")

    def follow() -> None:
        days = _read(first.value), _read(last.value)
        wrong = days[0] is None or days[1] is None or days[0] > days[1]
        complaint.say(voice.text(N_("Choose two days, the earlier one first.")) if wrong else "")
        for ending, link in links.items():
            link.set_visibility(not wrong)
            if not wrong:
                link.props["href"] = f"{child_path(child.key)}/history.{ending}?{_query(*days)}"

    first.on_value_change(follow)
    last.on_value_change(follow)
    follow()


def _day(label: str, value: date) -> ui.input:
    return ui.input(label, value=value.isoformat()).props("outlined stack-label type=date max=9999-12-31")


def _read(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def _query(first: date | None, last: date | None) -> str:
    return urlencode({"from": first, "to": last})
