"""The sheet in which it is changed how mail is sent, and a test mail is sent before that."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from errors import MngrError
from i18n import N_
from mail_views import SmtpView
from ui.desk import Desk
from ui.parts.connection_sheet import Connection, change_connection, try_connection
from ui.parts.mail_form import MailForm


def change_mail(desk: Desk, view: SmtpView, then: Callable[[], Awaitable[None]]) -> None:
    """Ask by which server mail is sent, and who gets it from now on; ``then`` follows what was saved."""
    change_connection(desk, _connection(desk), lambda: MailForm(desk.voice, view), then)


async def try_mail(desk: Desk) -> MngrError | None:
    """Send a test mail as it is saved."""
    return await try_connection(desk, _connection(desk))


def _connection(desk: Desk) -> Connection:
    house = desk.services.house
    return Connection(
        title=N_("Mail"),
        way=N_("The way to the mailbox"),
        test=N_("Send a test mail"),
        mark="mail",
        change=house.change_smtp,
        begin_test=house.begin_mail_test,
    )
