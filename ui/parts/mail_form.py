"""The fields of mail: the common ones, and more of them one tap deeper."""

from __future__ import annotations

import re
from typing import Final

from errors import MailPasswordWanted
from i18n import N_
from mail_views import SMTP, SmtpView
from settings.smtp import PORTS
from ui.parts.connection_form import ConnectionForm, show_placeholder

COMMON: Final = (
    "enabled", "host", "security", "port", "username", "password", "forget", "sender", "recipients",
)  # fmt: skip
SECURITY: Final = {
    "starttls": N_("STARTTLS (usual)"),
    "tls": N_("TLS from the beginning"),
    "none": N_("none (a server of one's own)"),
}
RISK: Final = N_(
    "Anybody on the way can then pretend to be the mail server, read along and get the password. Without encryption "
    "this lets the password be sent so that it can be read."
)
LONGEST_SENDER: Final = 400
LONGEST_RECIPIENTS: Final = 5200


class MailForm(ConnectionForm):
    """See :class:`ConnectionForm`."""

    GROUP = SMTP
    NUMBERS = frozenset({"port", "timeout"})
    COMMON = COMMON
    PASSWORD_WANTED = MailPasswordWanted
    _view: SmtpView

    def _draw(self) -> None:
        self._switch("enabled", N_("Send mail"))
        self._line("host", N_("Mail server: host name or IP address"), longest=255).props("autocapitalize=none")
        self._choice("security", N_("Encryption"), SECURITY)
        port = self._number("port", N_("Port"), placeholder=str(PORTS[self._view.security]))
        security = self._fields["security"]
        security.on_value_change(lambda: show_placeholder(port, str(PORTS.get(str(security.value), ""))))
        self._line("username", N_("User name"), longest=200).props("autocapitalize=none")
        self._password()
        self._people()
        with self._folded("mail-more"):
            self._heading(N_("Encryption"))
            self._path("ca_cert", N_("File of the authority that is trusted (CA)"))
            self._risky_switch("insecure", N_("Do not check the mail server's certificate"), RISK, "mail-risk")
            self._heading(N_("Connection"))
            self._number("timeout", N_("Seconds for one mail, at the most"))

    def _people(self) -> None:
        sender = self._line("sender", N_("From"), longest=LONGEST_SENDER).props("autocapitalize=none")
        show_placeholder(sender, "anna@example.org")
        sender.props["hint"] = self._voice.text(N_("Mostly the address that belongs to the user name."))
        people = self._line("recipients", N_("Recipients"), longest=LONGEST_RECIPIENTS)
        people.props("autocapitalize=none autogrow").props["hint"] = self._voice.text(
            N_("Everybody who gets mail, with commas between them.")
        )

    def _entered(self, name: str) -> object:
        entered = super()._entered(name)
        if name != "recipients":
            return entered
        return ", ".join(one.strip() for one in re.split(r"[,;\n]", str(entered)) if one.strip())
