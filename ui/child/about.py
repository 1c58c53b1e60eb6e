"""About a child: the name, the colour, which logins are theirs, and letting the child go."""

from __future__ import annotations

from nicegui import ui

from child_views import children
from errors import InvalidValue, MngrError
from i18n import N_
from servers.values import COLOURS
from ui.child.places import Login, login_of
from ui.desk import Desk
from ui.parts.child_link import child_path
from ui.parts.once import once_button
from ui.parts.radios import radio_group, show_chosen
from ui.parts.sheet import Complaint, actions_row, sheet
from ui.theme import box, button, text
from views import ChildUser, ChildView, FleetView

COLOUR_NAMES = (
    N_("Blue"),
    N_("Orange"),
    N_("Violet"),
    N_("Green"),
    N_("Pink"),
    N_("Olive"),
    N_("Leaf green"),
    N_("Brown"),
)
"""As theme.css has them, for those who do not see them."""
LONGEST_NAME = 60
NOBODY = "-"


def about_child(desk: Desk, child: ChildView, fleet: FleetView | None) -> None:
    """Open the sheet; of a login that is nobody's it asks whose it is."""
    if child.now.user.child_id:
        _About(desk, child, fleet)
    else:
        _make_child(desk, child, fleet)


def _make_child(desk: Desk, child: ChildView, fleet: FleetView | None) -> None:
    """Let a login be a child's: a new one's, or one that there is already."""
    voice, one = desk.voice, child.now
    with sheet(voice.text(N_("Whose login is {user}?"), user=one.user.name)) as dialog:
        known = {other.now.user.child_id: other.name for other in children(fleet)} if fleet else {}
        known.pop("", None)
        choice = None
        if known:
            options = {NOBODY: voice.text(N_("A new child")), **known}
            choice = ui.select(options, label=voice.text(N_("Child")), value=NOBODY).mark("whose")
            choice.props("outlined behavior=menu")
        name = _name_field(desk, one.user.name.title())
        if choice:
            name.bind_visibility_from(choice, "value", value=NOBODY)
        complaint = Complaint()

        async def save() -> None:
            complaint.say("")
            services, login = desk.services, login_of(one)
            if choice and choice.value != NOBODY:
                child_id = str(choice.value)
                error = await desk.attempt(services.assign, child_id, *login, asked=desk.asked())
            else:
                called, asked = str(name.value or "").strip(), desk.asked()
                made = await desk.fetch(lambda: services.make_child(called, *login, asked=asked))
                child_id, error = (made, None) if isinstance(made, str) else ("", made)
            if error:
                _refuse(desk, name, complaint, error)
            else:
                dialog.close()
                ui.navigate.to(child_path(child_id))

        actions_row(dialog, voice.text(N_("Cancel")), voice.text(N_("Save")), save)


