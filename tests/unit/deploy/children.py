"""What the nursery forks in its tests."""

import os
import signal
import sys
import time
from pathlib import Path

from shared.ids import new_id


def write_ids(path: str) -> None:
    """A few fresh ids and what kind of process makes them."""
    ids = [str(new_id()) for _ in range(3)]
    Path(path).write_text("\n".join([*ids, str(os.getsid(0) == os.getpid())]))


def say(word: str) -> None:
    print(word, os.environ["A_WORD"])
    print("to the other", file=sys.stderr)


def fail() -> None:
    raise RuntimeError("as it was told")


def stay(path: str) -> None:
    Path(path).write_text(str(os.getpid()))
    while True:
        time.sleep(60)


def stay_in_spite_of_sigterm(path: str) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    stay(path)
