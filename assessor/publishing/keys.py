"""The office's own key, with which it signs what it publishes, and what a signature says."""

from __future__ import annotations

import base64
import hashlib
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from assessor.errors import Problem, StoreUnavailable
from assessor.text import say

NAME = "publishing-key.pem"


def own_key(folder: Path) -> Ed25519PrivateKey:
    """The key beside the database; made at the first publication, readable by its owner alone.

    Raises:
        StoreUnavailable: the file is there and holds no such key, or cannot be read or written.
    """
    path = folder / NAME
    try:
        if path.exists():
            key = load_pem_private_key(path.read_bytes(), password=None)
            if isinstance(key, Ed25519PrivateKey):
                return key
            raise ValueError("another kind of key")
        return _made(path)
    except (OSError, ValueError, TypeError) as fault:
        raise StoreUnavailable(
            Problem(
                str(path),
                say("签名密钥无法使用", "the signing key cannot be used"),
                say("从备份恢复该文件；确已丢失的，移走该文件后重新发布，并告知对方密钥已更换",
                    "put the file back from a backup; if it is lost, move it away, publish again and tell the others that the key is new"),
            )
        ) from fault  # fmt: skip


def _made(path: Path) -> Ed25519PrivateKey:
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.parent.mkdir(parents=True, exist_ok=True)
    # Exclusive: of two publications at once one makes the key and the other reads it the next time.
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    return key


def known_fingerprint(folder: Path) -> str | None:
    """The fingerprint of the office's key; None where there is none yet or it cannot be read."""
    if not (folder / NAME).exists():
        return None
    try:
        return fingerprint(public_key(own_key(folder)))
    except StoreUnavailable:
        return None


def signed(key: Ed25519PrivateKey, content: bytes) -> tuple[str, str]:
    """Public key and signature, both in base64."""
    return public_key(key), base64.b64encode(key.sign(content)).decode()


def public_key(key: Ed25519PrivateKey) -> str:
    """In base64."""
    return base64.b64encode(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


def holds(public: str, signature: str, content: bytes) -> bool:
    """Whether the signature is this key's over this content."""
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public, validate=True))
        key.verify(base64.b64decode(signature, validate=True), content)
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprint(public: str) -> str:
    """What two offices read to each other over the telephone: sixteen hex digits in fours."""
    digest = hashlib.sha256(base64.b64decode(public)).hexdigest()[:16].upper()
    return "-".join(digest[start : start + 4] for start in range(0, 16, 4))
