"""The people who sign in, for admins: who there is, what each may do, and how to help somebody who is locked out."""

from __future__ import annotations

from collections.abc import Sequence

from nicegui import ui

from child_views import BETWEEN, children
from i18n import N_
from ui.desk import Desk
from ui.parts.fields import Fields, choice, line, password
from ui.parts.menu import entry, menu
from ui.parts.read_card import ReadCard, Refresh
from ui.parts.sheet import Complaint, actions_row, sheet
from ui.theme import box, button, icon_button, text
from ui.words import ROLE_MEANS, ROLES
from views import AccountView


class AccountsCard(ReadCard[tuple[AccountView, ...]]):
    """All accounts, with what can be done about each."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, N_("People who sign in"), desk.services.people.accounts, self._show)

    def _show(self, accounts: tuple[AccountView, ...]) -> None:
        desk, voice = self._desk, self._desk.voice
        with box("members", "ul"):
            for account in accounts:
                with box("member", "li").mark("account"):
                    with box("grow"):
                        text("p", account.name).mark("account-name")
                        text("p", _what(account, desk), "small muted")
                    self._menu(account)
        with box("tools end"):
            button(voice.text(N_("Add somebody")), lambda: edit_account(desk, None, self.refresh)).mark("add-account")

    def _menu(self, account: AccountView) -> None:
        desk, voice, again = self._desk, self._desk.voice, self.refresh
        label = voice.text(N_("More about {user}"), user=account.name)
        with icon_button("dots", label).mark("account-menu") as more, menu():
            more.props("aria-haspopup=menu")
            entry(voice.text(N_("Edit…")), lambda: edit_account(desk, account, again)).mark("edit-account")
            entry(voice.text(N_("New password…")), lambda: new_password(desk, account)).mark("new-password")
            if account.has_second:
                entry(
                    voice.text(N_("Ask for no code any more")),
                    lambda: _drop_second(desk, account, again),
                ).mark("drop-second-of")
            entry(voice.text(N_("Remove…")), lambda: ask_to_remove(desk, account, again)).mark("remove-account")


def edit_account(desk: Desk, account: AccountView | None, then: Refresh) -> None:
    """Ask for name, role and children of somebody, and for a password where they are new."""
    voice = desk.voice
    title = voice.text(N_("Edit {server}"), server=account.name) if account else voice.text(N_("Add somebody"))
    with sheet(title) as dialog:
        name = line(voice.text(N_("Name")), account.name if account else "")
        first = None if account else password(voice.text(N_("Password")), new=True)
        role = choice(
            voice.text(N_("May do")),
            {key: voice.text(label) for key, label in ROLES.items()},
            account.role if account else "parent",
        ).mark("role")
        meaning = text("p", classes="small muted")
        own = _Children(desk, account.children if account else None)
        complaint = Complaint()
        fields = Fields(voice, complaint, name=name, **({"password": first} if first else {}))

        def explain() -> None:
            meaning.set_text(voice.text(ROLE_MEANS[str(role.value)]))
            own.root.set_visibility(role.value != "admin")

        role.on_value_change(explain)
        explain()

        async def save() -> None:
            fields.clear()
            people, chosen = desk.services.people, str(role.value)
            some = None if chosen == "admin" else own.chosen()
            if account:
                error = await desk.attempt(people.change, account.id, fields.text("name"), chosen, some, desk.asked())
            else:
                error = await desk.attempt(
                    people.add, fields.text("name"), fields.text("password"), chosen, some, desk.asked()
                )
            if error:
                fields.refuse(error)
                return
            dialog.close()
            await then()

        actions_row(dialog, voice.text(N_("Cancel")), voice.text(N_("Save")), save)


def new_password(desk: Desk, account: AccountView) -> None:
    """Give somebody another password."""
    voice = desk.voice
    with sheet(voice.text(N_("New password for {user}"), user=account.name)) as dialog:
        text("p", voice.text(N_("{user} is signed out everywhere by that."), user=account.name), "muted")
        fields = Fields(voice, Complaint(), password=password(voice.text(N_("Password")), new=True))

        async def save() -> None:
            fields.clear()
            call = desk.services.people.set_password
            if error := await desk.attempt(call, account.id, fields.text("password"), desk.asked()):
                fields.refuse(error)
            else:
                dialog.close()

        actions_row(dialog, voice.text(N_("Cancel")), voice.text(N_("Save")), save)


def ask_to_remove(desk: Desk, account: AccountView, then: Refresh) -> None:
    """Ask whether somebody is not to sign in any more."""
    voice = desk.voice
    with sheet(voice.text(N_("Remove {server}?"), server=account.name)) as dialog:
        text("p", voice.text(N_("{user} cannot sign in any more. What they have changed stays."), user=account.name))
        complaint = Complaint()

        async def remove() -> None:
            if error := await desk.attempt(desk.services.people.remove, account.id, desk.asked()):
                complaint.say(error.text(voice.language))
                return
            dialog.close()
            await then()

        actions_row(dialog, voice.text(N_("Cancel")), voice.text(N_("Remove")), remove, "danger")


class _Children:
    """All children, or some of them."""

    def __init__(self, desk: Desk, some: Sequence[str] | None) -> None:
        voice = desk.voice
        known = {one.key: one.name for one in children(desk.services.fleet_view()) if BETWEEN not in one.key}
        known |= {key: key for key in some or () if key not in known}
        with box("stack") as self.root:
            self._all = ui.checkbox(voice.text(N_("All children")), value=some is None).mark("all-children")
            with box("some-children").bind_visibility_from(self._all, "value", backward=lambda every: not every):
                self._boxes = {
                    key: ui.checkbox(name, value=some is not None and key in some).mark("one-child")
                    for key, name in known.items()
                }

    def chosen(self) -> tuple[str, ...] | None:
        """The ids of the chosen ones; None for all."""
        return None if self._all.value else tuple(key for key, tick in self._boxes.items() if tick.value)


async def _drop_second(desk: Desk, account: AccountView, then: Refresh) -> None:
    await desk.attempt_or_say(desk.services.people.drop_second, account.id, desk.asked())
    await then()


def _what(account: AccountView, desk: Desk) -> str:
    voice = desk.voice
    parts = [voice.text(ROLES[account.role])]
    if account.children is not None and account.role != "admin":
        parts.append(voice.count(N_("{count} child"), N_("{count} children"), len(account.children)))
    if account.has_second:
        parts.append(voice.text(N_("password and code")))
    return " · ".join(parts)
