"""A token is believed as it was made, for us, in its time; nothing else is."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from shared.access.person import ROLES, Person
from shared.access.tokens import AUDIENCE, ISSUER, BadToken, mint, verify

NOON = datetime(2022, 3, 14, 5, tzinfo=UTC)
KEY = "a key for tests alone, of which nothing depends"
DAY = timedelta(days=1)

PEOPLE = (
    Person("rudi", "head", "babel"),
    Person("water-1", "focal-point", "babel", "water"),
    Person("wati", "auditor"),
)


def signed(algorithm: str = "HS256", key: str = KEY, **otherwise: Any) -> str:
    """A token of an examiner, with some claims otherwise; None leaves a claim out."""
    moment = int(NOON.timestamp())
    claims = {
        **{"iss": ISSUER, "aud": AUDIENCE, "sub": "siti", "role": "examiner", "office": "babel"},
        **{"iat": moment, "exp": moment + 3600},
        **otherwise,
    }
    said = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode({"alg": algorithm}, said, OctKey.import_key(key), [algorithm])


@pytest.mark.parametrize("person", PEOPLE)
def test_who_it_was_made_for_comes_out(person: Person) -> None:
    assert verify(mint(person, KEY, NOON, DAY), KEY, NOON + DAY / 2) == person


def test_claims_that_we_do_not_know_do_no_harm() -> None:
    assert verify(signed(email_verified=True, aud=["other", AUDIENCE]), KEY, NOON).id == "siti"


def test_it_ends() -> None:
    token = mint(PEOPLE[0], KEY, NOON, DAY)
    with pytest.raises(BadToken):
        verify(token, KEY, NOON + DAY + timedelta(minutes=2))


@pytest.mark.parametrize(
    "token",
    [
        "",
        "a.b.c",
        "émigré",
        signed(key="another key that is as long as the first one"),
        signed("HS512"),
        signed(iss="somebody"),
        signed(iss=None),
        signed(aud="somebody"),
        signed(aud=None),
        signed(exp=None),
        signed(iat=None),
        signed(exp="tomorrow"),
        signed(iat=int((NOON + DAY).timestamp())),
        signed(role="king"),
        signed(role=None),
        signed(sub=None),
        signed(sub="with space"),
        signed(office=None),
        signed(role="focal-point", agency=None),
        signed(role="supervisor", office=None, agency="inspektorat"),
    ],
)
def test_what_is_not_right_proves_nothing(token: str) -> None:
    with pytest.raises(BadToken):
        verify(token, KEY, NOON)


def test_a_token_without_signature_proves_nothing() -> None:
    head, body, signature = signed().split(".")
    none = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    for forged in (f"{none}.{body}.", f"{none}.{body}.{signature}", f"{head}.{body}."):
        with pytest.raises(BadToken):
            verify(forged, KEY, NOON)


def test_an_empty_key_opens_nothing() -> None:
    with pytest.raises(RuntimeError):
        verify(signed(), "", NOON)


def test_nobody_is_made_who_would_not_be_believed() -> None:
    for role in ROLES:
        person = Person("siti", role)
        try:
            token = mint(person, KEY, NOON, DAY)
        except BadToken:
            continue
        assert verify(token, KEY, NOON) == person
    with pytest.raises(BadToken):
        mint(Person("siti", "examiner"), KEY, NOON, DAY)
