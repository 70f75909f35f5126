"""Identity and narrative under a key per complaint: destroying it erases who complained of what."""

import os
from base64 import b64decode
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Seal:
    """What only the office's master key can open; each complaint has a key of its own."""

    wrapped_key: bytes
    _key: AESGCM

    def close(self, plain: bytes) -> bytes:
        """Seal some bytes under this key."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._key.encrypt(nonce, plain, None)

    def open(self, sealed: bytes) -> bytes:
        """The bytes that were sealed; raises `InvalidTag` if anything was changed."""
        return self._key.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None)


class SealMaker:
    """Makes a key per complaint and wraps it under the office's master key (AES-256-GCM)."""

    def __init__(self, master_key: str) -> None:
        """`master_key`: 32 bytes in base 64, as `narahubung init` makes it."""
        self._master = AESGCM(b64decode(master_key))

    def new(self) -> Seal:
        """A fresh key for one complaint and its reporter."""
        key = os.urandom(KEY_BYTES)
        nonce = os.urandom(NONCE_BYTES)
        return Seal(nonce + self._master.encrypt(nonce, key, None), AESGCM(key))

    def known(self, wrapped_key: bytes) -> Seal:
        """The seal of a complaint whose key still exists."""
        nonce, wrapped = wrapped_key[:NONCE_BYTES], wrapped_key[NONCE_BYTES:]
        return Seal(wrapped_key, AESGCM(self._master.decrypt(nonce, wrapped, None)))
