"""What is wrong on the way to the broker, and apart from it what helps: the errors of errors.mqtt in two sentences."""

from __future__ import annotations

from typing import Final, TypeAlias

from errors import (
    BrokerLogin,
    BrokerLost,
    BrokerNoGreeting,
    BrokerNotFound,
    BrokerRefused,
    BrokerSilent,
    BrokerTls,
    MngrError,
)
from errors.mqtt import EXPIRED, NOT_TRUSTED, OTHER_NAME, SPEAKS_NO_TLS, WANTS_CERTIFICATE
from i18n import N_, Message
from services.examination import Remedy

Sentences: TypeAlias = tuple[str, str]
"""What is wrong and what helps."""

OF_ERROR: Final[dict[type[MngrError], Sentences]] = {
    BrokerNotFound: (
        N_("The network does not know the name {host}."),
        N_("Check the name, or enter the broker's IP address."),
    ),
    BrokerRefused: (
        N_("{host} is on, and nothing answers at port {port}."),
        N_("Start the broker, or correct the port: usually it is 1883, and 8883 with TLS."),
    ),
    BrokerSilent: (
        N_("{host}, port {port}, has not answered within {seconds} s."),
        N_("See whether it is on, whether this is the port of an MQTT broker, and whether a firewall lets us through."),
    ),
    BrokerLogin: (
        N_("User name and password are not accepted."),
        N_("Check both. Where they are empty here, the broker may want to have them."),
    ),
    BrokerNoGreeting: (
        N_("It has hung up without greeting us."),
        N_("Is this the port of an MQTT broker? Usually it is 1883 without TLS, and 8883 with TLS."),
    ),
    BrokerLost: (
        N_("The connection has ended: {why}."),
        N_("Is this the port of an MQTT broker? Usually it is 1883 without TLS, and 8883 with TLS."),
    ),
}
OF_TLS: Final[dict[str, Sentences]] = {
    NOT_TRUSTED: (
        N_("Its certificate is of an authority that this machine does not trust."),
        N_("Enter the file with the authority's certificate (CA), mostly called ca.crt."),
    ),
    EXPIRED: (
        N_("Its certificate has expired, or is not valid yet."),
        N_("Renew the broker's certificate. If it is a new one, look at the clock of this machine."),
    ),
    OTHER_NAME: (
        N_("Its certificate is for another name than {host}."),
        N_("Enter the broker by the name that stands in its certificate."),
    ),
    SPEAKS_NO_TLS: (
        N_("It speaks no TLS at port {port}."),
        N_("Correct the port, usually 8883 with TLS; or turn TLS off."),
    ),
    WANTS_CERTIFICATE: (
        N_("It wants to see a certificate of ours, or another one."),
        N_("Enter the files with a certificate that the broker accepts, and with its key."),
    ),
}
ANY_TLS: Final[Sentences] = (
    N_("There is no safe connection: {why}."),
    N_("Check the files with certificates that are entered, and the broker's own."),
)


def remedy(error: MngrError) -> Remedy:
    """The two sentences; of an error that has one for both, that one alone."""
    fields = error.message.fields
    if isinstance(error, BrokerTls):
        why = fields["why"]
        wrong, helps = OF_TLS.get(why.template, ANY_TLS) if isinstance(why, Message) else ANY_TLS
    elif type(error) in OF_ERROR:
        wrong, helps = OF_ERROR[type(error)]
    else:
        return error.message, None
    return Message(wrong, fields), Message(helps)
