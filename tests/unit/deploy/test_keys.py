"""The secrets of an installation are made once, for their owner alone."""

import base64
import stat
from pathlib import Path

import pytest

from deploy import nkey_jwt, permissions
from deploy.keys import make_secrets
from deploy.private_files import write_private
from deploy.refusal import StartRefused


def contents(folder: Path) -> dict[Path, tuple[bytes, int]]:
    return {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in folder.rglob("*") if p.is_file()}


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_making_them_again_changes_no_file(tmp_path: Path) -> None:
    make_secrets(tmp_path / "secrets")
    before = contents(tmp_path)
    make_secrets(tmp_path / "secrets")
    assert contents(tmp_path) == before


def test_only_the_owner_may_read_them(tmp_path: Path) -> None:
    folder = make_secrets(tmp_path / "secrets").folder
    assert {mode(path) for path in folder.rglob("*") if path.is_file()} == {0o600}
    assert {mode(path) for path in [folder, *folder.rglob("*")] if path.is_dir()} == {0o700}


def test_there_is_one_for_each_need(tmp_path: Path) -> None:
    folder = make_secrets(tmp_path).folder
    assert len(base64.b64decode((folder / "identity.key").read_text())) == 32
    tokens = [(folder / name).read_text() for name in ("service.token", "tokens.key", "links.key")]
    owners = ("superuser", *permissions.SERVICES)
    passwords = [(folder / "postgres" / f"{name}.password").read_text() for name in owners]
    assert len({*tokens, *passwords}) == len(tokens) + len(passwords)
    users = {path.stem for path in (folder / "nats").glob("*.creds")}
    assert users == {*permissions.SERVICES, "operator", "system"}


def test_what_was_lost_is_made_anew_and_the_rest_stays(tmp_path: Path) -> None:
    secrets = make_secrets(tmp_path)
    lost = secrets.creds("intake")
    before = contents(tmp_path)
    lost.unlink()
    make_secrets(tmp_path)
    after = contents(tmp_path)
    assert after.pop(lost) != before.pop(lost)
    assert after == before


def test_new_permissions_are_signed_for_the_same_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets = make_secrets(tmp_path)
    _, seed = nkey_jwt.read_credentials(secrets.creds("metrics").read_text())
    narrower = {"pub": {"allow": []}, "sub": {"allow": ["_INBOX_metrics.>"]}}
    monkeypatch.setattr(permissions, "of_service", lambda _: narrower)
    make_secrets(tmp_path)
    token, seed_now = nkey_jwt.read_credentials(secrets.creds("metrics").read_text())
    claims = nkey_jwt.read_claims(token)
    assert seed_now == seed
    assert claims["nats"]["pub"] == {"allow": []}


def test_an_interrupted_writing_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets = make_secrets(tmp_path)
    before = contents(tmp_path)

    def interrupted(_self: Path, _target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(StartRefused, match=r"cannot write .*intake\.creds: No space left"):
        write_private(secrets.creds("intake"), "half of something new")
    assert contents(tmp_path) == before


@pytest.mark.parametrize("name", ["operator", "platform", "system"])
def test_a_damaged_key_is_refused_and_never_replaced(tmp_path: Path, name: str) -> None:
    seed = make_secrets(tmp_path).seed(name)
    seed.write_text("SOANOTAKEY\n")
    with pytest.raises(StartRefused, match=rf"{name}\.seed is damaged"):
        make_secrets(tmp_path)
    assert seed.read_text() == "SOANOTAKEY\n"


def test_damaged_credentials_are_refused(tmp_path: Path) -> None:
    secrets = make_secrets(tmp_path)
    secrets.creds("routing").write_text("nothing of the kind")
    with pytest.raises(StartRefused, match=r"routing\.creds is damaged"):
        make_secrets(tmp_path)


def test_the_platform_has_room_for_agencies(tmp_path: Path) -> None:
    secrets = make_secrets(tmp_path)
    token = (secrets.folder / "nats" / "keys" / "platform.jwt").read_text()
    exports = nkey_jwt.read_claims(token.strip())["nats"]["exports"]
    for export in exports:
        subject, position = export["subject"], export["account_token_position"]
        assert subject.split(".")[position - 1] == "*", subject
