"""Telling trouble of the surroundings, which is waited for, from a fault of what is handled."""

from nats.errors import Error as NatsError
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    NotSupportedError,
    ProgrammingError,
)

FAULTS = (IntegrityError, DataError, ProgrammingError, NotSupportedError)
"""What a database says about the content of a statement; all else it says is about itself."""

FAULT_STATES = ("0A", "21", "22", "23", "42", "44", "54")
"""The same as classes of SQLSTATE. PostgreSQL's driver leaves most errors of content (22: bytes
that are no text, numbers too large) without a class of their own."""


def nobodys_fault(error: BaseException) -> bool:
    """Whether broker, network or database server are in trouble, and the same may succeed later.

    A lost connection, a restart and a deadlock of PostgreSQL come under several classes.
    """
    if isinstance(error, DBAPIError):
        if error.connection_invalidated:
            return True
        state = getattr(error.orig, "sqlstate", None)
        if state:
            return not state.startswith(FAULT_STATES)
        return not isinstance(error, FAULTS)
    return isinstance(error, NatsError | OSError | TimeoutError)
