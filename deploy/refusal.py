"""The one error by which the command line refuses to start, in one line that says what to do."""

import os
import sys
from pathlib import Path

from shared.errors import Refused

SCRIPT = "narahubung"


class StartRefused(Refused):
    """Something outside the program is not as it must be; the text is for whoever started it."""

    code = "start-refused"


def this_program() -> str:
    """What to type to call it again: `make run` installs no script of the name."""
    if Path(sys.argv[0]).name == SCRIPT:
        return sys.argv[0]
    return f"{os.path.relpath(sys.executable)} -m deploy"
