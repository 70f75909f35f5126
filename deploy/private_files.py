"""Writes files that only their owner may read, whole or not at all."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from deploy.refusal import StartRefused


def make_private_folder(folder: Path) -> None:
    """Create the folder for its owner alone; an existing one keeps the mode that it was given."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StartRefused(f"cannot create the folder {folder}: {error.strerror}") from error


def write_private(path: Path, text: str) -> None:
    """Replace the file at once: a crash leaves the old content or the new, never a half."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        with suppress(OSError):
            fresh.unlink()
        raise StartRefused(f"cannot write {path}: {error.strerror}") from error


def read_private(path: Path) -> str | None:
    """The file's text, or None where there is no such file."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise StartRefused(f"cannot read {path}: {error}") from error


@contextmanager
def only_one_writer(folder: Path) -> Iterator[None]:
    """Two `init` at once would each write half of the keys: the second waits for the first."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
