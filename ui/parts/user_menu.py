"""What else can be done for a child today, behind the three dots; of several computers it asks which one is meant."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from nicegui import ui

from i18n import N_
from ui.desk import Desk
from ui.edit_words import closed_from_here
from ui.parts.child_link import child_path
from ui.parts.child_links import child_links_sheet
from ui.parts.grant_sheet import more_or_less_time
from ui.parts.menu import entry, menu
from ui.parts.removal import ask_to_remove_user
from ui.parts.today_sheets import limit_today, open_until
from ui.parts.version_list import earlier_rules
from ui.parts.where import Act, Users, where
from ui.theme import icon_button
from views import ChildUser, ChildView, ServerView, UserView

ForOne = Callable[[Desk, ServerView, UserView], Awaitable[None] | None]


class UserMenu:
    """The button and its menu; an entry works with what is known when it is chosen.

    The menu is made when it is first opened: on a page of cards it would be a third of all there is to send.
    """

    def __init__(self, desk: Desk, child: ChildView, *, look: str = "soft", removable: bool = False) -> None:
        """``removable``: a login can be taken off the list here."""
        self._desk = desk
        self._child = child
        self._removable = removable
        self._close: ui.menu_item | None = None
        self._open: ui.menu_item | None = None
        self._button = icon_button("dots", "", self._toggle, look).mark("user-menu")
        self._button.props("aria-haspopup=menu").set_visibility(desk.may_grant)
        self._menu: ui.menu | None = None
        self.update(child)

    def update(self, child: ChildView) -> None:
        """Offer what can be done now."""
        self._child = child
        if self._close and self._open:
            self._close.set_visibility(bool(self._of(closed=False)))
            self._open.set_visibility(bool(self._of(closed=True)))
        label = self._desk.voice.text(N_("More about {user}"), user=child.name)
        if self._button.props.get("aria-label") != label:
            self._button.props["aria-label"] = label

    def _toggle(self) -> None:
        if self._menu is None:
            with self._button, menu().props("no-parent-event") as self._menu:
                self._draw()
            self.update(self._child)
        self._menu.toggle()

    def _draw(self) -> None:
        more = N_("More or less time…"), N_("More or less time for {user}: where?")
        self._entry(*more, more_or_less_time).mark("more-or-less")
        self._entry(N_("Limit of today…"), N_("Limit of today for {user}: where?"), limit_today).mark("limit-today")
        self._entry(N_("Open until…"), N_("Other hours for {user}: where?"), open_until).mark("open-until")
        self._close = self._item(N_("No more today"), self._lock).mark("lock")
        self._open = self._item(N_("Open again today"), self._unlock).mark("unlock")
        self._entry(N_("Earlier rules…"), N_("Earlier rules of {user}: where?"), earlier_rules).mark("versions")
        self._item(N_("All about this child"), self._go).mark("child-page")
        if self._child.now.user.child_id and self._desk.services.person().may_edit:
            self._item(N_("Own page for the child…"), self._own_page).mark("child-links")
        if self._removable:
            self._item(N_("Take out of this list…"), self._remove).mark("remove-user")

    def _of(self, *, closed: bool) -> Users:
        return tuple(
            one for one in self._child.users if closed_from_here(one.user.edits, locked=one.user.locked) is closed
        )

    def _entry(self, label: str, title: str, sheet: ForOne) -> ui.menu_item:
        """An entry that opens a sheet about one login."""

        async def act(users: Users) -> None:
            one = users[0]
            if (opening := sheet(self._desk, one.server, one.user)) is not None:
                await opening

        return self._item(label, lambda: self._ask(title, self._child.users, act, together=False))

    def _item(self, label: str, work: Callable[[], Awaitable[None] | None]) -> ui.menu_item:
        async def chosen() -> None:
            with ui.context.client:  # the card, and with it the menu, may be drawn anew before the work is done
                if (working := work()) is not None:
                    await working

        return entry(self._desk.voice.text(label), chosen)

    async def _ask(self, title: str, users: Users, act: Act, *, together: bool) -> None:
        if users:
            said = self._desk.voice.text(title, user=self._child.name)
            await where(self._desk, said, users, act, together=together)

    def _own_page(self) -> None:
        child_links_sheet(self._desk, self._child.now.user.child_id, self._child.name)

    async def _lock(self) -> None:
        editing = self._desk.services.editing
        act = self._each(lambda one: (editing.lock, one.server.id, one.user.name))
        await self._ask(N_("No more today for {user}: where?"), self._of(closed=False), act, together=True)

    async def _unlock(self) -> None:
        editing = self._desk.services.editing
        act = self._each(lambda one: (editing.unlock, one.server.id, one.user.name))
        await self._ask(N_("Open again today for {user}: where?"), self._of(closed=True), act, together=True)

    def _each(self, call: Callable[[ChildUser], tuple[Callable[..., object], str, str]]) -> Act:
        async def act(users: Users) -> None:
            for one in users:
                await self._desk.attempt_or_say(*call(one), self._desk.asked())

        return act

    def _go(self) -> None:
        ui.navigate.to(child_path(self._child.key))

    def _remove(self) -> None:
        one = self._child.now
        ask_to_remove_user(self._desk, one.server, one.user.name)
