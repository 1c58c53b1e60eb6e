"""HTTPS without anybody's help: a certificate that this program makes itself, kept and renewed in the data directory.

Browsers warn of it once, because nobody vouches for it; the fingerprint on the console is there to be compared. Whoever
has a name and a proxy with a real certificate uses those instead (README).
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from settings import Settings, listed
from storage import Store

KEY: Final = ("tls", "key.pem")
CERTIFICATE: Final = ("tls", "certificate.pem")
LASTS: Final = timedelta(days=825)
"""Browsers of Apple take no longer ones."""
RENEWED_BEFORE: Final = timedelta(days=60)
MAX_BYTES: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class OwnCertificate:
    """Where the files are, and what a browser shows of the certificate: its SHA-256 in pairs of hex digits."""

    certificate: Path
    key: Path
    fingerprint: str


def own_certificate(store: Store, settings: Settings) -> OwnCertificate:
    """The certificate that is kept, or a new one if it is none, ends soon, or is for other names. Raises NotSaved."""
    names = _names(settings)
    now = store.clock.now()
    kept = store.read_bytes(*CERTIFICATE, limit=MAX_BYTES), store.read_bytes(*KEY, limit=MAX_BYTES)
    certificate = _usable(*kept, names, now)
    if certificate is None:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _signed(key, names, now)
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        store.write_bytes(pem, *KEY)
        store.write_bytes(certificate.public_bytes(Encoding.PEM), *CERTIFICATE)
    digest = certificate.fingerprint(SHA256()).hex(":").upper()
    return OwnCertificate(store.root.joinpath(*CERTIFICATE), store.root.joinpath(*KEY), digest)


def _usable(pem: bytes | None, key: bytes | None, names: tuple[str, ...], now: datetime) -> x509.Certificate | None:
    try:
        certificate = x509.load_pem_x509_certificate(pem or b"")
        own = load_pem_private_key(key or b"", None).public_key()
        covered = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (ValueError, TypeError, x509.ExtensionNotFound):
        return None
    if now > certificate.not_valid_after_utc - RENEWED_BEFORE or certificate.public_key() != own:
        return None
    return certificate if {*_alternatives(names)} <= {*covered} else None


def _signed(key: ec.EllipticCurvePrivateKey, names: tuple[str, ...], now: datetime) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "timekpr-mngr")])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + LASTS)
        .add_extension(x509.SubjectAlternativeName(_alternatives(names)), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, SHA256())
    )


def _names(settings: Settings) -> tuple[str, ...]:
    own = socket.gethostname().partition(".")[0].lower()
    return tuple(dict.fromkeys(("localhost", own, f"{own}.local", *listed(settings.allowed_hosts), "127.0.0.1", "::1")))


def _alternatives(names: tuple[str, ...]) -> list[x509.GeneralName]:
    return [x509.IPAddress(ipaddress.ip_address(one)) if _is_address(one) else x509.DNSName(one) for one in names]


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
