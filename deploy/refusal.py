"""The one error by which the command line refuses to start, in one line that says what to do."""

from shared.errors import Refused


class StartRefused(Refused):
    """Something outside the program is not as it must be; the text is for whoever started it."""

    code = "start-refused"
