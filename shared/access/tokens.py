"""Signed tokens that say who somebody is, with the claims that an OIDC provider could give."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from shared.access.keys import long_enough
from shared.access.person import OF_AGENCIES, Person, Role
from shared.events.base import SLUG_PATTERN

ISSUER = "narahubung"
AUDIENCE = "narahubung"
ALGORITHM = "HS256"
KEY_FILE = "tokens.key"
CLOCKS_APART = 60
"""Seconds by which the clocks of two machines may differ."""

NAME = r"^[a-z0-9][a-z0-9._@-]{0,79}$"


class BadToken(Exception):
    """It proves nothing: broken, forged, for somebody else, or over."""


class Claims(BaseModel):
    """What a token says of a person."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    sub: str = Field(pattern=NAME)
    role: Role
    office: str | None = Field(None, pattern=SLUG_PATTERN)
    agency: str | None = Field(None, pattern=SLUG_PATTERN)

    @model_validator(mode="after")
    def _belongs_somewhere(self) -> "Claims":
        if self.role in OF_AGENCIES and not (self.agency and self.office):
            raise ValueError("somebody of an agency has an agency and an office")
        if self.role in ("examiner", "head") and not self.office:
            raise ValueError("somebody of an office has an office")
        return self


_claims = TypeAdapter(Claims)


def person_of(claims: Mapping[str, Any]) -> Person:
    """Raises `BadToken` for claims that fit nobody."""
    try:
        read = _claims.validate_python(claims)
    except ValidationError as error:
        raise BadToken("; ".join(one["msg"] for one in error.errors())) from error
    return Person(read.sub, read.role, read.office, read.agency)


def mint(person: Person, key: str, now: datetime, lifetime: timedelta) -> str:
    """A token for local development and for our own programs. Raises `BadToken`."""
    from joserfc import jwt  # noqa: PLC0415 - 60 ms that only whoever uses tokens pays
    from joserfc.jwk import OctKey  # noqa: PLC0415

    who = {"sub": person.id, "role": person.role, "office": person.office, "agency": person.agency}
    said = {name: value for name, value in who.items() if value is not None}
    person_of(said)
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        **said,
        "iat": int(now.timestamp()),
        "exp": int((now + lifetime).timestamp()),
    }
    return jwt.encode({"alg": ALGORITHM}, claims, OctKey.import_key(long_enough(key, KEY_FILE)))


def verify(token: str, key: str, now: datetime) -> Person:
    """Who a token proves the bearer to be. Raises `BadToken`.

    The one place that believes a token: with an OIDC provider its public keys come in here.
    """
    from joserfc import jwt  # noqa: PLC0415
    from joserfc.errors import JoseError  # noqa: PLC0415
    from joserfc.jwk import OctKey  # noqa: PLC0415

    required = jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=CLOCKS_APART,
        iss={"essential": True, "value": ISSUER},
        aud={"essential": True, "value": AUDIENCE},
        exp={"essential": True},
        iat={"essential": True},
    )
    try:
        # The algorithm is ours to name: a token that names another, or none, is not read.
        read = jwt.decode(token, OctKey.import_key(long_enough(key, KEY_FILE)), [ALGORITHM])
        required.validate(read.claims)
    except (JoseError, ValueError, TypeError) as error:
        raise BadToken(type(error).__name__) from error
    return person_of(read.claims)
