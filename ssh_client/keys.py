"""Our own key and the host keys of others, without paramiko's classes leaking out of this package."""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
from dataclasses import dataclass

import paramiko
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

from errors import InvalidValue
from i18n import N_, Message

COMMENT = "timekpr-mngr"


@dataclass(frozen=True, slots=True)
class HostKey:
    """A server's public key: its type ("ssh-ed25519", …) and the bytes of the key."""

    type: str
    blob: bytes

    @property
    def fingerprint(self) -> str:
        """As ``ssh-keygen -l`` prints it: ``SHA256:`` and 43 characters."""
        return fingerprint(self.blob)

    @property
    def line(self) -> str:
        """As in a ``.pub`` file: type and base64."""
        return f"{self.type} {base64.b64encode(self.blob).decode()}"

    @classmethod
    def from_line(cls, line: str) -> HostKey:
        """Read "type base64 [comment]". Raises ValueError if it is not a public key."""
        words = line.split()
        if len(words) < 2:  # a key has a type and a body
            raise ValueError("not a public key line")
        try:
            blob = base64.b64decode(words[1], validate=True)
        except binascii.Error as error:
            raise ValueError("not base64") from error
        parts = _strings(blob)
        if parts[0] != words[0].encode() or len(parts) < 2:
            raise ValueError("the key is of another type than it says")
        return cls(words[0], blob)


def _strings(blob: bytes) -> list[bytes]:
    """The strings that a public key is made of (RFC 4251, section 5). Raises ValueError if they do not fill it."""
    parts: list[bytes] = []
    while blob:
        end = 4 + int.from_bytes(blob[:4], "big")
        if end > len(blob):
            raise ValueError("the key is cut short")
        parts.append(blob[4:end])
        blob = blob[end:]
    return parts or [b""]


def fingerprint(blob: bytes) -> str:
    """The SHA256 fingerprint of a public key's bytes, as OpenSSH writes it."""
    digest = base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")
    return f"SHA256:{digest}"


@dataclass(frozen=True, slots=True)
class ClientKey:
    """Our private key, ready to sign. Loaded once: reading an RSA key costs 80 ms each time."""

    key: paramiko.PKey

    @property
    def public_line(self) -> str:
        """The line for a server's ``authorized_keys``."""
        return f"{self.key.get_name()} {self.key.get_base64()} {COMMENT}"

    @property
    def fingerprint(self) -> str:
        """The SHA256 fingerprint of its public part."""
        return fingerprint(self.key.asbytes())


def generate_key() -> bytes:
    """A new ed25519 private key in OpenSSH's format."""
    return ed25519.Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption()
    )


def load_key(data: bytes) -> ClientKey:
    """Read a private key (ed25519, ECDSA or RSA, without a passphrase).

    Raises InvalidValue if it is none, or one with a passphrase: nobody is there at night to type it.
    """
    for kind in (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey):
        try:
            return ClientKey(kind.from_private_key(io.StringIO(data.decode("ascii"))))
        except paramiko.PasswordRequiredException as error:
            raise _not_a_key() from error
        except (paramiko.SSHException, ValueError, IndexError):
            continue
    raise _not_a_key()


def _not_a_key() -> InvalidValue:
    return InvalidValue(
        what=Message(N_("SSH key")),
        value=Message(N_("this file")),
        allowed=Message(
            N_("Allowed is a private key without a passphrase, ed25519 best, as “ssh-keygen -t ed25519” makes it.")
        ),
    )
