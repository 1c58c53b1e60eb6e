"""The way to people's mailboxes: the mail server, when it cannot be found, reached or used, and what it does not take.

``said`` is what a server has answered: data, in one line and cut off. Letters are sent again by themselves unless the
error is ``final``.
"""

from __future__ import annotations

from typing import ClassVar

from errors.base import MngrError
from i18n import N_

NOT_TRUSTED = N_("its certificate is of an authority that this machine does not trust; give its file as ca_cert")
EXPIRED = N_("its certificate has expired, or the clock of this machine is wrong")
OTHER_NAME = N_("its certificate is for another name; enter the mail server by the name that it has there")
SPEAKS_NO_TLS = N_("it speaks no TLS at this port; from the beginning it is usually 465, with STARTTLS 587")
WANTS_CERTIFICATE = N_("it wants to see a certificate of ours, which is not supported")
HUNG_UP = N_("the other side has hung up")
TALKS_EARLY = N_("somebody has put words into the connection before it was safe")
"""Why the TLS of a mail server is no good, for MailTls; HUNG_UP for MailLost."""


class MailError(MngrError):
    """A mail cannot be sent at the moment."""

    code = "mail"
    template = N_("No mail can be sent.")
    final: ClassVar[bool] = False
    """Sending the same letter to the same people again would end in the same way."""


class MailNoWay(MailError):
    """The mail server cannot be used, whatever the letter is."""

    code = "mail_no_way"
    template = N_("The mail server cannot be used.")


class MailOff(MailError):
    """Nobody has turned mail on. No fields."""

    code = "mail_off"
    template = N_("Mail is turned off, or not set up. An admin can do that on the page Settings.")


class MailFileUnreadable(MailNoWay):
    """A file that a setting names cannot be used. Fields: key (smtp.password_file), path, why."""

    code = "mail_file_unreadable"
    template = N_("The setting {key} names the file {path}, which cannot be used: {why}. Correct the path or the file.")


class MailNotFound(MailNoWay):
    """The mail server's name has no address. Fields: host, port."""

    code = "mail_not_found"
    template = N_("The network does not know the name {host} of the mail server. Check the name.")


class MailNoNameServer(MailNoWay):
    """Nobody says where the mail server is. Fields: host, seconds."""

    code = "mail_no_name_server"
    template = N_(
        "The name server of the network has not said within {seconds} s where the mail server {host} is. Is the "
        "network up?"
    )


class MailPortClosed(MailNoWay):
    """Nothing listens at the port. Fields: host, port."""

    code = "mail_port_closed"
    template = N_("{host} is on, but no mail server answers at port {port}. Is the port right?")


class MailSilent(MailNoWay):
    """No answer in time, or one that takes for ever. Fields: host, port, seconds."""

    code = "mail_silent"
    template = N_(
        "The mail server {host}, port {port}, has not done its part within {seconds} s. Is it on, do port and "
        "encryption fit together, and does a firewall let us through?"
    )


class MailHungUp(MailNoWay):
    """Whoever takes our connections hangs up before a word. Fields: host, port."""

    code = "mail_hung_up"
    template = N_(
        "{host} hangs up at port {port} without greeting us. Is the port right, and does it fit to the encryption? "
        "Usually it is 587 with STARTTLS and 465 with TLS."
    )


class MailNotSmtp(MailNoWay):
    """What answers is no mail server, or one that has lost its mind. Fields: host, port, said."""

    code = "mail_not_smtp"
    template = N_("What answers at {host}, port {port}, does not speak as a mail server does. It said: “{said}”")


class MailLost(MailError):
    """The connection has ended before the letter was handed over. Fields: host, port, why."""

    code = "mail_lost"
    template = N_("The connection to the mail server {host}, port {port}, has ended: {why}.")


class MailTls(MailNoWay):
    """No safe connection. Fields: host, port, why (one of this module's texts as a Message, or what TLS says)."""

    code = "mail_tls"
    template = N_("There is no safe connection to the mail server {host}, port {port}: {why}.")


