"""Children beside each other, for the same days: as bars for a family, as a table that can be sorted for a school."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from nicegui import ui

from history_views import HistoryView, Summary
from i18n import N_, FieldValue
from ui.desk import Desk
from ui.history_words import DASH, trend_line, trend_words
from ui.parts.child_link import child_path
from ui.parts.fields import choice
from ui.parts.paged_table import PagedTable, Row, column, wide_column
from ui.theme import box, text
from ui.voice import Voice
from ui.words import BETWEEN
from views import ChildView


@dataclass(frozen=True, slots=True)
class Compared:
    """A child and its days."""

    child: ChildView
    history: HistoryView

    @property
    def summary(self) -> Summary:
        """The days in figures."""
        return self.history.summary

    @property
    def allowed(self) -> int | None:
        """What these days allowed together. Seconds; None where there was no limit, or none is known, on any."""
        days = [day.allowed for day in self.history.days if day.allowed is not None]
        return sum(days) if days else None

    @property
    def computers(self) -> int:
        """At so many computers together they allowed it."""
        return max((day.computers for day in self.history.days if day.allowed is not None), default=1)


ORDERS: Mapping[str, tuple[str, Callable[[Compared], float]]] = {
    "": (N_("as on the start page"), lambda _: 0),
    "used": (N_("most used first"), lambda one: -one.summary.average),
    "little": (N_("least used first"), lambda one: one.summary.average),
    "trend": (N_("most more than before first"), lambda one: -(one.summary.trend or 0)),
    "over": (N_("most often over the limit first"), lambda one: -one.summary.over),
}


def compare(desk: Desk, shown: Sequence[Compared]) -> None:
    """A bar for what each child uses a day, and the rest in words."""
    voice = desk.voice
    most = max((one.summary.average for one in shown), default=0) or 1
    with box("card stack comparison", "section").mark("comparison") as card:
        card.props["aria-label"] = voice.text(N_("Compared"))
        text("h2", voice.text(N_("Compared")))
        _without_today(desk, shown)
        with box("compared", "ul").props("role=list"):
            for one in shown:
                with box(f"split-line tinted child-{desk.palette.colour(one.child.key):d}", "li"):
                    text("span", one.child.name, "clamp")
                    text("span", _a_day(one.summary, voice), "amount").mark("compared-average")
                    with box("track").props("aria-hidden=true"):
                        box("share", "i").style(f"width: {one.summary.average / most * 100:.2f}%")
                    text("p", _rest(one, voice), "small muted").mark("compared-rest")


def compare_table(desk: Desk, shown: Sequence[Compared]) -> None:
    """Rows; a name leads to the child's own history."""
    voice = desk.voice
    columns = [
        column("name", voice.text(N_("Child"))),
        column("average", voice.text(N_("A day"))),
        wide_column("used", voice.text(N_("In all"))),
        wide_column("allowed", voice.text(N_("Allowed"))),
        wide_column("playtime", voice.text(N_("PlayTime"))),
        wide_column("over", voice.text(N_("Over the limit"))),
        column("trend", voice.text(N_("Than before"))),
    ]
    _without_today(desk, shown)
    with box("tools"):
        orders = {key: voice.text(label) for key, (label, _) in ORDERS.items()}
        order = choice(voice.text(N_("Order")), orders, "").mark("order")
        table = PagedTable[Compared](
            voice,
            columns,
            search=voice.text(N_("Search children and computers")),
            row=lambda one: _row(one, voice),
            searched=_searched,
            counted=lambda count: voice.count(N_("{count} child"), N_("{count} children"), count),
            look=lambda key: ui.navigate.to(f"{child_path(key)}/history"),
        )
        table.table.mark("compared")

    def sort() -> None:
        table.update(sorted(shown, key=ORDERS[str(order.value)][1]))

    order.on_value_change(sort)
    sort()


def _without_today(desk: Desk, shown: Sequence[Compared]) -> None:
    """Say once that what is used a day is reckoned of days that are over, where it is of anybody."""
    today = desk.services.now().date()
    if any(one.summary.without == today for one in shown):
        text("p", desk.voice.text(N_("What is used a day is without today.")), "small muted").mark("without-today")


def _a_day(summary: Summary, voice: Voice) -> str:
    return voice.text(N_("{used} a day"), used=voice.duration(summary.average)) if summary.known else DASH


def _rest(one: Compared, voice: Voice) -> str:
    summary = one.summary
    if not summary.known:
        return voice.text(N_("Nothing is known of these days."))
    used = voice.duration(summary.used)
    if one.allowed is None:
        said = [voice.text(N_("{used} in all"), used=used)]
    else:
        said = [_of_allowed(used, one.allowed, one.computers, voice)]
    if summary.playtime:
        said.append(voice.text(N_("PlayTime {used}"), used=voice.duration(summary.playtime)))
    if summary.over:
        said.append(
            voice.count(N_("over the limit on {count} day"), N_("over the limit on {count} days"), summary.over)
        )
    if trend := trend_line(summary, len(one.history.days), voice):
        said.append(trend)
    return BETWEEN.join(said)


def _of_allowed(used: str, allowed: int, computers: int, voice: Voice) -> str:
    fields: dict[str, FieldValue] = {"used": used, "limit": voice.duration(allowed)}
    if computers < 2:
        return voice.text(N_("{used} of {limit} in all"), **fields)
    return voice.text(N_("{used} of {limit} at {computers} computers in all"), **fields, computers=computers)


def _row(one: Compared, voice: Voice) -> Row:
    summary = one.summary
    known = summary.known > 0
    return {
        "id": one.child.key,
        "name": one.child.name,
        "tone": "rest",
        "average": voice.duration(summary.average) if known else DASH,
        "used": voice.duration(summary.used) if known else DASH,
        "allowed": DASH if one.allowed is None else voice.duration(one.allowed),
        "playtime": voice.duration(summary.playtime) if known else DASH,
        "over": voice.count(N_("{count} day"), N_("{count} days"), summary.over) if known else DASH,
        "trend": trend_words(summary, voice),
    }


def _searched(one: Compared) -> str:
    return "\n".join([one.child.name, *(part for own in one.child.users for part in (own.user.name, own.server.name))])
