"""The way to Home Assistant: the MQTT broker, when it cannot be found, reached or used.

Whoever catches one tries again later; each says what a parent can do meanwhile.
"""

from __future__ import annotations

from errors.base import MngrError
from i18n import N_

NOT_TRUSTED = N_("its certificate is of an authority that this machine does not trust; give its file as ca_cert")
EXPIRED = N_("its certificate has expired, or the clock of this machine is wrong")
OTHER_NAME = N_("its certificate is for another name; enter the broker by the name that it has there")
SPEAKS_NO_TLS = N_("it speaks no TLS at this port; the usual port with TLS is 8883")
WANTS_CERTIFICATE = N_("it wants to see a certificate of ours; give client_cert and client_key")
"""Why the TLS of a broker is no good, for BrokerTls."""
HUNG_UP = N_("the other side has hung up")
"""Why a connection has ended of which nobody has said why, for BrokerLost."""
FLOOD = N_("it has announced a message of more than {limit} MB")


class BrokerError(MngrError):
    """Home Assistant cannot be told anything at the moment."""

    code = "broker"
    template = N_("The MQTT broker cannot be used.")


class BrokerUnknown(BrokerError):
    """The Supervisor did not say where the broker is. Fields: why."""

    code = "broker_unknown"
    template = N_(
        "Home Assistant's Supervisor does not say where the MQTT broker is: {why}. "
        "Enter the broker's address in the settings, or try again later."
    )


class BrokerNotInstalled(BrokerUnknown):
    """The Supervisor is there and knows of no broker. No fields."""

    code = "broker_not_installed"
    template = N_(
        "Home Assistant has no MQTT broker yet. Install “Mosquitto broker” there, enter another broker's address in "
        "the settings, or turn MQTT off."
    )


class BrokerFileUnreadable(BrokerError):
    """A file that a setting names cannot be used. Fields: key (mqtt.password_file, mqtt.ca_cert, …), path, why."""

    code = "broker_file_unreadable"
    template = N_("The setting {key} names the file {path}, which cannot be used: {why}. Correct the path or the file.")


class BrokerNotFound(BrokerError):
    """The broker's name has no address. Fields: host, port."""

    code = "broker_not_found"
    template = N_(
        "The network does not know the name {host} of the MQTT broker (port {port}). Check the name, or enter its IP "
        "address."
    )


class BrokerRefused(BrokerError):
    """Nothing listens at the port. Fields: host, port."""

    code = "broker_refused"
    template = N_("{host} is on, but no MQTT broker answers at port {port}. Is it running, and is the port right?")


class BrokerSilent(BrokerError):
    """No answer in time. Fields: host, port, seconds."""

    code = "broker_silent"
    template = N_(
        "The MQTT broker {host}, port {port}, has not answered within {seconds} s. Is it on, and does a firewall let "
        "us through?"
    )


class BrokerNoGreeting(BrokerError):
    """Whoever takes our connections hangs up before a word. Fields: host, port."""

    code = "broker_no_greeting"
    template = N_(
        "{host} hangs up at port {port} without greeting us. Is an MQTT broker running behind it, and is the port "
        "right? Usually it is 1883 without TLS, and 8883 with TLS."
    )


class BrokerTls(BrokerError):
    """No safe connection. Fields: host, port, why (one of this module's texts as a Message, or what TLS says)."""

    code = "broker_tls"
    template = N_("There is no safe connection to the MQTT broker {host}, port {port}: {why}.")


class BrokerLogin(BrokerError):
    """The broker does not let us in. Fields: host, port."""

    code = "broker_login"
    template = N_(
        "The MQTT broker {host}, port {port}, does not let us in. Check user and password; it may want them where "
        "there are none."
    )


class BrokerNotAllowed(BrokerError):
    """We are in and may not use a topic. Fields: host, port, topic."""

    code = "broker_not_allowed"
    template = N_(
        "The MQTT broker {host}, port {port}, does not let us use the topic {topic}. Allow our user to read and write "
        "it in the broker's access list."
    )


class BrokerLost(BrokerError):
    """The connection has ended. Fields: host, port, why."""

    code = "broker_lost"
    template = N_(
        "The connection to the MQTT broker {host}, port {port}, has ended: {why}. It is made again by itself; if this "
        "happens all the time, somebody else may use the same client id."
    )


class BrokerPasswordWanted(BrokerError):
    """The saved password would go to another broker than its own. Fields: host, port (of the one that it is for)."""

    code = "broker_password_wanted"
    template = N_(
        "The saved password is for {host}, port {port}, and goes nowhere else, nor with less protection. Enter the "
        "password for this broker."
    )
