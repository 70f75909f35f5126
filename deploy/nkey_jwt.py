"""Makes the keys and signs the JWTs by which NATS in operator mode knows accounts and users."""

import base64
import hashlib
import json
import os
from datetime import datetime
from typing import Any, Literal

import nkeys

Kind = Literal["operator", "account", "user"]
Claims = dict[str, Any]

_PREFIX: dict[Kind, int] = {
    "operator": nkeys.PREFIX_BYTE_OPERATOR,
    "account": nkeys.PREFIX_BYTE_ACCOUNT,
    "user": nkeys.PREFIX_BYTE_USER,
}
_HEADER = {"typ": "JWT", "alg": "ed25519-nkey"}


def new_seed(kind: Kind) -> str:
    """A fresh private key in the form that NATS tools read."""
    return bytes(nkeys.encode_seed(os.urandom(32), _PREFIX[kind])).decode()


def public_key(seed: str) -> str:
    """The name by which others know the owner of the seed; ValueError where it is damaged."""
    try:
        return bytes(nkeys.from_seed(seed.encode()).public_key).decode()
    except nkeys.NkeysError as error:
        raise ValueError("not the seed of a key") from error


def sign(claims: Claims, issuer_seed: str, now: datetime) -> str:
    """A JWT as NATS wants it; issuer, time and id are added to the claims here."""
    body = {**claims, "iss": public_key(issuer_seed), "iat": int(now.timestamp())}
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).digest()
    body["jti"] = base64.b32encode(digest).decode().rstrip("=")
    signed = f"{_encode(_HEADER)}.{_encode(body)}"
    signature = nkeys.from_seed(issuer_seed.encode()).sign(signed.encode())
    return f"{signed}.{_without_padding(signature)}"


def read_claims(token: str) -> Claims:
    """What the JWT says; ValueError where it is not one. The signature is the server's to check."""
    parts = token.split(".")
    if len(parts) != 3:
        raise ValueError("a JWT has three parts")
    body = parts[1]
    claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    if not isinstance(claims, dict):
        raise ValueError("the claims of a JWT are an object")
    return claims


def says_the_same(token: str, claims: Claims, issuer: str) -> bool:
    """Whether a JWT signed earlier by this issuer still says just these claims."""
    try:
        said = read_claims(token)
    except ValueError:
        return False
    return {k: v for k, v in said.items() if k not in ("iat", "jti")} == {**claims, "iss": issuer}


def credentials(token: str, seed: str) -> str:
    """The content of a standard .creds file."""
    return (
        f"-----BEGIN NATS USER JWT-----\n{token}\n------END NATS USER JWT------\n\n"
        "************************* IMPORTANT *************************\n"
        "The seed below is a secret: whoever has it acts as this user.\n\n"
        f"-----BEGIN USER NKEY SEED-----\n{seed}\n------END USER NKEY SEED------\n"
    )


def read_credentials(text: str) -> tuple[str, str]:
    """JWT and seed of a .creds file; ValueError where it is not one."""
    lines = [line.strip() for line in text.splitlines()]
    try:
        token = lines[lines.index("-----BEGIN NATS USER JWT-----") + 1]
        seed = lines[lines.index("-----BEGIN USER NKEY SEED-----") + 1]
    except IndexError as error:
        raise ValueError("not a .creds file") from error
    return token, seed


def _encode(value: Claims | dict[str, str]) -> str:
    return _without_padding(json.dumps(value, separators=(",", ":")).encode())


def _without_padding(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