class _About:
    """The sheet of a child."""

    def __init__(self, desk: Desk, child: ChildView, fleet: FleetView | None) -> None:
        self._desk = desk
        self._child = child
        self._id = child.now.user.child_id
        self._colour = child.now.user.colour
        self._logins = {login_of(one): one for one in child.users}
        self._all = {login_of(one): one for other in children(fleet) for one in other.users} if fleet else self._logins
        self._swatches: list[ui.button] = []
        voice = desk.voice
        with sheet(voice.text(N_("About {user}"), user=child.name)) as self._dialog:
            self._name = _name_field(desk, child.name)
            self._colours()
            text("h3", voice.text(N_("Logins")))
            self._list = box("stack")
            self._draw_logins()
            self._complaint = Complaint()
            with box("actions"):
                button(voice.text(N_("Remove…")), self._ask_to_remove, "danger apart").mark("remove-child")
                button(voice.text(N_("Cancel")), self._dialog.close).mark("cancel")
                once_button(voice.text(N_("Save")), self._save, "primary", rest=0).mark("do-it")

    def _colours(self) -> None:
        voice = self._desk.voice
        with radio_group(voice.text(N_("Colour")), "swatches"):
            for number in range(COLOURS):
                swatch = ui.button(color=None).props("no-caps flat role=radio").classes(f"swatch child-{number:d}")
                swatch.props["aria-label"] = voice.text(COLOUR_NAMES[number])
                swatch.on_click(lambda number=number: self._choose(None if number == self._colour else number)).mark(
                    f"colour-{number}"
                )
                self._swatches.append(swatch)
        self._choose(self._colour)

    def _choose(self, number: int | None) -> None:
        """Take a colour; none leaves it to the program, which gives whichever is free."""
        self._colour = number
        show_chosen(self._swatches, None if number is None else self._swatches[number])

    def _draw_logins(self) -> None:
        voice = self._desk.voice
        self._list.clear()
        with self._list:
            for login, one in self._logins.items():
                with box("login-row").mark("login"):
                    text("span", _place(self._desk, one), "grow")
                    take = button(voice.text(N_("Take away")), lambda login=login: self._take_away(login), "bare")
                    take.props["aria-label"] = voice.text(N_("Take away {login}"), login=_place(self._desk, one))
                    take.mark("take-away")
            others = [login for login in self._all if login not in self._logins]
            if others:
                options = {place: self._offered(self._all[login]) for place, login in enumerate(others)}
                adding = ui.select(options, label=voice.text(N_("Add a login")), with_input=len(options) > 10)
                adding.props("outlined behavior=menu").mark("add-login")
                adding.on_value_change(lambda event: self._add(others[event.value]))

    def _offered(self, one: ChildUser) -> str:
        """A login with whose it is now, because it will be theirs no longer."""
        if one.user.child:
            place = _place(self._desk, one)
            return self._desk.voice.text(N_("{login} (now of {user})"), login=place, user=one.user.child)
        return _place(self._desk, one)

    def _take_away(self, login: Login) -> None:
        self._logins.pop(login, None)
        self._draw_logins()

    def _add(self, login: Login) -> None:
        self._logins[login] = self._all[login]
        self._draw_logins()

    async def _save(self) -> None:
        self._complaint.say("")
        self._name.error = None
        desk, before = self._desk, {login_of(one) for one in self._child.users}
        name = str(self._name.value or "").strip()
        changes = {"name": name, "colour": self._colour}
        if error := await desk.attempt(desk.services.update_child, self._id, asked=desk.asked(), **changes):
            _refuse(desk, self._name, self._complaint, error)
            return
        for login in self._logins.keys() - before:
            if error := await desk.attempt(desk.services.assign, self._id, *login, asked=desk.asked()):
                self._complaint.say(error.text(desk.voice.language))
                return
        for login in before - self._logins.keys():
            if error := await desk.attempt(desk.services.unassign, *login, asked=desk.asked()):
                self._complaint.say(error.text(desk.voice.language))
                return
        self._dialog.close()
        if not self._logins:
            ui.navigate.to("/")

    def _ask_to_remove(self) -> None:
        desk, voice = self._desk, self._desk.voice
        self._dialog.close()
        with sheet(voice.text(N_("Remove {user}?"), user=self._child.name)) as dialog:
            sentence = N_("The logins stay, with their rules and their time; only who they belong to is forgotten.")
            text("p", voice.text(sentence))
            complaint = Complaint()

            async def remove() -> None:
                if error := await desk.attempt(desk.services.remove_child, self._id, asked=desk.asked()):
                    complaint.say(error.text(voice.language))
                else:
                    dialog.close()
                    ui.navigate.to("/")

            actions_row(dialog, voice.text(N_("Cancel")), voice.text(N_("Remove")), remove, "danger")


def _name_field(desk: Desk, name: str) -> ui.input:
    element = ui.input(desk.voice.text(N_("Name")), value=name).mark("child-name")
    return element.props(f"outlined no-error-icon autocomplete=off maxlength={LONGEST_NAME:d}")


def _place(desk: Desk, one: ChildUser) -> str:
    return desk.voice.text(N_("{user} on {server}"), user=one.user.name, server=one.server.name)


def _refuse(desk: Desk, name: ui.input, complaint: Complaint, error: MngrError) -> None:
    """Why it was not taken: at the name where it is about that."""
    sentence = error.text(desk.voice.language)
    if isinstance(error, InvalidValue) or error.code == "already_exists":
        name.error = sentence
        name.run_method("focus")
    else:
        complaint.say(sentence)