class MailNoStartTls(MailNoWay):
    """The server does not begin TLS; nothing was said to it that anybody may not hear. Fields: host, port."""

    code = "mail_no_starttls"
    template = N_(
        "The mail server {host} offers no STARTTLS at port {port}, so nothing was sent. Try TLS from the beginning "
        "(“tls”) with port 465, or ask the provider."
    )


class MailLogin(MailNoWay):
    """User and password are not accepted. Fields: host, port, said."""

    code = "mail_login"
    template = N_(
        "The mail server {host} does not accept user name and password. Many providers want an app password in place "
        "of the usual one. It said: “{said}”"
    )


class MailLoginWanted(MailNoWay):
    """The server wants a login and there is none here. Fields: host, port, said."""

    code = "mail_login_wanted"
    template = N_("The mail server {host} wants user name and password. It said: “{said}”")


class MailLoginOther(MailNoWay):
    """The server takes no password here. Fields: host, port, offered."""

    code = "mail_login_other"
    template = N_(
        "The mail server {host} takes no user name and password at port {port}; it offers: {offered}. Take user name "
        "and password out, or choose another port or provider."
    )


class MailSenderRefused(MailError):
    """The server does not let us write in this name. Fields: host, sender, said."""

    code = "mail_sender_refused"
    template = N_("The mail server {host} does not let us send mail from {sender}. It said: “{said}”")


class MailRecipientRefused(MailError):
    """The server takes no mail for somebody, and never will. Fields: host, recipient, said."""

    code = "mail_recipient_refused"
    template = N_("The mail server {host} takes no mail for {recipient}. It said: “{said}”")
    final = True


class MailRecipientLater(MailError):
    """The server takes no mail for somebody at the moment, as many do the first time. Fields: host, recipient, said."""

    code = "mail_recipient_later"
    template = N_("The mail server {host} wants to be asked later for {recipient}. It said: “{said}”")


class LetterTooLarge(MailError):
    """Nobody writes letters like that. Fields: limit (in kB)."""

    code = "letter_too_large"
    template = N_("A letter may have at most {limit} kB.")
    final = True


class MailTooLarge(MailError):
    """The letter is larger than the server takes. Fields: host, said."""

    code = "mail_too_large"
    template = N_("The letter is too large for the mail server {host}. It said: “{said}”")
    final = True


class MailLetterRefused(MailError):
    """The server does not take what is in the letter. Fields: host, said."""

    code = "mail_letter_refused"
    template = N_("The mail server {host} does not take this letter. It said: “{said}”")
    final = True


class MailRefused(MailNoWay):
    """The server wants nothing from us. Fields: host, said."""

    code = "mail_refused"
    template = N_("The mail server {host} does not talk to us. It said: “{said}”")


class MailLater(MailError):
    """The server cannot at the moment. Fields: host, said."""

    code = "mail_later"
    template = N_("The mail server {host} wants to be asked later. It said: “{said}”")


class MailUnclear(MailError):
    """The letter was handed over and nobody has said that it was taken. No fields."""

    code = "mail_unclear"
    template = N_("The mail server got the letter and did not say whether it took it; it may have arrived.")


class MailTakenOff(MailError):
    """Somebody is not on the list of those who get mail. Fields: recipient."""

    code = "mail_taken_off"
    template = N_("{recipient} is not among those who get mail; see the setting smtp.recipients.")
    final = True


class MailTooOld(MailError):
    """It has waited until nobody needs it any more. Fields: days."""

    code = "mail_too_old"
    template = N_("The letter has waited for more than {days} days without having been sent.")
    final = True


class MailPasswordWanted(MailError):
    """The saved password would go to another server than its own. Fields: host, port (of the one that it is for)."""

    code = "mail_password_wanted"
    template = N_(
        "The saved password is for {host}, port {port}, and goes nowhere else, nor with less protection. Enter the "
        "password for this mail server."
    )
