"""What mail servers do besides taking mail: insist, encrypt, tire, misunderstand."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pydantic import SecretStr

from tests.factories import an_accepted_complaint
from tests.service.notifications.office import Office
from tests.service.notifications.stand_ins import MailServer

YEAR_2020 = datetime(2020, 1, 1, tzinfo=UTC)


def a_certificate(folder: Path) -> Path:
    """For 127.0.0.1, signed by itself; with its key in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sink")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(YEAR_2020)
        .not_valid_after(YEAR_2020 + timedelta(days=36_500))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    path = folder / "sink.pem"
    path.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + certificate.public_bytes(Encoding.PEM)
    )
    return path


def knows_the_password(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
) -> AuthResult:
    right = isinstance(data, LoginPassword) and data.password == b"rahasia"
    return AuthResult(success=right, handled=False)


def encrypting(mail_server: MailServer, certificate: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    mail_server.options = {
        "tls_context": context,
        "require_starttls": True,
        "auth_required": True,
        "authenticator": knows_the_password,
    }


def with_password(office: Office, password: str) -> None:
    told = {"starttls": True, "smtp_user": "narahubung", "smtp_password": SecretStr(password)}
    office.settings = office.settings.model_copy(update=told)


async def test_mail_goes_encrypted_and_signed_in_where_the_server_wants_it(
    office: Office, mail_server: MailServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = a_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    encrypting(mail_server, certificate)
    with_password(office, "rahasia")
    await office.hear_complaint()
    await office.carry()
    assert (await office.row()).state == "sent"


async def test_a_wrong_password_is_ours_to_put_right_and_fails_no_message(
    office: Office, mail_server: MailServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = a_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    encrypting(mail_server, certificate)
    with_password(office, "salah")
    await office.hear_complaint()
    await office.carry()
    row = await office.row()
    assert row.state == "waiting"
    assert row.why == "the mail server is away: SMTPAuthenticationError 535"


async def test_a_server_whose_certificate_nobody_trusts_gets_no_mail(
    office: Office, mail_server: MailServer, tmp_path: Path
) -> None:
    encrypting(mail_server, a_certificate(tmp_path))
    with_password(office, "rahasia")
    await office.hear_complaint()
    await office.carry()
    assert (await office.row()).state == "waiting"
    assert mail_server.mails == []


async def test_a_server_that_cannot_encrypt_gets_no_mail_where_we_insist(
    office: Office, mail_server: MailServer
) -> None:
    office.settings = office.settings.model_copy(update={"starttls": True})
    await office.hear_complaint()
    await office.carry()
    assert (await office.row()).state == "waiting"
    assert mail_server.mails == []


async def test_a_no_to_ourselves_fails_no_message(office: Office, mail_server: MailServer) -> None:
    mail_server.mail_answers = ["550 sender not allowed <no-reply@narahubung.local>"]
    await office.hear_complaint()
    await office.carry()
    row = await office.row()
    assert (row.state, row.why) == ("waiting", "550 sender not allowed <address>")


@pytest.mark.parametrize("answers", ["mail_answers", "rcpt_answers"])
async def test_a_server_that_ends_a_long_session_costs_no_try(
    office: Office, mail_server: MailServer, answers: str
) -> None:
    setattr(mail_server, answers, ["250 OK", "421 4.7.0 too many messages in this session"])
    await office.hear_complaint()
    await office.hear_complaint()
    await office.carry()
    assert [(row.state, row.attempts) for row in await office.rows()] == [("sent", 1)] * 2
    assert mail_server.connections == 2


async def test_a_server_that_will_not_talk_now_is_asked_later(
    office: Office, mail_server: MailServer
) -> None:
    mail_server.mail_answers = ["421 closing"]
    await office.hear_complaint()
    await office.carry()
    row = await office.row()
    assert (row.state, row.attempts, row.maybe_twice) == ("waiting", 1, False)
    assert row.why == "the mail server hung up: SMTPSenderRefused 421"


@pytest.mark.parametrize(
    "address",
    ['siti"a@contoh.id', "siti,ali@contoh.id", "siti(x)@contoh.id", "siti\\@contoh.id", ".@c.id"],
)
async def test_odd_addresses_reach_nobody_else(
    office: Office, mail_server: MailServer, address: str
) -> None:
    fact = an_accepted_complaint()
    office.books.knows_reporter(fact.complaint_id, name="Siti", email=address)
    await office.hear(fact)
    await office.carry()
    assert (await office.row()).state in {"sent", "failed"}
    local, _, domain = address.rpartition("@")
    quoted = '"' + local.replace("\\", "\\\\").replace('"', '\\"') + '"'
    assert set(mail_server.recipients) <= {address, f"{quoted}@{domain}"}
