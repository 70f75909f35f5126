"""Makes the secrets of an installation once: keys, tokens, and who may enter the broker."""

import base64
import os
import secrets as randomness
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from deploy import nkey_jwt, permissions
from deploy.private_files import make_private_folder, only_one_writer, read_private, write_private
from deploy.refusal import StartRefused
from deploy.secret_files import Secrets
from shared import clock

NO_LIMIT = {
    **{"subs": -1, "data": -1, "payload": -1, "imports": -1, "exports": -1},
    **{"wildcards": True, "conn": -1, "leaf": -1},
}
STORAGE = {"mem_storage": -1, "disk_storage": -1, "streams": -1, "consumer": -1}


def make_secrets(folder: Path) -> Secrets:
    """Make what is missing and leave what is there; safe to repeat and safe to interrupt.

    Keys and tokens are never replaced. What is signed with them is signed anew where it should say
    something else now, as when a newer version hears one more stream.
    """
    secrets = Secrets(folder)
    for part in (folder, folder / "nats", folder / "nats" / "keys", folder / "postgres"):
        make_private_folder(part)
    with only_one_writer(folder):
        _make_tokens(folder)
        _make_broker_identities(secrets, clock.now())
    return secrets


def _make_tokens(folder: Path) -> None:
    _once(folder / "identity.key", lambda: base64.b64encode(os.urandom(32)).decode())
    for name in ("service.token", "tokens.key", "links.key"):
        _once(folder / name, lambda: randomness.token_urlsafe(32))
    for name in ("superuser", *permissions.SERVICES):
        _once(folder / "postgres" / f"{name}.password", lambda: randomness.token_urlsafe(24))


def _make_broker_identities(secrets: Secrets, now: datetime) -> None:
    operator = _seed(secrets, "operator", "operator")
    system = _seed(secrets, "system", "account")
    platform = _seed(secrets, "platform", "account")
    operator_key, system_key = nkey_jwt.public_key(operator), nkey_jwt.public_key(system)
    system_jwt = _account(secrets, "system", {"limits": NO_LIMIT}, now)
    may = {"limits": {**NO_LIMIT, **STORAGE}, "exports": list(permissions.AGENCY_EXPORTS)}
    platform_jwt = _account(secrets, "platform", may, now)
    body = _claims(operator_key, "narahubung", "operator", {"system_account": system_key})
    _signed(secrets.operator_jwt, body, operator, now)
    _write_if_other(
        secrets.resolver,
        f"system_account: {system_key}\nresolver_preload: {{\n"
        f"  {system_key}: {system_jwt}\n  {nkey_jwt.public_key(platform)}: {platform_jwt}\n}}\n",
    )
    for service in permissions.SERVICES:
        _user(secrets, service, platform, permissions.of_service(service), now)
    _user(secrets, "operator", platform, permissions.unlimited(), now)
    _user(secrets, "system", system, permissions.unlimited(), now)


def _account(secrets: Secrets, name: str, may: nkey_jwt.Claims, now: datetime) -> str:
    operator = _required(secrets.seed("operator"))
    key = nkey_jwt.public_key(_required(secrets.seed(name)))
    path = secrets.folder / "nats" / "keys" / f"{name}.jwt"
    return _signed(path, _claims(key, name, "account", may), operator, now)


def _signed(path: Path, claims: nkey_jwt.Claims, issuer_seed: str, now: datetime) -> str:
    known = read_private(path)
    if known and nkey_jwt.says_the_same(known.strip(), claims, nkey_jwt.public_key(issuer_seed)):
        return known.strip()
    token = nkey_jwt.sign(claims, issuer_seed, now)
    write_private(path, f"{token}\n")
    return token


def _user(
    secrets: Secrets, name: str, account: str, may: permissions.Permissions, now: datetime
) -> None:
    path = secrets.creds(name)
    known = read_private(path)
    try:
        token, seed = nkey_jwt.read_credentials(known) if known else ("", nkey_jwt.new_seed("user"))
        user_key = nkey_jwt.public_key(seed)
    except ValueError as error:
        raise StartRefused(f"{path} is damaged: remove it and start again") from error
    limits = {"subs": -1, "data": -1, "payload": -1}
    claims = _claims(user_key, name, "user", {**limits, **may})
    if not nkey_jwt.says_the_same(token, claims, nkey_jwt.public_key(account)):
        token = nkey_jwt.sign(claims, account, now)
        write_private(path, nkey_jwt.credentials(token, seed))


def _claims(key: str, name: str, kind: nkey_jwt.Kind, nats: nkey_jwt.Claims) -> nkey_jwt.Claims:
    return {"sub": key, "name": name, "nats": {**nats, "type": kind, "version": 2}}


def _seed(secrets: Secrets, owner: str, kind: nkey_jwt.Kind) -> str:
    path = secrets.seed(owner)
    seed = _once(path, lambda: nkey_jwt.new_seed(kind))
    try:
        nkey_jwt.public_key(seed)
    except ValueError as error:
        raise StartRefused(f"{path} is damaged: restore it from a backup") from error
    return seed


def _once(path: Path, make: Callable[[], str]) -> str:
    known = read_private(path)
    if known is None:
        known = make()
        write_private(path, f"{known}\n")
    if not known.strip():
        raise StartRefused(f"{path} is empty: restore it from a backup")
    return known.strip()


def _required(path: Path) -> str:
    known = read_private(path)
    if known is None:
        raise StartRefused(f"{path} is missing")
    return known.strip()


def _write_if_other(path: Path, text: str) -> None:
    if read_private(path) != text:
        write_private(path, text)
